import Vitals

@testable import Decoders

/// Example Oxi-1, which does not exist: ten frames a second on a serial line, 9600 8N1.
///
///     a9 · status · SpO2 · pulse, 16 bits little endian · check = exclusive or of the first five
///
///     status   bit 0 finger out · 1 searching · 2 weak signal · 7 low battery
///
/// SpO2 127 and pulse 0 are missing. Source: write here who says so. Not confirmed: write here what nobody has seen.
enum TemplateDecoder {
    static let byteCount = 6
    private static let mark: UInt8 = 0xA9
    private static let highestPulse = 511

    static func scan(_ bytes: Span<UInt8>) -> FrameScan { FrameCandidate.scan(bytes, candidate) }

    static func decode(_ frame: Span<UInt8>) -> FrameContent {
        let pulse = Int(frame[3]) | Int(frame[4]) << 8
        guard pulse < highestPulse else { return .refused(.impossibleValue) }
        var values = PulseOximetry(spO2: Int(frame[2]), pulse: pulse, missingPulse: highestPulse)
        if frame[1] & 0x01 != 0 {
            values.signal = .probeOff
        } else if frame[1] & 0x02 != 0 {
            values.signal = .searching
        }
        if frame[1] & 0x04 != 0 { values.quality.insert(.weakSignal) }
        if frame[1] & 0x80 != 0 { values.quality.insert(.lowBattery) }
        return values.content
    }

    /// What may begin at `start`. Each byte is asked for before it is read.
    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        guard bytes[start] == mark else { return .none }
        guard start + byteCount <= bytes.count else { return .incomplete }
        var check: UInt8 = 0
        for index in start..<start + byteCount - 1 { check ^= bytes[index] }
        return check == bytes[start + byteCount - 1] ? .frame(byteCount: byteCount) : .failedCheck
    }
}
