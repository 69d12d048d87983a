import Alarms
import Charts
import Configuration
import Testing
import Vitals

@testable import WardDaemon

@Suite struct EvaluationFoldTests {
    private struct Rows: DocumentRows {
        var rows: [DocumentInput]
        mutating func pop() -> DocumentInput? { rows.isEmpty ? nil : rows.removeFirst() }
    }

    private struct Log: RecordSink {
        var rowNumbers: [UInt64] = []
        mutating func append(_ outcome: CommandOutcome) {}
        mutating func append(_ notice: Notice) {}
        mutating func append(_ transition: AlarmTransition) {}
        mutating func append(_ score: ScoreRecord) {}
        mutating func append(_ readings: ReadingRecord) {
            if let row = readings.arrival.row { rowNumbers.append(row.row) }
        }
    }

    private func tick(_ second: Int64) -> Tick {
        Tick(
            monotonic: MonotonicInstant(microseconds: second * 1_000_000),
            wall: WallInstant(microseconds: 1_790_000_000_000_000 + second * 1_000_000))
    }

    @Test func rowsAreTakenAtTheTickThatCountsThemAndNotBefore() throws {
        let admission = Admission(
            id: "adm-a", bornOn: try #require(CivilDate("2024-01-01")), admittedAt: tick(0).wall)
        let plan = WardPlan(admissions: [admission], sources: [Source(name: "drop", child: ChildIndex(0), mode: .spot)])
        let chart = try ChartFile.read(ChartFile.embedded, file: "", hash: "").chart
        var fold = EvaluationFold(StreamEvaluator(plan: plan, chart: chart, rules: AlarmRules(), start: tick(0)))
        var readings = ReadingSet()
        readings[.temperature] = 37
        var rows = Rows(
            rows: (1...5).map {
                DocumentInput(
                    source: SourceIndex(0), child: nil, row: DocumentRowNumber(document: 1, row: $0),
                    content: .readings(readings))
            })
        var log = Log()
        fold.step(.tick(tick(1), documentRows: 0), rows: &rows, into: &log)
        #expect(log.rowNumbers.isEmpty)
        fold.step(.tick(tick(2), documentRows: 2), rows: &rows, into: &log)
        #expect(log.rowNumbers == [1, 2])
        fold.step(.tick(tick(3), documentRows: 2), rows: &rows, into: &log)
        #expect(log.rowNumbers == [1, 2])
        fold.step(.tick(tick(4), documentRows: 5), rows: &rows, into: &log)
        #expect(log.rowNumbers == [1, 2, 3, 4, 5])
    }
}
