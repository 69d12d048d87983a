import Documents
import Testing
import Vitals

/// Bytes from hexadecimal digits; `00*26` is a byte that stands 26 times.
func bytes(hex text: String) -> [UInt8] {
    text.split { $0.isWhitespace }.flatMap { word -> [UInt8] in
        let parts = word.split(separator: "*")
        guard let first = parts.first, let byte = UInt8(first, radix: 16) else { return [] }
        return [UInt8](repeating: byte, count: parts.count == 2 ? Int(parts[1]) ?? 0 : 1)
    }
}

/// All rows of a recording, and the defect if there was one, fed in pieces that end at `cuts`.
func recorded(
    _ bytes: [UInt8], _ format: DocumentFormat, nameStamp: String? = nil, cuts: [Int] = []
) -> (rows: [DocumentRow], defect: DocumentDefect?) {
    var rows: [DocumentRow] = []
    let context = DocumentContext(nameStamp: nameStamp.flatMap { Timestamp($0)?.local })
    var reader = DocumentReader(format: format, context: context)
    do throws(DocumentDefect) {
        var start = 0
        for end in cuts + [bytes.count] {
            try reader.feed(bytes.span.extracting(start..<end)) { rows.append($0) }
            start = end
        }
        try reader.finish { rows.append($0) }
    } catch {
        return (rows, error)
    }
    return (rows, nil)
}

/// `spo2=97 hr=62`, or the refusal's name.
func line(_ row: DocumentRow) -> String {
    switch row.content {
    case .refused(let reason): return "\(reason.name)"
    case .readings(let readings):
        let values = VitalSign.allCases.compactMap { sign in readings[sign].map { "\(sign.shortName)=\(short($0))" } }
        return values.joined(separator: " ")
    }
}

/// The values of each row.
func lines(_ bytes: [UInt8], _ format: DocumentFormat, nameStamp: String? = nil) -> [String] {
    recorded(bytes, format, nameStamp: nameStamp).rows.map(line)
}

/// The instant of each row that has readings.
func instants(_ rows: [DocumentRow]) -> [String] {
    rows.compactMap { row in
        guard case .readings(let readings) = row.content else { return nil }
        return readings.measuredAt.map(\.description)
    }
}

/// What each row says of its quality.
func qualities(_ rows: [DocumentRow]) -> [Quality] {
    rows.compactMap { row in
        guard case .readings(let readings) = row.content else { return nil }
        return readings.quality
    }
}

private func short(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

func littleEndian(_ number: Int, byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}

extension DocumentFormat {
    /// The formats of devices' recordings and of HL7 v2.
    static let recordings: [DocumentFormat] = [
        .contecSpO2File, .viatomFileV3, .viatomOxyIIFile, .edf, .wfdbNumerics, .hl7v2,
    ]
}
