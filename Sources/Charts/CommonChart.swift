/// What is the same on all four charts. Each coded score is a function of the code, so none can be left out.
public struct CommonChart: Sendable {
    /// Per cent.
    public let spO2: BandTable
    /// Seconds.
    public let capillaryRefill: BandTable
    /// Inspired oxygen, per cent.
    public let oxygenPercent: BandTable
    /// Oxygen flow, litres a minute.
    public let oxygenFlow: BandTable
    /// The sub-score of breathing air.
    public let air: SubScore
    private var distress: InlineArray<4, SubScore>
    private var devices: InlineArray<7, SubScore?>
    private var notDone: InlineArray<5, SubScore>
    /// What each coded score can be at all.
    let anyDistress: ClosedRange<SubScore>
    let anyNotDone: ClosedRange<SubScore>
    let anyDevice: ClosedRange<SubScore>

    /// - Parameter device: the sub-score a device has whatever its level; `nil` where the level decides.
    public init(
        spO2: BandTable, capillaryRefill: BandTable, oxygenPercent: BandTable, oxygenFlow: BandTable, air: SubScore,
        device: (SupportDevice) -> SubScore?, distress: (RespiratoryDistress) -> SubScore,
        systolicNotDone: (SystolicNotDone) -> SubScore
    ) {
        self.spO2 = spO2
        self.capillaryRefill = capillaryRefill
        self.oxygenPercent = oxygenPercent
        self.oxygenFlow = oxygenFlow
        self.air = air
        self.distress = InlineArray(repeating: .four)
        devices = InlineArray(repeating: nil)
        notDone = InlineArray(repeating: .four)
        for grade in RespiratoryDistress.allCases { self.distress[Int(grade.rawValue)] = distress(grade) }
        for kind in SupportDevice.allCases { devices[Int(kind.rawValue)] = device(kind) }
        for reason in SystolicNotDone.allCases { notDone[Int(reason.rawValue)] = systolicNotDone(reason) }
        anyDistress = .spanning(RespiratoryDistress.allCases.map(distress))
        anyNotDone = .spanning(SystolicNotDone.allCases.map(systolicNotDone))
        anyDevice = .spanning(SupportDevice.allCases.compactMap(device) + [air])
    }

    public func subScore(of grade: RespiratoryDistress) -> SubScore { distress[Int(grade.rawValue)] }

    public func subScore(of reason: SystolicNotDone) -> SubScore { notDone[Int(reason.rawValue)] }

    /// The sub-score the device has whatever its level; `nil` where the level decides.
    public func subScore(of device: SupportDevice) -> SubScore? { devices[Int(device.rawValue)] }

    /// `nil` when the level cannot be scored.
    public func subScore(of level: OxygenLevel) -> SubScore? {
        guard level.isPlausible else { return nil }
        return switch level {
        case .percent(let percent): oxygenPercent.subScore(at: percent)
        case .litresPerMinute(let flow): oxygenFlow.subScore(at: flow)
        }
    }

    /// Air 0; high flow, BiPAP and CPAP 4 whatever the level; the rest by level, and without one the sub-score is missing.
    func member(of support: OxygenSupport) -> MemberScore {
        switch support {
        case .air: return .scored(air)
        case .level(let level): return MemberScore(scored: subScore(of: level))
        case .device(let device, let level):
            if let fixed = subScore(of: device) { return .scored(fixed) }
            guard let level else { return .missing }
            return MemberScore(scored: subScore(of: level))
        }
    }

    /// What oxygen can score at a level of which nothing is known, and so the least of a supported child.
    var anyLevel: ClosedRange<SubScore> { oxygenPercent.range.joined(oxygenFlow.range) }

    /// What oxygen can score when nothing at all is known.
    var anyOxygen: ClosedRange<SubScore> { anyLevel.joined(anyDevice) }
}

extension ClosedRange<SubScore> {
    static func spanning(_ subScores: [SubScore]) -> Self {
        (subScores.min() ?? .zero)...(subScores.max() ?? .four)
    }

    func joined(_ other: Self) -> Self {
        Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
    }
}
