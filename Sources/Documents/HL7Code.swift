import Vitals

/// What an observation's code says that it is.
///
/// | MDC (ISO/IEEE 11073-10101)      | LOINC            |                              | unit                        |
/// |---------------------------------|------------------|------------------------------|-----------------------------|
/// | 150456                          | 59408-5, 2708-6  | SpO2                         | 262688, %                   |
/// | 149530                          | 8867-4           | pulse                        | 264864, /min, {beats}/min   |
/// | 149546 of the cuff, 147842 ECG  |                  | another heart rate           | the same                    |
/// | 151562, 151578, 151658          | 9279-1           | respiratory rate             | 264928, /min, {breaths}/min |
/// | 150344, 150364, 188496          | 8310-5           | temperature                  | 268192 Cel, 266560 [degF]   |
/// |                                 | 3151-8           | oxygen given                 | L/min                       |
/// |                                 | 3150-6           | inspired oxygen              | %                           |
///
/// The code system must be one of the two: makers use the same numbers for other things under systems of their own.
/// Sources: IHE PCD-01's rosetta terms, LOINC, messages seen from monitors (`docs/device-files.md`).
enum HL7Code: Sendable, Equatable {
    case sign(VitalSign)
    /// A heart rate beside the pulse. It makes a row of its own.
    case otherHeartRate
    case oxygenFlow
    case inspiredOxygen

    /// - Parameters:
    ///   - code, system: where the two stand in the segment's text.
    init?(code: Range<Int>, system: Range<Int>, _ text: Span<UInt8>, _ segment: HL7Segment) {
        let known: HL7Code? =
            switch segment.index(of: system, text, in: Self.systems) {
            case 0: segment.index(of: code, text, in: Self.deviceNames).map { Self.deviceCodes[$0].code }
            case 1: segment.index(of: code, text, in: Self.loincNames).map { Self.loincCodes[$0].code }
            default: nil
            }
        guard let known else { return nil }
        self = known
    }

    private static let systems = NameTable(["MDC", "LN"])
    private static let deviceCodes: [(name: StaticString, code: HL7Code)] = [
        ("150456", .sign(.spO2)), ("149530", .sign(.heartRate)), ("149546", .otherHeartRate),
        ("147842", .otherHeartRate), ("151562", .sign(.respiratoryRate)), ("151578", .sign(.respiratoryRate)),
        ("151658", .sign(.respiratoryRate)), ("150344", .sign(.temperature)), ("150364", .sign(.temperature)),
        ("188496", .sign(.temperature)),
    ]
    private static let deviceNames = NameTable(deviceCodes.map(\.name))
    private static let loincCodes: [(name: StaticString, code: HL7Code)] = [
        ("59408-5", .sign(.spO2)), ("2708-6", .sign(.spO2)), ("8867-4", .sign(.heartRate)),
        ("9279-1", .sign(.respiratoryRate)), ("8310-5", .sign(.temperature)), ("3151-8", .oxygenFlow),
        ("3150-6", .inspiredOxygen),
    ]
    private static let loincNames = NameTable(loincCodes.map(\.name))

    /// The value in the unit of this project; `nil` when the unit is not one of this code's.
    func value(_ number: Double, unit: Range<Int>, _ text: Span<UInt8>, _ segment: HL7Segment) -> Double? {
        let units =
            switch self {
            case .sign(.spO2), .inspiredOxygen: Self.shares
            case .sign(.heartRate), .otherHeartRate: Self.beats
            case .sign(.respiratoryRate): Self.breaths
            case .sign(.temperature): Self.temperatures
            case .oxygenFlow: Self.flows
            }
        guard let place = segment.index(of: unit, text, in: units) else { return nil }
        return self == .sign(.temperature) && place >= Self.firstFahrenheit ? (number - 32) * 5 / 9 : number
    }

    private static let shares = NameTable(["262688", "%"])
    private static let beats = NameTable(["264864", "/min", "{beats}/min", "{Beats}/min", "{beat}/min", "bpm"])
    private static let breaths = NameTable(["264928", "/min", "{breaths}/min", "{Breaths}/min", "{breath}/min"])
    private static let temperatures = NameTable(["268192", "Cel", "266560", "[degF]"])
    /// In `temperatures`.
    private static let firstFahrenheit = 2
    private static let flows = NameTable(["L/min", "l/min"])

    /// Numbers outside are marks such as -100 and 8388607, or faults such as 384.5 °C.
    var range: ClosedRange<Double> {
        switch self {
        case .sign(let sign): sign.plausibleRange
        case .otherHeartRate: VitalSign.heartRate.plausibleRange
        case .oxygenFlow: 0...100
        case .inspiredOxygen: 20...100
        }
    }
}
