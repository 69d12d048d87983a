@testable import Alarms
import Charts
import Testing
import Vitals

/// Which chart counts: birthdays told ahead and on the day, and the adjacent chart by a clinician's choice.
@Suite struct ScoreChartTests {
    private func choose(
        _ band: AgeBand?, until: String, _ bedside: inout Bedside
    ) throws -> CommandOutcome.Result? {
        let until = try #require(Timestamp(until)?.instant)
        let deed = Command.Deed.chooseChart(Bedside.child, band, until: until)
        bedside.step(.command(Command(CommandNumber(1), deed), at: bedside.now))
        return bedside.log.outcomes.last?.result
    }

    /// The fifth birthday is on 15 June 2026; the day decides in London, where it begins at 23:00Z.
    @Test(arguments: [
        ("2026-05-17T22:59:00Z", AgeBand.school, CommandOutcome.Result.notAllowed),  // 29 days before
        ("2026-05-17T23:00:00Z", .school, .done),  // 28 days before
        ("2026-06-14T22:59:00Z", .school, .done),  // the eve
        ("2026-06-15T12:00:00Z", .school, .notAllowed),  // the birthday: its own chart
        ("2026-06-15T12:00:00Z", .preschool, .done),
        ("2026-07-13T22:59:00Z", .preschool, .done),  // 28 days after
        ("2026-07-13T23:00:00Z", .preschool, .notAllowed),  // 29 days after
        ("2026-06-01T12:00:00Z", .preschool, .notAllowed),  // its own chart
        ("2026-06-01T12:00:00Z", .infant, .notAllowed),  // adjacent, but its birthday is years ago
        ("2026-06-01T12:00:00Z", .teenage, .notAllowed),  // not adjacent
    ])
    func onlyTheAdjacentChartWithinFourWeeksOfTheBirthday(
        at now: String, band: AgeBand, result: CommandOutcome.Result
    ) throws {
        var bedside = try Bedside(bornOn: "2021-06-15", startAt: now)
        let until = bedside.now.wall.advanced(by: .seconds(30)).description
        #expect(try choose(band, until: until, &bedside) == result)
        bedside.give(hr: 100)
        let own: AgeBand = now < "2026-06-14T23:00:00Z" ? .preschool : .school
        #expect(bedside.log.score?.ageBand == (result == .done ? band : own))
    }

    @Test(arguments: [
        ("2026-07-13T23:00:00Z", CommandOutcome.Result.done),  // the end of the 28th day after the birthday
        ("2026-07-13T23:00:00.001Z", .notAllowed), ("2026-06-10T12:00:00Z", .notAllowed),  // over already
        ("2026-06-10T12:00:00.001Z", .done),
    ])
    func aChoiceEndsAtTheLatestFourWeeksAfterTheBirthday(until: String, result: CommandOutcome.Result) throws {
        var bedside = try Bedside(bornOn: "2021-06-15", startAt: "2026-06-10T12:00:00Z")
        #expect(try choose(.school, until: until, &bedside) == result)
    }

    @Test func fromTheNineteenthBirthdayThereIsNoChartToChoose() throws {
        var bedside = try Bedside(bornOn: "2007-06-15", startAt: "2026-06-16T12:00:00Z")
        #expect(try choose(.teenage, until: "2026-06-20T12:00:00Z", &bedside) == .notAllowed)
    }

    @Test func aChoiceEndsByItselfAndIsSaid() throws {
        var bedside = try Bedside(bornOn: "2021-06-15", startAt: "2026-06-15T12:00:00Z")
        #expect(try choose(.preschool, until: "2026-06-15T12:00:30Z", &bedside) == .done)
        bedside.pass(seconds: 29)
        #expect(!bedside.log.notices.map(\.kind).contains(.chartChanged(from: .preschool, to: .school)))
        bedside.give(hr: 100)
        #expect(bedside.log.score?.ageBand == .preschool)
        bedside.pass()
        bedside.give(hr: 100)
        #expect(bedside.log.score?.ageBand == .school)
        #expect(bedside.log.notices.map(\.kind).contains(.chartChanged(from: .preschool, to: .school)))
    }

    @Test func aChosenChartJudgesAndEndingItJudgesByTheOwnOneAgain() throws {
        // A heart rate that is white on the chart of 1 to 4 years and a band above on that of 5 to 12.
        let chart = try shippedChart()
        let rate = try #require(
            (100...200).map(Double.init).first {
                chart[.preschool].heartRate.subScore(at: $0) == .zero
                    && chart[.school].heartRate.subScore(at: $0) > .zero
            })
        var bedside = try Bedside(bornOn: "2021-06-20", startAt: "2026-06-15T12:00:00Z")
        bedside.give(hr: rate, from: Bedside.folder)
        let own = bedside.log.changes(.chartHeartRateHigh)
        #expect(try choose(.school, until: "2026-06-16T12:00:00Z", &bedside) == .done)
        bedside.give(hr: rate, from: Bedside.folder)
        #expect(own.isEmpty && bedside.log.changes(.chartHeartRateHigh) == [.fired])
        #expect(try choose(nil, until: "2026-06-16T12:00:00Z", &bedside) == .done)
        bedside.give(hr: 120, from: Bedside.folder)
        #expect(bedside.log.score?.ageBand == .preschool)
    }

    @Test func whatWasEnteredIsScoredByTheChosenChart() throws {
        let chart = try shippedChart()
        let tables = (chart[.preschool].systolicBloodPressure, chart[.school].systolicBloodPressure)
        let pressure = try #require(
            (40...140).map(Double.init).first { tables.0.subScore(at: $0) != tables.1.subScore(at: $0) })
        var bedside = try Bedside(bornOn: "2021-06-20", startAt: "2026-06-15T12:00:00Z")
        bedside.enter { $0.systolicBloodPressure = .measured(pressure) }
        #expect(bedside.log.score?.systolicBloodPressure.score == .scored(tables.0.subScore(at: pressure)))
        _ = try choose(.school, until: "2026-06-16T12:00:00Z", &bedside)
        bedside.give(hr: 100)
        #expect(bedside.log.score?.systolicBloodPressure.score == .scored(tables.1.subScore(at: pressure)))
    }

    // Birthdays, put to the child as each day begins.

    private func notices(bornOn: String, days: [String], told: (changedOn: String?, announcedFor: String?) = (nil, nil))
        throws -> [Notice.Kind]
    {
        let rules = RuleTable(AlarmRules())
        let tick = Tick(
            monotonic: MonotonicInstant(microseconds: 0), wall: try #require(Timestamp("2026-01-01T00:00:00Z")?.instant)
        )
        let admission = Admission(id: "adm-1", bornOn: try #require(CivilDate(bornOn)), admittedAt: tick.wall)
        var child = ChildState(ChildPlan(admission), index: Bedside.child, rules: rules, now: tick)
        var log = RecordLog()
        child.restoreBirthday(
            changedOn: told.changedOn.flatMap { CivilDate($0) },
            announcedFor: told.announcedFor.flatMap { CivilDate($0) })
        for day in days {
            for _ in 0..<2 { child.noteBirthday(on: try #require(CivilDate(day)), at: tick, into: &log) }
        }
        return log.notices.map(\.kind)
    }

    @Test func aChangeIsAnnouncedOnceThirtyDaysAheadAndToldOnceOnItsDay() throws {
        let day = try #require(CivilDate("2026-06-15"))
        let ahead = Notice.Kind.chartChanges(on: day, to: .school)
        let changed = Notice.Kind.chartChanged(from: .preschool, to: .school)
        #expect(try notices(bornOn: "2021-06-15", days: ["2026-05-15"]) == [])
        #expect(try notices(bornOn: "2021-06-15", days: ["2026-05-16"]) == [ahead])
        #expect(
            try notices(
                bornOn: "2021-06-15",
                days: ["2026-05-15", "2026-05-16", "2026-05-17", "2026-06-14", "2026-06-15", "2026-06-16"])
                == [ahead, changed])
        #expect(try notices(bornOn: "2021-06-15", days: ["2026-06-14", "2026-06-16"]) == [ahead, changed])
    }

    @Test func aBirthdayOnTheSameChartSaysNothing() throws {
        #expect(try notices(bornOn: "2022-06-15", days: ["2026-05-20", "2026-06-14", "2026-06-15"]) == [])
    }

    @Test func theNineteenthBirthdayLeadsToNoChart() throws {
        let day = try #require(CivilDate("2026-06-15"))
        #expect(
            try notices(bornOn: "2007-06-15", days: ["2026-06-14", "2026-06-15"]) == [
                .chartChanges(on: day, to: nil), .chartChanged(from: .teenage, to: nil),
            ])
    }

    @Test func aChildOfTheTwentyNinthOfFebruaryChangesOnTheFirstOfMarch() throws {
        let day = try #require(CivilDate("2025-03-01"))
        #expect(
            try notices(bornOn: "2024-02-29", days: ["2025-02-28", "2025-03-01"]) == [
                .chartChanges(on: day, to: .preschool), .chartChanged(from: .infant, to: .preschool),
            ])
    }

    @Test func aRestartTellsNothingTwiceAndWhatItSleptThrough() throws {
        #expect(try notices(bornOn: "2021-06-15", days: ["2026-06-01"], told: (nil, "2026-06-15")) == [])
        #expect(try notices(bornOn: "2021-06-15", days: ["2026-06-15"], told: ("2026-06-15", "2026-06-15")) == [])
        #expect(
            try notices(bornOn: "2021-06-15", days: ["2026-06-17"], told: (nil, "2026-06-15")) == [
                .chartChanged(from: .preschool, to: .school)
            ])
    }

    @Test func whatWasToldBeforeTheStartIsNotToldAgain() throws {
        var bedside = try Bedside(bornOn: "2021-06-16", startAt: "2026-06-16T08:00:00Z")
        let day = try #require(CivilDate("2026-06-16"))
        bedside.step(.restoreBirthday(Bedside.child, changedOn: day, announcedFor: day))
        bedside.pass(seconds: 300)
        #expect(bedside.log.notices.isEmpty)
        var forgetful = try Bedside(bornOn: "2021-06-16", startAt: "2026-06-16T08:00:00Z")
        forgetful.pass(seconds: 300)
        #expect(forgetful.log.notices.map(\.kind) == [.chartChanged(from: .preschool, to: .school)])
    }

    @Test func aChildAdmittedAfterItsBirthdayIsNotToldOfIt() throws {
        #expect(try notices(bornOn: "2021-06-15", days: ["2026-06-16"]) == [])
    }

    @Test func theEvaluatorTellsItAtMidnightInLondon() throws {
        var bedside = try Bedside(bornOn: "2021-06-16", startAt: "2026-06-15T22:58:00Z")
        bedside.pass(seconds: 119)
        #expect(!bedside.log.notices.map(\.kind).contains(.chartChanged(from: .preschool, to: .school)))
        bedside.pass(seconds: 2)
        #expect(bedside.log.notices.count { $0.kind == .chartChanged(from: .preschool, to: .school) } == 1)
        bedside.pass(seconds: 300)
        #expect(bedside.log.notices.count { $0.kind == .chartChanged(from: .preschool, to: .school) } == 1)
    }
}
