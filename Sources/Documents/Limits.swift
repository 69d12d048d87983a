/// Upper bounds of what one document may make the reader hold or do. Each has a test at it, one below and one above.
public enum Limits {
    /// The longest row, in bytes without its line feed. A longer row is refused and skipped to its end.
    public static let rowBytes = 65_536
    /// Columns of a CSV header. The schema has seven; the rest is room to name an unknown one.
    public static let columnCount = 32
    /// The longest pseudonym of an admission, in bytes of UTF-8.
    public static let childNameBytes = 32
    /// The longest JSON string that is compared after its escapes are resolved. All quality names together take 130.
    public static let unescapedBytes = 256
    /// Significant digits of a number, trailing zeros of a fraction not counted. Programs print a `Double` with at most 17.
    public static let significantDigits = 19
    /// Characters of a name from outside that a message repeats.
    public static let shownCharacters = 40
    /// Lines that are not blank above the header of a maker's CSV, in which apps write the device's name and the like.
    public static let preambleLineCount = 20
    /// Rows of a maker's CSV that are held until one of them tells whether dates are day first: 13 hours at one a second.
    public static let heldRowCount = 50_000
    /// Seconds since the start that a row may be stamped with: 31 days.
    public static let elapsedSeconds = 2_678_400.0
    /// What is looked at to tell one format from another.
    public static let recognitionBytes = 4096
    /// What is looked at for the signature of an archive before anything is read: a tar has it at byte 257.
    public static let signatureBytes = 512
    /// What is looked at before the first row: enough for every mark of an encoding.
    static let headBytes = 8
}
