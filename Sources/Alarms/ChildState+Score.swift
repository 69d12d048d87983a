import Charts
import Vitals

extension ChildState {
    /// The partial score as it stands at `now`: what is there, what is too old, what cannot be scored.
    ///
    /// Inlined, because a child is 3 KB and a call of a method that does not change it copies it.
    @inline(__always)
    func score(at now: MonotonicInstant, chart: ScoreTable, rules: RuleTable) -> ScoreSnapshot {
        var score = ScoreSnapshot(
            ageBand: ageBand, spO2: member(.spO2, at: now, chart: chart, rules: rules),
            heartRate: member(.heartRate, at: now, chart: chart, rules: rules),
            respiratoryRate: member(.respiratoryRate, at: now, chart: chart, rules: rules),
            respiratoryDistress: .missing, oxygen: .missing, systolicBloodPressure: .missing, capillaryRefill: .missing,
            partialSum: 0,
            minimumTotal: 0, maximumTotal: 0)
        score.addUp()
        return score
    }

    @inline(__always)
    private func member(_ sign: VitalSign, at now: MonotonicInstant, chart: ScoreTable, rules: RuleTable) -> ScoreMember
    {
        let band = ageBand
        return tracks[sign].member(
            scored: { value in band.flatMap { chart.subScore(of: sign, value: value, in: $0) } }, at: now,
            memberValidity: rules.memberValidity, spotValidity: spotValidity)
    }

    /// Writes the score down when a sub-score came, went or changed.
    mutating func noteScore(_ score: ScoreSnapshot, at tick: Tick, into sink: inout some RecordSink & ~Copyable) {
        if let lastScore, lastScore.scores(like: score) {
            self.lastScore = score
            return
        }
        lastScore = score
        sink.append(ScoreRecord(child: index, at: tick, score: score))
    }
}

extension ScoreSnapshot {
    /// The most a total can be, by parameter: six of 4 and capillary refill of 2 (S1; 26 in all).
    private static let greatestTotal: UInt8 = 26
    private static let greatestMember: UInt8 = 4

    mutating func addUp() {
        partialSum = 0
        maximumTotal = Self.greatestTotal
        add(spO2)
        add(heartRate)
        add(respiratoryRate)
        minimumTotal = partialSum
    }

    private mutating func add(_ member: ScoreMember) {
        guard let subScore = member.score.subScore else { return }
        partialSum += subScore.rawValue
        maximumTotal -= Self.greatestMember - subScore.rawValue
    }

    /// The vital signs with a sub-score.
    var present: VitalSignSet { members { $0.score.subScore != nil } }

    /// The vital signs that add points.
    var contributing: VitalSignSet { members { ($0.score.subScore ?? .zero) > .zero } }

    private func members(_ isIncluded: (ScoreMember) -> Bool) -> VitalSignSet {
        var set: VitalSignSet = []
        if isIncluded(spO2) { set.insert(VitalSignSet(.spO2)) }
        if isIncluded(heartRate) { set.insert(VitalSignSet(.heartRate)) }
        if isIncluded(respiratoryRate) { set.insert(VitalSignSet(.respiratoryRate)) }
        return set
    }

    /// Whether every sub-score is the same, whatever the values and ages.
    func scores(like other: ScoreSnapshot) -> Bool {
        ageBand == other.ageBand && spO2.score == other.spO2.score && heartRate.score == other.heartRate.score
            && respiratoryRate.score == other.respiratoryRate.score
    }

    /// The onset of the slowest member that adds points.
    func slowestOnset(_ rules: RuleTable) -> Duration {
        max(
            onset(of: spO2, rules[.chartSpO2Low]), onset(of: heartRate, rules[.chartHeartRateHigh]),
            onset(of: respiratoryRate, rules[.chartRespiratoryRateHigh]))
    }

    private func onset(of member: ScoreMember, _ rule: ConditionRule) -> Duration {
        guard let subScore = member.score.subScore, subScore > .zero else { return .zero }
        return (subScore == .four ? rule.severe : rule.mild)?.onset ?? .zero
    }
}

extension ConditionRule {
    /// The same rule with no onset shorter than `onset`.
    func slowed(to onset: Duration) -> ConditionRule {
        var slowed = self
        if let own = mild?.onset { slowed.mild?.onset = max(own, onset) }
        if let own = severe?.onset { slowed.severe?.onset = max(own, onset) }
        return slowed
    }

    /// The rule of a stage; the other one's where the condition has only that.
    func stage(_ stage: AlarmStage) -> StageRule? { stage == .severe ? severe ?? mild : mild ?? severe }
}
