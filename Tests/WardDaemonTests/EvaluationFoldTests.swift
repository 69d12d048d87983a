import Alarms
import Charts
import Configuration
import Testing
import Vitals

@testable import Documents
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
        var scores: [ScoreSnapshot] = []
        var records: [ReadingRecord] = []
        mutating func append(_ outcome: CommandOutcome) {
            order.append("c\(outcome.number.rawValue)@\(outcome.at.monotonic.microseconds / 1_000_000)")
        }
        mutating func append(_ notice: Notice) {}
        mutating func append(_ transition: AlarmTransition) {}
        mutating func append(_ score: ScoreRecord) { scores.append(score.score) }
        mutating func append(_ readings: ReadingRecord) {
            records.append(readings)
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
        return EvaluationFold(WardEvaluator(plan: plan, chart: chart, rules: AlarmRules(), start: tick(0)))
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

    /// What a row gives, through the mapper, in a fold of its own.
    private func log(of row: DocumentRow) throws -> Log {
        let admission = Admission(
            id: "adm-a", bornOn: try #require(CivilDate("2024-01-01")), admittedAt: tick(0).wall)
        let plan = WardPlan(admissions: [admission], sources: [])
        let mapper = DocumentRowMapper(plan: plan, source: SourceIndex(0), document: 1, fromRow: 1)
        var fold = try fold()
        var rows = Rows(rows: [try #require(mapper.input(row))])
        var none = Commands()
        var log = Log()
        fold.step(.tick(tick(60), documentRows: 1, commands: 0), commands: &none, rows: &rows, into: &log)
        return log
    }

    private func row(rr: Double?, _ oxygen: OxygenGiven?, child: String? = nil) -> DocumentRow {
        var readings = ReadingSet(measuredAt: tick(30).wall)
        readings[.respiratoryRate] = rr
        return DocumentRow(
            number: 1, offset: 0, child: child.flatMap(ChildName.init), content: .readings(readings), oxygen: oxygen)
    }

    @Test func respiratoryRateAndOxygenOfOneDroppedRowScoreAsAnEntryOfTheSameValues() throws {
        let dropped = try log(of: row(rr: 70, .litresPerMinute(2)))
        var entry = EnteredObservations()
        entry.vitalSigns[.respiratoryRate] = 70
        entry.oxygen = .level(.litresPerMinute(2))
        var commands = Commands(
            commands: [
                Command(
                    CommandNumber(rawValue: 1),
                    .observe(ChildIndex(0), entry, at: tick(30).wall, isCorrection: false))
            ])
        var fold = try fold()
        var rows = Rows(rows: [])
        var entered = Log()
        fold.step(.tick(tick(60), documentRows: 0, commands: 1), commands: &commands, rows: &rows, into: &entered)
        #expect(dropped.scores.last == entered.scores.last)
        #expect(dropped.scores.last?.partialSum == 6)
    }

    @Test(arguments: [
        (OxygenGiven.air, OxygenSupport.air), (.percent(28), .level(.percent(28))),
        (.litresPerMinute(0.5), .level(.litresPerMinute(0.5))),
    ]) func whatARowSaysOfOxygenComesThroughAlsoWithoutAVitalSign(given: OxygenGiven, oxygen: OxygenSupport) throws {
        let log = try log(of: row(rr: nil, given, child: "adm-a"))
        #expect(log.records.map(\.oxygen) == [oxygen] && log.records.map(\.disposition) == [.accepted])
        #expect(log.scores.last?.oxygenSupport == oxygen)
    }

    @Test func notSaidIsNotAir() throws {
        let log = try log(of: row(rr: 25, nil))
        #expect(log.records.map(\.oxygen) == [nil] && log.scores.last?.oxygen == .missing)
    }

    @Test func oxygenOfAStrangerIsNobodys() throws {
        let log = try log(of: row(rr: 25, .air, child: "adm-z"))
        #expect(log.records.map(\.disposition) == [.unassigned] && log.scores.isEmpty)
    }
}
