import Testing
import Vitals

@testable import Ports

@Suite(.serialized) struct TickAlarmTests {
    private func instant(_ microseconds: Int64) -> MonotonicInstant { MonotonicInstant(microseconds: microseconds) }

    @Test func itIsDueOnceFromItsInstantOn() {
        let alarm = TickAlarm()
        #expect(!alarm.isDue(at: instant(.max - 1)))
        alarm.set(instant(10))
        #expect(!alarm.isDue(at: instant(9)))
        #expect(alarm.isDue(at: instant(10)))
        #expect(!alarm.isDue(at: instant(11)))
        alarm.set(instant(20))
        alarm.set(nil)
        #expect(!alarm.isDue(at: instant(30)))
    }

    @Test func theLoopTicksAtTheAlarmAndKeepsItsGrid() throws {
        let log = EventLog()
        let alarm = TickAlarm()
        let loop = try PortLoop(
            ports: [], folders: [], clock: .life, tickEvery: .seconds(1), alarm: alarm, events: LoggedEvents(log: log))
        #expect(waitUntil { !log.now.ticks.isEmpty })
        let first = try #require(log.now.ticks.first).at
        // In the middle between two points of the grid.
        let asked = first.advanced(by: .milliseconds(450))
        alarm.set(asked)
        loop.wake()
        #expect(waitUntil { log.now.ticks.count >= 3 })
        loop.stop()
        let ticks = log.now.ticks.map(\.at)
        let late = try #require(ticks.first { $0 >= asked }).since(asked)
        #expect(late >= .zero && late < .milliseconds(400))
        #expect(ticks.count >= 3 && log.now.isInOrder)
    }
}
