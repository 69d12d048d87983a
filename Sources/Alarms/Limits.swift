/// The named bounds of the evaluator.
public enum Limits {
    /// Seconds a sliding window can look back; no onset delay may be longer.
    public static let windowSeconds = 192
    /// Children on one hub.
    public static let admissions = 100_000
    /// Places readings come from on one hub.
    public static let sources = 4096
}
