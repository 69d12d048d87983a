import Vitals

/// Upper bounds on what a command and the register may hold. Each has a test at its edge.
public enum Limits {
    // MARK: The text of a command

    /// Bytes of one command on its line.
    public static let lineByteCount = 64 << 10
    /// Objects and lists inside one another, the outer one counted.
    public static let depth = 6
    /// Keys of one object and members of one list.
    public static let memberCount = 64
    /// Unicode scalars: a pseudonym, the name of a source.
    public static let nameCount = 32
    public static let episodeCount = 64
    public static let labelCount = 16
    public static let personCount = 64
    public static let reasonCount = 200
    public static let noteCount = 500
    /// Characters of an NHS number with what stands between its digits.
    public static let nhsNumberCount = 32
    /// The years an instant in a command may name.
    public static let years = 1970...2200

    // MARK: The ward

    /// Limits given with an admission: low and high of every vital sign.
    public static let limitCount = 8
    public static let usualCount = 4
    /// Minutes between readings: a minute to a week, as in the configuration.
    public static let cadenceMinutes = 1...10_080
    /// The age from which the charts end.
    public static let ageInYears = 19
    /// Above this a date of birth is mistyped.
    public static let oldestAgeInYears = 25
    /// A child this close to its last chart's end is admitted with a warning.
    public static let warningDaysBeforeLastChart: Int64 = 30
    /// Days on both sides of a birthday on which the adjacent chart may be chosen (S3 C2.2).
    public static let adjacentChartDays: Int64 = 28
    /// How far ahead a limit may end.
    public static let longestLimit = Duration.seconds(366 * 24 * 3600)
    /// Minutes a planned pause or a quiet may last (alarm semantics, section 9).
    public static let quietMinutes = 1...60
    /// Minutes an acknowledgement may ask for.
    public static let acknowledgementMinutes = 1...240
    /// How far ahead of the hub's clock an observation may be stamped.
    public static let futureTolerance = Duration.seconds(5)

    // MARK: The register

    /// Changes of limits kept of one child; the oldest that are superseded go first.
    public static let limitChangeCount = 128
    /// Pseudonyms of children who left, kept so that none is given twice; the oldest go first.
    public static let retiredCount = 10_000
    /// Bytes of a register file.
    public static let fileByteCount = 64 << 20
}
