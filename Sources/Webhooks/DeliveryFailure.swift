/// Why an attempt was not accepted, as somebody who is to mend it must know it: who has to do what.
public enum DeliveryFailure: String, Sendable, Hashable, CaseIterable {
    /// It was reached and answered, and will not take what it is sent (3xx, 4xx). Somebody at the receiver, or whoever wrote
    /// the configuration.
    case rejected
    /// It is not who the configuration says, or does not speak TLS as it must: nothing was sent.
    case tls
    /// Its name has no address, or none that may be called.
    case dns
    /// No answer, a broken one, or one that says "not now" (5xx, 408, 425, 429).
    case unreachable

    /// Statuses that waiting does not mend: the alert goes to the fallback at once.
    static let finalStatuses: Set<Int> = [401, 403, 404, 410]

    /// Statuses that are a receiver's own "not now".
    private static let passingStatuses: Set<Int> = [408, 425, 429]

    init(status: Int) {
        self = (300...499).contains(status) && !Self.passingStatuses.contains(status) ? .rejected : .unreachable
    }
}

extension DeliveryOutcome {
    /// `nil` for an accepted attempt, and for one that the hub could not begin: that says nothing of the receiver.
    public var failure: DeliveryFailure? {
        guard !isAccepted else { return nil }
        switch stage {
        case .prepare: return nil
        case .dns, .address: return .dns
        case .tls: return .tls
        case .status: return httpStatus.map(DeliveryFailure.init(status:)) ?? .unreachable
        case .connect, .sent, .body, .timeout, .done: return .unreachable
        }
    }
}
