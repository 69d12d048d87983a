/// Why something here cannot be set up or sent at all. What goes wrong on the way is a `DeliveryOutcome`.
public enum WebhookError: Error, Sendable, Hashable {
    case urlRefused(endpoint: String, reason: String)
    case nameRefused(endpoint: String)
    case secretRefused(reason: String)
    case publicKeyRefused(reason: String)
    case addressRefused(endpoint: String, AddressKind)
    case pinsRefused(endpoint: String, count: Int)
    case secretCountRefused(endpoint: String, count: Int)
    case endpointNameTwice(String)
    case libraryFailed(call: String, code: Int32)
    case threadFailed(errno: Int32)
    case endpointUnknown(String)
    case identifierRefused
    case lineNotAnAlert
    case messageTooLong(byteCount: Int)
    case tooManyMembers(count: Int)
    case tooManyWaiting(endpoint: String)
    case notAsked(endpoint: String)
    case stopped
}

extension WebhookError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .urlRefused(let endpoint, let reason):
            "endpoint \(endpoint): url refused: \(reason). Give an address such as https://receiver.example/alerts"
        case .nameRefused(let endpoint):
            "endpoint name refused: \(endpoint.debugDescription). Use 1 to 64 of A-Z a-z 0-9 . _ -"
        case .secretRefused(let reason):
            "webhook secret refused: \(reason). Make one with: echo \"whsec_$(openssl rand -base64 32)\""
        case .publicKeyRefused(let reason):
            "receiver's key refused: \(reason). Ask the receiver for its public key, as whpk_ and Base64"
        case .addressRefused(let endpoint, let kind):
            kind == .privateNetwork || kind == .loopback
                ? "endpoint \(endpoint): its address is \(kind.words). If alerts are to go there, name its network in allow_addresses"
                : "endpoint \(endpoint): its address is \(kind.words), where no alert may ever go. Name the receiver's own"
        case .pinsRefused(let endpoint, let count):
            "endpoint \(endpoint): \(count) different pins. Give \(Limits.pinCount.lowerBound) to \(Limits.pinCount.upperBound): the key in use, and one to change to when it is lost"
        case .secretCountRefused(let endpoint, let count):
            "endpoint \(endpoint): \(count) secrets. Give one, or while it is being changed up to "
                + "\(Limits.secretCount.upperBound)"
        case .endpointNameTwice(let name):
            "two endpoints are named \(name). Deliveries are told apart by that name: rename one"
        case .libraryFailed(let call, let code):
            "\(call) failed with libcurl code \(code). The machine is out of memory, or libcurl is broken: restart"
        case .threadFailed(let errno):
            "the delivery thread could not be started, errno \(errno). Raise the limit of tasks, then restart"
        case .endpointUnknown(let name):
            "no endpoint is named \(name). It was configured when the alert was queued: restore it or drop the item"
        case .identifierRefused:
            "the alert's id is not 22 to 64 of A-Z a-z 0-9 _ -. The outbox row is damaged: see the journal"
        case .lineNotAnAlert:
            "the alert's line does not begin as this program writes it. The outbox row is damaged: see the journal"
        case .messageTooLong(let byteCount):
            "the message has \(byteCount) bytes, more than \(Limits.messageByteCount). The outbox row is damaged"
        case .tooManyMembers(let count):
            "\(count) alerts in the message of another one, more than \(Limits.messageMemberCount). Combine fewer"
        case .tooManyWaiting(let endpoint):
            "endpoint \(endpoint): \(Limits.waitingRequestCount) requests wait already. Submit again when some are done"
        case .notAsked(let endpoint):
            "endpoint \(endpoint) is asked for acknowledgements and has no address for that. Give it acknowledgements.url"
        case .stopped:
            "the courier has stopped. What was not sent is still in the outbox and goes at the next start"
        }
    }
}
