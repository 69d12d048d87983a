public import Vitals

/// The four age charts as one value: every number a child of any charted age can have finds one band.
///
/// No reference is on the lookup path, so a copy may stand in the state of an evaluator. Name, version and hash are in
/// `ChartIdentity`, beside it.
public struct Chart: Sendable {
    private var ageCharts: InlineArray<4, AgeChart>
    public let common: CommonChart
    public let levels: LevelThresholds

    /// `ageChart` is asked once for each age, so none can be left out.
    public init(common: CommonChart, levels: LevelThresholds, ageChart: (AgeBand) -> AgeChart) {
        ageCharts = InlineArray(repeating: ageChart(.infant))
        for age in AgeBand.allCases { ageCharts[Int(age.rawValue)] = ageChart(age) }
        self.common = common
        self.levels = levels
    }

    public subscript(_ age: AgeBand) -> AgeChart { ageCharts[Int(age.rawValue)] }

    /// The sub-score of one reading, as the streaming evaluator asks for it. No rounding, no allocation.
    ///
    /// `nil` when it cannot be scored: not a number, outside the sign's plausible range, or a sign the charts do not
    /// score (temperature).
    public func subScore(of sign: VitalSign, value: Double, in age: AgeBand) -> SubScore? {
        guard sign.plausibleRange.contains(value) else { return nil }
        return switch sign {
        case .spO2: common.spO2.subScore(at: value)
        case .heartRate: ageCharts[Int(age.rawValue)].heartRate.subScore(at: value)
        case .respiratoryRate: ageCharts[Int(age.rawValue)].respiratoryRate.subScore(at: value)
        case .temperature: nil
        }
    }

    /// The bands of one vital sign; `nil` for temperature, which has none.
    public func table(of sign: VitalSign, in age: AgeBand) -> BandTable? {
        switch sign {
        case .spO2: common.spO2
        case .heartRate: self[age].heartRate
        case .respiratoryRate: self[age].respiratoryRate
        case .temperature: nil
        }
    }

    /// The edge an alert names, with its comparison in words: SpO2 "at or below" 91, HR "below" 110, HR "at or above" 150.
    ///
    /// `nil` when the side never gives at least `subScore`.
    public func edge(of sign: VitalSign, atLeast subScore: SubScore, side: BandSide, in age: AgeBand) -> BandEdge? {
        table(of: sign, in: age)?.edge(atLeast: subScore, side: side)
    }

    /// The number of `edge(of:atLeast:side:in:)` alone.
    public func threshold(of sign: VitalSign, atLeast subScore: SubScore, side: BandSide, in age: AgeBand) -> Double? {
        edge(of: sign, atLeast: subScore, side: side, in: age)?.value
    }
}
