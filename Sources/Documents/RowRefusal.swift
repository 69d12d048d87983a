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
    /// A number no child has: a mark for a missing sensor, or a fault.
    case outOfRange
    /// A record of something that is not read here: no code of a vital sign or of oxygen, codes of two, or an unknown code
    /// system.
    case unknownCode
    /// The sender calls the value withdrawn, wrong, missing or not a measurement, or does not say that it stands.
    case notFinal
    /// A value without a unit, in another one than its quantity has, or out of its unit's range.
    case wrongUnit
    /// A value that is only known to be less or more than what is given.
    case onlyABound
    /// A maximum, a median or the like, or a value for more than `Limits.measuringSeconds`.
    case notASpotValue
    /// Something stands in the record that may change its meaning and is not known here.
    case modifiedMeaning

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
        case .outOfRange: "out-of-range"
        case .unknownCode: "unknown-code"
        case .notFinal: "not-final"
        case .wrongUnit: "wrong-unit"
        case .onlyABound: "only-a-bound"
        case .notASpotValue: "not-a-spot-value"
        case .modifiedMeaning: "modified-meaning"
        }
    }
}
