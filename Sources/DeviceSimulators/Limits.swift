/// Every bound of this target, with what set it.
public enum SimulatorLimits {
    /// Lines of a story: a day with a change every two minutes.
    public static let storyLineCount = 1000
    /// Bytes of a story's file.
    public static let storyByteCount = 65_536
    /// The last second a story may name.
    public static let storySeconds = 86_400
    /// What a story may show, within what every format can carry.
    public static let spO2 = 30.0...100.0
    public static let heartRate = 20.0...250.0
    /// Bytes that were heard and are no command yet.
    public static let heardByteCount = 256
    /// A device of single measurements is used once in so many seconds.
    public static let secondsBetweenMeasurements = 30
}
