/// Every bound of this target, with what set it.
public enum Limits {
    /// The longest unit any decoder here takes at once, in bytes (a Contec V7 live packet). With this many bytes in
    /// hand a scan always answers frame or noise, never incomplete.
    public static let longestFrameByteCount = 9

    /// How much of a cut frame a stream keeps between two reads, plus room to complete it.
    public static let pendingByteCount = 16

    /// Frames back to back before readings count, for formats that send many a second. The longest run of wrong frames
    /// seen when a stream was decoded by the wrong protocol was 8, in random noise 6.
    public static let frameCountToLock = 20

    /// Frames back to back before readings count again after a single skip, and frames that must stand behind a reading
    /// of a format without a check. Above the longest wrong run seen (8).
    public static let frameCountToConfirm = 10

    /// A reading that has waited this long for frames behind it is dropped: it is no longer of now.
    public static let provingTime = Duration.seconds(5)

    /// This many skips within `skipWindow` and the lock is lost.
    public static let skipCountToUnlock = 3
    public static let skipWindow = Duration.seconds(10)

    /// The byte rate is judged over at least this long.
    public static let rateWindow = Duration.seconds(1)

    /// How far a byte rate may be from the expected one, in per cent of it.
    public static let rateTolerancePercent: Int64 = 50
}
