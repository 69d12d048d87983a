import Vitals

/// One notification about one transition, with the identities and the body that every retry shares.
///
/// `id`, `episodeID` and `dedupKey` come from content alone, so that a replay and a restart arrive at the same ones.
public struct Alert: Sendable, Hashable {
    public var transition: AlarmTransition
    /// The notification's id, the `webhook-id` of every attempt: `[A-Za-z0-9_-]`, 22 to 64 characters, no dot.
    public var id: String
    public var episodeID: String
    public var dedupKey: String
    /// The admission the alert is about; `nil` for the hub's own.
    public var admissionID: String?
    /// The message as one line of JSON without its `delivery` block: the line of the alert log.
    public var line: String

    public init(
        transition: AlarmTransition, id: String, episodeID: String, dedupKey: String, admissionID: String?, line: String
    ) {
        self.transition = transition
        self.id = id
        self.episodeID = episodeID
        self.dedupKey = dedupKey
        self.admissionID = admissionID
        self.line = line
    }

    /// Whether the alert is sent, or kept for the hub alone.
    public var isForTeam: Bool { transition.audience == .team }
}
