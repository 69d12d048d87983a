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
