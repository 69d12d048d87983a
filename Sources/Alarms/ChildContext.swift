import Vitals

/// What else stood around a child when something happened to one of its alarms: whoever is called need not ask for it.
public struct ChildContext: Sendable, BitwiseCopyable, Hashable, Codable {
    /// The newest temperature that still speaks for the child; it is no part of the score.
    public var temperature: Double?
    public var temperatureAge: Duration
    /// The child's other open episodes, one bit for each condition by its raw value.
    private var openBits: UInt64
    /// The end of a planned pause that is running.
    public var pausedUntil: Tick?
    /// The end of a quiet of the equipment's alarms that is running.
    public var quietUntil: Tick?

    public init(
        temperature: Double? = nil, temperatureAge: Duration = .zero, open: [ConditionKind] = [],
        pausedUntil: Tick? = nil, quietUntil: Tick? = nil
    ) {
        self.temperature = temperature
        self.temperatureAge = temperatureAge
        openBits = 0
        self.pausedUntil = pausedUntil
        self.quietUntil = quietUntil
        for kind in open { insert(kind) }
    }

    mutating func insert(_ kind: ConditionKind) { openBits |= 1 << UInt64(kind.rawValue) }

    /// The other open episodes, in the order of their raw values.
    public var open: [ConditionKind] {
        ConditionKind.allCases.filter { openBits & (1 << UInt64($0.rawValue)) != 0 }
    }
}
