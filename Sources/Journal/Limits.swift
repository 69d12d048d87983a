/// The bounds of the journal, each with its reason. Tests stand at each one.
public enum Limits {
    /// The file names inside the state directory.
    public static let fileName = "journal.sqlite"
    public static let lockName = "lock"
    public static let quarantinePrefix = "journal.corrupt-"
    /// The copy of a journal whose file was removed, until it has its name.
    static let copySuffix = ".copy"
    public static let reserveName = "reserve"
    /// Room set aside for alerts, what is owed and commands when the disk is full: some hundred alerts, or one log before it
    /// is cut.
    public static let reserveByteCount = 8 * 1_024 * 1_024
    /// So much must be free beside it before it is made again.
    public static let reserveMarginByteCount = 2 * 1_024 * 1_024
    /// How full a disk is when it is told, and when recordings and readings are no longer kept, in percent; and how little
    /// must be free beside: a share alone says little of a large disk.
    static let diskFillsPercent: UInt32 = 80
    static let diskFillsBelow: UInt64 = 8 << 30
    static let diskIsFullPercent: UInt32 = 95
    static let diskIsFullBelow: UInt64 = 1 << 30
    /// Tables that grow with every reading: a start does not wait until they are looked through.
    static let historyTables: Set<String> = ["readings", "scores"]
    /// Quarantined files that may stand under one wall time before opening gives up.
    static let quarantineNameCount = 100

    /// How long a statement waits for somebody else's lock before it is an error.
    static let busyWaitSeconds = 2.0
    /// The write-ahead log is moved into the file at this many pages (4 MiB), sooner when nothing else waits, at the latest
    /// within the commit that makes it longer than the last number, and cut back to so many bytes after.
    static let checkpointPageCount = 1_000
    static let idleCheckpointPageCount = 250
    static let logPageCount = 1_500
    static let logByteCount = 8 * 1_024 * 1_024
    /// Where somebody else's read transaction keeps the log from being cut, so many pages (32 MiB) may come; then readings
    /// are not kept until it has ended. Alerts are.
    static let pinnedLogPageCount = 8_192

    /// Rows written between two looks at whether there is time for more: 16 take a tenth of a millisecond.
    public static let rowsBetweenLooks = 16

    /// Texts from outside are kept to this many bytes of UTF-8.
    public static let nameByteCount = 255
    public static let eventTextByteCount = 4_096
    /// A receiver's answer: 512 bytes, each of which escapes to at most four.
    public static let answerByteCount = 2_048
    /// Different reasons kept in a document's receipt.
    public static let refusalReasonCount = 64

    /// No delivery waits longer than this, whatever is stored. A due time further ahead means that the wall clock has
    /// been set back since; it is then due at once. The schedules' longest delays (`docs/webhook-contract.md`): 30 s and
    /// 1 h, each with 20 % of jitter.
    public static let longestUrgentWait = Duration.seconds(60)
    public static let longestWait = Duration.seconds(2 * 3_600)
    /// No alert waits longer for its fallback, whatever is stored; the longest patience is half an hour.
    static let longestFallbackWait = Duration.seconds(3_600)
    /// Alerts handed to fallbacks in one transaction.
    static let handedOverCount = 256
    /// Messages given new times when a receiver comes back; what is beyond keeps its own.
    static let recoveredItemCount = 10_000
    /// Items handed out by one look at the outbox.
    public static let dueItemCount = 1_000

    /// A child's messages that are neither P1 nor a concern: at most one to an endpoint in this time (alarm semantics,
    /// section 10). The wall clock may be set back: no wait for the next one is longer, whatever was noted.
    public static let paceInterval = Duration.seconds(20)
    /// What has waited for so long goes at once: one message about a child after the other, each as soon as the one before is taken.
    static let paceGivesWayAfter = Duration.seconds(60)
    /// What one message carries along: so many others, and so many bytes of their lines. A message has at most 20 kB.
    public static let carriedItemCount = 16
    public static let carriedByteCount = 12 * 1_024
    /// Waiting items of one child and endpoint looked at for what may be carried.
    static let carriedCandidateCount = 64

    /// Observations older than this are not brought back at a start: every member's cadence is shorter.
    public static let observationLifetime = Duration.seconds(48 * 3_600)
    static let standingObservationCount = 2_000
    /// Commands without an outcome handed out at a start.
    static let openCommandCount = 1_000

    /// The salt of an audit entry: what it tells of cannot be guessed back from the entry alone.
    static let auditSaltByteCount = 16
    static let auditWordsByteCount = 512
    /// Entries a start looks through; a thousand take some milliseconds.
    static let auditTailCount: Int64 = 1_000
    /// Findings told one by one.
    public static let auditDefectCount = 100
    /// What one transaction of pruning removes: an alert decided meanwhile waits for it.
    static let prunedRowCount = 256
    static let prunedEpisodeCount = 32

    /// What is read for the explanation of one episode, and for a handover of one child.
    public static let episodeReadingCount = 400
    public static let episodeRowCount = 5_000
    public static let handoverRowCount = 5_000
    /// The fewest digits that may stand for an episode's id.
    public static let episodePrefixLength = 6
    /// Readings this long before an onset and after a decision belong to its explanation.
    public static let episodeMargin = Duration.seconds(60)

    /// What is neither P1 nor P2 and was accepted by nobody for so long is a dead letter, if it was tried so often: a clock
    /// set forward, or a hub that was off for days, must not end what was never tried. By then its schedule is at an hour.
    public static let deadLetterAge = Duration.seconds(72 * 3_600)
    public static let deadLetterAttemptCount = 8
    /// How long after its discharge a child's messages are still tried, the closing one among them.
    public static let dischargeGrace = Duration.seconds(15 * 60)
    /// Messages given up on at once, and handled by one command.
    static let expiredItemCount = 256
    /// Items of the outbox that are put right at once.
    static let mendedItemCount = 1_000
    public static let letterCount = 1_000
    /// Messages a list shows.
    public static let listedLetterCount = 10_000
    /// Accepted messages of one endpoint that are looked at for what it must have.
    static let accountedItemCount = 4_096
    /// Alerts sent again because a receiver asked once.
    public static let resentItemCount = 64
    /// Days whose alerts a hub and its receivers compare.
    public static let comparedDayCount = 7
    /// Ids of signed documents that are remembered; whoever signs is known, and people sign few.
    static let takenDocumentCount: Int64 = 16_384
    /// Bytes of a receiver's own name for a message.
    public static let receiptByteCount = 128
    /// Rows a reader takes in one read transaction: a long transaction would keep the write-ahead log from being cut.
    static let readerPageRowCount = 1_000
}

extension String {
    /// The longest beginning of whole characters (Unicode scalars) within `byteCount` bytes of UTF-8.
    func clipped(toByteCount byteCount: Int) -> String {
        guard utf8.count > byteCount else { return self }
        var end = utf8.index(startIndex, offsetBy: byteCount)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
