import Alarms
import GRDB
import Vitals

/// What happened with one child, or with the hub and its unbound devices, in a span: for the handover.
public struct ChildEvents: Sendable, Hashable {
    public var transitions: [EpisodeTransition]
    public var commands: [CommandRow]
    public var notices: [NoticeRow]
    public var observations: [ObservationRow]
    /// There were more of one of them than `Limits.handoverRowCount`, and the oldest are left out.
    public var isCut: Bool
}

extension ReadOnlyJournal {
    /// Everything from `start` up to and without `end`, each kind in the order it was written. `nil` is the hub.
    public func events(of admissionID: String?, from start: WallInstant, to end: WallInstant) throws(JournalError)
        -> ChildEvents
    {
        try read { db in
            func rows(_ select: String, _ time: String, _ key: String) throws -> [Row] {
                try Row.fetchAll(
                    db,
                    sql: """
                        \(select) WHERE admission_id IS ? AND \(time) >= ? AND \(time) < ?
                        ORDER BY \(key) DESC LIMIT \(Limits.handoverRowCount + 1)
                        """, arguments: [admissionID, start.microseconds, end.microseconds])
            }
            let transitions = try rows(AlertRow.query.select, "at_wall_us", "seq")
            let commands = try rows("SELECT * FROM commands", "at_wall_us", "number")
            let notices = try rows("SELECT * FROM notices", "at_wall_us", "notice")
            let observations = try rows("SELECT * FROM observations", "entered_wall_us", "number")
            let limit = Limits.handoverRowCount
            return ChildEvents(
                transitions: try transitions.prefix(limit).reversed().map(EpisodeTransition.init),
                commands: commands.prefix(limit).reversed().map(CommandRow.init),
                notices: try notices.prefix(limit).reversed().map(NoticeRow.init),
                observations: observations.prefix(limit).reversed().map(ObservationRow.init),
                isCut: [transitions, commands, notices, observations].contains { $0.count > limit })
        }
    }
}
