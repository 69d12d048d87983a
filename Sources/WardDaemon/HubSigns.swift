import Alarms
import Ports
import Recordings
import Synchronization
import Vitals

/// What the daemon's stages notice of the hub itself, on its way to the evaluator: the ports' thread takes it at a tick,
/// so that its place in the order is recorded and a replay takes it at the same place.
///
/// The newest word of each kind, and no queue: what was so in between and is over needs no alarm. Any thread may write;
/// each kind has one writer.
package final class HubSigns: Sendable {
    private let words = HubSign.kinds.map { _ in Word() }

    package init() {}

    private final class Word: Sendable {
        let value = Atomic<UInt64>(0)
    }

    func tell(_ sign: HubSign) {
        guard let place = HubSign.kinds.firstIndex(of: sign.kind) else { return }
        words[place].value.store(sign.word, ordering: .relaxed)
    }

    var count: Int { words.count }

    /// The newest sign of a kind as one number; 0 before the first.
    func word(at place: Int) -> UInt64 { words[place].value.load(ordering: .relaxed) }
}

extension HubSign {
    /// Kind, stage and value in one number, so that it is written and read whole. Never 0.
    var word: UInt64 {
        UInt64(kind.rawValue) << 40 | UInt64(stage?.rawValue ?? 0) << 32 | UInt64(value)
    }

    init?(word: UInt64) {
        guard let kind = ConditionKind(rawValue: UInt8(truncatingIfNeeded: word >> 40)), Self.kinds.contains(kind)
        else { return nil }
        self.init(
            kind, AlarmStage(rawValue: UInt8(truncatingIfNeeded: word >> 32)), value: UInt32(truncatingIfNeeded: word))
    }

    /// As it is recorded.
    var event: RecordingEvent {
        .hub(what: "\(kind.family)", stage: stage?.rawValue ?? 0, value: UInt64(value))
    }

    /// As it was recorded; `nil` for a kind this program does not know.
    init?(what: String, stage: UInt8, value: UInt64) {
        guard let kind = Self.kinds.first(where: { "\($0.family)" == what }) else { return nil }
        self.init(kind, AlarmStage(rawValue: stage), value: UInt32(clamping: value))
    }
}

extension ClockNews {
    var sign: HubSign {
        switch self {
        case .taken(let ahead): HubSign(.clock, .mild, value: ahead.magnitudeInSeconds)
        case .kept(let ahead): HubSign(.clock, .severe, value: ahead.magnitudeInSeconds)
        case .agreed: HubSign(.clock, nil, value: 0)
        }
    }
}

extension Duration {
    var signedSeconds: Int64 { wholeMicroseconds / 1_000_000 }

    fileprivate var magnitudeInSeconds: UInt32 { UInt32(clamping: signedSeconds.magnitude) }
}
