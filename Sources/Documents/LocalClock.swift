import Vitals

/// Turns the local times of consecutive rows into instants, and tells the two passes of the doubled hour of October apart.
///
///     01:59:58  01:59:59  01:00:00  01:00:01 …  02:00:00
///     first pass ────────┘└──────── second pass
///
/// A row in that hour that lies 30 to 90 minutes before the row above it begins the second pass. A recording that begins
/// within the hour and never goes back is taken for the first pass, as `LondonTime` does.
struct LocalClock: Sendable {
    private var previous: CivilDateTime?
    private var isSecondPass = false

    private static let steps: ClosedRange<Int64> = 1_800_000_000...5_400_000_000

    mutating func instant(_ local: CivilDateTime) -> WallInstant {
        defer { previous = local }
        let first = LondonTime.instant(local)
        let second = local.instant(offset: .zero)
        guard first != second, LondonTime.offset(at: second) == .zero else {
            isSecondPass = false
            return first
        }
        if let previous, Self.steps.contains(previous.localMicroseconds - local.localMicroseconds) {
            isSecondPass = true
        }
        return isSecondPass ? second : first
    }
}
