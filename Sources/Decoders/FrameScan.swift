/// What a decoder sees at the front of the bytes it is given.
public enum FrameScan: Sendable, BitwiseCopyable, Hashable {
    /// A frame may begin here; more bytes are needed.
    case incomplete
    /// The first `byteCount` bytes begin no frame. At least 1.
    case noise(byteCount: Int)
    /// The first `byteCount` bytes are what the link fills its reports with: they belong to no frame and speak against
    /// none.
    case padding(byteCount: Int)
    /// A whole frame by its marks, whose check does not hold. Its first `byteCount` bytes are given up; the next frame
    /// may begin inside it.
    case failedCheck(byteCount: Int)
    /// The first `byteCount` bytes are a frame, to be given to `decode` before the next scan.
    case frame(byteCount: Int)
    /// The same, whose check does not hold, of a device known to send wrong ones: it is decoded, and counted apart.
    case uncheckedFrame(byteCount: Int)
}

/// What may stand at one place, for formats whose frames have marks and a check.
enum FrameCandidate: BitwiseCopyable {
    case none, incomplete, failedCheck
    case frame(byteCount: Int)

    /// Looks for the first place in `bytes` where a frame stands, may stand, or failed its check.
    @inline(__always)
    static func scan(_ bytes: Span<UInt8>, _ candidate: (Int, Span<UInt8>) -> FrameCandidate) -> FrameScan {
        var hasFailed = false
        var start = 0
        scan: while start < bytes.count {
            switch candidate(start, bytes) {
            case .none:
                start += 1
            case .failedCheck where start == 0:
                hasFailed = true
                start += 1
            case .frame(let byteCount) where start == 0:
                return .frame(byteCount: byteCount)
            case .incomplete where start == 0:
                return .incomplete
            case .frame, .incomplete, .failedCheck:
                break scan
            }
        }
        return hasFailed ? .failedCheck(byteCount: start) : .noise(byteCount: start)
    }
}
