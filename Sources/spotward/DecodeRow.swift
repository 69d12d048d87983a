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

    /// Appends `row` and its line end to `bytes`. Without texts in between: a file may have ten million rows.
    func render(_ row: DecodeRow, into bytes: inout [UInt8]) {
        let isCSV = self == .csv
        bytes.append(isCSV ? "" : "{\"offset\":")
        bytes.append(decimal: row.offset)
        bytes.append(isCSV ? "," : ",\"kind\":\"")
        append(row.kind, to: &bytes)
        bytes.append(isCSV ? "," : "\",\"measured_at\":")
        if let measuredAt = row.readings.measuredAt {
            bytes.append(isCSV ? "" : "\"")
            bytes.append(measuredAt)
            bytes.append(isCSV ? "" : "\"")
        } else {
            bytes.append(isCSV ? "" : "null")
        }
        for sign in VitalSign.allCases {
            if isCSV {
                bytes.append(",")
            } else {
                bytes.append(",\"")
                bytes.append(sign.shortName)
                bytes.append("\":")
            }
            if let value = row.readings[sign] {
                bytes.append(shortest: value)
            } else if !isCSV {
                bytes.append("null")
            }
        }
        bytes.append(isCSV ? "," : ",\"quality\":")
        append(row.readings.quality, to: &bytes)
        bytes.append(isCSV ? "\n" : "}\n")
    }

    private func append(_ kind: DecodeRow.Kind, to bytes: inout [UInt8]) {
        switch kind {
        case .reading: return bytes.append("reading")
        case .none(let signal):
            bytes.append("none(")
            bytes.append(signal.name)
        case .skipped(let byteCount):
            bytes.append("skipped(")
            bytes.append(decimal: UInt64(byteCount))
        case .refused(let reason):
            bytes.append("refused(")
            bytes.append(reason)
        case .partial(let byteCount):
            bytes.append("partial(")
            bytes.append(decimal: UInt64(byteCount))
        }
        bytes.append(")")
    }

    private func append(_ quality: Quality, to bytes: inout [UInt8]) {
        guard !quality.isEmpty else { return bytes.append(self == .csv ? "" : "null") }
        bytes.append(self == .csv ? "" : "\"")
        var isFirst = true
        for (flag, name) in Quality.names where quality.contains(flag) {
            bytes.append(isFirst ? "" : " ")
            bytes.append(name)
            isFirst = false
        }
        bytes.append(self == .csv ? "" : "\"")
    }
}
