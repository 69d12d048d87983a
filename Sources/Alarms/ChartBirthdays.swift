import Charts
import Vitals

extension Limits {
    /// How far from the birthday between two charts a clinician may choose the other one (S3 C2.2; the span is a decision).
    static let chartChoiceDays: Int64 = 28
    /// How long before a birthday the change of the chart is announced.
    static let chartAnnouncementDays: Int64 = 30
}

/// The birthdays on which a child's chart changes: the 1st, 5th, 13th and 19th, found by asking `AgeBand`.
struct ChartBirthdays {
    private let bornOn: CivilDate

    init(of bornOn: CivilDate) { self.bornOn = bornOn }

    /// A birthday, with the chart before it and the one from it on.
    struct Change: Equatable {
        var on: CivilDate
        var from: AgeBand?
        var to: AgeBand?
    }

    /// The newest change up to a day.
    func last(upTo date: CivilDate) -> Change? {
        var last: Change?
        for year in 1...AgeBand.firstYearWithoutChart {
            guard let change = change(inYear: year) else { continue }
            guard change.on <= date else { return last }
            last = change
        }
        return last
    }

    /// The first change after a day.
    func next(after date: CivilDate) -> Change? {
        for year in 1...AgeBand.firstYearWithoutChart {
            if let change = change(inYear: year), change.on > date { return change }
        }
        return nil
    }

    /// The change that leads to a chart.
    func change(to band: AgeBand) -> Change? {
        for year in 1...AgeBand.firstYearWithoutChart {
            if let change = change(inYear: year), change.to == band { return change }
        }
        return nil
    }

    /// `nil` when the chart stays the same in that year. A child born on 29 February has its birthday on 1 March in a common
    /// year.
    private func change(inYear year: Int) -> Change? {
        let birthYear = Int(bornOn.year) + year
        guard
            let birthday = CivilDate(year: birthYear, month: Int(bornOn.month), day: Int(bornOn.day))
                ?? CivilDate(year: birthYear, month: 3, day: 1)
        else { return nil }
        let from = AgeBand(bornOn: bornOn, on: CivilDate(dayNumber: birthday.dayNumber - 1))
        let to = AgeBand(bornOn: bornOn, on: birthday)
        return from == to ? nil : Change(on: birthday, from: from, to: to)
    }
}

/// Which chart a clinician chose for a while, and what was told of the birthdays.
struct ChartWatch: BitwiseCopyable {
    private(set) var chosen: AgeBand?
    private(set) var chosenUntil: WallInstant?
    /// The day of the last look.
    var notedOn: CivilDate?
    /// The newest birthday that was told on its day, and the one that was announced ahead.
    var changedOn: CivilDate?
    var announcedFor: CivilDate?

    mutating func choose(_ band: AgeBand, until: WallInstant) {
        chosen = band
        chosenUntil = until
    }

    mutating func endChoice() {
        chosen = nil
        chosenUntil = nil
    }
}
