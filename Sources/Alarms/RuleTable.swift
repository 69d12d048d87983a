/// `AlarmRules` as the hot path reads them: by address, through a single reference.
///
/// The rules are 7 KB of plain values, and the compiler copies a value of that size each time one part of the evaluator
/// hands it to another (measured: a third of all instructions). Behind an array of one they stay where they are, and
/// what is handed on is a pointer.
struct RuleTable {
    private let rules: ContiguousArray<AlarmRules>

    init(_ rules: AlarmRules) { self.rules = [rules] }

    subscript(_ kind: ConditionKind) -> ConditionRule { rules[0][kind] }
    subscript(_ ladder: LadderKind) -> Ladder { rules[0][ladder] }

    var validityShare: Double { rules[0].validityShare }
    var continuity: Duration { rules[0].continuity }
    var currency: Duration { rules[0].currency }
    var pendingFreeze: Duration { rules[0].pendingFreeze }
    var memberValidity: Duration { rules[0].memberValidity }
    var lateness: Duration { rules[0].lateness }
    var futureTolerance: Duration { rules[0].futureTolerance }
    var deviceClockTolerance: Duration { rules[0].deviceClockTolerance }
    var scheduleWarning: Duration { rules[0].scheduleWarning }
    var scheduleUrgent: Duration { rules[0].scheduleUrgent }
    var silenceAfterAlarm: Duration { rules[0].silenceAfterAlarm }
    var startGrace: Duration { rules[0].startGrace }
    var carerQuestionEvery: Duration { rules[0].carerQuestionEvery }
    var carerAnswerWithin: Duration { rules[0].carerAnswerWithin }
    var poorSignalBelow: Double { rules[0].poorSignalBelow }
    var poorSignalEndsFrom: Double { rules[0].poorSignalEndsFrom }
    var manyDevices: Int { rules[0].manyDevices }
    var temperatureHighFrom: Double { rules[0].temperatureHighFrom }
    var temperatureLowTo: Double { rules[0].temperatureLowTo }
}
