import Charts

/// Reads the text of single cells. Spaces and tabs around a cell are not part of it; letter case of codes does not matter.
enum ChartSheetCell {
    static func trimmed(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var cell = cell
        while let byte = cell.first, byte == 0x20 || byte == 0x09 { cell.removeFirst() }
        while let byte = cell.last, byte == 0x20 || byte == 0x09 { cell.removeLast() }
        return cell
    }

    /// A decimal number, `nan`, `inf` or `infinity` with or without a sign; `nil` for anything else, hexadecimal among it.
    static func number(_ cell: ArraySlice<UInt8>) -> Double? {
        if let short = shortNumber(cell) { return short }
        let isSpelled = cell.allSatisfy { (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x2B || $0 == 0x2D }
        let isDecimal = cell.allSatisfy {
            (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2B || $0 == 0x2D || $0 & 0xDF == 0x45
        }
        guard isSpelled || isDecimal else { return nil }
        return Double(String(decoding: cell, as: UTF8.self))
    }

    /// Up to 15 digits with at most one point: the quotient of two numbers a Double holds exactly is the nearest one.
    private static func shortNumber(_ cell: ArraySlice<UInt8>) -> Double? {
        guard !cell.isEmpty, cell.count <= 16 else { return nil }
        var digits = 0
        var scale = 1.0
        var hasPoint = false
        var digitCount = 0
        for byte in cell {
            if (0x30...0x39).contains(byte) {
                digits = digits * 10 + Int(byte - 0x30)
                digitCount += 1
                if hasPoint { scale *= 10 }
            } else if byte == 0x2E, !hasPoint {
                hasPoint = true
            } else {
                return nil
            }
        }
        guard (1...15).contains(digitCount) else { return nil }
        return Double(digits) / scale
    }
}

/// The values one column may hold, by their codes.
struct ChartSheetCodes<Value: Sendable>: Sendable {
    private let entries: [(code: [UInt8], value: Value)]
    /// The codes as a message lists them.
    let allowed: String

    init(_ codes: [(String, Value)], alsoAccepted: [(String, Value)] = []) {
        entries = (codes + alsoAccepted).map { (Array($0.0.lowercased().utf8), $0.1) }
        allowed = codes.map(\.0).joined(separator: "|")
    }

    func value(_ cell: ArraySlice<UInt8>) -> Value? {
        for entry in entries where entry.code.count == cell.count {
            if zip(entry.code, cell).allSatisfy({ $0 == Self.lowercased($1) }) { return entry.value }
        }
        return nil
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}

extension ChartSheetCodes where Value == Bool {
    static let yesOrNo = Self(
        [("Y", true), ("N", false)],
        alsoAccepted: [("yes", true), ("no", false), ("true", true), ("false", false), ("1", true), ("0", false)])
}

extension ChartSheetCodes where Value == RespiratoryDistress {
    static let distress = Self(RespiratoryDistress.allCases.map { ("\($0.name)", $0) })
}

extension ChartSheetCodes where Value == SupportDevice? {
    /// `nil` is air.
    static let support = Self([("air", nil)] + SupportDevice.allCases.map { ("\($0.code)", $0) })
}

extension ChartSheetCodes where Value == SystolicNotDone {
    static let notDone = Self(SystolicNotDone.allCases.map { ("\($0.code)", $0) })
}

extension ChartSheetCodes where Value == Consciousness {
    static let consciousness = Self(Consciousness.allCases.map { ("\($0.code)", $0) })
}

extension ChartSheetCodes where Value == CarerAnswer {
    static let carer = Self(CarerAnswer.allCases.map { ("\($0.code)", $0) })
}

extension ChartSheetCodes where Value == EscalationLevel {
    static let level = Self(EscalationLevel.allCases.map { ("\($0.name)", $0) })
}

extension ChartSheetCodes where Value == SepsisSuspicion {
    static let sepsis = Self(SepsisSuspicion.allCases.map { ("\($0.name)", $0) })
}

/// The unit an oxygen level is given in.
enum ChartSheetOxygenUnit: Sendable {
    case percent
    case litresPerMinute
}

extension ChartSheetCodes where Value == ChartSheetOxygenUnit {
    static let oxygenUnit = Self([("%", .percent), ("L/min", .litresPerMinute)])
}
