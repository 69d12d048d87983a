/// Every bound of this target.
public enum Limits {
    /// A line longer than this is a defect, its newline not counted. Room for the longest text with every byte escaped,
    /// and for what stands before it.
    public static let lineByteCount = 4 * textByteCount + 1024

    /// A batch of bytes longer than this is written as several entries of the same instant, which replay the same.
    public static let payloadByteCount = 16 << 10

    /// The longest command, header value or reason of a loss, in bytes of UTF-8.
    public static let textByteCount = 256 << 10

    /// Sources and `about` lines a header may hold.
    public static let sourceCount = 4096
    public static let aboutCount = 64
}
