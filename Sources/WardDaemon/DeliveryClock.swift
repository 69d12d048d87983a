import Alarms
import Ports
import Vitals

/// What the waits of deliveries are counted on: the wall clock as it stood at the start, moved on by the boot clock. Steps
/// of the wall clock neither shorten nor lengthen a wait, and a due time on record means the same in the next run.
package struct DeliveryClock: Sendable {
    private let start: Tick
    private let clock: PortClock

    package init(_ clock: PortClock, start: Tick) {
        self.clock = clock
        self.start = start
    }

    var now: WallInstant { wall(at: clock.monotonicNow()) }

    func wall(at instant: MonotonicInstant) -> WallInstant {
        start.wall.advanced(by: instant.since(start.monotonic))
    }
}
