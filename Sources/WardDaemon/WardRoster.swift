import Alarms
import Synchronization

/// Who is on the ward now, for the threads that map names to places. The command desk writes it; nobody on the path from
/// byte to decision reads it.
final class WardRoster: Sendable {
    private let state: Mutex<WardPlan>

    init(_ plan: WardPlan) { state = Mutex(plan) }

    var plan: WardPlan { state.withLock { $0 } }

    func set(_ plan: WardPlan) { state.withLock { $0 = plan } }
}
