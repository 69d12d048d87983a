import Vitals

/// The columns (CSV) or keys (NDJSON) of the schema, in the order in which the documentation lists them.
enum Field: UInt8, CaseIterable, BitwiseCopyable {
    case measuredAt, child, spO2, heartRate, respiratoryRate, temperature, quality

    /// The one spelling that is accepted.
    var name: StaticString {
        switch self {
        case .measuredAt: "measured_at"
        case .child: "child"
        case .spO2: VitalSign.spO2.shortName
        case .heartRate: VitalSign.heartRate.shortName
        case .respiratoryRate: VitalSign.respiratoryRate.shortName
        case .temperature: VitalSign.temperature.shortName
        case .quality: "quality"
        }
    }

    var vitalSign: VitalSign? {
        switch self {
        case .spO2: .spO2
        case .heartRate: .heartRate
        case .respiratoryRate: .respiratoryRate
        case .temperature: .temperature
        case .measuredAt, .child, .quality: nil
        }
    }

    /// Why a row is refused whose cell does not hold what this field asks for.
    var refusal: RowRefusal {
        switch self {
        case .measuredAt: .notATimestamp
        case .child: .notAChildName
        case .quality: .unknownQuality
        case .spO2, .heartRate, .respiratoryRate, .temperature: .notANumber
        }
    }
}

/// Fields already met in one row or header.
struct FieldSet: OptionSet, BitwiseCopyable {
    let rawValue: UInt8

    /// Adds `field`; whether it was new.
    mutating func insertNew(_ field: Field) -> Bool { insert(FieldSet(rawValue: 1 << field.rawValue)).inserted }
}
