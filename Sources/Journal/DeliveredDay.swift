import Alarms
import GRDB
import Vitals

/// What an endpoint has accepted of one day's alerts, so that both sides can compare what they hold.
///
/// A day is a range of the hub's numbers and not of times: the last number decided before its end (UTC) closes it. So a clock
/// that was set back puts no alert into two days and none into no day.
public struct DeliveredDay: Sendable, Hashable {
    public var date: CivilDate
    public var count: Int
    /// The first and the last number accepted.
    public var numbers: ClosedRange<UInt64>
    /// SHA-256, in hexadecimal, of a line `HUB_SEQ ID` and a line feed for each, by number.
    public var digest: String
    /// How many of each class.
    public var classCounts: [AlarmClass: Int] = [:]

    public init(
        date: CivilDate, count: Int, numbers: ClosedRange<UInt64>, digest: String,
        classCounts: [AlarmClass: Int] = [:]
    ) {
        self.date = date
        self.count = count
        self.numbers = numbers
        self.digest = digest
        self.classCounts = classCounts
    }
}

extension ReadOnlyJournal {
    /// The days before the one of `now` on which this endpoint accepted something, oldest first.
    public func deliveredDays(
        of endpoint: String, before now: WallInstant, count: Int = Limits.comparedDayCount
    ) throws(JournalError) -> [DeliveredDay] {
        let today = now.civil().date
        return try read { db in
            // From the newest on: it looks at no more than the days that are compared.
            let last = try db.cachedStatement(
                sql: """
                    SELECT hub_seq FROM transitions WHERE hub_seq IS NOT NULL AND at_wall_us < ?
                    ORDER BY hub_seq DESC LIMIT 1
                    """)
            func newest(before dayNumber: Int64) throws -> Int64 {
                try Int64.fetchOne(last, arguments: [dayNumber &* 86_400_000_000]) ?? 0
            }
            let end = today.dayNumber
            // The newest number of all days before is never below that of a day before it.
            return try (end - Int64(max(1, count))..<end).compactMap { dayNumber in
                try day(
                    CivilDate(dayNumber: dayNumber), newest(before: dayNumber), newest(before: dayNumber + 1),
                    of: endpoint, db)
            }
        }
    }

    private func day(
        _ date: CivilDate, _ before: Int64, _ last: Int64, of endpoint: String, _ db: Database
    ) throws -> DeliveredDay? {
        guard last > before else { return nil }
        let rows = try Row.fetchCursor(
            try db.cachedStatement(
                sql: """
                    SELECT o.hub_seq, o.alert_id, t.condition FROM outbox o JOIN transitions t ON t.alert_id = o.alert_id
                    WHERE o.endpoint = ? AND o.state = 'accepted' AND o.hub_seq > ? AND o.hub_seq <= ? ORDER BY o.hub_seq
                    """), arguments: [endpoint, before, last])
        var hash = SHA256()
        var numbers: ClosedRange<UInt64>?
        var count = 0
        var classCounts: [AlarmClass: Int] = [:]
        while let row = try rows.next() {
            let number = UInt64(clamping: row["hub_seq"] as Int64)
            numbers = (numbers?.lowerBound ?? number)...number
            count += 1
            if let alarmClass = Self.classes[row["condition"]] { classCounts[alarmClass, default: 0] += 1 }
            hash.update(Array("\(number) \(row["alert_id"] as String)\n".utf8))
        }
        let digest = hash.finish().hexadecimal
        return numbers.map {
            DeliveredDay(date: date, count: count, numbers: $0, digest: digest, classCounts: classCounts)
        }
    }

    private static let classes = Dictionary(
        uniqueKeysWithValues: ConditionKind.allCases.map { ("\($0.family)", $0.alarmClass) })
}
