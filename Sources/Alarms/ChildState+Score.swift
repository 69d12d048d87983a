import Charts
import Vitals

extension ChildState {
    /// The score as it stands at `now`: what is there, what is too old, what cannot be scored.
    mutating func score(at now: MonotonicInstant, chart: ScoreTable, rules: RuleTable) -> ScoreSnapshot {
        var score = ScoreSnapshot(
            ageBand: ageBand, spO2: member(.spO2, at: now, chart: chart, rules: rules),
            heartRate: member(.heartRate, at: now, chart: chart, rules: rules),
            respiratoryRate: member(.respiratoryRate, at: now, chart: chart, rules: rules), oxygenSupport: nil,
            respiratoryDistress: .missing, oxygen: .missing, systolicBloodPressure: .missing, capillaryRefill: .missing,
            partialSum: 0, minimumTotal: 0, maximumTotal: 0)
        guard !entered.isEmpty else {
            score.addUp(chart.lacking(in: ageBand), isAnyEntered: false, isSupported: false)
            return score
        }
        let validity = spotValidity
        score.oxygenSupport = entered.oxygen(at: now, validity: validity)
        score.respiratoryDistress = entered.member(.respiratoryDistress, at: now, validity: validity)
        score.oxygen = entered.member(.oxygen, at: now, validity: validity)
        score.systolicBloodPressure = entered.member(.systolicBloodPressure, at: now, validity: validity)
        score.capillaryRefill = entered.member(.capillaryRefill, at: now, validity: validity)
        let isSupported =
            (entered.standing.oxygen?.isDevice ?? false) && entered.isCurrent(.oxygen, at: now, validity: validity)
        score.addUp(chart.lacking(in: ageBand), isAnyEntered: true, isSupported: isSupported)
        return score
    }

    private mutating func member(_ sign: VitalSign, at now: MonotonicInstant, chart: ScoreTable, rules: RuleTable)
        -> ScoreMember
    {
        let band = ageBand
        return tracks[sign].member(
            scored: { value in band.flatMap { chart.subScore(of: sign, value: value, in: $0) } }, at: now,
            memberValidity: rules.spans.memberValidity, spotValidity: spotMicroseconds)
    }

    /// Takes up an open episode of the sum: the members that made it, as far as its last transition shows them. Where one had
    /// gone by then nobody knows which, so only a complete score can resolve it, or a clinician.
    mutating func restoreSum(_ transition: AlarmTransition, chart: ScoreTable) {
        guard let score = transition.score, Int(score.partialSum) >= chart.levels.medium else {
            sumContributors = .all
            return
        }
        sumContributors = score.contributing
    }

    /// Keeps a score as the one that was last made.
    mutating func keep(_ score: ScoreSnapshot) {
        standingScore = StandingScore(score)
        entered.noteTold(score)
    }

    /// Writes the score down when a sub-score came, went or changed.
    mutating func noteScore(_ score: ScoreSnapshot, at tick: Tick, into sink: inout some RecordSink & ~Copyable) {
        let isSame = isScored && standingScore.scores(like: score)
        let isNews = !isScored || standingScore.lacksVitalSign(of: score)
        keep(score)
        if isSame { return }
        calm.end()
        if isNews { hasNews = true }
        isScored = true
        sink.append(ScoreRecord(child: index, at: tick, score: score))
    }
}

extension ScoreSnapshot {
    /// The sum, and between which totals the complete score must lie: what is lacking may turn out as well or as badly as
    /// the chart allows. What `Chart.score` says of the same observations.
    @inline(__always)
    mutating func addUp(_ lacking: LackingPoints, isAnyEntered: Bool, isSupported: Bool) {
        partialSum = 0
        minimumTotal = 0
        maximumTotal = 0
        add(respiratoryRate, .respiratoryRate, lacking, isSupported)
        add(spO2, .spO2, lacking, isSupported)
        add(heartRate, .heartRate, lacking, isSupported)
        if isAnyEntered {
            add(respiratoryDistress, .respiratoryDistress, lacking, isSupported)
            add(oxygen, .oxygen, lacking, isSupported)
            add(systolicBloodPressure, .systolicBloodPressure, lacking, isSupported)
            add(capillaryRefill, .capillaryRefill, lacking, isSupported)
        } else {
            minimumTotal += lacking.leastOfEntered
            maximumTotal += lacking.mostOfEntered
        }
        minimumTotal += partialSum
        maximumTotal += partialSum
    }

    @inline(__always)
    private mutating func add(
        _ member: ScoreMember, _ parameter: ScoredParameter, _ lacking: LackingPoints, _ isSupported: Bool
    ) {
        if let subScore = member.score.subScore {
            partialSum += subScore.rawValue
        } else {
            lacking.add(parameter, isSupported: isSupported, minimum: &minimumTotal, maximum: &maximumTotal)
        }
    }

    /// The parameters with a sub-score.
    var present: ScoredParameterSet { members { $0.score.subScore != nil } }

    /// The parameters that add points.
    var contributing: ScoredParameterSet { members { ($0.score.subScore ?? .zero) > .zero } }

    private func members(_ isIncluded: (ScoreMember) -> Bool) -> ScoredParameterSet {
        var set: ScoredParameterSet = []
        if isIncluded(respiratoryRate) { set.insert(ScoredParameterSet(.respiratoryRate)) }
        if isIncluded(respiratoryDistress) { set.insert(ScoredParameterSet(.respiratoryDistress)) }
        if isIncluded(spO2) { set.insert(ScoredParameterSet(.spO2)) }
        if isIncluded(oxygen) { set.insert(ScoredParameterSet(.oxygen)) }
        if isIncluded(heartRate) { set.insert(ScoredParameterSet(.heartRate)) }
        if isIncluded(systolicBloodPressure) { set.insert(ScoredParameterSet(.systolicBloodPressure)) }
        if isIncluded(capillaryRefill) { set.insert(ScoredParameterSet(.capillaryRefill)) }
        return set
    }

    /// The onset of the slowest member that adds points, in microseconds. What was entered has none.
    func slowestOnset(_ rules: RuleTable) -> Int64 {
        max(
            onset(of: spO2, rules[.chartSpO2Low]), onset(of: heartRate, rules[.chartHeartRateHigh]),
            onset(of: respiratoryRate, rules[.chartRespiratoryRateHigh]))
    }

    private func onset(of member: ScoreMember, _ rule: ConditionRule) -> Int64 {
        guard let subScore = member.score.subScore, subScore > .zero else { return 0 }
        return (subScore == .four ? rule.severe : rule.mild)?.onsetMicroseconds ?? 0
    }
}

extension ScoredParameterSet {
    /// All seven.
    static let all = ScoredParameterSet(rawValue: (1 << UInt8(ScoredParameter.allCases.count)) - 1)
}

extension ConditionRule {
    /// The same rule with no onset shorter than this.
    func slowed(to microseconds: Int64) -> ConditionRule {
        ConditionRule(
            mild: mild?.slowed(to: microseconds), severe: severe?.slowed(to: microseconds), margin: margin)
    }

    /// The rule of a stage; the other one's where the condition has only that.
    func stage(_ stage: AlarmStage) -> StageRule? { stage == .severe ? severe ?? mild : mild ?? severe }
}
