import Testing
import Vitals

@testable import Ports

/// A hub's clock in all its ways of being wrong. Time goes on whatever it does.
@Suite struct HubTimeTests {
    private static let newest = WallInstant(microseconds: 1_795_000_000_000_000)
    private static let epoch = WallInstant(microseconds: 60_000_000)
    private static let boot = MonotonicInstant(microseconds: 30_000_000)

    private func time(kernel: WallInstant, isSynchronised: Bool = false) -> HubTime {
        HubTime(kernel: kernel, at: Self.boot, newest: Self.newest, isSynchronised: isSynchronised)
    }

    /// What is told when the kernel's clock is `span` ahead of a hub that has run for a minute.
    private func news(_ span: Duration, isSynchronised: Bool = false) -> (ClockNews?, WallInstant) {
        let hub = time(kernel: Self.newest)
        let now = Self.boot.advanced(by: .seconds(60))
        let told = hub.look(at: now, kernel: Self.newest.advanced(by: .seconds(60) + span)) { isSynchronised }
        return (told, hub.wall(at: now))
    }

    @Test func aHubThatStartsIn1970GoesOnFromTheNewestInstantItKnows() {
        let hub = time(kernel: Self.epoch)
        #expect(hub.wall(at: Self.boot) == Self.newest)
        #expect(hub.wall(at: Self.boot.advanced(by: .seconds(90))) == Self.newest.advanced(by: .seconds(90)))
        let ahead = Duration.microseconds(Self.epoch.microseconds - Self.newest.microseconds)
        #expect(hub.look(at: Self.boot, kernel: Self.epoch) { false } == .kept(ahead: ahead))
    }

    @Test func aClockThatIsKeptRightIsBelievedWhateverWasKnown() {
        #expect(time(kernel: Self.epoch, isSynchronised: true).wall(at: Self.boot) == Self.epoch)
        for span in [Duration.seconds(-86_400 * 3650), .seconds(86_400 * 3650)] {
            let (told, wall) = news(span, isSynchronised: true)
            #expect(told == .taken(ahead: span))
            #expect(wall == Self.newest.advanced(by: .seconds(60) + span))
        }
    }

    @Test func theNetworksTimeIsTakenOverWhenItComes() {
        let hub = time(kernel: Self.epoch)
        _ = hub.look(at: Self.boot, kernel: Self.epoch) { false }
        let later = Self.boot.advanced(by: .seconds(90))
        let right = Self.newest.advanced(by: .seconds(86_400))
        #expect(hub.look(at: later, kernel: right) { true } == .taken(ahead: .seconds(86_400 - 90)))
        #expect(hub.wall(at: later) == right)
    }

    @Test func aYearAheadAndADayBackAreTheMostThatIsTakenOnTrust() {
        for (most, direction) in [(PortLimits.clockForward, 1), (PortLimits.clockBack, -1)] {
            let (taken, wall) = news(most * direction)
            #expect(taken == .taken(ahead: most * direction))
            #expect(wall == Self.newest.advanced(by: .seconds(60) + most * direction))
            let beyond = (most + .microseconds(1)) * direction
            let (kept, steady) = news(beyond)
            #expect(kept == .kept(ahead: beyond))
            #expect(steady == Self.newest.advanced(by: .seconds(60)))
        }
    }

    @Test func aSlewIsFollowedWithoutAWordAndAStepIsTold() {
        for sign in [1, -1] {
            let (slewed, wall) = news((PortLimits.clockStep - .microseconds(1)) * sign)
            #expect(slewed == nil)
            #expect(wall == Self.newest.advanced(by: .seconds(60) + (PortLimits.clockStep - .microseconds(1)) * sign))
            #expect(news(PortLimits.clockStep * sign).0 == .taken(ahead: PortLimits.clockStep * sign))
        }
    }

    @Test func whatIsKeptIsToldOnceUntilItChangesOrEnds() {
        let hub = time(kernel: Self.newest)
        let wrong = Self.newest.advanced(by: .seconds(86_400 * 1000))
        #expect(hub.look(at: Self.boot, kernel: wrong) { false } == .kept(ahead: .seconds(86_400 * 1000)))
        for second in 1...100 {
            let span = Duration.seconds(second)
            #expect(hub.look(at: Self.boot.advanced(by: span), kernel: wrong.advanced(by: span)) { false } == nil)
        }
        let end = Self.boot.advanced(by: .seconds(101))
        #expect(hub.look(at: end, kernel: Self.newest.advanced(by: .seconds(101))) { false } == .agreed)
        #expect(hub.look(at: end, kernel: Self.newest.advanced(by: .seconds(101))) { false } == nil)
    }

    @Test func aStepThatWasTakenIsOverAfterItsTime() {
        let hub = time(kernel: Self.newest)
        let right = Self.newest.advanced(by: .seconds(3600))
        #expect(hub.look(at: Self.boot, kernel: right) { false } == .taken(ahead: .seconds(3600)))
        let last = PortLimits.clockNews - .microseconds(1)
        #expect(hub.look(at: Self.boot.advanced(by: last), kernel: right.advanced(by: last)) { false } == nil)
        let end = PortLimits.clockNews
        #expect(hub.look(at: Self.boot.advanced(by: end), kernel: right.advanced(by: end)) { false } == .agreed)
    }

    @Test func aThousandStepsOfUpToFiftyYearsNeverBreakTheOrderOfTimeByMoreThanADay() {
        var chance = SystemRandomNumberGenerator()
        let hub = time(kernel: Self.newest)
        var before = hub.wall(at: Self.boot)
        for second in 1...1000 {
            let now = Self.boot.advanced(by: .seconds(second))
            let years = Int64.random(in: -1_577_000_000...1_577_000_000, using: &chance)
            _ = hub.look(at: now, kernel: Self.newest.advanced(by: .seconds(years))) { false }
            let wall = hub.wall(at: now)
            #expect(wall.since(before) >= .zero - PortLimits.clockBack)
            #expect(wall.since(before) <= PortLimits.clockForward + .seconds(1))
            before = wall
        }
    }
}
