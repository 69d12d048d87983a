/// The members of FHIR that are read, by their printed names.
///
///     Bundle       type · entry · resource
///     Observation  status · code · effective… · value… · dataAbsentReason · component · subject · modifierExtension
///
/// Whatever is not here is passed over with all it holds: `contained` resources, `hasMember` references, notes, the
/// narrative and every extension that does not change what an Observation means.
enum FHIRName: UInt8, CaseIterable, Sendable {
    case resourceType, type, entry, resource, status, code, coding, system, effectiveDateTime, effectiveInstant
    case effectivePeriod, effectiveTiming, start, end, valueQuantity, value, unit, comparator, valueCodeableConcept
    case valueInteger, valueString, valueBoolean, valueRange, valueRatio, valueSampledData, valueTime, valueDateTime
    case valuePeriod, dataAbsentReason, component, subject, reference, identifier, modifierExtension, implicitRules

    var name: StaticString {
        switch self {
        case .resourceType: "resourceType"
        case .type: "type"
        case .entry: "entry"
        case .resource: "resource"
        case .status: "status"
        case .code: "code"
        case .coding: "coding"
        case .system: "system"
        case .effectiveDateTime: "effectiveDateTime"
        case .effectiveInstant: "effectiveInstant"
        case .effectivePeriod: "effectivePeriod"
        case .effectiveTiming: "effectiveTiming"
        case .start: "start"
        case .end: "end"
        case .valueQuantity: "valueQuantity"
        case .value: "value"
        case .unit: "unit"
        case .comparator: "comparator"
        case .valueCodeableConcept: "valueCodeableConcept"
        case .valueInteger: "valueInteger"
        case .valueString: "valueString"
        case .valueBoolean: "valueBoolean"
        case .valueRange: "valueRange"
        case .valueRatio: "valueRatio"
        case .valueSampledData: "valueSampledData"
        case .valueTime: "valueTime"
        case .valueDateTime: "valueDateTime"
        case .valuePeriod: "valuePeriod"
        case .dataAbsentReason: "dataAbsentReason"
        case .component: "component"
        case .subject: "subject"
        case .reference: "reference"
        case .identifier: "identifier"
        case .modifierExtension: "modifierExtension"
        case .implicitRules: "implicitRules"
        }
    }

    private static let names = NameTable(allCases.map(\.name))

    init?(_ text: Span<UInt8>) {
        guard let place = Self.names.index(of: text) else { return nil }
        self.init(rawValue: UInt8(truncatingIfNeeded: place))
    }
}

/// Where in a FHIR document a walk stands.
enum FHIRPlace: UInt8, Sendable {
    case resource, resourceType, bundleType, entry
    /// `resource` in XML: what it holds is named for the resource's type.
    case holder
    case status, instant, period, periodStart, periodEnd, timing
    case code, coding, codingSystem, codingCode
    case quantity, quantityNumber, quantityUnit, quantitySystem, quantityCode, comparator
    /// A value that is a concept, and its codings.
    case concept, conceptCoding, conceptSystem, conceptCode
    case bareNumber, otherValue, absent, component
    case subject, reference, identifier, identifierValue
    case modifier

    /// Where the member `name` of this place stands; `nil` when it is not read.
    func member(_ name: FHIRName, inXML: Bool) -> FHIRPlace? {
        switch self {
        case .resource: Self.ofResource(name) ?? Self.ofMeasure(name)
        case .component: Self.ofMeasure(name)
        case .entry: name == .resource ? (inXML ? .holder : .resource) : nil
        case .code: name == .coding ? .coding : nil
        case .coding: name == .system ? .codingSystem : name == .code ? .codingCode : nil
        case .concept: name == .coding ? .conceptCoding : nil
        case .conceptCoding: name == .system ? .conceptSystem : name == .code ? .conceptCode : nil
        case .period: name == .start ? .periodStart : name == .end ? .periodEnd : nil
        case .quantity: Self.ofQuantity(name)
        case .subject: name == .reference ? .reference : name == .identifier ? .identifier : nil
        case .identifier: name == .value ? .identifierValue : nil
        default: nil
        }
    }

    private static func ofResource(_ name: FHIRName) -> FHIRPlace? {
        switch name {
        case .resourceType: .resourceType
        case .type: .bundleType
        case .entry: .entry
        case .status: .status
        case .effectiveDateTime, .effectiveInstant: .instant
        case .effectivePeriod: .period
        case .effectiveTiming: .timing
        case .component: .component
        case .subject: .subject
        case .implicitRules: .modifier
        default: nil
        }
    }

    private static func ofMeasure(_ name: FHIRName) -> FHIRPlace? {
        switch name {
        case .code: .code
        case .valueQuantity: .quantity
        case .valueCodeableConcept: .concept
        case .valueInteger: .bareNumber
        case .valueString, .valueBoolean, .valueRange, .valueRatio, .valueSampledData, .valueTime, .valueDateTime,
            .valuePeriod:
            .otherValue
        case .dataAbsentReason: .absent
        case .modifierExtension: .modifier
        default: nil
        }
    }

    private static func ofQuantity(_ name: FHIRName) -> FHIRPlace? {
        switch name {
        case .value: .quantityNumber
        case .unit: .quantityUnit
        case .system: .quantitySystem
        case .code: .quantityCode
        case .comparator: .comparator
        default: nil
        }
    }
}
