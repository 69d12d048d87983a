import Vitals

/// The named bounds of the evaluator.
public enum Limits {
    /// Seconds a sliding window can look back; no onset delay may be longer.
    public static let windowSeconds = 192
    /// Children on one hub.
    public static let admissions = 1_000_000
    /// Evaluators that share one ward.
    public static let shares = 1...8
    /// Places readings come from on one hub.
    public static let sources = 4096
    /// Steps of a ladder.
    public static let ladderSteps = 4
    /// The longest a planned pause or a quiet may last (alarm semantics, section 9).
    public static let longestQuiet = Duration.seconds(60 * 60)
    /// The longest an acknowledgement may hold, whatever its ladder says.
    public static let longestAcknowledgement = Duration.seconds(240 * 60)
    /// How full the disk of the hub's state folder is, in percent, when it is told, and when it is urgent.
    public static let diskFills = 80.0
    public static let diskIsFull = 95.0
    /// How long a test alarm stands, unless somebody ends it before.
    public static let testLasts = Duration.seconds(5 * 60)
}
