import Alarms
import Testing
import Vitals

@Suite struct EquipmentTests {
    @Test func probeOffFiresAfterAMinuteAndEndsAfterTenGoodSeconds() throws {
        var bedside = try Bedside()
        bedside.hold(30, spO2: 98)
        bedside.hold(60, signal: .probeOff)
        #expect(bedside.log.events(.probeOff).isEmpty)
        bedside.hold(1, signal: .probeOff)
        #expect(bedside.log.events(.probeOff) == [.fired])
        bedside.hold(10, spO2: 98)
        #expect(bedside.log.events(.probeOff) == [.fired])
        bedside.hold(1, spO2: 98)
        #expect(bedside.log.events(.probeOff) == [.fired, .resolved])
        #expect(bedside.log.transitions.first?.subject == .source(Bedside.oximeter, Bedside.child))
    }

    @Test func searchingIsNotProbeOff() throws {
        var bedside = try Bedside()
        bedside.hold(120, signal: .searching)
        #expect(bedside.log.events(.probeOff).isEmpty)
    }

    @Test func aDeviceGoneForTenSecondsIsSaidAndItsReturnToo() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 5)
        bedside.step(.source(Bedside.oximeter, .gone, at: bedside.now.monotonic))
        bedside.pass(seconds: 10)
        #expect(bedside.log.events(.deviceGone).isEmpty)
        bedside.pass()
        #expect(bedside.log.events(.deviceGone) == [.fired])
        bedside.step(.source(Bedside.oximeter, .attached, at: bedside.now.monotonic))
        bedside.pass(seconds: 6)
        #expect(bedside.log.events(.deviceGone) == [.fired, .resolved])
    }

    @Test func bytesThatMakeNoFramesAreSaidAfterAMinute() throws {
        var bedside = try Bedside()
        bedside.step(.source(Bedside.oximeter, .unreadable, at: bedside.now.monotonic))
        bedside.pass(seconds: 61)
        #expect(bedside.log.events(.deviceUnreadable) == [.fired])
    }

    @Test func whatTheHubReportsOfItselfIsAnAlarmUntilItIsOver() throws {
        var bedside = try Bedside()
        bedside.step(.hub(HubSign(.storage, .mild, value: 80), at: bedside.now.monotonic))
        bedside.pass(seconds: 2)
        let fired = try #require(bedside.log.last(.storage))
        #expect(
            fired.subject == .hub && fired.latestValue == 80 && fired.threshold == 80 && fired.priority == .technical)
        bedside.step(.hub(HubSign(.storage, .severe, value: 95), at: bedside.now.monotonic))
        bedside.pass(seconds: 2)
        #expect(bedside.log.last(.storage)?.threshold == 95 && bedside.log.last(.storage)?.priority == .medium)
        #expect(bedside.log.last(.storage)?.ladder == .system)
        bedside.step(.hub(HubSign(.storage, nil, value: 70), at: bedside.now.monotonic))
        bedside.pass(seconds: 62)
        #expect(bedside.log.events(.storage) == [.fired, .raised, .resolved])
        // Of a kind that is not the hub's own nothing is taken.
        bedside.step(.hub(HubSign(.probeOff, .mild, value: 1), at: bedside.now.monotonic))
        bedside.pass(seconds: 70)
        #expect(bedside.log.events(.probeOff).isEmpty)
    }

    @Test(arguments: HubSign.kinds.filter { $0 != .test })
    func whatTheHubReportedBeforeARestartEndsAfterIt(kind: ConditionKind) throws {
        var before = try Bedside()
        let stage: AlarmStage = AlarmRules()[kind].mild == nil ? .severe : .mild
        before.step(.hub(HubSign(kind, stage, value: 80), at: before.now.monotonic))
        before.pass(seconds: 700)
        let fired = try #require(before.log.last(kind))
        // Nothing is reported any more, as after a repair, and the episode is not forgotten for it.
        var after = try Bedside()
        after.step(.restoreEpisode(fired))
        after.pass(seconds: 130)
        // One of P2 that nobody took stays on the list.
        #expect(after.log.events(kind) == [fired.priority == .high ? .clearedUnacknowledged : .resolved])
    }

    @Test func lostInputIsAnAlarmOfTheHub() throws {
        var bedside = try Bedside()
        bedside.step(.lost(count: 7, at: bedside.now.monotonic))
        bedside.pass()
        let fired = try #require(bedside.log.transitions.first)
        #expect(fired.condition == .inputLost && fired.subject == .hub && fired.latestValue == 7)
        bedside.pass(seconds: 61)
        #expect(bedside.log.events(.inputLost) == [.fired, .resolved])
    }
}
