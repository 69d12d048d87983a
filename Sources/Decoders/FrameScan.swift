/// What a decoder sees at the front of the bytes it is given.
public enum FrameScan: Sendable, BitwiseCopyable, Hashable {
    /// A frame may begin here; more bytes are needed.
    case incomplete
    /// The first `byteCount` bytes begin no frame. At least 1.
    case noise(byteCount: Int)
    /// The first `byteCount` bytes are a frame, to be given to `decode` before the next scan.
    case frame(byteCount: Int)
}
