/// Nonin data format 2: 75 frames/s of five bytes, 25 to a packet.
///
///     01 · status · wave 0…255 · float · check = sum of the first four, low 8 bits
///
/// 01 also stands inside frames, so only the check tells a frame. Packet layout: `NoninPacket`.
enum NoninDF2 {
    static func scan(_ bytes: Span<UInt8>) -> FrameScan {
        var start = 0
        while start < bytes.count {
            switch candidate(at: start, bytes) {
            case .frame where start == 0: return .frame(byteCount: NoninPacket.frameByteCount)
            case .incomplete where start == 0: return .incomplete
            case .frame, .incomplete: return .noise(byteCount: start)
            case .noise: start += 1
            }
        }
        return .noise(byteCount: start)
    }

    static func frame(_ bytes: Span<UInt8>) -> NoninFrame { NoninFrame(status: bytes[1], float: bytes[3]) }

    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameScan {
        guard bytes[start] == 0x01 else { return .noise(byteCount: 1) }
        guard start + 1 < bytes.count else { return .incomplete }
        guard bytes[start + 1] >= 0x80 else { return .noise(byteCount: 1) }
        guard start + 4 < bytes.count else { return .incomplete }
        let sum = bytes[start] &+ bytes[start + 1] &+ bytes[start + 2] &+ bytes[start + 3]
        return sum == bytes[start + 4] ? .frame(byteCount: NoninPacket.frameByteCount) : .noise(byteCount: 1)
    }
}
