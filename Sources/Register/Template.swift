/// What a child is on the virtual ward for: a proposal of how often to look and at what, never a clinical rule.
///
/// It holds no threshold and changes no score. Every figure here is a proposal for a clinical safety officer to ratify
/// (`docs/commands.md`); whoever admits the child may choose another cadence.
public enum Template: String, Sendable, Hashable, Codable, CaseIterable {
    case asthma
    case bronchiolitis
    case gastroenteritis
    case febrileUnderFive = "febrile-under-five"
    case epilepsy
    case postOperative = "post-operative"

    /// Minutes between readings, where whoever admits the child says nothing.
    public var cadenceMinutes: Int {
        switch self {
        case .asthma, .bronchiolitis, .febrileUnderFive, .postOperative: 240
        case .gastroenteritis: 360
        case .epilepsy: 480
        }
    }

    /// What to ask for each time.
    public var observations: [AskedObservation] {
        switch self {
        case .asthma, .bronchiolitis: [.respiratoryRate, .respiratoryDistress, .spO2, .oxygen, .heartRate]
        case .gastroenteritis: [.heartRate, .respiratoryRate, .temperature, .capillaryRefill, .consciousness]
        case .febrileUnderFive:
            [
                .temperature, .heartRate, .respiratoryRate, .respiratoryDistress, .spO2, .capillaryRefill,
                .consciousness,
            ]
        case .epilepsy: [.consciousness, .respiratoryRate, .spO2, .heartRate]
        case .postOperative: [.temperature, .heartRate, .respiratoryRate, .spO2, .consciousness]
        }
    }
}

/// An observation a person can be asked for, by its key in the `observe` command.
public enum AskedObservation: String, Sendable, Hashable, Codable, CaseIterable {
    case spO2 = "spo2"
    case heartRate = "hr"
    case respiratoryRate = "rr"
    case temperature = "temp"
    case respiratoryDistress = "respiratory_distress"
    case oxygen
    case systolicBloodPressure = "systolic_blood_pressure"
    case capillaryRefill = "capillary_refill"
    case consciousness
}
