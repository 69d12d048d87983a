import Alarms
import Charts
import Testing
import Vitals

@testable import Journal

/// Oxygen that rows of dropped files gave.
@Suite struct RowOxygenTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func commit(
        _ oxygen: OxygenSupport?, at second: Int64, measured: Int64? = nil, child: UInt32? = 0,
        _ disposition: ReadingRecord.Disposition = .accepted
    ) throws {
        var record = reading(
            nil, at: second, child: child, source: 1, disposition, measured: measured.map { wall($0) })
        record.oxygen = oxygen
        _ = try store.commit(JournalBatch(readings: [record]))
    }

    /// `child: oxygen @second` of what stands.
    private func standing(at second: Int64 = 1000) throws -> [String] {
        try store.standingOxygen(in: ward, now: wall(second)).sorted { $0.key < $1.key }.map {
            "\($0.key.rawValue): \($0.value.oxygen) @\($0.value.at.since(base).inSeconds.shortestDecimal)"
        }
    }

    /// A bit that flipped in it is no reason not to start, and no reason to believe that the child breathes air.
    @Test func oxygenThatCannotBeReadIsNotKnownAndTheOtherChildrensIs() throws {
        try commit(.level(.percent(28)), at: 990)
        try commit(.air, at: 991, child: 1)
        try store.write("damage") { db in
            try db.execute(
                sql: "UPDATE readings SET oxygen = substr(oxygen, 2) WHERE arrived_wall_us = \(wall(990).microseconds)")
        }
        #expect(try standing() == ["1: \(OxygenSupport.air) @991"])
    }

    @Test(arguments: [
        OxygenSupport.air, .level(.litresPerMinute(0.3)), .level(.percent(28)), .device(.highFlow, .litresPerMinute(8)),
    ]) func aRowKeepsWhatItSaidAndWhetherItWasRefused(oxygen: OxygenSupport) throws {
        try commit(oxygen, at: 1)
        try commit(.level(.percent(5)), at: 2)
        try commit(nil, at: 3)
        let rows = try readingRows(directory.state)
        #expect(rows.map(\.oxygen) == [oxygen, .level(.percent(5)), nil])
        #expect(rows.map(\.isOxygenImplausible) == [false, true, false])
        #expect(rows.allSatisfy { $0.implausible.isEmpty && $0.disposition == "accepted" })
    }

    @Test func theNewestByWhenItWasMeasuredStandsForEachChild() throws {
        try commit(.air, at: 500, measured: 300)
        try commit(.level(.litresPerMinute(2)), at: 501, measured: 299)
        try commit(.level(.percent(30)), at: 502, child: 1)
        #expect(try standing() == ["0: air @300", "1: level(Charts.OxygenLevel.percent(30.0)) @502"])
    }

    @Test func aStampFromTheFutureCountsWhenItCame() throws {
        try commit(.air, at: 500, measured: 9000)
        #expect(try standing() == ["0: air @500"])
    }

    @Test func whatWasLateRefusedOrOfNobodyDoesNotStand() throws {
        try commit(.air, at: 1, .retrospective)
        try commit(.level(.percent(5)), at: 2)
        try commit(.air, at: 3, child: nil, .unassigned)
        #expect(try standing() == [])
    }

    @Test(arguments: [(0, 1), (1, 0)]) func whatIsOlderThanTwoDaysDoesNotStand(late: Int64, count: Int) throws {
        try commit(.air, at: 100)
        let now = 100 + Limits.observationLifetime.wholeMicroseconds / 1_000_000 + late
        #expect(try standing(at: now).count == count)
    }

    @Test func aRowOfOxygenAloneCountsAsTakenAndAnImplausibleOneAsImplausible() throws {
        var tally = DocumentTally()
        for oxygen in [OxygenSupport.air, .level(.litresPerMinute(99))] {
            var record = reading(nil)
            record.oxygen = oxygen
            tally.take(record)
        }
        #expect(tally.accepted == 1 && tally.implausible == 1 && tally.rowCount == 2 && tally.outcome == .applied)
    }
}
