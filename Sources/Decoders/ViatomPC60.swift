import Vitals

/// Viatom PC-60FW, PC-60E and OxySmart PC-60 over a Bluetooth bridge.
///
///     aa 55 · token · length · type · data… · CRC-8/Maxim over all before      length counts type to CRC
///
///     0f 01   SpO2 · pulse, 16 bits little endian · perfusion × 10 · status · c0        1/s
///     0f 02   five wave bytes · 0f 21 ?
///     f0 03   battery 0…3
///
/// Without a finger SpO2 and pulse are 0. Source: real frames quoted by independent implementations; of 34,362 frames two
/// failed their check.
struct ViatomPC60: BitwiseCopyable {
    private static let headByteCount = 4
    private static let lengths = 2...Limits.pc60DataByteCount
    private static let highestPulse = 511
    /// Of 0 to 3.
    private static let lowBatteryLevel: UInt8 = 0

    private var isBatteryLow = false

    static func scan(_ bytes: Span<UInt8>) -> FrameScan { FrameCandidate.scan(bytes, candidate) }

    mutating func decode(_ frame: Span<UInt8>) -> FrameContent {
        switch (frame[2], frame[4], frame.count) {
        case (0x0F, 0x01, 9...):
            return numbers(frame)
        case (0xF0, 0x03, 7...):
            isBatteryLow = frame[5] <= Self.lowBatteryLevel
            return .nothing
        default:
            return .nothing
        }
    }

    private func numbers(_ frame: Span<UInt8>) -> FrameContent {
        let pulse = Int(frame[6]) | Int(frame[7]) << 8
        guard pulse <= Self.highestPulse else { return .refused(.impossibleValue) }
        var values = PulseOximetry(spO2: Int(frame[5]), pulse: pulse, missingPulse: Self.highestPulse)
        if values.spO2 == 0 && pulse == 0 { values.signal = .probeOff }
        if isBatteryLow { values.quality.insert(.lowBattery) }
        return values.content
    }

    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        guard bytes[start] == 0xAA else { return .none }
        guard start + 1 < bytes.count else { return .incomplete }
        guard bytes[start + 1] == 0x55 else { return .none }
        guard start + 3 < bytes.count else { return .incomplete }
        let length = Int(bytes[start + 3])
        guard lengths.contains(length) else { return .none }
        let last = start + headByteCount + length - 1
        guard last < bytes.count else { return .incomplete }
        let check = CyclicCheck.crc8Maxim(bytes.extracting(start..<last))
        return check == bytes[last] ? .frame(byteCount: last + 1 - start) : .failedCheck
    }
}
