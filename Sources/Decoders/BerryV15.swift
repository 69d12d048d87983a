import Vitals

/// Berry "V1.5": the maker's newer Bluetooth oximeters, one frame a notification, over a bridge that hands on the bytes.
///
///     ff aa · index · status · SpO2 mean · SpO2 now · pulse mean · pulse now · interval, 16 bits × 5 ms
///           · perfusion × 10 mean · now · wave · converter, 32 bits · battery % (low 7 bits) · frames a second · sum
///
///     status   bit 0 sensor off · 1 no finger · 2 no pulse · 3 beat
///     ff aa · 'S' or 'H' · 'V' · text…         version of software or hardware: no reading, no sum
///
/// Twenty bytes, sum = all before it, low 8 bits. Some devices send wrong sums (ce and e1 were seen), so a frame counts by
/// its marks, `scan` says whether the sum holds, and a reading waits for the next frame's marks right behind it. The
/// means are read: they are what the display shows. Missing is 0, 127 or 255. Source: one implementation's notes; no
/// document of the maker is at hand.
enum BerryV15 {
    static let byteCount = 20
    private static let marks: (first: UInt8, second: UInt8) = (0xFF, 0xAA)
    private static let missing: UInt8 = 0xFF
    private static let knownStatus: UInt8 = 0x0F

    static func scan(_ bytes: Span<UInt8>) -> FrameScan {
        let scan = FrameCandidate.scan(bytes, candidate)
        guard scan == .frame(byteCount: byteCount), !isVersion(bytes), !holds(bytes) else { return scan }
        // A frame cut short runs into the next one's marks.
        for index in 2..<byteCount - 1 where hasMarks(at: index, bytes) { return .noise(byteCount: index) }
        return .uncheckedFrame(byteCount: byteCount)
    }

    static func decode(_ frame: Span<UInt8>) -> FrameContent {
        isVersion(frame) ? .nothing : oximetry(frame).content
    }

    /// What a frame of twenty bytes with the right sum says; `nil` for any other bytes.
    @inline(__always)
    static func numbers(_ frame: Span<UInt8>) -> OximeterNumbers? {
        guard hasMarks(at: 0, frame), !isVersion(frame), holds(frame) else { return nil }
        return oximetry(frame).numbers
    }

    @inline(__always)
    private static func oximetry(_ frame: Span<UInt8>) -> PulseOximetry {
        let status = frame[3]
        var values = PulseOximetry(
            spO2: frame[4] == missing ? PulseOximetry.missingSpO2 : Int(frame[4]), pulse: Int(frame[6]),
            missingPulse: Int(missing))
        if status & 0x03 != 0 {
            values.signal = .probeOff
        } else if status & 0x04 != 0 {
            values.signal = .searching
        } else if status & ~knownStatus != 0 {
            values.signal = .noValue
        }
        if frame[17] & 0x7F <= ViatomLegacy.lowBatteryPercent { values.quality.insert(.lowBattery) }
        return values
    }

    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        guard bytes[start] == marks.first else { return .none }
        guard start + 1 < bytes.count else { return .incomplete }
        guard bytes[start + 1] == marks.second else { return .none }
        return start + byteCount <= bytes.count ? .frame(byteCount: byteCount) : .incomplete
    }

    private static func hasMarks(at index: Int, _ bytes: Span<UInt8>) -> Bool {
        bytes[index] == marks.first && bytes[index + 1] == marks.second
    }

    private static func isVersion(_ frame: Span<UInt8>) -> Bool {
        (frame[2] == 0x53 || frame[2] == 0x48) && frame[3] == 0x56
    }

    private static func holds(_ frame: Span<UInt8>) -> Bool {
        var sum: UInt8 = 0
        for index in 0..<byteCount - 1 { sum &+= frame[index] }
        return sum == frame[byteCount - 1]
    }
}
