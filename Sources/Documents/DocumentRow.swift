import Vitals

/// One data row of a document: the readings it gives, or why it gives none.
public struct DocumentRow: Sendable, BitwiseCopyable, Equatable {
    public enum Content: Sendable, BitwiseCopyable, Equatable {
        /// At least one vital sign or `oxygen`, with `measuredAt` set. Plausibility has not been judged: the evaluator's admission does.
        case readings(ReadingSet)
        case refused(RowRefusal)
    }

    /// Counts data rows from 1, refused ones included; the header and blank lines are not counted.
    public let number: UInt64
    /// Where the row begins, in bytes from the start of the document.
    public let offset: UInt64
    /// The child the row names; `nil` when it names none (then the folder's binding holds) or was refused.
    public let child: ChildName?
    public let content: Content
    /// Oxygen given at that time, where the file says so. A row may hold oxygen and no vital sign.
    public let oxygen: OxygenGiven?

    init(number: UInt64, offset: UInt64, child: ChildName?, content: Content, oxygen: OxygenGiven? = nil) {
        self.number = number
        self.offset = offset
        self.child = child
        self.content = content
        self.oxygen = oxygen
    }
}
