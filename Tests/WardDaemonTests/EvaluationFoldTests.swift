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

    private struct Commands: CommandQueue {
        var commands: [Command] = []
        mutating func pop() -> Command? { commands.isEmpty ? nil : commands.removeFirst() }
    }

    private struct Log: RecordSink {
        var rowNumbers: [UInt64] = []
        /// Rows by their number, commands as `c` and theirs.
        var order: [String] = []
        mutating func append(_ outcome: CommandOutcome) {
            order.append("c\(outcome.number.rawValue)@\(outcome.at.monotonic.microseconds / 1_000_000)")
        }
        mutating func append(_ notice: Notice) {}
        mutating func append(_ transition: AlarmTransition) {}
        mutating func append(_ score: ScoreRecord) {}
        mutating func append(_ readings: ReadingRecord) {
            if let row = readings.arrival.row {
                rowNumbers.append(row.row)
                order.append("r\(row.row)")
            }
        }
    }

    private func tick(_ second: Int64) -> Tick {
        Tick(
            monotonic: MonotonicInstant(microseconds: second * 1_000_000),
            wall: WallInstant(microseconds: 1_790_000_000_000_000 + second * 1_000_000))
    }

    private func fold() throws -> EvaluationFold {
        let admission = Admission(
            id: "adm-a", bornOn: try #require(CivilDate("2024-01-01")), admittedAt: tick(0).wall)
        let plan = WardPlan(admissions: [admission], sources: [Source(name: "drop", child: ChildIndex(0), mode: .spot)])
        let chart = try ChartFile.read(ChartFile.embedded, file: "", hash: "").chart
        return EvaluationFold(StreamEvaluator(plan: plan, chart: chart, rules: AlarmRules(), start: tick(0)))
    }

    private var fiveRows: Rows {
        var readings = ReadingSet()
        readings[.temperature] = 37
        return Rows(
            rows: (1...5).map {
                DocumentInput(
                    source: SourceIndex(0), child: nil, row: DocumentRowNumber(document: 1, row: $0),
                    content: .readings(readings))
            })
    }

    @Test func rowsAreTakenAtTheTickThatCountsThemAndNotBefore() throws {
        var fold = try fold()
        var rows = fiveRows
        var none = Commands()
        var log = Log()
        fold.step(.tick(tick(1), documentRows: 0, commands: 0), commands: &none, rows: &rows, into: &log)
        #expect(log.rowNumbers.isEmpty)
        fold.step(.tick(tick(2), documentRows: 2, commands: 0), commands: &none, rows: &rows, into: &log)
        #expect(log.rowNumbers == [1, 2])
        fold.step(.tick(tick(3), documentRows: 2, commands: 0), commands: &none, rows: &rows, into: &log)
        #expect(log.rowNumbers == [1, 2])
        fold.step(.tick(tick(4), documentRows: 5, commands: 0), commands: &none, rows: &rows, into: &log)
        #expect(log.rowNumbers == [1, 2, 3, 4, 5])
    }

    @Test func commandsAreTakenAtTheTickThatCountsThemAndBeforeItsRows() throws {
        var fold = try fold()
        var rows = fiveRows
        var commands = Commands(
            commands: (1...3).map { Command(CommandNumber(rawValue: $0), .testAlert(ChildIndex(0))) })
        var log = Log()
        func step(_ second: Int64, rows rowCount: UInt64, commands commandCount: UInt64) {
            fold.step(
                .tick(tick(second), documentRows: rowCount, commands: commandCount), commands: &commands, rows: &rows,
                into: &log)
        }
        step(1, rows: 1, commands: 0)
        #expect(log.order == ["r1"])
        step(2, rows: 2, commands: 2)
        #expect(log.order == ["r1", "c1@2", "c2@2", "r2"])
        step(3, rows: 2, commands: 3)
        #expect(log.order == ["r1", "c1@2", "c2@2", "r2", "c3@3"])
    }
}
