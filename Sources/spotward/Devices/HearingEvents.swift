import Ports
import Synchronization
import Vitals

/// What the thread of the port and the thread that waits share.
final class HearingBox: Sendable {
    private struct State {
        var hearing: LineHearing
        var failure: PortError?
    }
    private let state: Mutex<State>

    init(_ hearing: LineHearing) { state = Mutex(State(hearing: hearing)) }

    /// Why it cannot be listened to any more.
    var failure: PortError? { state.withLock { $0.failure } }

    func fail(_ reason: PortError) { state.withLock { $0.failure = $0.failure ?? reason } }

    func with<Value: Sendable>(_ body: (inout LineHearing) -> Value) -> Value {
        state.withLock { body(&$0.hearing) }
    }
}

/// Follows one port and says each second what came.
struct HearingEvents: PortEvents, ~Copyable, Sendable {
    private let box: HearingBox
    private let showsAllBytes: Bool
    private let say: @Sendable (String) -> Void
    private var startedAt: MonotonicInstant?
    private var isAttached = false

    init(_ box: HearingBox, showsAllBytes: Bool, say: @escaping @Sendable (String) -> Void) {
        self.box = box
        self.showsAllBytes = showsAllBytes
        self.say = say
    }

    mutating func bytes(source: SourceIndex, _ bytes: Span<UInt8>, at now: MonotonicInstant) {
        box.with { $0.take(bytes, at: now) }
        if showsAllBytes { say(bytes.indices.map { bytes[$0] }.hexadecimal) }
    }

    mutating func attached(source: SourceIndex, at now: MonotonicInstant) {
        isAttached = true
        startedAt = now
    }

    mutating func gone(source: SourceIndex, reason: PortError, at now: MonotonicInstant) { box.fail(reason) }

    mutating func tick(at now: MonotonicInstant, wall: WallInstant) {
        guard isAttached, let startedAt, now.since(startedAt) >= .milliseconds(500) else { return }
        let seconds = Int(now.since(startedAt).inSeconds.rounded())
        let second = box.with { $0.second(at: now) }
        let part = seconds % 60
        say("\(seconds / 60):\(part < 10 ? "0" : "")\(part)  \(second.text)")
    }

    mutating func folderChanged(source: SourceIndex) {}
}
