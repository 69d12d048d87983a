/// The bounds of the journal, each with its reason. Tests stand at each one.
public enum Limits {
    /// The file names inside the state directory.
    public static let fileName = "journal.sqlite"
    public static let lockName = "lock"
    public static let quarantinePrefix = "journal.corrupt-"
    /// Quarantined files that may stand under one wall time before opening gives up.
    static let quarantineNameCount = 100

    /// How long a statement waits for somebody else's lock before it is an error.
    static let busyWaitSeconds = 2.0
    /// The write-ahead log is moved into the file at this many pages (4 MiB), and cut back to this many bytes after.
    static let checkpointPageCount = 1_000
    static let logByteCount = 8 * 1_024 * 1_024

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
    /// Items handed out by one look at the outbox.
    public static let dueItemCount = 1_000

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
