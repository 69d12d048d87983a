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

    init?(code: String, system: String) {
        switch (system, code) {
        case ("MDC", "150456"), ("LN", "59408-5"), ("LN", "2708-6"): self = .sign(.spO2)
        case ("MDC", "149530"), ("LN", "8867-4"): self = .sign(.heartRate)
        case ("MDC", "149546"), ("MDC", "147842"): self = .otherHeartRate
        case ("MDC", "151562"), ("MDC", "151578"), ("MDC", "151658"), ("LN", "9279-1"): self = .sign(.respiratoryRate)
        case ("MDC", "150344"), ("MDC", "150364"), ("MDC", "188496"), ("LN", "8310-5"): self = .sign(.temperature)
        case ("LN", "3151-8"): self = .oxygenFlow
        case ("LN", "3150-6"): self = .inspiredOxygen
        default: return nil
        }
    }

    /// The value in the unit of this project; `nil` when the unit is not one of this code's.
    func value(_ number: Double, unit: String) -> Double? {
        switch self {
        case .sign(.spO2), .inspiredOxygen: unit == "262688" || unit == "%" ? number : nil
        case .sign(.heartRate), .otherHeartRate: Self.beats.contains(unit) ? number : nil
        case .sign(.respiratoryRate): Self.breaths.contains(unit) ? number : nil
        case .sign(.temperature):
            switch unit {
            case "268192", "Cel": number
            case "266560", "[degF]": (number - 32) * 5 / 9
            default: nil
            }
        case .oxygenFlow: unit == "L/min" || unit == "l/min" ? number : nil
        }
    }

    private static let beats = ["264864", "/min", "{beats}/min", "{Beats}/min", "{beat}/min", "bpm"]
    private static let breaths = ["264928", "/min", "{breaths}/min", "{Breaths}/min", "{breath}/min"]

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
