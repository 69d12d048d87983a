/// Nonin data format 2: 75 frames/s of five bytes, 25 to a packet.
///
///     01 · status · wave 0…255 · float · check = sum of the first four, low 8 bits
///
/// 01 also stands inside frames, so only the check tells a frame. Packet layout: `NoninPacket`.
enum NoninDF2 {
    @inline(__always)
    static func scan(_ bytes: Span<UInt8>) -> FrameScan { FrameCandidate.scan(bytes, candidate) }

    /// The frame that five bytes are.
    @inline(__always)
    static func wholeFrame(_ bytes: Span<UInt8>) -> NoninFrame? {
        guard bytes[0] == 0x01, bytes[1] >= 0x80, bytes[0] &+ bytes[1] &+ bytes[2] &+ bytes[3] == bytes[4] else {
            return nil
        }
        return frame(bytes)
    }

    @inline(__always)
    static func frame(_ bytes: Span<UInt8>) -> NoninFrame { NoninFrame(status: bytes[1], float: bytes[3]) }

    @inline(__always)
    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        guard bytes[start] == 0x01 else { return .none }
        guard start + 1 < bytes.count else { return .incomplete }
        guard bytes[start + 1] >= 0x80 else { return .none }
        guard start + 4 < bytes.count else { return .incomplete }
        let sum = bytes[start] &+ bytes[start + 1] &+ bytes[start + 2] &+ bytes[start + 3]
        return sum == bytes[start + 4] ? .frame(byteCount: NoninPacket.frameByteCount) : .none
    }
}
