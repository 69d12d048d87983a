import Alarms
import Testing
import Vitals

@Suite struct SilenceTests {
    private func silences(_ log: RecordLog) -> [AlarmTransition] { log.transitions.filter { $0.condition == .silence } }

    @Test func aChildNobodyEverHeardIsSilent() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 299)
        #expect(silences(bedside.log).isEmpty)
        bedside.pass()
        #expect(silences(bedside.log).map(\.audience) == [.hub])
        bedside.pass(seconds: 599)
        #expect(silences(bedside.log).count == 1)
        bedside.pass()
        #expect(silences(bedside.log).map(\.event) == [.fired, .raised])
        #expect(silences(bedside.log).map(\.audience) == [.hub, .team])
        #expect(silences(bedside.log).last?.startedAt == bedside.start)
    }

    @Test func oneTimelyReadingEndsIt() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 1000)
        bedside.hold(1, hr: 110)
        #expect(silences(bedside.log).map(\.event) == [.fired, .raised, .resolved])
        #expect(silences(bedside.log).last?.audience == .team)
    }

    @Test func backFilledHistoryDoesNotEndIt() throws {
        var bedside = try Bedside()
        bedside.hold(10, spO2: 98)
        bedside.pass(seconds: 1000)
        for secondsAgo in stride(from: 900.0, through: 310, by: -10) {
            bedside.give(spO2: 98, measured: secondsAgo)
        }
        bedside.pass()
        #expect(silences(bedside.log).map(\.event) == [.fired, .raised])
    }

    @Test func aStampFromTheFutureCountsWhenItArrives() throws {
        var bedside = try Bedside()
        bedside.give(spO2: 98, measured: -7200)
        bedside.pass(seconds: 1000)
        #expect(silences(bedside.log).map(\.event) == [.fired, .raised])
    }

    @Test func probeOffFramesAreNotASignOfLife() throws {
        var bedside = try Bedside()
        bedside.hold(1000, signal: .probeOff)
        #expect(silences(bedside.log).map(\.event) == [.fired, .raised])
    }

    @Test func silenceAfterAnAlarmStartsAtP2AndGoesToTheTeam() throws {
        var bedside = try Bedside()
        bedside.hold(10, spO2: 98)
        bedside.hold(20, spO2: 88)
        bedside.pass(seconds: 320)
        let silence = try #require(silences(bedside.log).first)
        #expect(silence.priority == .high && silence.audience == .team)
    }

    @Test func aRestartKeepsTheSilenceRunning() throws {
        var bedside = try Bedside()
        bedside.step(.restoreLiveness(Bedside.child, bedside.tick(at: -895).wall))
        bedside.pass(seconds: 9)
        #expect(silences(bedside.log).isEmpty, "devices have ten seconds to attach")
        bedside.pass()
        #expect(silences(bedside.log).map(\.stage) == [.severe])
    }

    @Test func aRestartedSilenceIsTheSameEpisode() throws {
        var before = try Bedside()
        before.pass(seconds: 1000)
        let raised = try #require(silences(before.log).last)
        var after = try Bedside(startAt: "2026-06-15T12:16:40Z", admittedAt: "2026-06-15T12:00:00Z")
        after.step(.restoreEpisode(raised))
        after.step(.restoreLiveness(Bedside.child, before.start.wall))
        after.pass(seconds: 60)
        #expect(silences(after.log).isEmpty)
    }

    @Test func aClockSetBackDoesNotEndARestoredSilence() throws {
        var before = try Bedside()
        before.pass(seconds: 1000)
        let raised = try #require(silences(before.log).last)
        // The hub comes back with a clock that stands before the last reading.
        var after = try Bedside(startAt: "2026-06-15T11:00:00Z", admittedAt: "2026-06-15T10:00:00Z")
        after.step(.restoreLiveness(Bedside.child, before.start.wall))
        after.step(.restoreEpisode(raised))
        after.pass(seconds: 60)
        #expect(silences(after.log).isEmpty)
        after.hold(1, hr: 110)
        #expect(silences(after.log).map(\.event) == [.resolved])
    }

    @Test func flappingAtOneHertzIsNoSilenceAndNoFlood() throws {
        var bedside = try Bedside()
        for _ in 0..<1000 {
            bedside.step(.source(Bedside.oximeter, .gone, at: bedside.now.monotonic))
            bedside.pass()
            bedside.step(.source(Bedside.oximeter, .attached, at: bedside.now.monotonic))
            bedside.hold(1, spO2: 98)
        }
        #expect(bedside.log.transitions.count <= 3)
    }

    @Test func aScheduledChildIsSilentAnHourAfterTheReadingWasDue() throws {
        var bedside = try Bedside(cadence: .seconds(4 * 3600))
        bedside.give(temp: 37, from: Bedside.folder)
        bedside.pass(seconds: 4 * 3600 + 15 * 60 - 1)
        #expect(silences(bedside.log).isEmpty)
        bedside.pass()
        #expect(silences(bedside.log).map(\.audience) == [.hub])
        bedside.pass(seconds: 45 * 60 - 1)
        #expect(silences(bedside.log).map(\.event) == [.fired, .escalated, .escalated], "and each step is on the hub")
        #expect(silences(bedside.log).allSatisfy { $0.audience == .hub })
        bedside.pass()
        #expect(silences(bedside.log).last?.event == .raised && silences(bedside.log).last?.audience == .team)
    }
}
