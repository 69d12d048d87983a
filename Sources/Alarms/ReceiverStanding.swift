/// How a receiver of alerts stands with the hub: what became of the last things it was sent.
///
/// Raw values are stored in journals and recordings by name: never rename one.
public enum ReceiverStanding: String, CaseIterable, Sendable, BitwiseCopyable, Codable {
    /// It accepted what it was sent last, or was sent nothing yet.
    case sound
    /// No answer, a broken one, or "not now".
    case unreachable
    /// Its name has no address.
    case dns
    /// It is not who the configuration says, or does not speak TLS as it must.
    case tls
    /// It answers and refuses.
    case rejecting

    /// The hub's alarm about it; `nil` where there is nothing to say.
    public var condition: ConditionKind? {
        switch self {
        case .sound: nil
        case .unreachable: .receiverUnreachable
        case .dns: .receiverName
        case .tls: .receiverTLS
        case .rejecting: .receiverRejects
        }
    }
}

extension ConditionKind {
    /// The hub's alarms about receivers of alerts. They are told to others first: the one they are about does not listen.
    public static let receiverKinds: [ConditionKind] = [
        .receiverRejects, .receiverTLS, .receiverName, .receiverUnreachable,
    ]

    public var isAboutReceivers: Bool {
        Self.receiverKinds.contains(self) || self == .canary || self == .reconcile || self == .certificate
    }
}
