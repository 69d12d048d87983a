/// The named bounds of the pipeline. Each queue between two stages holds this much and no more.
public enum DaemonLimits {
    /// Live inputs waiting for the evaluator: minutes of a ward's readings.
    public static let liveInputs = 8192
    /// Commands waiting for a tick: more than people give in a second.
    public static let commands = 256
    /// Document rows waiting for a tick.
    public static let documentRows = 8192
    /// Document rows handed over and not yet committed; the intake waits beyond it.
    public static let uncommittedRows = 16_384
    /// Records waiting for the journal: more than all uncommitted rows, so that a file alone can never fill it.
    public static let readingRecords = 65_536
    public static let scoreRecords = 8192
    /// Transitions waiting for the journal. What does not fit waits in memory: a transition is never dropped.
    public static let transitions = 1024
    /// Slices of port traffic waiting to be recorded.
    public static let recordingSlices = 8192
    /// Account snapshots waiting for the journal.
    public static let accounts = 8192
    /// Alerts in flight to receivers at once, of the urgent ones and of the others.
    public static let deliveriesInFlight = 64
    /// How long bytes may come without a lock before a line is called unreadable.
    static let noisePatience: Duration = .seconds(10)
    /// Bytes of a dropped file read at a time.
    static let documentChunk = 65_536
    /// How long readings may wait for a commit when no alert hurries it.
    static let commitPeriod: Duration = .milliseconds(500)
    /// How long a stop waits for deliveries in flight.
    static let stopPatience: Duration = .seconds(3)
}
