import GRDB
import Vitals

/// The seconds of each hour that hold a valid reading of a child, so that a day's coverage is the sum of 24 rows and not a
/// count over 86,400.
///
/// Seconds count upwards only: a reading older than the newest of its hour is not counted, so two devices of one child
/// count once, and rows that come out of order count too little, never too much.
struct CoverageTally {
    private struct Key: Hashable {
        var child: ChildIndex
        var hour: Int64
    }

    private struct Hour {
        var admission: Int64
        var newSeconds: Int64 = 0
        var lastSecond: Int64
    }

    private var hours: [Key: Hour] = [:]

    mutating func add(
        _ instant: WallInstant, of child: ChildIndex, key admission: Int64, _ kept: KeptStatements, _ db: Database
    ) throws {
        let second = instant.wholeSeconds
        let key = Key(child: child, hour: Self.hour(of: second))
        var hour = try hours[key] ?? Hour(admission: admission, lastSecond: Self.stored(admission, key.hour, kept, db))
        if second > hour.lastSecond {
            hour.newSeconds += 1
            hour.lastSecond = second
        }
        hours[key] = hour
    }

    func write(_ kept: KeptStatements, _ db: Database) throws {
        var writer = try kept.writer(.addCoverage, db)
        for (key, hour) in hours where hour.newSeconds > 0 {
            writer.bind(hour.admission)
            writer.bind(key.hour)
            writer.bind(hour.newSeconds)
            writer.bind(hour.lastSecond)
            try writer.write()
        }
    }

    private static func stored(
        _ admission: Int64, _ hour: Int64, _ kept: KeptStatements, _ db: Database
    ) throws -> Int64 {
        var question = try kept.writer(.coveredSecond, db)
        question.bind(admission)
        question.bind(hour)
        return try question.fetchNumber() ?? .min
    }

    /// The hour since 1970 that a second is in.
    static func hour(of second: Int64) -> Int64 { second >= 0 ? second / 3_600 : (second - 3_599) / 3_600 }
}

extension WallInstant {
    /// Seconds since 1970, cut down.
    var wholeSeconds: Int64 {
        microseconds >= 0 ? microseconds / 1_000_000 : (microseconds &- 999_999) / 1_000_000
    }
}
