import Vitals

/// TaiDoc and FORA oximeters (TD-8255) and thermometers (TD-1241, IR42): eight bytes a question or an answer.
///
///     51 · command · d0 d1 d2 d3 · a3 question, a5 answer · check = sum of the first seven, low 8 bits
///
///     25  time of a record: d0 d1 little endian, 15…9 year from 2000, 8…5 month, 4…0 day · d2 minute · d3 hour
///     26  value of a record: d0 d1 little endian, hundredths of a degree from 1000 on, else tenths
///     49  oximeter record: d0 SpO2, d3 pulse
///
/// A record is a measurement of its own. Its time is that of the answer 25 before it; without one it has none. A value
/// that is no body temperature is none: other meters answer 26 too. A question, all zeros, is no value. Sources:
/// vendors' protocol sheets as in advmeds-bluetooth-lib and glucometerutils.
struct TaiDoc: BitwiseCopyable {
    private static let byteCount = 8

    /// Of the record whose values come next.
    private var time: CivilDateTime?

    static func scan(_ bytes: Span<UInt8>) -> FrameScan { FrameCandidate.scan(bytes, candidate) }

    mutating func decode(_ frame: Span<UInt8>) -> FrameContent {
        switch frame[1] {
        case 0x25:
            time = Self.time(frame)
            return .nothing
        case 0x26:
            defer { time = nil }
            return Self.temperature(frame).stamped(time)
        case 0x49:
            defer { time = nil }
            return PulseOximetry(
                spO2: Int(frame[2]), pulse: Int(frame[5]), missingPulse: 255, quality: .spot
            ).content.stamped(time)
        default:
            return .nothing
        }
    }

    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        guard bytes[start] == 0x51 else { return .none }
        guard start + 6 < bytes.count else { return .incomplete }
        guard bytes[start + 6] == 0xA3 || bytes[start + 6] == 0xA5 else { return .none }
        guard start + 7 < bytes.count else { return .incomplete }
        var sum: UInt8 = 0
        for index in start..<start + 7 { sum &+= bytes[index] }
        return sum == bytes[start + 7] ? .frame(byteCount: byteCount) : .failedCheck
    }

    private static func temperature(_ frame: Span<UInt8>) -> FrameContent {
        let number = Int(frame[2]) | Int(frame[3]) << 8
        let celsius = number >= 1000 ? Double(number) / 100 : Double(number) / 10
        var readings = ReadingSet(quality: .spot)
        if BluetoothCharacteristic.bodyTemperature.contains(celsius) {
            readings[.temperature] = celsius
        } else {
            readings.signal = .noValue
        }
        return .readings(readings)
    }

    private static func time(_ frame: Span<UInt8>) -> CivilDateTime? {
        let day = Int(frame[2]) | Int(frame[3]) << 8
        guard let date = CivilDate(year: 2000 + day >> 9, month: day >> 5 & 0x0F, day: day & 0x1F) else { return nil }
        return CivilDateTime(date: date, hour: Int(frame[5] & 0x1F), minute: Int(frame[4] & 0x3F), second: 0)
    }
}
