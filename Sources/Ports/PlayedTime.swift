import Synchronization
import Vitals

/// The time of a ward that is simulated: both clocks stand where they were put, and nothing moves them but whoever plays.
package final class PlayedTime: Sendable {
    private let boot: Atomic<Int64>
    private let dayTime: Atomic<Int64>

    package init(_ monotonic: MonotonicInstant, _ wall: WallInstant) {
        boot = Atomic(monotonic.microseconds)
        dayTime = Atomic(wall.microseconds)
    }

    package var now: (monotonic: MonotonicInstant, wall: WallInstant) {
        (
            MonotonicInstant(microseconds: boot.load(ordering: .relaxed)),
            WallInstant(microseconds: dayTime.load(ordering: .relaxed))
        )
    }

    package func set(_ monotonic: MonotonicInstant, _ wall: WallInstant) {
        boot.store(monotonic.microseconds, ordering: .relaxed)
        dayTime.store(wall.microseconds, ordering: .relaxed)
    }
}
