import Alarms
import Glibc
import Journal
import Vitals

/// A table for people, colour only on a terminal.
///
/// Columns are as wide as the widest cell of the first rows; the rest is printed as it comes, so that a night of
/// readings needs no more memory than an hour.
struct JournalTable {
    private let headings: [String]
    private var widths: [Int]
    private var held: [(cells: [String], colour: Colour)] = []
    private var isBegun = false
    /// https://no-color.org
    private let isColoured = isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil

    /// Rows held back to measure the columns.
    static let measuredRowCount = 500

    enum Colour: String {
        case plain = ""
        case bold = "1"
        case red = "1;31"
        case yellow = "33"
        case dim = "2"
    }

    init(_ headings: [String]) {
        self.headings = headings
        widths = headings.map(\.count)
    }

    mutating func append(_ cells: [String], _ colour: Colour = .plain) {
        guard !isBegun else {
            printLine(cells, colour)
            return
        }
        for (index, cell) in cells.enumerated() { widths[index] = max(widths[index], cell.count) }
        held.append((cells, colour))
        if held.count == Self.measuredRowCount { begin() }
    }

    /// Prints what is still held; a table without rows is a sentence.
    mutating func finish(orWhenEmpty sentence: String) {
        guard !isBegun else { return }
        if held.isEmpty { print(sentence) } else { begin() }
    }

    private mutating func begin() {
        isBegun = true
        printLine(headings, .bold)
        for row in held { printLine(row.cells, row.colour) }
        held = []
    }

    private func printLine(_ cells: [String], _ colour: Colour) {
        var line = ""
        for (cell, width) in zip(cells, widths) {
            line += cell + String(repeating: " ", count: max(0, width - cell.count) + 2)
        }
        while line.last == " " { line.removeLast() }
        print(isColoured && colour != .plain ? "\u{1B}[\(colour.rawValue)m\(line)\u{1B}[0m" : line)
    }
}

extension JournalTable {
    mutating func append(_ row: AlertRow, now: WallInstant) {
        let delivered =
            row.endpointCount == 0 ? "hub only" : "\(row.acceptedCount) of \(row.endpointCount)"
        let colour: Colour =
            switch row.priority {
            case _ where row.state == "resolved": .dim
            case .critical, .high: .red
            case .medium: .yellow
            case .technical: .plain
            }
        append(
            [
                row.at.forPeople, row.at.age(now), "\(row.priority.label)", row.event, row.condition,
                [row.admissionID, row.sourceName].compactMap { $0 }.joined(separator: " ").orDash, delivered,
            ], colour)
    }

    mutating func append(_ row: ReadingRow, now: WallInstant) {
        let values = VitalSign.allCases.map { sign in
            let value = row.readings[sign]?.shortestDecimal ?? "–"
            return row.implausible.contains(sign) ? value + " (implausible)" : value
        }
        let signal = row.readings.signal == .measuring ? [] : ["\(row.readings.signal.name)"]
        let oxygen =
            row.oxygen.map { ["oxygen \($0.plainWords)" + (row.isOxygenImplausible ? " (implausible)" : "")] } ?? []
        let isUsed = row.disposition == "\(ReadingRecord.Disposition.accepted.name)"
        append(
            [row.arrivedAt.forPeople, row.arrivedAt.age(now), row.admissionID ?? "–", row.source] + values
                + [row.disposition, (signal + row.readings.quality.printedNames + oxygen).joined(separator: ",")],
            isUsed ? .plain : .dim)
    }

    mutating func append(_ row: DeliveryRow, now: WallInstant) {
        let status = row.httpStatus.map { " HTTP \($0)" } ?? ""
        let error = row.curlCode == 0 ? "" : " curl \(row.curlCode)"
        append(
            [
                row.startedAt.forPeople, row.startedAt.age(now), "#\(row.hubSequence)", row.endpoint, "\(row.attempt)",
                (row.isAccepted ? "accepted" : "failed") + status + error, row.stage,
                "\(row.duration.wholeMicroseconds / 1_000) ms",
            ], row.isAccepted ? .plain : .yellow)
    }
}

extension String {
    fileprivate var orDash: String { isEmpty ? "–" : self }
}
