/// Upper bounds of what one document may make the reader hold or do. Each has a test at it, one below and one above.
public enum Limits {
    /// The longest row, in bytes without its line feed. A longer row is refused and skipped to its end.
    public static let rowBytes = 65_536
    /// The longest recording of a ring or a hand-held oximeter, which is held whole because its sizes can only be judged at
    /// its end. A day of one record a second takes Contec 345,684 bytes, OxyII 259,258 and Viatom v3 432,040.
    public static let heldFileBytes = 1_048_576
    /// Signals of one EDF file. A sleep laboratory records about 40.
    public static let edfSignalCount = 256
    /// Bytes of one EDF data record, which is held. The format's authors ask for at most 61,440 (Kemp and others, 1992).
    public static let edfRecordBytes = 1_048_576
    /// The text in front of the samples of a WFDB record.
    public static let wfdbHeaderBytes = 65_536
    /// Signals of one WFDB record.
    public static let wfdbSignalCount = 256
    /// The fastest signal that is read as numbers and not as a wave, samples a second.
    public static let samplesPerSecond = 1
    /// The longest recording: 400 days. A header that says more is not believed.
    public static let recordingSeconds = 34_560_000
    /// Labels of signals that a message lists.
    public static let shownLabels = 8
    /// Columns of a CSV header. The schema has seven; the rest is room to name an unknown one.
    public static let columnCount = 32
    /// Columns of a table of plain numbers (`NumberRows`).
    public static let numberColumnCount = 8
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
    /// The longest string or number of JSON, and the longest value of XML, that is read, as it is written. Codes, times and
    /// addresses take a tenth of it; a longer one counts as absent.
    public static let stringBytes = 1024
    /// Brackets or elements that may stand open in one another. A coded component of an Observation in
    /// a Bundle stands at nine.
    public static let treeDepth = 100
    /// What is held of one start tag of XML. Attributes behind it are not read.
    public static let tagBytes = 16_384
    /// The longest name of an element of XML.
    public static let elementNameBytes = 128
    /// The longest interval of which a value is still one moment's.
    public static let measuringSeconds = 600
    /// What is looked at to tell one format from another.
    public static let recognitionBytes = 4096
    /// What is looked at for the signature of an archive before anything is read: a tar has it at byte 257.
    public static let signatureBytes = 512
    /// What is looked at before the first row: enough for every mark of an encoding.
    static let headBytes = 8
}
