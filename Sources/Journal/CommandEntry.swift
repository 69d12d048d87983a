import Alarms
import Vitals

/// What a person asked, as the journal keeps it: who, when, what, and from where.
public struct CommandEntry: Sendable, Hashable {
    /// Its number in this run, as the evaluator knows it.
    public var number: CommandNumber
    public var at: Tick
    /// The word of the deed: `admit`, `acknowledge`, `concern`.
    public var kind: String
    public var admissionID: String?
    public var sourceName: String?
    public var episodeID: String?
    public var byName: String
    public var byRole: String
    /// The command as one line of JSON; no NHS number.
    public var line: String
    public var origin: Origin
    /// What was entered, where the command is an observation.
    public var observation: ObservationEntry?
    /// What it came in, where somebody signed it: on record together, so that it is taken once.
    public var document: DocumentReference?

    public enum Origin: String, Sendable, Hashable, CaseIterable {
        case socket
        /// A dropped file.
        case file
        /// A receiver's signed answer.
        case answer
        /// The register's standing settings, given again at a start.
        case start
    }

    public init(
        number: CommandNumber, at: Tick, kind: String, admissionID: String? = nil, sourceName: String? = nil,
        episodeID: String? = nil, byName: String, byRole: String, line: String, origin: Origin,
        observation: ObservationEntry? = nil
    ) {
        self.number = number
        self.at = at
        self.kind = kind
        self.admissionID = admissionID
        self.sourceName = sourceName
        self.episodeID = episodeID
        self.byName = byName
        self.byRole = byRole
        self.line = line
        self.origin = origin
        self.observation = observation
    }
}

/// What somebody saw and entered. It is never changed: a correction is another entry that names this one, so that who,
/// when, why and the old value stay. Its number is that of its command.
public struct ObservationEntry: Sendable, Hashable {
    public var admissionID: String
    public var measuredAt: WallInstant
    public var enteredAt: WallInstant
    /// What was entered: one JSON object, a key for each field.
    public var form: String
    /// The number of the observation it corrects, and why.
    public var corrects: Int64?
    public var reason: String?

    public init(
        admissionID: String, measuredAt: WallInstant, enteredAt: WallInstant, form: String, corrects: Int64? = nil,
        reason: String? = nil
    ) {
        self.admissionID = admissionID
        self.measuredAt = measuredAt
        self.enteredAt = enteredAt
        self.form = form
        self.corrects = corrects
        self.reason = reason
    }
}
