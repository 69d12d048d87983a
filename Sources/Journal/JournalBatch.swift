import Alarms
import Vitals

/// What one transaction writes: all of it is kept, or none.
public struct JournalBatch: Sendable {
    public var readings: [ReadingRecord]
    public var scores: [ScoreRecord]
    public var alerts: [Alert]
    /// The endpoints that each alert for the team is owed to, by configured name.
    public var endpoints: [String]
    public var counters: [CounterRecord]
    public var events: [JournalEvent]

    public init(
        readings: [ReadingRecord] = [], scores: [ScoreRecord] = [], alerts: [Alert] = [], endpoints: [String] = [],
        counters: [CounterRecord] = [], events: [JournalEvent] = []
    ) {
        self.readings = readings
        self.scores = scores
        self.alerts = alerts
        self.endpoints = endpoints
        self.counters = counters
        self.events = events
    }

    public var isEmpty: Bool {
        readings.isEmpty && scores.isEmpty && alerts.isEmpty && counters.isEmpty && events.isEmpty
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
    /// The hub's sequence numbers given out in this transaction; `nil` when nothing is owed to anyone.
    public var hubSequences: ClosedRange<UInt64>?
}
