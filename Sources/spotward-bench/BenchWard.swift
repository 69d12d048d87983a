import Alarms
import Charts
import Configuration
import Vitals

/// The ward of every scenario: the chart that ships, the proposed rules, children of all four charts, and a clock that
/// is only arithmetic.
enum BenchWard {
    static let greatestChildCount = 4096

    /// A whole second of the run, on both clocks.
    static func tick(second: Int) -> Tick {
        Tick(
            monotonic: MonotonicInstant(microseconds: 1_000_000_000 + Int64(second) * 1_000_000),
            wall: WallInstant(microseconds: startWall.microseconds + Int64(second) * 1_000_000))
    }

    /// Evening of 2026-11-21. A long run crosses midnights, and the first child's birthday is on the second day.
    private static let startWall = Timestamp("2026-11-21T20:00:00Z")?.instant ?? WallInstant(microseconds: 0)

    /// - Parameter namesChildren: one source for all, whose rows name their child, in place of one source for each child.
    static func evaluator(childCount: Int, namesChildren: Bool = false) throws -> StreamEvaluator {
        let edition = try ChartFile.read(ChartFile.embedded, file: ChartFile.embeddedName, hash: "")
        return StreamEvaluator(
            plan: plan(childCount: childCount, namesChildren: namesChildren), chart: edition.chart, rules: AlarmRules(),
            start: tick(second: 0))
    }

    static func plan(childCount: Int, namesChildren: Bool) -> WardPlan {
        let sources =
            namesChildren
            ? [Source(name: "folder", child: nil, mode: .continuous)]
            : (0..<childCount).map {
                Source(name: "serial-\($0)", child: ChildIndex(UInt32($0)), mode: .continuous)
            }
        return WardPlan(admissions: (0..<childCount).map { admission($0) }, sources: sources)
    }

    /// The pseudonym a row names a child by.
    static func childName(_ index: Int) -> String { "bench-\(10_000 + index)" }

    static func admission(_ index: Int, withLimits: Bool = true) -> Admission {
        let births = ["2025-11-22", "2023-02-01", "2018-02-01", "2011-02-01"]
        return Admission(
            id: childName(index), bornOn: CivilDate(births[index % births.count]) ?? CivilDate(dayNumber: 0),
            admittedAt: startWall,
            limits: !withLimits
                ? []
                : [
                    ClinicianLimit(
                        sign: .spO2, side: .low, value: 90, author: "bench", reason: "bench",
                        until: startWall.advanced(by: .seconds(6 * 3600))),
                    ClinicianLimit(sign: .heartRate, side: .high, value: 185, author: "bench", reason: "bench"),
                ])
    }
}
