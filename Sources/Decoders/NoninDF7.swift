/// Nonin data format 7: as format 2 without the leading 01 and with a 16-bit wave.
///
///     status · wave high · wave low · float · check = sum of the first four, low 8 bits
///
/// Bit 7 of the status and the check are all that mark a frame. Packet layout: `NoninPacket`.
enum NoninDF7 {
    @inline(__always)
    static func scan(_ bytes: Span<UInt8>) -> FrameScan { FrameCandidate.scan(bytes, candidate) }

    /// The frame that five bytes are.
    @inline(__always)
    static func wholeFrame(_ bytes: Span<UInt8>) -> NoninFrame? {
        guard bytes[0] >= 0x80, bytes[0] &+ bytes[1] &+ bytes[2] &+ bytes[3] == bytes[4] else { return nil }
        return frame(bytes)
    }

    @inline(__always)
    static func frame(_ bytes: Span<UInt8>) -> NoninFrame { NoninFrame(status: bytes[0], float: bytes[3]) }

    @inline(__always)
    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        guard bytes[start] >= 0x80 else { return .none }
        guard start + 4 < bytes.count else { return .incomplete }
        let sum = bytes[start] &+ bytes[start + 1] &+ bytes[start + 2] &+ bytes[start + 3]
        return sum == bytes[start + 4] ? .frame(byteCount: NoninPacket.frameByteCount) : .none
    }
}
