import Charts
import Vitals

/// `AlarmRules` as the hot path reads them: by address, through a single reference.
///
/// The rules are 7 KB of plain values, and the compiler copies a value of that size each time one part of the evaluator
/// hands it to another (measured: a third of all instructions), and its `InlineArray` of rules whole for each rule that is
/// looked at. Behind an array of one they stay where they are, and what is handed on is a pointer; each rule lies in an
/// array of its own.
struct RuleTable {
    /// The spans that are looked at with every reading, in microseconds: a comparison of `Duration` is a call.
    struct Spans: BitwiseCopyable {
        var currency: Int64
        var continuity: Int64
        /// The longest gap after which data comes back as if the time without it had not happened.
        var frozen: Int64
        var memberValidity: Int64
        var silenceAfterAlarm: Int64
        var startGrace: Int64
        var scheduleWarning: Int64
        var scheduleUrgent: Int64

        /// Whether two readings in seconds that follow each other, up to two seconds apart, are always continuous and current.
        var followsEachSecond: Bool { continuity >= 2_000_000 && currency >= 2_000_000 }
    }

    private struct Entry {
        var spans: Spans
        var isThorough: Bool
        var rules: AlarmRules
        var conditions: ContiguousArray<ConditionRule>
        /// Those of a child's conditions, by place.
        var placed: ContiguousArray<ConditionRule>
        var ladders: ContiguousArray<Ladder>
        var lines: AgeLines
    }

    private let entry: ContiguousArray<Entry>

    /// - Parameters:
    ///   - chart: what the lines are drawn by.
    ///   - isThorough: put everything to everybody, also what can change nothing. The short ways are tested against it.
    init(_ rules: AlarmRules, chart: ScoreTable? = nil, isThorough: Bool = false) {
        let spans = Spans(
            currency: rules.currency.wholeMicroseconds, continuity: rules.continuity.wholeMicroseconds,
            frozen: (rules.currency + rules.pendingFreeze).wholeMicroseconds,
            memberValidity: rules.memberValidity.wholeMicroseconds,
            silenceAfterAlarm: rules.silenceAfterAlarm.wholeMicroseconds,
            startGrace: rules.startGrace.wholeMicroseconds,
            scheduleWarning: rules.scheduleWarning.wholeMicroseconds,
            scheduleUrgent: rules.scheduleUrgent.wholeMicroseconds)
        var conditions = ContiguousArray(repeating: ConditionRule(), count: 64)
        for kind in ConditionKind.allCases { conditions[Int(kind.rawValue)] = rules[kind] }
        let ladders = ContiguousArray(LadderKind.allCases.map { rules[$0] })
        entry = [
            Entry(
                spans: spans, isThorough: isThorough, rules: rules, conditions: conditions,
                placed: ContiguousArray(ConditionKind.childKinds.map { rules[$0] }), ladders: ladders,
                lines: AgeLines(chart, rules: rules))
        ]
    }

    subscript(_ kind: ConditionKind) -> ConditionRule { entry[0].conditions[Int(kind.rawValue)] }

    /// The rule of the child's condition at a place.
    @inline(__always)
    func rule(at place: Int) -> ConditionRule { entry[0].placed[place] }

    subscript(_ ladder: LadderKind) -> Ladder { entry[0].ladders[Int(ladder.rawValue)] }

    var spans: Spans { entry[0].spans }

    /// The line of the condition at a place, at an age; a child's limits are not here.
    @inline(__always)
    func line(at place: Int, in band: AgeBand) -> Thresholds { entry[0].lines[place, band] }

    /// The values that breach nothing of it.
    @inline(__always)
    func good(at place: Int, in band: AgeBand) -> Stretch { entry[0].lines.good(at: place, in: band) }

    /// The values of a vital sign that breach none of these lines.
    @inline(__always)
    func good(of sign: VitalSign, in band: AgeBand) -> Stretch { entry[0].lines.good(of: sign, in: band) }

    var isThorough: Bool { entry[0].isThorough }

    var validityShare: Double { entry[0].rules.validityShare }
    var continuity: Duration { entry[0].rules.continuity }
    var currency: Duration { entry[0].rules.currency }
    var memberValidity: Duration { entry[0].rules.memberValidity }
    var lateness: Duration { entry[0].rules.lateness }
    var futureTolerance: Duration { entry[0].rules.futureTolerance }
    var deviceClockTolerance: Duration { entry[0].rules.deviceClockTolerance }
    var scheduleUrgent: Duration { entry[0].rules.scheduleUrgent }
    var carerQuestionEvery: Duration { entry[0].rules.carerQuestionEvery }
    var carerAnswerWithin: Duration { entry[0].rules.carerAnswerWithin }
    var poorSignalBelow: Double { entry[0].rules.poorSignalBelow }
    var poorSignalEndsFrom: Double { entry[0].rules.poorSignalEndsFrom }
    var manyDevices: Int { entry[0].rules.manyDevices }
    var temperatureHighFrom: Double { entry[0].rules.temperatureHighFrom }
    var temperatureLowTo: Double { entry[0].rules.temperatureLowTo }
}
