import Vitals

/// Viatom O2Ring S (T8520) over a Bluetooth bridge or USB-HID.
///
///     a5 · command · ~command · flag · number · length, 16 bits little endian · data · CRC-8
///
///     live, command 04   5 contact (0 none, 1 well, 3 file open) · 6 SpO2 · 7 motion or perfusion · 8 pulse · 13 battery %
///
/// Missing is 0 or ff. On USB-HID each report of 64 bytes begins with the count of used ones; that byte and the zeros
/// behind a frame are padding. Frames that go on in the next report carry files and are not read. Evidence: single
/// implementations (nglessner, khromov, home-health-hub).
enum ViatomOxyII {
    private static let headByteCount = 7
    private static let liveCommand: UInt8 = 0x04
    private static let liveByteCount = 14
    private static let reportCounts: ClosedRange<UInt8> = 8...63

    static func scan(_ bytes: Span<UInt8>) -> FrameScan {
        if bytes[0] == 0 { return .padding(byteCount: bytes.endOfZeros(from: 0)) }
        if reportCounts.contains(bytes[0]) {
            switch head(at: 1, bytes) {
            case .frame: return .padding(byteCount: 1)
            case .incomplete: return .incomplete
            case .none, .failedCheck: break
            }
        }
        return FrameCandidate.scan(bytes, candidate)
    }

    static func decode(_ frame: Span<UInt8>) -> FrameContent {
        let data = frame.extracting(headByteCount..<frame.count - 1)
        guard frame[1] == liveCommand, data.count >= liveByteCount else { return .nothing }
        var values = PulseOximetry(
            spO2: data[6] == 0xFF ? PulseOximetry.missingSpO2 : Int(data[6]), pulse: Int(data[8]), missingPulse: 0xFF)
        switch data[5] {
        case 0: values.signal = .probeOff
        case 1: break
        default: values.signal = .noValue
        }
        if data[13] <= ViatomLegacy.lowBatteryPercent { values.quality.insert(.lowBattery) }
        return values.content
    }

    /// The first three bytes of a frame.
    private static func head(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        guard start < bytes.count else { return .incomplete }
        guard bytes[start] == 0xA5 else { return .none }
        guard start + 2 < bytes.count else { return .incomplete }
        return bytes[start + 2] == ~bytes[start + 1] ? .frame(byteCount: headByteCount) : .none
    }

    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        guard case .frame = head(at: start, bytes) else { return head(at: start, bytes) }
        guard start + headByteCount <= bytes.count else { return .incomplete }
        let length = Int(bytes[start + 5]) | Int(bytes[start + 6]) << 8
        guard length <= Limits.viatomDataByteCount else { return .none }
        let last = start + headByteCount + length
        guard last < bytes.count else { return .incomplete }
        let check = CyclicCheck.crc8(bytes.extracting(start..<last))
        return check == bytes[last] ? .frame(byteCount: last + 1 - start) : .failedCheck
    }
}
