/// Why one row was refused. The row is refused whole; the rows around it stand.
///
/// When several things are wrong, a broken structure is named before a bad cell, and the first bad cell before the next.
public enum RowRefusal: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    /// No `measured_at`, or an empty one.
    case timestampMissing
    /// `measured_at` is no ISO 8601 instant, or names a day or hour that does not exist.
    case notATimestamp
    /// A vital sign is not a finite decimal number. Numbers of more than 19 significant digits are refused too.
    case notANumber
    /// No vital sign is given.
    case noVitalSign
    /// `quality` holds a word that is none of `Quality.names`.
    case unknownQuality
    /// `child` is longer than 32 bytes, or holds a control character, a quotation mark or a backslash.
    case notAChildName
    /// More or fewer cells than the header has.
    case wrongColumnCount
    /// A quotation mark inside an unquoted cell, after a quoted one, or never closed on its line.
    case malformedQuotes
    /// Not one JSON object, or one that breaks off.
    case malformedJSON
    /// A key stands twice, even when both have the same value.
    case duplicateKey
    /// Longer than `Limits.rowBytes`.
    case rowTooLong
    /// Bytes that are not UTF-8.
    case invalidUTF8
    /// The last line of a maker's export or of a bare HL7 message without its end: a number cut short looks like another
    /// number.
    case rowCutOff
    /// A code, or a code system, that is none of the documented ones.
    case unknownCode
    /// A unit that is not the one its value is read in.
    case wrongUnit
    /// The sender calls the value withdrawn, wrong, missing or not a measurement.
    case notFinal
    /// A number no child has: a mark for a missing sensor, or a fault.
    case outOfRange

    /// The word printed in rows, receipts and counters.
    public var name: StaticString {
        switch self {
        case .timestampMissing: "timestamp-missing"
        case .notATimestamp: "not-a-timestamp"
        case .notANumber: "not-a-number"
        case .noVitalSign: "no-vital-sign"
        case .unknownQuality: "unknown-quality"
        case .notAChildName: "not-a-child-name"
        case .wrongColumnCount: "wrong-column-count"
        case .malformedQuotes: "malformed-quotes"
        case .malformedJSON: "malformed-json"
        case .duplicateKey: "duplicate-key"
        case .rowTooLong: "row-too-long"
        case .invalidUTF8: "invalid-utf8"
        case .rowCutOff: "row-cut-off"
        case .unknownCode: "unknown-code"
        case .wrongUnit: "wrong-unit"
        case .notFinal: "not-final"
        case .outOfRange: "out-of-range"
        }
    }
}
