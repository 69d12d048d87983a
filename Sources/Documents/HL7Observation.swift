import Vitals

/// What one OBX segment says.
enum HL7Observation {
    case value(HL7Code, Double, WallInstant)
    case refused(RowRefusal)
    /// A part of the device's description, without a value.
    case structure

    /// The results that are read: R entered, P preliminary, F final, C corrected. X, D and W are none, and neither is one
    /// that does not say (table 0085).
    private static let statuses = NameTable(["R", "P", "F", "C"])
    /// Marks of IHE PCD-01 in OBX-8 for a value that is none: invalid, not available, of a calibration, a test, a demonstration.
    private static let invalidFlags = NameTable(["INV", "NAV", "CAL", "CALIB", "TEST", "DEMO"])
    private static let numeric = NameTable(["NM"])
    /// What says on purpose that there is no value.
    private static let null = NameTable(["\"\""])

    /// - Parameter time: when the observation's own time, OBX-14, is empty.
    init(_ text: Span<UInt8>, _ segment: HL7Segment, time: HL7Time?, zone: Duration?) {
        let valueField = HeaderText.trimmed(text, segment.field(5, text))
        let isEmpty = valueField.isEmpty || segment.index(of: valueField, text, in: Self.null) != nil
        guard let code = Self.code(segment.field(3, text), text, segment) else {
            let isPart = isEmpty && segment.isEmpty(segment.field(2, text), text)
            self = isPart ? .structure : .refused(.unknownCode)
            return
        }
        guard segment.index(of: segment.field(11, text), text, in: Self.statuses) != nil,
            !segment.repeats(segment.field(8, text), text, oneOf: Self.invalidFlags)
        else {
            self = .refused(.notFinal)
            return
        }
        guard !isEmpty else {
            self = .refused(.noVitalSign)
            return
        }
        let start = text[valueField.lowerBound] == 0x2B ? valueField.lowerBound + 1 : valueField.lowerBound
        guard segment.index(of: segment.field(2, text), text, in: Self.numeric) != nil,
            let number = DecimalNumber.value(of: text.extracting(start..<valueField.upperBound), exponent: .refused)
        else {
            self = .refused(.notANumber)
            return
        }
        let unit = segment.component(1, of: segment.field(6, text), text)
        guard let value = code.value(number, unit: unit, text, segment) else {
            self = .refused(.wrongUnit)
            return
        }
        guard code.range.contains(value) else {
            self = .refused(.outOfRange)
            return
        }
        let stamp = segment.component(1, of: segment.field(14, text), text)
        let trimmed = HeaderText.trimmed(text, stamp)
        guard let measured = trimmed.isEmpty ? time : HL7Time(text.extracting(trimmed)) else {
            self = .refused(trimmed.isEmpty ? .timestampMissing : .notATimestamp)
            return
        }
        self = .value(code, value, measured.instant(default: zone))
    }

    /// OBX-3: code, text and system, and then the same of an alternate code. Two that are known must agree.
    private static func code(_ field: Range<Int>, _ text: Span<UInt8>, _ segment: HL7Segment) -> HL7Code? {
        func code(_ first: Int) -> HL7Code? {
            HL7Code(
                code: segment.component(first, of: field, text), system: segment.component(first + 2, of: field, text),
                text, segment)
        }
        guard let main = code(1) else { return code(4) }
        if let other = code(4), other != main { return nil }
        return main
    }
}
