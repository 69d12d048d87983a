import Journal
import Vitals
import Webhooks

/// Which receivers are asked for acknowledgements, when, and how far each list has been read. It belongs to the journal's
/// queue.
struct AcknowledgementFetch: Sendable {
    /// One that is asked.
    struct Receiver: Sendable {
        var name: String
        var every: Duration
    }

    private struct State {
        var schedule: AskSchedule
        var cursor = ""
        var question: AcknowledgementQuestion?
        /// Told, and on record.
        var failure: String?
    }

    private let hubID: String
    private var states: [String: State] = [:]
    private(set) var names: [String] = []

    /// Nobody is asked.
    init() { hubID = "" }

    /// - Parameters:
    ///   - lists: how far those before have read.
    ///   - start: on the boot clock.
    init(_ receivers: [Receiver], hubID: String, lists: [AcknowledgementList], start: MonotonicInstant) {
        self.hubID = hubID
        names = receivers.map(\.name).sorted()
        for receiver in receivers {
            // One for each hub and receiver, the same in each run.
            let seed = (hubID + " " + receiver.name).utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
                ($0 ^ UInt64($1)) &* 0x100_0000_01B3
            }
            let list = lists.first { $0.endpoint == receiver.name }
            states[receiver.name] = State(
                schedule: AskSchedule(every: receiver.every, start: start, seed: seed), cursor: list?.cursor ?? "",
                failure: list?.failure)
        }
    }

    /// What is to be asked now.
    mutating func due(at now: MonotonicInstant, isUrgent: Bool) -> [(endpoint: String, AcknowledgementQuestion)] {
        var due: [(endpoint: String, AcknowledgementQuestion)] = []
        for name in names where states[name]?.schedule.isDue(at: now, isUrgent: isUrgent) == true {
            let question = AcknowledgementQuestion(
                hubID: hubID, after: states[name]?.cursor ?? "",
                chance: (.random(in: .min ... .max), .random(in: .min ... .max)))
            states[name]?.question = question
            states[name]?.schedule.asked(at: now)
            due.append((name, question))
        }
        return due
    }

    func question(of endpoint: String) -> AcknowledgementQuestion? { states[endpoint]?.question }

    /// - Returns: the words it failed with before, where it did.
    mutating func answered(_ endpoint: String, upTo cursor: String?) -> String? {
        // A receiver whose list stands still is not asked again at once.
        let brought = cursor != nil && cursor != states[endpoint]?.cursor
        states[endpoint]?.schedule.answered(brought: brought)
        if let cursor { states[endpoint]?.cursor = cursor }
        defer { states[endpoint]?.failure = nil }
        return states[endpoint]?.failure
    }

    /// - Returns: whether that is news.
    mutating func failed(_ endpoint: String, _ failure: String, after cursor: String? = nil, retryAfter: Duration?)
        -> Bool
    {
        states[endpoint]?.schedule.failed(retryAfter: retryAfter)
        if let cursor { states[endpoint]?.cursor = cursor }
        guard states[endpoint]?.failure != failure else { return false }
        states[endpoint]?.failure = failure
        return true
    }
}
