/// What the child breathes: air, a device with or without a stated level, or a level without a stated device.
///
/// Per cent or litres a minute in one set, never both.
public enum OxygenSupport: Sendable, BitwiseCopyable, Hashable, Codable {
    case air
    case device(SupportDevice, OxygenLevel?)
    case level(OxygenLevel)

    /// The stated level, if there is one.
    public var level: OxygenLevel? {
        switch self {
        case .air: nil
        case .device(_, let level): level
        case .level(let level): level
        }
    }

    /// Whether a machine is believed with it: a person is asked to confirm what lies outside the range of entry (S3 C3.16),
    /// a machine cannot be.
    public var isFitFromMachine: Bool { level?.isWithinEntry ?? true }

    /// Whether a device gives it.
    public var isDevice: Bool {
        if case .device = self { true } else { false }
    }
}

/// How oxygen or breathing support reaches the child, by the letters the charts use.
public enum SupportDevice: UInt8, CaseIterable, Sendable, BitwiseCopyable, Codable {
    case highFlow
    case biPAP
    case cPAP
    case nasalProngs
    case faceMask
    case headBox
    case nonRebreather

    public var code: StaticString {
        switch self {
        case .highFlow: "HF"
        case .biPAP: "BiP"
        case .cPAP: "CP"
        case .nasalProngs: "NP"
        case .faceMask: "FM"
        case .headBox: "HB"
        case .nonRebreather: "NRB"
        }
    }
}

/// How much oxygen.
public enum OxygenLevel: Sendable, BitwiseCopyable, Hashable, Codable {
    /// Inspired oxygen in per cent.
    case percent(Double)
    /// Flow in litres a minute.
    case litresPerMinute(Double)

    /// What may be entered without being asked again, and what a machine may send. Source: SPOT NPEWS UI specification (S4).
    public static let entryPercent = 16.0...100.0
    public static let entryFlow = 0.02...16.0

    /// The unit as it is printed.
    public var unit: StaticString {
        switch self {
        case .percent: "%"
        case .litresPerMinute: "L/min"
        }
    }

    /// Whether the level is within the range of entry.
    public var isWithinEntry: Bool {
        switch self {
        case .percent(let percent): Self.entryPercent.contains(percent)
        case .litresPerMinute(let flow): Self.entryFlow.contains(flow)
        }
    }

    /// Whether the level can be scored: any percentage above 0 up to 100, any finite flow above 0. The charts score
    /// "<16 %" and "≥6 L/min" without a floor or a ceiling, so they are wider here than the entry ranges of S4.
    public var isPlausible: Bool {
        switch self {
        case .percent(let percent): percent > 0 && percent <= 100
        case .litresPerMinute(let flow): flow > 0 && flow.isFinite
        }
    }
}
