import Alarms
import Crypto
import Vitals

/// The three names of an alert, all made from content, so that a restart and a replay arrive at the same ones.
///
///     dedup_key  = H(admission or "hub" | class | parameter | direction | family [| source])
///     episode_id = H(dedup_key | start of the episode | when it fired, both microseconds since 1970
///                    [| episodes that fired in the same tick before])
///     id         = H(episode_id | sequence in the episode)
///
/// H is the first 32 hexadecimal digits of SHA-256. Not in the key: value, band, priority, device serial, NHS number.
///
/// The source is in the key only where the alarm is about one device: two probes off are two things to put right.
/// Instants, and not a sequence number, tell episodes apart: numbers begin again with the process, instants do not. The
/// start alone is not enough: rows of two files may carry the same second, and the alert that came second would pass for
/// the first one and never be told (found by deploy/faults/kill.py).
struct EpisodeIdentity {
    let dedupKey: String
    let episodeID: String
    let alertID: String

    init(_ transition: AlarmTransition, admissionID: String?, sourceName: String?) {
        let kind = transition.condition
        var parts = [
            admissionID ?? "hub", kind.alarmClass.name.description, kind.parameterName ?? "",
            kind.side?.name.description ?? "", kind.family.description,
        ]
        if let sourceName { parts.append(sourceName) }
        dedupKey = Self.hash(parts)
        episodeID = Self.hash(
            [
                dedupKey, String(transition.startedAt.wall.microseconds),
                String(transition.firedAt.wall.microseconds),
            ] + (transition.firedBefore.map { [String($0)] } ?? []))
        alertID = Self.hash([episodeID, String(transition.episodeSequence)])
    }

    /// Only the last part may hold the separator, and only the last is free text.
    private static func hash(_ parts: [String]) -> String {
        SHA256.hash(data: Array(parts.joined(separator: "|").utf8)).prefix(16).hexadecimal
    }
}

extension ConditionKind {
    /// What the condition watches, as messages name it.
    var parameterName: String? {
        self == .chartPartialSum ? "partial_sum" : vitalSign?.shortName.description
    }

    /// Whether it is judged by samples of a vital sign, in a window and with a margin.
    var isSampled: Bool { vitalSign != nil || self == .chartPartialSum }

    /// The unit of its values and threshold, UCUM spelling.
    var unit: String? {
        switch self {
        case .chartPartialSum: "{points}"
        // Its value is how long nothing has come.
        case .silence: "s"
        // How far ahead its clock is, how much of its signal is good, how far two hearts are apart.
        case .deviceClock: "s"
        case .poorSignal: "%"
        case .heartRateDisagreement: "/min"
        case .devicesGone: "{devices}"
        case .inputLost: "{inputs}"
        // Its place in the configuration, from 1.
        case .receiverRejects, .receiverTLS, .receiverName, .receiverUnreachable, .canary: "{receiver}"
        case .storage: "%"
        case .undurable, .clock: "s"
        case .settings: "{defects}"
        default: vitalSign?.unit.description
        }
    }
}
