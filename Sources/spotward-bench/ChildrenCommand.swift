import Alarms
import ArgumentParser
import Configuration
import Vitals

/// Few children or a million, each with a reading a second: what one reading costs, and what room a child takes.
struct ChildrenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "children",
        abstract:
            "A fixed number of readings spread over many children, a reading and a tick a second, through the full rules.",
        discussion: """
            The readings are made by arithmetic in the loop that is timed: dips, tachycardia and probes off come to each child in \
            turn, so that with a million children some are in each. The first rounds are not timed: every child's first \
            reading takes the long way. A hub has at most 4,096 sources, so beyond that several children share one, and \
            every reading names its child.

            Example:
              spotward-bench children --children 100000 --readings 4000000 --json
            """)

    @Option(help: "Children on the ward.")
    var children = 1000

    @Option(help: "Readings that are timed.")
    var readings = 4_000_000

    @Option(help: "Seconds of every child before them.")
    var warmUp = 2

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...Alarms.Limits.admissions).contains(children) else {
            throw ValidationError("--children is \(children): give 1 to \(Alarms.Limits.admissions).")
        }
        guard readings >= 0, warmUp >= 0 else { throw ValidationError("--readings and --warm-up are 0 or more.") }
    }

    func run() throws {
        let edition = try ChartFile.read(ChartFile.embedded, file: ChartFile.embeddedName, hash: "")
        let sourceCount = min(children, Alarms.Limits.sources)
        var evaluator = StreamEvaluator(
            plan: WardPlan(
                admissions: (0..<children).map { BenchWard.admission($0, withLimits: false) },
                sources: (0..<sourceCount).map { Source(name: "\($0)", child: nil, mode: .continuous) }),
            chart: edition.chart, rules: AlarmRules(), start: BenchWard.tick(second: 0))
        var sink = CountingSink(allocatesPerReading: false)
        var ward = ManyChildren(childCount: children, sourceCount: sourceCount)
        ward.give(children * warmUp, to: &evaluator, into: &sink)
        let begin = ContinuousClock.now
        ward.give(readings, to: &evaluator, into: &sink)
        let nanoseconds = begin.duration(to: .now) / .nanoseconds(1)
        let size = evaluator.stateSize
        var report = BenchReport()
        report.add("children", children)
        report.add("timed_readings", readings)
        report.add("picoseconds_a_reading", readings == 0 ? 0 : Int(nanoseconds * 1000 / Double(readings)))
        report.add("child_bytes", size.child)
        report.add("source_bytes", size.source)
        report.add("condition_bytes", size.condition)
        report.add("conditions_held", size.conditionCount)
        report.add(sink)
        report.write(asJSON: json)
    }
}

/// The readings of any number of children, one after another, with a tick after each second.
private struct ManyChildren {
    let childCount: Int
    let sourceCount: Int
    private var second = 1
    private var child = 0
    private var dice: UInt64 = 1

    init(childCount: Int, sourceCount: Int) {
        self.childCount = childCount
        self.sourceCount = sourceCount
    }

    mutating func give(_ count: Int, to evaluator: inout StreamEvaluator, into sink: inout CountingSink) {
        for _ in 0..<count {
            dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = Int(dice >> 40)
            let turn = (second + child * 31) % 600
            var set = ReadingSet()
            if turn > 585 {
                set.signal = .probeOff
            } else {
                set[.spO2] = Double(turn > 100 && turn < 130 ? 88 : 96 + noise % 4)
                set[.heartRate] = Double((turn > 300 && turn < 330 ? 190 : Self.heartRates[child & 3]) + noise % 9)
            }
            if child & 7 == 0 { set[.temperature] = 36.6 + Double(noise % 7) / 10 }
            let at = MonotonicInstant(
                microseconds: BenchWard.tick(second: second).monotonic.microseconds - 1_000_000
                    + Int64(child % 1000) * 1000)
            evaluator.step(
                set,
                Arrival(
                    source: SourceIndex(UInt16(child % sourceCount)), at: at, child: ChildIndex(UInt32(child))),
                into: &sink)
            child += 1
            guard child == childCount else { continue }
            child = 0
            evaluator.step(.tick(BenchWard.tick(second: second)), into: &sink)
            second += 1
        }
    }

    /// Of the four ages of the ward, each in the middle of its chart's best band.
    private static let heartRates = [120, 100, 85, 70]
}
