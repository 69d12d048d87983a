import Vitals

/// What an oximeter's frame says of SpO2 and pulse, each judged alone, before it becomes a `ReadingSet`.
///
/// Devices write "missing" as a code (127, 255, 511), as zeros, or as an old number beside a flag. All three end here.
struct PulseOximetry: BitwiseCopyable {
    /// Per cent; 0 and `missingSpO2` mean missing.
    var spO2: Int
    /// Beats a minute; 0 and the format's own code mean missing.
    var pulse: Int
    /// The format's code for a missing pulse.
    var missingPulse: Int
    var signal = Signal.measuring
    var quality: Quality = []

    static let missingSpO2 = 127

    /// A value between the top of the scale and the code for missing: no device writes it.
    var isPossible: Bool { spO2 <= 100 || spO2 == Self.missingSpO2 }

    /// Values only while the device measures; both missing without a reason is `.noValue`.
    @inline(__always)
    var readings: ReadingSet {
        var readings = ReadingSet(signal: signal, quality: quality)
        guard signal == .measuring else { return readings }
        if spO2 != 0 && spO2 != Self.missingSpO2 { readings[.spO2] = Double(spO2) }
        if pulse != 0 && pulse != missingPulse { readings[.heartRate] = Double(pulse) }
        if readings.given.isEmpty { readings.signal = .noValue }
        return readings
    }

    /// The same in six bytes; `nil` for values no device writes.
    @inline(__always)
    var numbers: OximeterNumbers? {
        guard isPossible else { return nil }
        var numbers = OximeterNumbers(spO2: 0, signal: signal, quality: quality, pulse: 0)
        guard signal == .measuring else { return numbers }
        if spO2 != Self.missingSpO2 { numbers.spO2 = UInt8(clamping: spO2) }
        if pulse != missingPulse { numbers.pulse = UInt16(clamping: pulse) }
        if !numbers.hasValue { numbers.signal = .noValue }
        return numbers
    }

    /// The live content of a frame with these values.
    @inline(__always)
    var content: FrameContent { isPossible ? .readings(readings) : .refused(.impossibleValue) }
}
