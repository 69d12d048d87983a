import Vitals

/// One signal of an EDF file that is a vital sign, and how its samples become numbers.
struct EDFSignal: Sendable {
    let sign: VitalSign
    /// Within a data record.
    let firstByte: Int
    let sampleCount: Int

    private let digital: ClosedRange<Int>
    private let physicalMinimum: Double
    private let physicalSpan: Double

    /// ResMed's labels with their step, and older ones by language. Source: OSCAR's table of the same signals.
    static func sign(label: String) -> VitalSign? {
        switch label {
        case "SpO2.1s", "SpO2": .spO2
        case "Pulse.1s", "Pulse", "Puls", "Pouls", "Pols": .heartRate
        case "RespRate.2s": .respiratoryRate
        default: nil
        }
    }

    /// - Parameters:
    ///   - place: the signal's bytes within a data record.
    ///   - seconds: the duration of a data record.
    init(
        _ sign: VitalSign, label: String, _ text: Span<UInt8>, index: Int, of count: Int, place: Range<Int>,
        seconds: Double
    ) throws(DocumentDefect) {
        /// A field of eight characters whose column begins `before` bytes a signal after the labels' beginning.
        func field(_ before: Int) -> Range<Int> {
            let start = EDFHeader.fixedByteCount + count * before + 8 * index
            return start..<start + 8
        }
        let unit = HeaderText.string(text, field(96)).lowercased()
        guard (sign == .spO2 ? ["%"] : ["bpm", "/min", "1/min"]).contains(unit) else {
            throw .recording(.unexpectedUnit(label: label, unit: unit))
        }
        guard let low = HeaderText.decimal(text, field(104)), let high = HeaderText.decimal(text, field(112)),
            low != high
        else { throw .recording(.malformedHeader(field: "physical range of \(label)")) }
        guard let lowest = HeaderText.whole(text, field(120)), let highest = HeaderText.whole(text, field(128)),
            lowest < highest
        else { throw .recording(.malformedHeader(field: "digital range of \(label)")) }
        sampleCount = place.count / 2
        guard sampleCount > 0 else { throw .recording(.malformedHeader(field: "samples in a data record")) }
        guard Double(sampleCount) <= seconds * Double(Limits.samplesPerSecond) else {
            throw .recording(.tooFast(label: label))
        }
        self.sign = sign
        firstByte = place.lowerBound
        digital = lowest...highest
        physicalMinimum = low
        physicalSpan = high - low
    }

    /// The sample's number; `nil` for -1, for what lies outside the digital range, and for what no child has: SpO2 above
    /// 100, zero or less, a rate above 300. SpO2 and pulse are whole numbers, as oximeters give them; a scaled signal is
    /// rounded to the nearest.
    func value(_ record: Span<UInt8>, sample: Int) -> Double? {
        let word = UInt16(truncatingIfNeeded: record.littleEndian16(at: firstByte + 2 * sample))
        let raw = Int(Int16(bitPattern: word))
        guard raw != -1, digital.contains(raw) else { return nil }
        let span = Double(digital.upperBound - digital.lowerBound)
        let physical = Double(raw - digital.lowerBound) * physicalSpan / span + physicalMinimum
        guard physical <= sign.plausibleRange.upperBound else { return nil }
        let value = sign == .respiratoryRate ? physical : physical.rounded()
        return value > 0 ? value : nil
    }
}
