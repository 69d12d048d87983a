import Vitals

/// ChoiceMMed MD300C29 at the test pads inside its case, 120 frames/s.
///
///     ff ff 01 · two bytes · 01 · two bytes · 00 × 7 · SpO2 · pulse        the pairs are the wave
///
/// Seventeen bytes without a check. 0 is missing, both 0 no finger. A byte lost inside a frame would make the pulse an
/// SpO2, so both 01 and all seven zeros must stand, and a pulse of ff is the next frame's mark. Source: one person's
/// capture of 57 s (6,842 frames). The models with Bluetooth speak the standard service instead.
enum ChoiceMMedUART {
    static let byteCount = 17
    private static let mark: UInt8 = 0xFF

    static func scan(_ bytes: Span<UInt8>) -> FrameScan { FrameCandidate.scan(bytes, candidate) }

    static func decode(_ frame: Span<UInt8>) -> FrameContent { oximetry(frame).content }

    /// What the frame that seventeen bytes are says; `nil` where they are none.
    @inline(__always)
    static func numbers(_ frame: Span<UInt8>) -> OximeterNumbers? {
        let marks = frame.eightBytes(at: 0) & 0x0000_FF00_00FF_FFFF
        let zeros = frame.eightBytes(at: 8) << 8
        guard marks == 0x0000_0100_0001_FFFF, zeros == 0, frame[16] != mark else { return nil }
        return oximetry(frame).numbers
    }

    @inline(__always)
    private static func oximetry(_ frame: Span<UInt8>) -> PulseOximetry {
        var values = PulseOximetry(spO2: Int(frame[15]), pulse: Int(frame[16]), missingPulse: Int(mark))
        if values.spO2 == 0 && values.pulse == 0 { values.signal = .probeOff }
        return values
    }

    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        for place in 0..<byteCount {
            guard start + place < bytes.count else { return .incomplete }
            let byte = bytes[start + place]
            let isPossible =
                switch place {
                case 0, 1: byte == mark
                case 2, 5: byte == 0x01
                case 8...14: byte == 0
                case 16: byte != mark
                default: true
                }
            guard isPossible else { return .none }
        }
        return .frame(byteCount: byteCount)
    }
}
