/// Every bound of this target, with what set it.
public enum Limits {
    /// The longest unit any decoder here takes at once, in bytes: a Viatom answer with 256 bytes of data. With this many
    /// bytes in hand a scan always answers what stands there, never incomplete.
    public static let longestFrameByteCount = 264

    /// How much of a cut frame a stream can keep between two reads.
    public static let pendingByteCount = 288

    /// How much of a cut frame is gathered for formats of short frames (9 bytes and less).
    public static let shortPendingByteCount = 16

    /// The longest line of text that is read: Masimo's with all of its fields has about 180 characters.
    public static let longestLineByteCount = 256

    /// The most data bytes in one Viatom frame. A wave of two seconds has 250.
    public static let viatomDataByteCount = 256

    /// The most bytes behind the length byte of one Berry PM6750 packet; known types have at most 12, texts more.
    public static let pm6750DataByteCount = 64

    /// The most bytes behind the length byte of one PC-60 frame; known types have at most 8.
    public static let pc60DataByteCount = 32

    /// The most bytes behind the length of one IEEE 11073-20601 unit. Reports and questions have 40 to 60, the
    /// configuration of an oximeter up to some 250; the standard allows more, which no oximeter sends.
    public static let medicalDeviceDataByteCount = 260

    /// The most bytes of one Jumper packet: what a Bluetooth notification carries.
    public static let jumperPacketByteCount = 20

    /// The most bytes of a Bluetooth value that are read; the longest, a PLX value with all of its fields, has 23.
    public static let bluetoothValueByteCount = 32

    /// Frames back to back before readings count, for formats that send many a second. The longest run of wrong frames
    /// seen when a stream was decoded by the wrong protocol was 8, in random noise 6.
    public static let frameCountToLock = 20

    /// The same for formats that send one a second and prove it by nothing but their form.
    public static let slowFrameCountToLock = 10

    /// The same for formats of a few frames a second, each with its own check.
    public static let checkedFrameCountToLock = 3

    /// Frames back to back before readings count again after a single skip, and frames that must stand behind a reading
    /// of a format without a check. Above the longest wrong run seen (8).
    public static let frameCountToConfirm = 10

    /// Frames back to back before readings of a format of one frame a second count again after a single skip.
    public static let slowFrameCountToConfirm = 2

    /// A frame a second is proven by one that comes at least this much later without a skip between: noise cannot be
    /// that slow.
    static let slowProvingMicroseconds: Int64 = 500_000

    /// A reading that has waited this long for frames behind it is dropped: it is no longer of now.
    static let provingMicroseconds: Int64 = 5_000_000

    /// The third skip within this and the lock is lost.
    public static let skipWindow = Duration.seconds(10)

    /// The byte rate is judged over at least this long.
    public static let rateWindow = Duration.seconds(1)

    /// How far a byte rate may be from the expected one, in per cent of it.
    public static let rateTolerancePercent = 50

    /// The same for the two dialects of one frame that only their rates tell apart: 300 and 500 bytes/s.
    public static let dialectRateTolerancePercent = 24
}
