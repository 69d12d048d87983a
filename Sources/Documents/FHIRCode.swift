import Vitals

/// Code systems of clinical records, by the address that FHIR knows them under.
enum CodeSystem: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// http://loinc.org
    case loinc
    /// ISO/IEEE 11073-10101, the nomenclature of medical devices.
    case deviceNomenclature
    /// http://snomed.info/sct
    case snomed

    var address: StaticString {
        switch self {
        case .loinc: "http://loinc.org"
        case .deviceNomenclature: "urn:iso:std:iso:11073:10101"
        case .snomed: "http://snomed.info/sct"
        }
    }
}

/// The codes that are read, and what each is the code of.
///
/// Sources: LOINC and the nomenclature as the US Core and UK Core vital sign profiles bind them; SNOMED CT as the UK Core
/// vital sign examples use it; room air as the value set of NHS England's NEWS2 specification has it
/// (nhsconnect/FHIR-NEWS2). Left out on purpose: 150320, the quality of an SpO2 signal, which is in per cent too and
/// reaches 102; 67996, a battery in per cent.
enum FHIRCode {
    struct Entry: Sendable {
        let system: CodeSystem
        let code: StaticString
        let quantity: MeasuredQuantity
    }

    static let all: [Entry] = [
        // Oxygen saturation by pulse oximetry; oxygen saturation in arterial blood. Profiles ask for both.
        Entry(system: .loinc, code: "59408-5", quantity: .sign(.spO2)),
        Entry(system: .loinc, code: "2708-6", quantity: .sign(.spO2)),
        Entry(system: .loinc, code: "8867-4", quantity: .sign(.heartRate)),
        Entry(system: .loinc, code: "9279-1", quantity: .sign(.respiratoryRate)),
        Entry(system: .loinc, code: "8310-5", quantity: .sign(.temperature)),
        // Inhaled oxygen flow rate; inhaled oxygen concentration.
        Entry(system: .loinc, code: "3151-8", quantity: .oxygenFlow),
        Entry(system: .loinc, code: "3150-6", quantity: .oxygenConcentration),
        // MDC_PULS_OXIM_SAT_O2, MDC_PULS_OXIM_PULS_RATE, MDC_TEMP_BODY, MDC_RESP_RATE.
        Entry(system: .deviceNomenclature, code: "150456", quantity: .sign(.spO2)),
        Entry(system: .deviceNomenclature, code: "149530", quantity: .sign(.heartRate)),
        Entry(system: .deviceNomenclature, code: "151562", quantity: .sign(.respiratoryRate)),
        Entry(system: .deviceNomenclature, code: "150364", quantity: .sign(.temperature)),
        Entry(system: .snomed, code: "431314004", quantity: .sign(.spO2)),
        Entry(system: .snomed, code: "103228002", quantity: .sign(.spO2)),
        Entry(system: .snomed, code: "442476006", quantity: .sign(.spO2)),
        Entry(system: .snomed, code: "364075005", quantity: .sign(.heartRate)),
        Entry(system: .snomed, code: "444981005", quantity: .sign(.heartRate)),
        Entry(system: .snomed, code: "78564009", quantity: .sign(.heartRate)),
        Entry(system: .snomed, code: "86290005", quantity: .sign(.respiratoryRate)),
        Entry(system: .snomed, code: "276885007", quantity: .sign(.temperature)),
        Entry(system: .snomed, code: "386725007", quantity: .sign(.temperature)),
        Entry(system: .snomed, code: "722742002", quantity: .roomAir),
    ]

    private static let codes = NameTable(all.map(\.code))
    private static let systems = NameTable(CodeSystem.allCases.map(\.address))

    static func system(_ text: Span<UInt8>) -> CodeSystem? {
        systems.index(of: text).flatMap { CodeSystem(rawValue: UInt8(truncatingIfNeeded: $0)) }
    }

    /// The place in `all` of a code; no code stands there under two systems.
    static func place(_ text: Span<UInt8>) -> Int? { codes.index(of: text) }
}

/// Units of UCUM that values of FHIR come in.
enum FHIRUnit {
    /// Source: FHIR's vital signs profile (`%`, `/min`, `Cel`, `[degF]`) and the US Core pulse oximetry profile (`L/min`).
    /// `1/min` and `min-1` are the same unit in UCUM. Text in braces says nothing about the unit there: `{beats}/min` is
    /// `/min`.
    private static let units: [(name: StaticString, unit: MeasureUnit)] = [
        ("%", .percent), ("/min", .perMinute), ("1/min", .perMinute), ("min-1", .perMinute), ("Cel", .celsius),
        ("[degF]", .fahrenheit), ("L/min", .litresPerMinute), ("l/min", .litresPerMinute),
    ]
    private static let names = NameTable(units.map(\.name))
    /// No name above is longer.
    private static let nameBytes = 8

    static func unit(_ text: Span<UInt8>) -> MeasureUnit {
        var name = InlineArray<8, UInt8>(repeating: 0)
        var count = 0
        var isInBraces = false
        for index in text.indices {
            switch (text[index], isInBraces) {
            case (0x7B, false): isInBraces = true
            case (0x7B, true), (0x7D, false): return .other
            case (0x7D, true): isInBraces = false
            case (_, true): break
            case (let byte, false):
                guard count < nameBytes else { return .other }
                name[count] = byte
                count += 1
            }
        }
        guard !isInBraces, let place = names.index(of: name.span.extracting(0..<count)) else { return .other }
        return units[place].unit
    }

    /// Whether units of this system are UCUM's.
    static func isUCUM(_ system: Span<UInt8>) -> Bool { address.index(of: system) != nil }
    private static let address = NameTable(["http://unitsofmeasure.org"])
}
