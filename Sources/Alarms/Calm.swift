import Vitals

/// What must hold of a child's next reading for it to change nothing but what is newest.
///
/// Almost every reading says what the one before said: every value where it was between the lines, nothing pending, the
/// same sub-scores. To put it to eleven conditions all the same costs ten times what it costs to see that (docs/performance.md).
/// So the long way ends by writing down here within which bounds the next reading may lie, and whatever it takes its
/// answer from takes that back when it changes: a condition, a line, an entry, the score.
///
/// It is a shortcut and no second opinion: `CalmTests` hold each record it leads to against those of the long way.
struct Calm: BitwiseCopyable {
    /// Nothing was changed since the bounds were drawn.
    private(set) var isCalm = false
    /// The vital signs of the reading they were drawn for.
    private(set) var signs: VitalSignSet = []
    /// Until then the other members of the score keep their place in it.
    private(set) var holdsUntil = MonotonicInstant(microseconds: .max)
    /// The score has members that these signs do not bring, whose ages are told with it.
    private(set) var hasOthers = false
    /// The sum has a member, and so a clock that moves.
    private(set) var countsSum = false
    private var stretches = PerVitalSign(repeating: Stretch.none)

    /// Something changed: the next reading goes the long way.
    mutating func end() { isCalm = false }

    mutating func begin(
        with signs: VitalSignSet, stretches: PerVitalSign<Stretch>, holdsUntil: MonotonicInstant, hasOthers: Bool,
        countsSum: Bool
    ) {
        self.signs = signs
        self.stretches = stretches
        self.holdsUntil = holdsUntil
        self.hasOthers = hasOthers
        self.countsSum = countsSum
        isCalm = true
    }

    /// Whether a value lies where the last one lay.
    @inline(__always)
    func covers(_ value: Double, of sign: VitalSign) -> Bool { stretches[sign].contains(value) }
}
