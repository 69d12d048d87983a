import Vitals

/// Nonin data format 13: one measurement, told when the finger leaves, or from memory on connection.
///
///     00 02 00 0d · length, 16 bits big endian: 14, or 23 with a serial number · data · check · 03
///
///     data 0…7    time (`DecimalTime`)
///     data 8      1 SmartPoint · 0 no measurement
///     data 9      4 from memory · 0 low battery
///     data 10 11  pulse, plain, big endian, 511 missing
///     data 12     reserved
///     data 13     SpO2, 127 missing
///     data 14…22  serial number, text, in the long form
///
/// Check = sum of the data, low 8 bits. A measurement without SmartPoint was not held to be good by the device; it
/// stands, without the mark. Sources: Nonin 9560 specification 6470-000-01; the long form from MediPi. PyPI's and
/// NoninPulseOx's decoders read the date as plain binary, which is wrong from 10 on.
enum NoninDF13 {
    private static let headByteCount = 6
    private static let shortDataByteCount = 14
    private static let longDataByteCount = 23
    private static let noMeasurement: UInt8 = 0x01
    private static let highestPulse = 511

    static func scan(_ bytes: Span<UInt8>) -> FrameScan { FrameCandidate.scan(bytes, candidate) }

    static func decode(_ frame: Span<UInt8>) -> FrameContent {
        let data = frame.extracting(headByteCount..<frame.count)
        let pulse = Int(data[10]) << 8 | Int(data[11])
        guard pulse <= highestPulse else { return .refused(.impossibleValue) }
        var values = PulseOximetry(spO2: Int(data[13]), pulse: pulse, missingPulse: highestPulse, quality: .spot)
        if data[8] & noMeasurement != 0 { values.signal = .noValue }
        if data[8] & 0x02 != 0 { values.quality.insert(.smartPoint) }
        if data[9] & 0x01 != 0 { values.quality.insert(.lowBattery) }
        let content = values.content.stamped(DecimalTime.time(data))
        return data[9] & 0x10 != 0 ? content.asStored : content
    }

    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        let head: InlineArray<5, UInt8> = [0x00, 0x02, 0x00, 0x0D, 0x00]
        for index in 0..<head.count {
            guard start + index < bytes.count else { return .incomplete }
            if bytes[start + index] != head[index] { return .none }
        }
        guard start + headByteCount <= bytes.count else { return .incomplete }
        let dataByteCount = Int(bytes[start + 5])
        guard dataByteCount == shortDataByteCount || dataByteCount == longDataByteCount else { return .none }
        let end = start + headByteCount + dataByteCount
        guard end + 1 < bytes.count else { return .incomplete }
        var sum: UInt8 = 0
        for index in start + headByteCount..<end { sum &+= bytes[index] }
        return sum == bytes[end] && bytes[end + 1] == 0x03 ? .frame(byteCount: end + 2 - start) : .failedCheck
    }
}
