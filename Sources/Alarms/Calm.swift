import Charts
import Vitals

/// What must hold of a child's next reading for it to leave the score as it is, and for it to change nothing at all but
/// what is newest.
///
/// Almost every reading says what the one before said: every value where it was between the lines, the same sub-scores. To
/// put it to eleven conditions all the same costs ten times what it costs to see that (`docs/performance/evaluator.md`). So the
/// long way ends by writing down here within which bounds the next reading may lie, and whatever the bounds come from takes
/// them back when it changes: a line, an entry, the score. Which conditions have something to remember is not in the bounds:
/// `ChildState.unsettled` says so of each, and only those are judged.
///
/// It is a shortcut and no second opinion: `CalmTests` hold each record it leads to against those of the long way.
struct Calm: BitwiseCopyable {
    /// Nothing was changed since the bounds were drawn.
    private(set) var isDrawn = false
    /// The vital signs of the reading they were drawn for.
    private(set) var signs: VitalSignSet = []
    /// The score has members that these signs do not bring, whose ages are told with it.
    private(set) var hasOthers = false
    /// The conditions that these signs and their sum are put to: a bit for the place of each.
    private(set) var conditions: UInt32 = 0
    /// Those that are asked also when they have nothing to remember: the sum, when it breaches a line.
    private(set) var alwaysAsked: UInt32 = 0
    /// Until then the other members of the score keep their place in it.
    private(set) var holdsUntil = MonotonicInstant(microseconds: .max)
    /// Within these the sub-scores are the same.
    private(set) var scored = PerVitalSign(repeating: CloseBounds(.none))
    /// What the sum is judged by, as long as the sub-scores are the same.
    private(set) var sum = SumOfMembers()

    /// The sum has a member, and so a clock that moves.
    var countsSum: Bool { !sum.present.isEmpty }

    /// Something changed: the next reading goes the long way.
    mutating func end() { isDrawn = false }

    mutating func begin(
        with signs: VitalSignSet, sum: SumOfMembers, sumBreaches: Bool, holdsUntil: MonotonicInstant, hasOthers: Bool
    ) {
        self.signs = signs
        self.sum = sum
        alwaysAsked = sumBreaches ? ConditionKind.chartPartialSum.childBit : 0
        self.holdsUntil = holdsUntil
        self.hasOthers = hasOthers
        conditions = sum.present.isEmpty ? 0 : ConditionKind.chartPartialSum.childBit
        isDrawn = true
    }

    mutating func bound(_ sign: VitalSign, sameScore: Stretch) {
        scored[sign] = CloseBounds(sameScore)
        conditions |= sign.conditionBits
    }

    /// Whether a value has the sub-score of the last one.
    @inline(__always)
    func scoresLike(_ value: Double, of sign: VitalSign) -> Bool { scored[sign].contains(value) }
}

/// All that the condition of the partial sum is judged by. It changes with a sub-score only.
struct SumOfMembers: BitwiseCopyable {
    var value: UInt8 = 0
    var present: ScoredParameterSet = []
    /// The members that add points, and the onset of the slowest of them in microseconds.
    var contributing: ScoredParameterSet = []
    var slowestOnset: Int64 = 0

    init() {}

    init(_ score: ScoreSnapshot, rules: RuleTable) {
        value = score.partialSum
        present = score.present
        contributing = score.contributing
        slowestOnset = score.slowestOnset(rules)
    }
}
