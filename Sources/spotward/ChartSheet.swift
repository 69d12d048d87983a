import Charts
import Glibc

/// A sheet of observation sets on its way through: chunks of CSV in, rows of scores and complaints out.
///
/// It holds one row and the output of one chunk, however long the sheet is.
package struct ChartSheet {
    private let chart: Chart
    /// The sheet's name in complaints.
    private let name: String
    private var parser = ChartSheetParser()
    private var header: ChartSheetHeader?
    /// Why the sheet cannot be scored at all.
    package private(set) var headerDefect: ChartSheetHeader.Defect?
    private var output = ChartSheetOutput()
    private var complaints: [String] = []
    private var scoredCount = 0
    private var refusedCount = 0

    package init(chart: Chart, name: String) {
        self.chart = chart
        self.name = name
    }

    /// `nil` is success; else a status of `sysexits.h`.
    package var exitStatus: Int32? {
        switch headerDefect {
        case .unknownColumn, .repeatedColumn: EX_USAGE
        case .noHeader: EX_DATAERR
        case nil: refusedCount > 0 ? EX_DATAERR : nil
        }
    }

    package mutating func take(_ chunk: [UInt8]) {
        var index = 0
        while headerDefect == nil, let outcome = parser.next(chunk.span, from: &index) { take(outcome) }
    }

    /// The end of the sheet.
    package mutating func finish() {
        guard headerDefect == nil else { return }
        if let outcome = parser.finish() { take(outcome) }
        if header == nil, headerDefect == nil { refuseHeader(.noHeader("it is empty")) }
        if refusedCount > 0 {
            complaints.append(
                "\(name): \(refusedCount) of \(refusedCount + scoredCount) rows were not scored. "
                    + "Correct the cells named above and score those rows again.")
        }
    }

    package mutating func takeOutput() -> [UInt8] { output.take() }

    package mutating func takeComplaints() -> [String] {
        defer { complaints.removeAll() }
        return complaints
    }

    private mutating func take(_ outcome: ChartSheetParser.Outcome) {
        guard let header else {
            takeHeader(outcome)
            return
        }
        switch outcome {
        case .refused(let refusal):
            refusedCount += 1
            complaints.append("\(name):\(parser.rowLine): \(refusal.words).")
        case .row where parser.isBlank:
            break
        case .row where parser.cellCount != header.columnCount:
            refusedCount += 1
            complaints.append(
                "\(name):\(parser.rowLine): found \(parser.cellCount) cells, the header has \(header.columnCount). "
                    + "Give every row as many.")
        case .row:
            score(ChartSheetRow(parser, header), header)
        }
    }

    private mutating func score(_ row: ChartSheetRow, _ header: ChartSheetHeader) {
        guard row.defects.isEmpty else {
            refusedCount += 1
            for defect in row.defects {
                let found = defect.found.isEmpty ? "an empty cell" : "'\(defect.found)'"
                complaints.append(
                    "\(name):\(parser.rowLine): column \(defect.column.name): found \(found), allowed: \(defect.allowed)."
                )
            }
            return
        }
        scoredCount += 1
        let score = chart.score(row.observations, at: row.age)
        let level = chart.level(of: score)
        output.append(
            id: header.place(of: .id).map(parser.cell) ?? [], age: row.age, score: score, scoreLevel: level,
            escalation: Escalation(score: level, triggers: row.triggers))
    }

    private mutating func takeHeader(_ outcome: ChartSheetParser.Outcome) {
        if case .refused(let refusal) = outcome {
            refuseHeader(.noHeader(refusal.words))
            return
        }
        guard !parser.isBlank else {
            refuseHeader(.noHeader("its first line is empty"))
            return
        }
        let names = (0..<parser.cellCount).map {
            String(decoding: ChartSheetCell.trimmed(parser.cell($0)).prefix(160), as: UTF8.self)
        }
        do {
            header = try ChartSheetHeader(names)
            output.appendHeader()
        } catch {
            refuseHeader(error)
        }
    }

    private mutating func refuseHeader(_ defect: ChartSheetHeader.Defect) {
        headerDefect = defect
        let words =
            switch defect {
            case .unknownColumn(let column):
                "there is no column '\(column)'. \(ChartSheetColumn.suggestion(for: column))"
            case .repeatedColumn(let column): "the column '\(column)' is given twice. Give it once."
            case .noHeader(let reason): "the sheet has no header: \(reason). Name the columns in the first line."
            }
        complaints.append("\(name):1: \(words)")
    }
}
