import CCurl
import Vitals

/// What became of one attempt: a row of the delivery record.
public struct DeliveryOutcome: Sendable, Hashable {
    public var reference: Int64
    public var endpoint: String
    public var attempt: UInt32
    /// When the attempt began, on the clock of the courier; the second of it was signed.
    public var startedAt: WallInstant
    public var duration: Duration
    public var stage: DeliveryStage
    /// libcurl's code, 0 for a transfer that finished.
    public var curlCode: Int32
    /// `nil` when no status line came.
    public var httpStatus: Int?
    /// What a 429 or 503 asked us to wait.
    public var retryAfter: Duration?
    /// The date of the answer, where it came over verified TLS and has one.
    public var date: WallInstant?
    /// What was added to the hub's clock for the stamp; `nil` for nothing.
    public var appliedSkew: Duration?
    /// How far the receiver's clock is ahead of the hub's, where it has said.
    public var skew: Duration?
    /// The refusal may be one of the time alone: it is asked again at once, with the right one.
    public var isAskedAgainAtOnce = false
    /// The first 512 bytes of the answer as printable ASCII, the rest escaped.
    public var answerPrefix: String
    /// The transfer finished without error and the status was 200 to 299. Anything else, and also not knowing, means the
    /// same message again: a receiver drops repeats by their id.
    public var isAccepted: Bool
    /// It was a question for acknowledgements, and no message.
    public var isOfQuestion = false
    /// What an accepted answer of type `application/json` carries: a command, not yet verified. Its secrets are those of
    /// the endpoint.
    public var signedAnswer: SignedDocument?
    /// The receiver's own name for the message, where an accepted answer of type `application/json` gives one: the member
    /// `receipt`, or the id of a signed document.
    public var receipt: String?
    /// Why such an answer is no signed document. Some receivers answer other JSON; the alert is accepted all the same.
    public var answerRefusal: SignedDocumentRefusal?
}

/// How far an attempt came.
public enum DeliveryStage: String, Sendable, Hashable, CaseIterable {
    /// Nothing could be begun: the machine is short of something.
    case prepare
    case dns
    /// The name led to an address that no alert may go to.
    case address
    case connect
    case tls
    /// The request left, no status came.
    case sent
    /// The answer was whole, and its status was not 2xx.
    case status
    /// A status came, and the rest of the answer broke off or was too long.
    case body
    /// One of the time limits ran out; the status says whether it had come by then.
    case timeout
    case done

    /// - Parameter didSend: whether any byte of the request was written.
    init(_ code: CURLcode, httpStatus: Int?, didSend: Bool) {
        switch code {
        case CURLE_OK: self = httpStatus.map { (200...299).contains($0) } == true ? .done : .status
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .dns
        case CURLE_COULDNT_CONNECT: self = .connect
        case CURLE_OPERATION_TIMEDOUT: self = .timeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            self = .tls
        default:
            if httpStatus != nil { self = .body } else { self = didSend ? .sent : .prepare }
        }
    }
}
