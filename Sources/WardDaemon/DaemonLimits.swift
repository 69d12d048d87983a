/// The named bounds of the pipeline. Each queue between two stages holds this much and no more.
public enum DaemonLimits {
    /// Live inputs waiting for the evaluator: minutes of a ward's readings.
    public static let liveInputs = 8192
    /// Commands whose texts are in memory, the newest: a transition names the command that made it within a tick.
    static let commandTexts = 1024
    /// Commands waiting for a tick: more than people give in a second.
    public static let commands = 256
    /// Document rows waiting for a tick.
    public static let documentRows = 8192
    /// Document rows handed over and not yet committed; the intake waits beyond it.
    public static let uncommittedRows = 16_384
    /// Records waiting for the journal: more than all uncommitted rows, so that a file alone can never fill it.
    public static let readingRecords = 65_536
    public static let scoreRecords = 8192
    /// Decisions waiting for the journal. What does not fit waits in memory: a decision is never dropped.
    public static let decisions = 1024
    /// Slices of port traffic waiting to be recorded.
    public static let recordingSlices = 8192
    /// Account snapshots waiting for the journal.
    public static let accounts = 8192
    /// Alerts in flight to receivers at once, of the urgent ones and of the others.
    public static let deliveriesInFlight = 64
    /// How long bytes may come without a lock before a line is called unreadable.
    static let noisePatience: Duration = .seconds(10)
    /// How far a device's clock must have moved against the hub's before it is told again. Clocks of whole seconds and lines
    /// that wait for one another make less.
    static let clockChange: Duration = .seconds(5)
    /// Bytes of a dropped file read at a time.
    static let documentChunk = 65_536
    /// What one transaction holds: an alert decided meanwhile waits for it. Decisions have transactions of their own.
    static let committedRows = 256
    static let committedScores = 64
    static let rowsOfAScore = 4
    static let committedDecisions = 64
    /// How long readings may wait for a commit when no alert hurries it.
    static let commitPeriod: Duration = .milliseconds(500)
    /// How long a stop waits for deliveries in flight.
    static let stopPatience: Duration = .seconds(3)
    /// Episodes that are over and still known by their id, for a late acknowledgement.
    static let endedEpisodes = 4096
    /// Characters of an episode's id that a person must give at least.
    static let episodePrefixByteCount = 6
    /// Urgent alarms without a receiver that the hub calls about.
    static let hubCalls = 256
    /// An urgent alarm that no receiver takes for so long is shown on the hub, and then again.
    static let hubCallAfter: Duration = .seconds(60)
    static let hubCallAgain: Duration = .seconds(300)
    /// How long a command waits for the evaluator's word before whoever gave it is told that it is on record.
    static let outcomePatience: Duration = .seconds(2)
    /// A command cut off longer ago than this is not given again: the ward has moved on.
    static let resumeWithin: Duration = .seconds(24 * 3600)
    /// Ids of signed documents remembered, so that each is taken once.
    static let signedDocumentIDs = 4096
    /// A dropped worry with the words of one before is a repetition of the file within this, and a worry of its own later.
    static let sameWorryWithin: Duration = .seconds(60)
    /// Bytes of a dropped command.
    static let commandFileByteCount = 65_536
}
