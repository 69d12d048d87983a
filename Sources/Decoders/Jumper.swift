import Vitals

/// Jumper JPD-500E and JPD-500F over a Bluetooth bridge that hands on the bytes, one reading a second.
///
///     81 · pulse · SpO2 · perfusion × 10        pulse 255 and SpO2 127 missing
///     80 · wave…                                 a packet of unknown length, at most a notification of 20 bytes
///
/// No check and four bytes, so this form is common in other devices' streams: a Nonin's format 8 with a pulse of 128 to
/// 255 has it, the pulse 128 too low. What tells them apart is the perfusion: no finger is measured at 0, so a value
/// beside a 0 says nothing. The wave belongs to no reading and speaks against none. Sources: implementations that quote
/// the same four bytes; one of them drops values beside a perfusion of 0 as well.
enum Jumper {
    static let byteCount = 4
    private static let numbers: UInt8 = 0x81
    private static let wave: UInt8 = 0x80
    private static let missingPulse = 255

    static func scan(_ bytes: Span<UInt8>) -> FrameScan {
        switch bytes[0] {
        case numbers:
            return bytes.count < byteCount ? .incomplete : .frame(byteCount: byteCount)
        case wave:
            let end = nextMark(bytes)
            let isWhole = end < bytes.count || end == Limits.jumperPacketByteCount
            return isWhole ? .padding(byteCount: end) : .incomplete
        default:
            return .noise(byteCount: nextMark(bytes))
        }
    }

    static func decode(_ frame: Span<UInt8>) -> FrameContent {
        let content = PulseOximetry(spO2: Int(frame[2]), pulse: Int(frame[1]), missingPulse: missingPulse).content
        if case .readings(let readings) = content, !readings.given.isEmpty, frame[3] == 0 { return .nothing }
        return content
    }

    /// The first place after the front where a packet may begin, as far as one packet goes.
    private static func nextMark(_ bytes: Span<UInt8>) -> Int {
        let end = min(bytes.count, Limits.jumperPacketByteCount)
        var index = 1
        while index < end, bytes[index] != numbers, bytes[index] != wave { index += 1 }
        return index
    }
}
