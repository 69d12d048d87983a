import Glibc
import Testing
import Vitals

@testable import Ports

@Suite struct ClockTests {
    @Test func theClockIsTheHubsOwn() {
        var boot = timespec()
        clock_gettime(CLOCK_BOOTTIME, &boot)
        var real = timespec()
        clock_gettime(CLOCK_REALTIME, &real)
        let (monotonic, wall) = PortClock.life.now()
        let sinceBoot = monotonic.since(
            MonotonicInstant(microseconds: Int64(boot.tv_sec) * 1_000_000 + Int64(boot.tv_nsec) / 1000))
        let sinceReal = wall.since(
            WallInstant(microseconds: Int64(real.tv_sec) * 1_000_000 + Int64(real.tv_nsec) / 1000))
        #expect(sinceBoot >= .zero && sinceBoot < .seconds(5))
        #expect(sinceReal >= .zero && sinceReal < .seconds(5))
    }

    @Test(arguments: [(0.99, false), (1.0, true), (3600.0, true), (3600.5, false), (Double.nan, false)])
    func theSpeedOfAClockIsBounded(speed: Double, isTaken: Bool) {
        #expect((PortClock(speed: speed) != nil) == isTaken)
    }

    @Test func aFastClockRunsFasterFromTheMomentItWasMade() throws {
        let started = PortClock.bootNow()
        let clock = try #require(PortClock(speed: 100))
        let (monotonic, wall) = clock.now()
        usleep(50_000)
        let (laterMonotonic, laterWall) = clock.now()
        let real = PortClock.bootNow().since(started)
        #expect(laterMonotonic.since(monotonic) >= .seconds(5))
        #expect(laterMonotonic.since(monotonic) <= real * 100)
        #expect(laterMonotonic.since(monotonic) == laterWall.since(wall))
        let now = clock.monotonicNow()
        let (sooner, later) = (clock.realInstant(of: now), clock.realInstant(of: now.advanced(by: .seconds(1))))
        #expect((9999...10_001).contains(later.since(sooner).wholeMicroseconds))
        #expect(PortClock.life.realInstant(of: now) == now)
        let never = MonotonicInstant(microseconds: .max)
        #expect(clock.realInstant(of: never) == never)
    }

    @Test func ticksAreDueOnAGridAndMissedOnesAreNotMadeUpFor() {
        func at(_ milliseconds: Int64) -> MonotonicInstant { MonotonicInstant(microseconds: milliseconds * 1000) }
        var ticks = TickSchedule(every: .milliseconds(1000), from: at(500))
        var answers: [Bool] = []
        for milliseconds in [500, 1499, 1500, 1501, 2600, 2601, 3499, 3500, 9700, 9800, 10_500] {
            answers.append(ticks.isDue(at: at(Int64(milliseconds))))
        }
        #expect(answers == [false, false, true, false, true, false, false, true, true, false, true])
        #expect(ticks.due == at(11_500))
    }

    @Test func attemptsAreFurtherAndFurtherApartUpToTheLimit() {
        var backOff = BackOff()
        let pauses = (0..<6).map { _ in backOff.pause() }
        #expect(
            pauses == [
                .milliseconds(200), .milliseconds(400), .milliseconds(800), .milliseconds(1600), .seconds(2),
                .seconds(2),
            ])
        backOff.reset()
        #expect(backOff.pause() == .milliseconds(200))
    }

    @Test func aLossIsToldOnceAndAnotherReasonOnceMore() {
        let missing = PortError(.open, "p", .system(errno: ENOENT))
        let denied = PortError(.open, "p", .system(errno: EACCES))
        let now = MonotonicInstant(microseconds: 0)
        var presence = Presence(nextAttempt: now)
        #expect(presence.lost(missing, at: now) == .gone)
        #expect(presence.nextAttempt == now.advanced(by: .milliseconds(200)))
        #expect(presence.lost(missing, at: now) == .nothingNew)
        #expect(presence.lost(denied, at: now) == .stillGone)
        #expect(presence.lost(denied, at: now) == .nothingNew)
        presence.attached()
        #expect(presence.lost(denied, at: now) == .gone)
    }
}
