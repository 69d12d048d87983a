import Vitals

/// Nonin data formats 1 and 8: one frame a second, no check.
///
///     byte 0   1 sensorOff outOfTrack lowPerfusion marginalPerfusion artefact h8 h7    format 8: bit 6 reserved
///     byte 1   0hhhhhhh   heart rate, 511 missing
///     byte 2   0sssssss   SpO2, 127 missing
///     byte 3   0 . smartPoint . sensorAlarm . . lowBattery                             format 8 only
///
/// Format 8 carries the display's averages; they stand for ten seconds after the finger has gone, with the sensor alarm
/// beside them, so the alarm makes them valueless. Sources: Nonin 9560 specification 6470-000-01 (mattjlewis/
/// NoninPulseOx), format 1 as quoted from Nonin's text at cpaptalk (t=171822).
enum NoninSlow {
    static let format1ByteCount = 3
    static let format8ByteCount = 4

    static func scan(_ bytes: Span<UInt8>, frameByteCount: Int) -> FrameScan {
        guard bytes[0] >= 0x80 else {
            var index = 1
            while index < bytes.count, bytes[index] < 0x80 { index += 1 }
            return .noise(byteCount: index)
        }
        for index in 1..<frameByteCount {
            guard index < bytes.count else { return .incomplete }
            if bytes[index] >= 0x80 { return .noise(byteCount: index) }
        }
        return .frame(byteCount: frameByteCount)
    }

    static func decode(_ frame: Span<UInt8>) -> FrameContent {
        let isFormat8 = frame.count == format8ByteCount
        var values = PulseOximetry(
            spO2: Int(frame[2]), pulse: Int(frame[0] & 0x03) << 7 | Int(frame[1]), missingPulse: 511)
        if isFormat8 ? frame[3] & 0x08 != 0 : frame[0] & 0x40 != 0 { values.signal = .probeOff }
        if frame[0] & 0x20 != 0 { values.quality.insert(.outOfTrack) }
        if frame[0] & 0x10 != 0 { values.quality.insert(.lowPerfusion) }
        if frame[0] & 0x08 != 0 { values.quality.insert(.marginalPerfusion) }
        if frame[0] & 0x04 != 0 { values.quality.insert(.artefact) }
        if isFormat8 && frame[3] & 0x20 != 0 { values.quality.insert(.smartPoint) }
        if isFormat8 && frame[3] & 0x01 != 0 { values.quality.insert(.lowBattery) }
        return values.content
    }
}
