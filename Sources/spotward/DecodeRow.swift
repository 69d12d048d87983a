import Vitals

/// One row of `spotward decode`: what stood at one place of a file or a capture.
///
/// The columns are the same for every protocol and every document format, so that the output of two decoders, or of
/// another program, can be compared line by line:
///
///     offset,kind,measured_at,spo2,hr,rr,temp,quality
///
/// An absent value is an empty cell (CSV) or `null` (NDJSON), never 0. Rendering appends to bytes the caller reuses; it
/// does no output of its own.
struct DecodeRow {
    enum Kind {
        case reading
        /// A whole frame without a usable value, and why.
        case none(Signal)
        /// Bytes between frames that belong to none.
        case skipped(byteCount: Int)
        /// A whole frame or row that was not believed; the refusal's printed name.
        case refused(StaticString)
        /// The input ended inside a frame.
        case partial(byteCount: Int)
    }

    /// Where the row or frame begins, in bytes from the start of the input.
    var offset: UInt64
    var kind: Kind
    /// Empty for the kinds that carry no values.
    var readings = ReadingSet()
}

/// How rows are printed.
enum DecodeOutput: String, CaseIterable, Sendable {
    case csv, ndjson

    /// What stands before the first row, its line end included.
    var header: String { self == .csv ? "offset,kind,measured_at,spo2,hr,rr,temp,quality\n" : "" }

    /// Appends `row` and its line end to `bytes`.
    func render(_ row: DecodeRow, into bytes: inout [UInt8]) {
        let kind = row.kind.description
        let measuredAt = row.readings.measuredAt.map(\.description)
        let quality = row.readings.quality.printedNames.joined(separator: " ")
        switch self {
        case .csv:
            bytes.append(contentsOf: "\(row.offset),\(kind),\(measuredAt ?? "")".utf8)
            for sign in VitalSign.allCases {
                bytes.append(contentsOf: ",\(row.readings[sign].map(Self.text) ?? "")".utf8)
            }
            bytes.append(contentsOf: ",\(quality)\n".utf8)
        case .ndjson:
            bytes.append(contentsOf: "{\"offset\":\(row.offset),\"kind\":\"\(kind)\"".utf8)
            bytes.append(contentsOf: ",\"measured_at\":\(measuredAt.map { "\"\($0)\"" } ?? "null")".utf8)
            for sign in VitalSign.allCases {
                bytes.append(contentsOf: ",\"\(sign.shortName)\":\(row.readings[sign].map(Self.text) ?? "null")".utf8)
            }
            bytes.append(contentsOf: ",\"quality\":\(quality.isEmpty ? "null" : "\"\(quality)\"")}\n".utf8)
        }
    }

    /// The shortest text that reads back as `value`, without a trailing `.0`.
    private static func text(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension DecodeRow.Kind: CustomStringConvertible {
    var description: String {
        switch self {
        case .reading: "reading"
        case .none(let signal): "none(\(signal.name))"
        case .skipped(let byteCount): "skipped(\(byteCount))"
        case .refused(let reason): "refused(\(reason))"
        case .partial(let byteCount): "partial(\(byteCount))"
        }
    }
}
