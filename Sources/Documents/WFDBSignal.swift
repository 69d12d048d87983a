import Vitals

/// One signal of a WFDB record that is a vital sign, and how its samples become numbers.
struct WFDBSignal: Sendable {
    enum Kind: Sendable {
        case spO2, pulse, heartRate, respiratoryRate

        /// Names as PhysioNet's numerics have them; some end in a comma.
        init?(label: String) {
            switch (label.hasSuffix(",") ? String(label.dropLast()) : label).lowercased() {
            case "spo2": self = .spO2
            case "pulse": self = .pulse
            case "hr": self = .heartRate
            case "resp": self = .respiratoryRate
            default: return nil
            }
        }

        var sign: VitalSign {
            switch self {
            case .spO2: .spO2
            case .pulse, .heartRate: .heartRate
            case .respiratoryRate: .respiratoryRate
            }
        }
    }

    let kind: Kind
    /// Which sample of a frame.
    let column: Int
    private let gain: Double
    private let baseline: Double

    init(
        _ kind: Kind, label: String, _ text: Span<UInt8>, _ words: [Range<Int>], column: Int
    ) throws(DocumentDefect) {
        self.kind = kind
        self.column = column
        let field = words.count > 2 ? words[2] : 0..<0
        let scale = WFDBHeader.cut(text, field, at: 0x2F)
        let unit = HeaderText.string(text, min(scale.upperBound + 1, field.upperBound)..<field.upperBound)
        guard (kind == .spO2 ? ["%"] : ["bpm", "pm"]).contains(unit) else {
            throw .recording(.unexpectedUnit(label: label, unit: unit))
        }
        // `10(5)`: the baseline in brackets, or else the zero of the converter.
        let gainText = WFDBHeader.cut(text, scale, at: 0x28)
        guard let gain = HeaderText.decimal(text, gainText), gain > 0 else {
            throw .recording(.malformedHeader(field: "gain of \(label)"))
        }
        let baseline: Int? =
            if gainText.upperBound < scale.upperBound {
                HeaderText.whole(text, gainText.upperBound + 1..<max(gainText.upperBound + 1, scale.upperBound - 1))
            } else {
                words.count > 4 ? HeaderText.whole(text, words[4]) : 0
            }
        guard let baseline else { throw .recording(.malformedHeader(field: "baseline of \(label)")) }
        self.gain = gain
        self.baseline = Double(baseline)
    }

    /// The number; `nil` for 0 and -32768, which both say that there is none, and for what no child has.
    func value(_ frame: Span<UInt8>) -> Double? {
        let raw = Int16(bitPattern: UInt16(truncatingIfNeeded: frame.littleEndian16(at: 2 * column)))
        guard raw != 0, raw != .min else { return nil }
        let value = (Double(raw) - baseline) / gain
        return value > 0 && value <= kind.sign.plausibleRange.upperBound ? value : nil
    }
}
