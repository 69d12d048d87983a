import Alarms
import Testing
import Vitals

@Suite struct SignalTests {
    /// Seconds with readings and seconds without, in turn; a second source keeps the child heard.
    private func alternate(
        _ bedside: inout Bedside, good: Int, bad: Int, seconds: Int, signal: Signal = .searching
    ) {
        for second in 0..<seconds {
            if second % (good + bad) < good { bedside.give(hr: 110) } else { bedside.give(signal: signal) }
            bedside.give(hr: 110, from: Bedside.folder)
            bedside.pass()
        }
    }

    @Test(arguments: [(4, 6, 1), (5, 5, 0), (6, 4, 0)]) func lessThanHalfOfFiveMinutesIsAPoorSignal(
        good: Int, bad: Int, count: Int
    ) throws {
        var bedside = try Bedside()
        alternate(&bedside, good: good, bad: bad, seconds: 330)
        #expect(bedside.log.events(.poorSignal).count == count)
    }

    /// Frames begin the ten seconds that are judged when they are over. A frame that came before the tick took the tick's
    /// place there, and the signal was judged by no one.
    @Test(arguments: [0.05, 0.5, 0.95]) func itIsSaidWhereverInTheSecondTheFramesCome(phase: Double) throws {
        var bedside = try Bedside()
        bedside.leap(seconds: phase)
        for second in 0..<330 {
            if second % 4 == 0 { bedside.give(hr: 110) } else { bedside.give(signal: .searching) }
            bedside.leap(seconds: 0.45)
            bedside.wait(seconds: 0.55)
        }
        #expect(bedside.log.events(.poorSignal) == [.fired])
    }

    @Test func itIsNotSaidBeforeFiveMinutesAreThere() throws {
        var bedside = try Bedside()
        alternate(&bedside, good: 1, bad: 9, seconds: 290)
        #expect(bedside.log.events(.poorSignal).isEmpty)
        alternate(&bedside, good: 1, bad: 9, seconds: 20)
        let fired = try #require(bedside.log.last(.poorSignal))
        #expect(fired.latestValue == 10 && fired.threshold == 50 && fired.audience == .hub)
    }

    @Test(arguments: [(8, 2, true), (7, 3, false)]) func itEndsWithFourFifthsOfTwoMinutes(
        good: Int, bad: Int, ends: Bool
    ) throws {
        var bedside = try Bedside()
        alternate(&bedside, good: 2, bad: 8, seconds: 330)
        alternate(&bedside, good: good, bad: bad, seconds: 110)
        #expect(bedside.log.events(.poorSignal) == [.fired])
        alternate(&bedside, good: good, bad: bad, seconds: 30)
        #expect(bedside.log.events(.poorSignal) == (ends ? [.fired, .resolved] : [.fired]))
    }

    @Test func aProbeThatIsOffIsNoPoorSignal() throws {
        var bedside = try Bedside()
        alternate(&bedside, good: 3, bad: 7, seconds: 600, signal: .probeOff)
        #expect(bedside.log.events(.poorSignal).isEmpty)
    }

    @Test func aReadingEveryFourSecondsIsAWholeSignal() throws {
        var bedside = try Bedside()
        for _ in 0..<150 {
            bedside.give(hr: 110)
            bedside.pass(seconds: 4)
        }
        #expect(bedside.log.events(.poorSignal).isEmpty)
    }

    @Test func aDeviceThatIsGoneOrSaysNothingHasNoSignalToBePoor() throws {
        var bedside = try Bedside()
        alternate(&bedside, good: 1, bad: 9, seconds: 280)
        bedside.step(.source(Bedside.oximeter, .gone, at: bedside.now.monotonic))
        bedside.hold(400, hr: 110)
        #expect(bedside.log.events(.poorSignal).isEmpty)
        var mute = try Bedside()
        mute.pass(seconds: 600)
        #expect(mute.log.events(.poorSignal).isEmpty)
    }

    @Test func poorSignalSuppressesWhatTheDeviceSaysAnew() throws {
        var bedside = try Bedside()
        alternate(&bedside, good: 2, bad: 8, seconds: 330)
        bedside.hold(31, spO2: 88)
        let suppressed = try #require(bedside.log.last(.chartSpO2Low))
        #expect(suppressed.event == .suppressed && suppressed.suppressedBy == .poorSignal)
        bedside.hold(100, spO2: 88)
        let ended = try #require(bedside.log.last(.poorSignal))
        #expect(ended.resolution == .data)
        #expect(bedside.log.last(.chartSpO2Low)?.event == .fired && bedside.log.last(.chartSpO2Low)?.at == ended.at)
    }

    @Test(arguments: [(5.0, 0), (5.1, 1)]) func stampsFromTheFutureForAMinuteAreSaid(ahead: Double, count: Int) throws {
        var bedside = try Bedside()
        for _ in 0..<60 {
            bedside.give(spO2: 98, measured: -ahead)
            bedside.pass()
        }
        #expect(bedside.log.events(.deviceClock).isEmpty)
        bedside.give(spO2: 98, measured: -ahead)
        #expect(bedside.log.events(.deviceClock).count == count)
        for _ in 0..<62 {
            bedside.give(spO2: 98, measured: 0)
            bedside.pass()
        }
        #expect(bedside.log.events(.deviceClock) == (count == 1 ? [.fired, .resolved] : []))
    }

    @Test(arguments: [(130.0, 0), (131, 1)]) func twoDevicesThatDisagreeOnAHeartRateForAMinuteAreSaid(
        other: Double, count: Int
    ) throws {
        let second = Source(name: "second", child: Bedside.child, mode: .continuous)
        var bedside = try Bedside(added: [second])
        func give(_ seconds: Int, _ bedside: inout Bedside, _ value: Double) {
            for _ in 0..<seconds {
                bedside.give(hr: 110)
                bedside.give(hr: value, from: Bedside.added)
                bedside.pass()
            }
        }
        give(60, &bedside, other)
        #expect(bedside.log.events(.heartRateDisagreement).isEmpty)
        give(1, &bedside, other)
        #expect(bedside.log.events(.heartRateDisagreement).count == count)
        guard count == 1 else { return }
        let fired = try #require(bedside.log.last(.heartRateDisagreement))
        #expect(fired.latestValue == 21 && fired.threshold == 20 && fired.subject == .child(Bedside.child))
        give(62, &bedside, 112)
        #expect(bedside.log.events(.heartRateDisagreement) == [.fired, .resolved])
    }

    @Test func aDeviceThatFallsSilentLeavesTheDisagreementUnknown() throws {
        let second = Source(name: "second", child: Bedside.child, mode: .continuous)
        var bedside = try Bedside(added: [second])
        for _ in 0..<70 {
            bedside.give(hr: 110)
            bedside.give(hr: 150, from: Bedside.added)
            bedside.pass()
        }
        bedside.hold(40, hr: 110)
        #expect(bedside.log.events(.heartRateDisagreement) == [.fired, .unknown])
    }
}
