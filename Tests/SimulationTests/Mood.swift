import CCurl
import Vitals

@testable import Webhooks

/// How a receiver, or the way to it, is at a moment: what becomes of a message that is sent then.
enum Mood: CaseIterable {
    case well, slow
    /// Answers within the second.
    case prompt
    /// 503; with an hour's, no, or a senseless wait asked for.
    case busy, busyForAnHour, busyForNothing, busyForNoReason
    case gone, unauthorised, unknown, tooLarge, redirecting
    /// Stores what it gets, and ends the connection without an answer.
    case mute
    /// Answers 200 and breaks off, or stalls; it has stored nothing.
    case breakingOff, stalling
    case unreachable, nameless, mistrusted

    struct Fate {
        var stores = false
        var code = CURLE_OK
        var status: Int?
        var didSend = true
        var seconds = 1
        var retryAfter: String?
    }

    var fate: Fate {
        switch self {
        case .well: Fate(stores: true, status: 204)
        case .prompt: Fate(stores: true, status: 200, seconds: 0)
        case .slow: Fate(stores: true, status: 200, seconds: 7)
        case .busy: Fate(status: 503)
        case .busyForAnHour: Fate(status: 503, retryAfter: "3600")
        case .busyForNothing: Fate(status: 429, retryAfter: "0")
        case .busyForNoReason: Fate(status: 429, retryAfter: "soon")
        case .gone: Fate(status: 410)
        case .unauthorised: Fate(status: 401)
        case .unknown: Fate(status: 404)
        case .tooLarge: Fate(status: 413)
        case .redirecting: Fate(status: 302)
        case .mute: Fate(stores: true, code: CURLE_GOT_NOTHING)
        case .breakingOff: Fate(code: CURLE_PARTIAL_FILE, status: 200)
        case .stalling: Fate(code: CURLE_OPERATION_TIMEDOUT, status: 200, seconds: 10)
        case .unreachable: Fate(code: CURLE_COULDNT_CONNECT, didSend: false, seconds: 2)
        case .nameless: Fate(code: CURLE_COULDNT_RESOLVE_HOST, didSend: false)
        case .mistrusted: Fate(code: CURLE_PEER_FAILED_VERIFICATION, didSend: false)
        }
    }

    var accepts: Bool { self == .well || self == .slow || self == .prompt }
}

extension DeliveryOutcome {
    /// What the courier would have told: the same rules of stages and of waits.
    init(_ request: DeliveryRequest, _ fate: Mood.Fate, startedAt: WallInstant) {
        let stage = DeliveryStage(fate.code, httpStatus: fate.status, didSend: fate.didSend)
        let asksToWait = fate.status == 429 || fate.status == 503
        self.init(
            reference: request.reference, endpoint: request.endpoint, attempt: request.attempt, startedAt: startedAt,
            duration: .seconds(fate.seconds), stage: stage, curlCode: Int32(truncatingIfNeeded: fate.code.rawValue),
            httpStatus: fate.status,
            retryAfter: asksToWait ? fate.retryAfter.flatMap { RetryAfter.wait($0, now: startedAt) } : nil,
            answerPrefix: "", isAccepted: stage == .done)
    }
}
