import Vitals

/// Berry PM6750 and PM6100 boards, and the tablets and kiosks built on them: the serial source of respiratory rate and
/// temperature.
///
///     55 aa · N · type · data… · check        N = bytes from N to check · check = ~(N + type + data), low 8 bits
///
///     02  status (0 weak, 1 lead off) · heart rate · respiratory rate · [ST · rhythm]                    1/s
///     04  status (1 sensor off, 2 no finger, 3 searching, 4 searching too long) · SpO2, 127 · pulse, 255   1/s
///     05  status (0 probe 1 off, 1 probe 2 off) · probe 1: degrees, tenths · probe 2: degrees, tenths     1/s
///     01, fe, ff waves · 30, 31 beats · 03 blood pressure · fc, fd versions: no reading here
///
/// Each packet gives its own vital signs; `SecondReducer` joins them. Probe 1 is the one on the body. Sources: the maker's
/// parser in zh2x/bm-monitor-web-dev; Abrunacci/berry_med, who quotes the manual and measured 10,618 packets.
enum BerryPM6750 {
    private static let headByteCount = 3
    /// N, type and check.
    private static let lengths = 3...Limits.pm6750DataByteCount
    private static let missing: UInt8 = 255

    static func scan(_ bytes: Span<UInt8>) -> FrameScan { FrameCandidate.scan(bytes, candidate) }

    static func decode(_ frame: Span<UInt8>) -> FrameContent {
        let data = frame.extracting(headByteCount + 1..<frame.count - 1)
        return switch (frame[headByteCount], data.count) {
        case (0x02, 3...): electrocardiogram(data)
        case (0x04, 3...): oximetry(data)
        case (0x05, 3...): temperature(data)
        default: .nothing
        }
    }

    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        guard bytes[start] == 0x55 else { return .none }
        guard start + 1 < bytes.count else { return .incomplete }
        guard bytes[start + 1] == 0xAA else { return .none }
        guard start + 2 < bytes.count else { return .incomplete }
        let length = Int(bytes[start + 2])
        guard lengths.contains(length) else { return .none }
        let last = start + 1 + length
        guard last < bytes.count else { return .incomplete }
        var sum: UInt8 = 0
        for index in start + 2..<last { sum &+= bytes[index] }
        return ~sum == bytes[last] ? .frame(byteCount: length + 2) : .failedCheck
    }

    private static func electrocardiogram(_ data: Span<UInt8>) -> FrameContent {
        var readings = ReadingSet()
        if data[0] & 0x01 != 0 { readings.quality.insert(.weakSignal) }
        if data[0] & 0x02 != 0 {
            readings.signal = .probeOff
            return .readings(readings)
        }
        if data[1] != 0 && data[1] != missing { readings[.heartRate] = Double(data[1]) }
        if data[2] != 0 && data[2] != missing { readings[.respiratoryRate] = Double(data[2]) }
        if readings.given.isEmpty { readings.signal = .noValue }
        return .readings(readings)
    }

    private static func oximetry(_ data: Span<UInt8>) -> FrameContent {
        let signal: Signal =
            switch data[0] {
            case 0: .measuring
            case 1, 2: .probeOff
            case 3, 4: .searching
            default: .noValue
            }
        return PulseOximetry(
            spO2: Int(data[1]), pulse: Int(data[2]), missingPulse: Int(missing), signal: signal
        ).content
    }

    private static func temperature(_ data: Span<UInt8>) -> FrameContent {
        guard data[0] & 0x01 == 0 else { return .readings(ReadingSet(signal: .probeOff)) }
        guard data[2] <= 9 else { return .refused(.impossibleValue) }
        let celsius = Double(Int(data[1]) * 10 + Int(data[2])) / 10
        guard celsius > 0 else { return .readings(ReadingSet(signal: .noValue)) }
        var readings = ReadingSet()
        readings[.temperature] = celsius
        return .readings(readings)
    }
}
