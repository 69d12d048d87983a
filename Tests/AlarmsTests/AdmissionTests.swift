import Alarms
import Charts
import Testing
import Vitals

@Suite struct AdmissionTests {
    @Test func rowsOfOneSecondThatFireAgainInOneTickAreEpisodesOfTheirOwn() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 60)
        for spO2 in [88.0, 97, 88, 97] { bedside.give(spO2: spO2, measured: 30, from: Bedside.folder) }
        bedside.pass()
        bedside.give(spO2: 88, measured: 31, from: Bedside.folder)
        let fired = bedside.log.transitions.filter { $0.condition == .chartSpO2Low && $0.event == .fired }
        #expect(fired.map(\.startedAt.wall) == Array(repeating: bedside.tick(at: 30).wall, count: 3))
        #expect(fired.map(\.firedBefore) == [nil, 1, nil])
    }

    @Test func aSpotReadingFromAFileNeedsNoOnset() throws {
        var bedside = try Bedside()
        bedside.give(spO2: 88, from: Bedside.folder)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired])
        bedside.pass(seconds: 60)
        bedside.give(spO2: 97, from: Bedside.folder)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired, .clearedUnacknowledged])
    }

    @Test(arguments: [(600.0, ReadingRecord.Disposition.accepted), (600.5, .retrospective)])
    func tenMinutesLateStillCountsAndLaterNeverPages(secondsAgo: Double, disposition: ReadingRecord.Disposition) throws
    {
        var bedside = try Bedside()
        bedside.pass(seconds: 30)
        bedside.give(spO2: 80, measured: secondsAgo, from: Bedside.folder)
        #expect(bedside.log.readings.last?.disposition == disposition)
        #expect(bedside.log.transitions.isEmpty == (disposition == .retrospective))
        if disposition == .accepted {
            #expect(bedside.log.transitions.first?.lateness == .seconds(600))
        }
    }

    @Test(arguments: [
        (VitalSign.spO2, 19.99, true), (.spO2, 20, false), (.spO2, 100, false), (.spO2, 100.01, true),
        (.heartRate, 300.01, true), (.heartRate, 300, false), (.respiratoryRate, 150.5, true),
        (.temperature, 45.1, true), (.temperature, .nan, true), (.heartRate, .infinity, true),
    ])
    func anImplausibleValueIsRefusedAndCounted(sign: VitalSign, value: Double, isRefused: Bool) throws {
        var bedside = try Bedside()
        var readings = ReadingSet()
        readings[sign] = value
        bedside.step(.readings(readings, Arrival(source: Bedside.oximeter, at: bedside.now.monotonic)))
        #expect(bedside.log.readings.last?.implausible.contains(sign) == isRefused)
        let ledger = bedside.evaluator.ledger(of: Bedside.oximeter)
        #expect(ledger.implausible == (isRefused ? 1 : 0) && ledger.isBalanced)
    }

    @Test func readingsOfNobodyAreKeptAndSaid() throws {
        var bedside = try Bedside()
        bedside.give(spO2: 80, hr: 200, from: Bedside.stranger)
        bedside.pass()
        #expect(bedside.log.readings.last?.disposition == .unassigned)
        #expect(bedside.log.transitions.map(\.condition) == [.unassignedReadings])
        #expect(bedside.evaluator.ledger(of: Bedside.stranger).unassigned == 2)
    }

    @Test func theChartChangesAtMidnightInLondonOnTheBirthday() throws {
        // Twelve months old on 16 June; London is an hour ahead of UTC.
        var bedside = try Bedside(bornOn: "2025-06-16", startAt: "2026-06-15T22:59:00Z")
        bedside.give(hr: 100)
        #expect(bedside.log.scores.last?.score.ageBand == .infant)
        #expect(bedside.log.scores.last?.score.heartRate.score == .scored(.one))
        bedside.pass(seconds: 60)
        bedside.give(hr: 100)
        #expect(bedside.log.scores.last?.score.ageBand == .preschool)
        #expect(bedside.log.scores.last?.score.heartRate.score == .scored(.zero))
    }

    @Test func fromTheNineteenthBirthdayThereIsNoScoreButTheAlarmStays() throws {
        var bedside = try Bedside(bornOn: "2007-06-15")
        bedside.hold(40, spO2: 88, hr: 80)
        #expect(bedside.log.scores.last?.score.spO2.score == .unscorable)
        #expect(bedside.log.scores.last?.score.minimumTotal == 0)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired])
    }
}
