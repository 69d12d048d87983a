import FoundationEssentials
import Vitals

/// An alert that travels in the message of another one, so that a storm is one message and not twenty. It keeps its own id
/// and number; its whole line stays in the journal.
public struct MessageMember: Sendable, Hashable {
    public let id: String
    public let hubSequence: UInt64
    private let type: String
    private let episodeID: String
    private let ruleID: String
    private let priority: String
    private let state: String
    private let pages: Bool
    private let summary: String

    /// - Parameter line: the alert's line, as `AlertComposer` made it.
    public init(line: String, hubSequence: UInt64) throws(WebhookError) {
        guard line.utf8.starts(with: WebhookMessage.linePrefix.utf8),
            let event = try? JSONDecoder().decode(Event.self, from: Data(line.utf8)),
            WebhookMessage.isIdentifier(event.id)
        else { throw .lineNotAnAlert }
        self.hubSequence = hubSequence
        id = event.id
        type = event.type
        episodeID = event.data.episode.id
        ruleID = event.data.condition.rule_id
        priority = event.data.episode.priority
        state = event.data.episode.state
        pages = event.data.episode.pages
        summary = event.data.summary
    }

    /// - Parameter withSummary: without it a member is short enough that as many as may travel together always fit.
    func value(withSummary: Bool) -> JSON {
        .fields([
            "id": .string(id),
            "type": .string(type),
            "hub_seq": .number(hubSequence),
            "episode_id": .string(episodeID),
            "condition": .string(ruleID),
            "priority": .string(priority),
            "state": .string(state),
            "pages": .bool(pages),
            "summary": withSummary ? .string(summary) : nil,
        ])
    }

    /// The fields of a line that are repeated, by the names they have there.
    private struct Event: Decodable {
        var id: String
        var type: String
        var data: Body

        struct Body: Decodable {
            var summary: String
            var episode: Episode
            var condition: Condition
        }

        struct Episode: Decodable {
            var id: String
            var priority: String
            var state: String
            var pages: Bool
        }

        struct Condition: Decodable {
            var rule_id: String
        }
    }
}
