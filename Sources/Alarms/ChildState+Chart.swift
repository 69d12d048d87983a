import Charts
import Vitals

extension ChildState {
    /// Puts the adjacent chart in force near the birthday that separates it from the child's own, until an instant; `nil`
    /// ends the choice. S3 C2.2 leaves the border to a clinician.
    ///
    /// From the 19th birthday there is no chart of the child's own, and so none is adjacent.
    mutating func chooseChart(
        _ band: AgeBand?, until: WallInstant, at tick: Tick, chart: ScoreTable, rules: RuleTable
    ) -> CommandOutcome.Result {
        let today = LondonTime.date(at: tick.wall)
        if let band {
            guard tick.wall < until, let end = lastChoice(of: band, on: today), until <= end else { return .notAllowed }
            chartWatch.choose(band, until: until)
        } else {
            chartWatch.endChoice()
        }
        takeChart(on: today, chart: chart, rules: rules)
        return .done
    }

    /// The end of the last day on which a chart may be chosen; `nil`: not today.
    private func lastChoice(of band: AgeBand, on today: CivilDate) -> WallInstant? {
        guard let own = AgeBand(bornOn: bornOn, on: today), own.isAdjacent(to: band),
            let change = ChartBirthdays(of: bornOn).change(to: max(own, band)),
            abs(change.on.dayNumber - today.dayNumber) <= Limits.chartChoiceDays
        else { return nil }
        let dayAfter = CivilDate(dayNumber: change.on.dayNumber + Limits.chartChoiceDays + 1)
        return LondonTime.instant(CivilDateTime(date: dayAfter, microsecondOfDay: 0))
    }

    /// Ends a choice whose time is over.
    mutating func passChartChoice(
        to tick: Tick, chart: ScoreTable, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        guard let until = chartWatch.chosenUntil, tick.wall >= until else { return }
        let before = ageBand
        chartWatch.endChoice()
        takeChart(on: LondonTime.date(at: tick.wall), chart: chart, rules: rules)
        guard ageBand != before else { return }
        sink.append(Notice(.chartChanged(from: before, to: ageBand), of: index, at: tick))
    }

    private mutating func takeChart(on date: CivilDate, chart: ScoreTable, rules: RuleTable) {
        ageDate = nil
        setAge(on: date, chart: chart, rules: rules)
    }

    /// Tells of a birthday that changes the chart on its day, and 30 days ahead; each once. To be called on each new day in
    /// London; on the same day again it does nothing.
    ///
    /// A hub that was off on the day tells it on the first day it sees, if it had announced it.
    mutating func noteBirthday(
        on date: CivilDate, at tick: Tick, into sink: inout some RecordSink & ~Copyable
    ) {
        guard date != chartWatch.notedOn else { return }
        let birthdays = ChartBirthdays(of: bornOn)
        if let change = birthdays.last(upTo: date), isNews(change.on, on: date) {
            chartWatch.changedOn = change.on
            sink.append(Notice(.chartChanged(from: change.from, to: change.to), of: index, at: tick))
        }
        if let change = birthdays.next(after: date),
            change.on.dayNumber - date.dayNumber <= Limits.chartAnnouncementDays,
            chartWatch.announcedFor.map({ $0 < change.on }) ?? true
        {
            chartWatch.announcedFor = change.on
            sink.append(Notice(.chartChanges(on: change.on, to: change.to), of: index, at: tick))
        }
        chartWatch.notedOn = date
    }

    private func isNews(_ birthday: CivilDate, on date: CivilDate) -> Bool {
        if let told = chartWatch.changedOn, told >= birthday { return false }
        return birthday == date || birthday == chartWatch.announcedFor
            || chartWatch.notedOn.map { $0 < birthday } ?? false
    }

    /// At start: what was told of birthdays before, so that nothing is told twice.
    mutating func restoreBirthday(changedOn: CivilDate?, announcedFor: CivilDate?) {
        chartWatch.changedOn = changedOn
        chartWatch.announcedFor = announcedFor
    }
}

extension AgeBand {
    func isAdjacent(to other: AgeBand) -> Bool { abs(Int(rawValue) - Int(other.rawValue)) == 1 }
}
