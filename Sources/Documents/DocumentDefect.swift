/// Why a whole document was refused: what it holds cannot be read row by row without guessing.
public enum DocumentDefect: Error, Sendable, Equatable {
    /// No byte, or blank lines only.
    case empty
    /// A zero byte: not a text.
    case binary(offset: UInt64)
    /// The signature of a packed file. Archives are never opened: a small one can unpack to any size.
    case archive(kind: Archive)
    /// No format claims the content, and the name's ending says nothing either.
    case unrecognised
    /// The mark of UTF-16 or UTF-32.
    case wideCharacters
    /// The header is not UTF-8.
    case headerNotText
    /// The first line holds values where the names of columns are expected.
    case headerMissing
    /// The first line is longer than `Limits.rowBytes`.
    case headerTooLong
    /// More than `Limits.columnCount`.
    case tooManyColumns(count: Int)
    /// A quotation mark in the header that is never closed or stands inside a name.
    case malformedHeader
    case unknownColumn(name: String, suggestion: String?)
    case duplicateColumn(name: String)
    /// There is no `measured_at`.
    case timestampColumnMissing
    /// There is no column for any vital sign.
    case vitalSignColumnMissing
    /// A key of NDJSON that the schema does not have, in the row that begins at `offset`.
    case unknownKey(name: String, suggestion: String?, offset: UInt64)
    /// A recording of a device: Contec, Viatom, EDF, WFDB.
    case recording(DeviceFileDefect)
    /// A file of HL7 v2 messages.
    case message(HL7Defect)

    /// None of the first `Limits.preambleLineCount` lines is the header that the maker's app writes.
    case headerNotFound(format: DocumentFormat)
    /// Dates such as 05/06/2026, and neither the file nor its name says which is the day.
    case dateOrderUnknown
    /// Dates of which some can only be day first and some only month first.
    case dateOrderContradicts
    /// Rows count seconds since a start that neither the file nor its name tells.
    case startUnknown
    /// A document of JSON or XML.
    case tree(TreeDefect)

    /// Packed formats, by their printed names.
    public enum Archive: String, Sendable { case gzip, zip, xz, zstd, bzip2, sevenZip = "7-zip", tar, rar }
}

extension DocumentDefect: CustomStringConvertible {
    /// One sentence: what failed, why, what now. It holds no value of any reading.
    public var description: String {
        switch self {
        case .empty:
            "The document is empty: nothing was read; send it again once the export has finished."
        case .binary(let offset):
            "The document is not text: byte \(offset) is zero; export it as CSV or NDJSON in UTF-8."
        case .archive(let kind):
            "The document is a \(kind.rawValue) archive, and archives are never opened; unpack it and drop the file inside."
        case .unrecognised:
            """
            Neither the content nor the name says what the document is; what is read is \(Self.formatNames), and \
            .command.json for a command.
            """
        case .wideCharacters:
            "The document is in UTF-16 or UTF-32, which is not read; save it again as UTF-8."
        case .headerNotText:
            "The first line is not UTF-8 text, so no column can be named; save the document again as UTF-8."
        case .headerMissing:
            "The first line holds values and not the names of columns; put \(Self.headerExample) above it."
        case .headerTooLong:
            "The first line is longer than \(Limits.rowBytes) bytes, which no header is; check that lines end in a line feed."
        case .tooManyColumns(let count):
            "The header has \(count) columns and at most \(Limits.columnCount) are read; keep those of the schema."
        case .malformedHeader:
            "The header has a quotation mark that is out of place; write the names of columns without any."
        case .unknownColumn(let name, let suggestion):
            "The column '\(name)' is not in the schema\(Self.guess(suggestion)); rename it or leave it out."
        case .duplicateColumn(let name):
            "The column '\(name)' stands twice, and only one can be right; leave the other out."
        case .timestampColumnMissing:
            "The header has no column 'measured_at', so no value has an instant; add it."
        case .vitalSignColumnMissing:
            "The header has no column for a vital sign, so there is nothing to read; add spo2, hr, rr or temp."
        case .unknownKey(let name, let suggestion, let offset):
            "The key '\(name)' in the row at byte \(offset) is not in the schema\(Self.guess(suggestion)); rename it or leave it out."
        case .headerNotFound(let format):
            """
            None of the first \(Limits.preambleLineCount) lines is the header of \(format.rawValue) as the maker's app writes \
            it; export it again, in English, and drop it unchanged.
            """
        case .dateOrderUnknown:
            """
            Its dates may be day first or month first and nothing in the file tells which; put the start of the \
            recording into the file's name, as in night-20260912-233000.csv, and drop it again.
            """
        case .dateOrderContradicts:
            "Some of its dates can only be day first and others only month first; export the recordings one by one."
        case .startUnknown:
            """
            Its rows count seconds from a start that the file does not tell; put the start into the file's name, as in \
            night-20260912-233000.csv, and drop it again.
            """
        case .recording(let defect): defect.description
        case .message(let defect): defect.description
        case .tree(let defect): defect.description
        }
    }

    private static var formatNames: String { DocumentFormat.allCases.map(\.rawValue).joined(separator: ", ") }

    private static let headerExample = "'measured_at,spo2,hr,rr,temp'"

    private static func guess(_ suggestion: String?) -> String {
        suggestion.map { " (did you mean '\($0)'?)" } ?? ""
    }
}
