import Alarms

/// How the rows of one file were judged, over all the runs that worked on it.
public struct DocumentTally: Sendable, Hashable {
    public var accepted: UInt64 = 0
    public var retrospective: UInt64 = 0
    /// Rows that gave a reason and no value.
    public var valueless: UInt64 = 0
    public var unassigned: UInt64 = 0
    /// Rows with nothing left when their implausible values were taken out.
    public var implausible: UInt64 = 0
    /// Rows whose text could not be read.
    public var unreadable: UInt64 = 0

    public init() {}

    public var rowCount: UInt64 { accepted + retrospective + valueless + unassigned + implausible + unreadable }

    /// What becomes of the file: refused when it had rows and not one could be used.
    public var outcome: DocumentOutcome { accepted + retrospective > 0 || rowCount == 0 ? .applied : .refused }

    mutating func take(_ record: ReadingRecord) {
        let isEmptied = !record.hasPlausible && (!record.readings.given.isEmpty || record.oxygen != nil)
        switch record.disposition {
        case .accepted where isEmptied, .retrospective where isEmptied: implausible += 1
        case .accepted: accepted += 1
        case .retrospective: retrospective += 1
        case .valueless: valueless += 1
        case .unassigned: unassigned += 1
        case .refusedRow: unreadable += 1
        }
    }
}
