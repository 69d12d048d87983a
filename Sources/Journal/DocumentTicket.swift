import Vitals

/// What to do with a file that came in, by its content.
public enum DocumentTicket: Sendable, Hashable {
    /// Apply it from its first row, or go on where an interrupted daemon left off. Rows count from 1.
    case apply(number: UInt32, fromRow: UInt64)
    /// The same content has been applied before: apply nothing.
    case alreadyApplied(number: UInt32, at: WallInstant)
}

/// How a file ended.
public enum DocumentOutcome: String, Sendable, Hashable {
    case applied
    /// Not one row could be used, or it was not a document at all.
    case refused
}
