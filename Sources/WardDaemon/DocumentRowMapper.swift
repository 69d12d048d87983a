import Alarms
import Charts
import Documents
import Vitals

/// Turns the rows of a document into inputs: whose row it is, and whether it was applied before.
struct DocumentRowMapper: Sendable {
    private let children: [ChildName: ChildIndex]
    let source: SourceIndex
    let document: UInt32
    /// Rows before this one were committed by an earlier run.
    let fromRow: UInt64

    init(plan: WardPlan, source: SourceIndex, document: UInt32, fromRow: UInt64) {
        var children: [ChildName: ChildIndex] = [:]
        for (index, admission) in plan.admissions.enumerated() {
            if let name = ChildName(admission.id) { children[name] = ChildIndex(UInt32(index)) }
        }
        self.children = children
        self.source = source
        self.document = document
        self.fromRow = fromRow
    }

    /// `nil` for a row that was applied before.
    func input(_ row: DocumentRow) -> DocumentInput? {
        guard row.number >= fromRow else { return nil }
        var input = DocumentInput(
            source: source, child: row.child.flatMap { children[$0] },
            row: DocumentRowNumber(document: document, row: row.number), content: .refused)
        if case .readings(let readings) = row.content {
            let isStranger = row.child != nil && input.child == nil
            input.content = isStranger ? .unassigned(readings) : .readings(readings)
            input.oxygen = row.oxygen.map { OxygenSupport($0) }
        }
        return input
    }
}

extension OxygenSupport {
    /// As a person would enter it: no document says by which device.
    init(_ given: OxygenGiven) {
        switch given {
        case .air: self = .air
        case .litresPerMinute(let flow): self = .level(.litresPerMinute(flow))
        case .percent(let percent): self = .level(.percent(percent))
        }
    }
}
