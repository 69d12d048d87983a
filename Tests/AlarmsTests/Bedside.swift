import Alarms
import Charts
import Configuration
import Vitals

/// The chart that ships, as every test of alarms uses it.
func shippedChart() throws -> Chart {
    try ChartFile.read(ChartFile.embedded, file: ChartFile.embeddedName, hash: "").chart
}

/// Everything the evaluator said, in order.
struct RecordLog: RecordSink {
    var transitions: [AlarmTransition] = []
    var scores: [ScoreRecord] = []
    var readings: [ReadingRecord] = []
    var outcomes: [CommandOutcome] = []
    var notices: [Notice] = []

    mutating func append(_ transition: AlarmTransition) { transitions.append(transition) }
    mutating func append(_ score: ScoreRecord) { scores.append(score) }
    mutating func append(_ readings: ReadingRecord) { self.readings.append(readings) }
    mutating func append(_ outcome: CommandOutcome) { outcomes.append(outcome) }
    mutating func append(_ notice: Notice) { notices.append(notice) }

    func events(_ kind: ConditionKind) -> [AlarmEvent] {
        transitions.filter { $0.condition == kind }.map(\.event)
    }

    /// The newest transition of a condition.
    func last(_ kind: ConditionKind) -> AlarmTransition? { transitions.last { $0.condition == kind } }

    /// The episode of the newest transition of a condition.
    func episode(_ kind: ConditionKind) -> EpisodeReference? { last(kind).map { EpisodeReference($0) } }
}

/// One child at home with an oximeter (source 0) and a drop folder (source 1), and a clock the test moves.
struct Bedside: ~Copyable {
    var evaluator: StreamEvaluator
    var log = RecordLog()
    private(set) var seconds = 0.0
    private var commandCount: UInt32 = 0
    let start: Tick
    /// How far the time of day was set ahead since.
    var clockAhead = Duration.zero

    static let oximeter = SourceIndex(0)
    static let folder = SourceIndex(1)
    static let stranger = SourceIndex(2)
    static let child = ChildIndex(0)
    /// Of the other child, where there is one.
    static let twin = ChildIndex(1)
    /// The first of the sources a test adds.
    static let added = SourceIndex(3)

    /// Born two years before the start, so on the 1–4 years chart.
    init(
        bornOn: String = "2024-06-01", startAt: String = "2026-06-15T12:00:00Z", admittedAt: String? = nil,
        limits: [ClinicianLimit] = [], cadence: Duration? = nil, rules: AlarmRules = AlarmRules(),
        hasTwin: Bool = false,
        added: [Source] = []
    ) throws {
        let wall = Timestamp(startAt)?.instant ?? WallInstant(microseconds: 0)
        start = Tick(monotonic: MonotonicInstant(microseconds: 1_000_000_000), wall: wall)
        let admission = Admission(
            id: "adm-1", bornOn: CivilDate(bornOn) ?? CivilDate(dayNumber: 0),
            admittedAt: admittedAt.flatMap { Timestamp($0)?.instant } ?? wall, limits: limits, cadence: cadence)
        var twin = admission
        twin.id = "adm-2"
        let plan = WardPlan(
            admissions: hasTwin ? [admission, twin] : [admission],
            sources: [
                Source(name: "oximeter", child: Self.child, mode: .continuous),
                Source(name: "drop", child: Self.child, mode: .spot),
                Source(name: "stranger", child: nil, mode: .continuous),
            ] + added)
        evaluator = StreamEvaluator(plan: plan, chart: try shippedChart(), rules: rules, start: start)
    }

    var now: Tick { tick(at: seconds) }

    func tick(at seconds: Double) -> Tick {
        let span = Duration.microseconds(Int64(seconds * 1_000_000))
        return Tick(monotonic: start.monotonic.advanced(by: span), wall: start.wall.advanced(by: span + clockAhead))
    }

    mutating func step(_ input: Input) { evaluator.step(input, into: &log) }

    /// What a person asks now; says what became of it.
    @discardableResult
    mutating func ask(_ deed: Command.Deed) -> CommandOutcome.Result? {
        commandCount += 1
        let number = CommandNumber(commandCount)
        let before = log.outcomes.count
        step(.command(Command(number, deed), at: now))
        guard log.outcomes.count == before + 1, let outcome = log.outcomes.last, outcome.number == number else {
            return nil
        }
        return outcome.result
    }

    /// The wall time so many seconds from now.
    func wall(in seconds: Double) -> WallInstant { tick(at: self.seconds + seconds).wall }

    /// What is told from here on.
    mutating func forgetLog() { log = RecordLog() }

    /// Readings now.
    mutating func give(
        spO2: Double? = nil, hr: Double? = nil, rr: Double? = nil, temp: Double? = nil, signal: Signal = .measuring,
        quality: Quality = [], measured secondsAgo: Double? = nil, from source: SourceIndex = Bedside.oximeter
    ) {
        var readings = ReadingSet(
            signal: signal, quality: quality, measuredAt: secondsAgo.map { tick(at: seconds - $0).wall })
        readings[.spO2] = spO2
        readings[.heartRate] = hr
        readings[.respiratoryRate] = rr
        readings[.temperature] = temp
        step(.readings(readings, Arrival(source: source, at: now.monotonic)))
    }

    /// One second goes by, with a tick at its end.
    mutating func pass(seconds count: Int = 1) {
        for _ in 0..<count {
            seconds += 1
            step(.tick(now))
        }
    }

    /// Time goes by without a tick until its end: the hub was asleep.
    mutating func leap(seconds span: Double) {
        seconds += span
        step(.tick(now))
    }

    /// Time goes by until before the next tick.
    mutating func wait(seconds span: Double) { seconds += span }

    /// The same readings each second for so many seconds.
    mutating func hold(
        _ count: Int, spO2: Double? = nil, hr: Double? = nil, rr: Double? = nil, signal: Signal = .measuring
    ) {
        for _ in 0..<count {
            give(spO2: spO2, hr: hr, rr: rr, signal: signal)
            pass()
        }
    }
}

/// SpO2 drawn as a strip, one character for `every` seconds of one reading a second, on the 1–4 years chart:
/// `.` 98 % · `m` 93 % (sub-score 1) · `s` 88 % (sub-score 4) · `e` 95 % (0, but not inside the margin) · `-` nothing ·
/// `x` probe off. Gives what the condition did in each stretch: `F`ired, `R`aised, `L`owered, `?` unknown, `C`leared.
func strip(_ drawing: String, every span: Int = 10, rules: AlarmRules = AlarmRules()) throws -> String {
    var bedside = try Bedside(rules: rules)
    var drawn = ""
    for character in drawing {
        let seen = bedside.log.transitions.count
        switch character {
        case "-": bedside.pass(seconds: span)
        case "x": bedside.hold(span, signal: .probeOff)
        case "m": bedside.hold(span, spO2: 93)
        case "s": bedside.hold(span, spO2: 88)
        case "e": bedside.hold(span, spO2: 95)
        default: bedside.hold(span, spO2: 98)
        }
        let events = bedside.log.transitions[seen...].filter { $0.condition == .chartSpO2Low }.map(\.event)
        drawn += events.last.map(symbol) ?? "."
    }
    return drawn
}

private func symbol(_ event: AlarmEvent) -> String {
    switch event {
    case .fired: "F"
    case .raised: "R"
    case .lowered: "L"
    case .unknown: "?"
    case .resolved: "C"
    case .clearedUnacknowledged: "c"
    case .escalated: "E"
    case .reminded: "r"
    case .acknowledged: "A"
    case .acknowledgementExpired: "X"
    case .suppressed: "S"
    case .voided: "V"
    case .renewed: "N"
    }
}
