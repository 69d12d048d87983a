import Charts
import Vitals

/// The birthday between two charts, and who may choose the other one.
///
/// S3 C2.2 lets a clinician choose the adjacent chart on the border of two ages. Here that is within 28 days of the
/// birthday on either side (decision): the older chart until the birthday, the younger until 28 days after it.
enum ChartBorder {
    enum Choice: Equatable {
        /// The chart of the child's age; nothing is chosen.
        case ofTheAge
        case adjacent(until: WallInstant)
        /// Not the next chart, not near the birthday, or a child the charts have no age for.
        case tooFar
    }

    static func choice(of band: AgeBand, bornOn: CivilDate, at now: WallInstant) -> Choice {
        let today = LondonTime.date(at: now)
        guard let own = AgeBand(bornOn: bornOn, on: today) else { return .tooFar }
        if band == own { return .ofTheAge }
        guard abs(Int(band.rawValue) - Int(own.rawValue)) == 1,
            let birthday = birthday(max(band, own).firstYear, bornOn: bornOn)
        else { return .tooFar }
        let distance = birthday.dayNumber - today.dayNumber
        guard abs(distance) <= Limits.adjacentChartDays else { return .tooFar }
        let end = band > own ? birthday.dayNumber : birthday.dayNumber + Limits.adjacentChartDays + 1
        let midnight = CivilDateTime(date: CivilDate(dayNumber: end), microsecondOfDay: 0)
        return .adjacent(until: LondonTime.instant(midnight))
    }

    /// The date on which this many years are completed; 1 March in a common year for a child born on 29 February.
    static func birthday(_ years: Int, bornOn: CivilDate) -> CivilDate? {
        let year = Int(bornOn.year) + years
        return CivilDate(year: year, month: Int(bornOn.month), day: Int(bornOn.day))
            ?? CivilDate(year: year, month: 3, day: 1)
    }
}

extension AgeBand {
    /// The birthday this chart begins on, in years.
    fileprivate var firstYear: Int {
        switch self {
        case .infant: 0
        case .preschool: 1
        case .school: 5
        case .teenage: 13
        }
    }
}
