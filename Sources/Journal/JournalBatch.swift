import Alarms
import Vitals

/// What one transaction writes: all of it is kept, or none.
public struct JournalBatch: Sendable {
    public var readings: [ReadingRecord]
    /// `false` where the disk has no room: no scores, and of readings only what they move on is written, a child's last timely one, the
    /// seconds covered, how far a file is applied.
    public var keepsReadings = true
    public var scores: [ScoreRecord]
    public var alerts: [Alert]
    /// Who can be told: an alert is owed to each endpoint that serves one of its roles.
    public var endpoints: [OwedEndpoint]
    /// From when alerts are owed, on the clock of `OutboxLook.now`; `nil` for the instant of each.
    public var owedFrom: WallInstant?
    public var outcomes: [CommandOutcome]
    public var notices: [Notice]
    public var counters: [CounterRecord]
    public var events: [JournalEvent]

    public init(
        readings: [ReadingRecord] = [], scores: [ScoreRecord] = [], alerts: [Alert] = [],
        endpoints: [OwedEndpoint] = [], outcomes: [CommandOutcome] = [], notices: [Notice] = [],
        counters: [CounterRecord] = [], events: [JournalEvent] = []
    ) {
        self.readings = readings
        self.scores = scores
        self.alerts = alerts
        self.endpoints = endpoints
        self.outcomes = outcomes
        self.notices = notices
        self.counters = counters
        self.events = events
    }

    public var isEmpty: Bool {
        readings.isEmpty && scores.isEmpty && alerts.isEmpty && outcomes.isEmpty && notices.isEmpty && counters.isEmpty
            && events.isEmpty
    }
}

/// An endpoint by its configured name, and the roles it serves.
public struct OwedEndpoint: Sendable, Hashable {
    public var name: String
    public var roles: RoleSet
    /// Who gets what this one does not accept.
    public var fallback: Fallback?
    /// It does not take what it is sent.
    public var isTroubled: Bool

    public init(_ name: String, roles: RoleSet = .all, fallback: Fallback? = nil, isTroubled: Bool = false) {
        self.isTroubled = isTroubled
        self.name = name
        self.roles = roles
        self.fallback = fallback
    }
}

/// The standing of one counter in this run. Counters are written as they stand, not as differences, so that a batch
/// written twice counts once.
public struct CounterRecord: Sendable, Hashable {
    /// `nil` for the hub's own.
    public var source: SourceIndex?
    /// For example `received`, `accepted`, `refused.checksum`, `unassigned`, `bytes`.
    public var name: String
    public var value: UInt64

    public init(source: SourceIndex?, name: String, value: UInt64) {
        self.source = source
        self.name = name
        self.value = value
    }
}

/// Something that happened to the hub: start, stop, a source attached or gone, the clock set.
public struct JournalEvent: Sendable, Hashable {
    public var at: Tick
    /// A dotted word: `start`, `stop`, `source.attached`, `clock.stepped`.
    public var kind: String
    public var source: SourceIndex?
    /// For people; no names and no NHS numbers.
    public var text: String

    public init(at: Tick, kind: String, source: SourceIndex? = nil, text: String) {
        self.at = at
        self.kind = kind
        self.source = source
        self.text = text
    }
}

/// What became of a batch.
public struct CommitReceipt: Sendable, Hashable {
    /// Ids of alerts the journal already held: a restart and a repeated batch come to the same ids, and each is told once.
    public var knownAlertIDs: [String] = []
    /// Alerts written by this batch, in its order.
    public var writtenAlertIDs: [String] = []
    /// Written alerts that somebody should be told of, where no endpoint serves any of their roles.
    public var unreachableAlertIDs: [String] = []
    /// Messages put into the outbox, one for each endpoint an alert is owed to.
    public var queuedCount = 0
    /// The hub's sequence numbers given out in this transaction; `nil` when nothing is owed to anyone.
    public var hubSequences: ClosedRange<UInt64>?
    /// What may go out now, where that was asked for.
    public var due: [OutboxItem] = []
    /// Why it is not known what may go out. The batch is on the disk.
    public var lookFailure: JournalError?
}
