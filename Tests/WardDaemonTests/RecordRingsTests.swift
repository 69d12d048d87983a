import Alarms
import Configuration
import Dispatch
import Rings
import Testing
import Vitals

@testable import WardDaemon

@Suite struct RecordRingsTests {
    private func transition() -> AlarmTransition {
        let tick = Tick(monotonic: MonotonicInstant(microseconds: 1), wall: WallInstant(microseconds: 1))
        return AlarmTransition(.chartSpO2Low, .hub, .fired, at: tick, startedAt: tick, firedAt: tick)
    }

    private struct Kept: RecordSink {
        var readings: [ReadingRecord] = []
        mutating func append(_ transition: AlarmTransition) {}
        mutating func append(_ score: ScoreRecord) {}
        mutating func append(_ record: ReadingRecord) { readings.append(record) }
        mutating func append(_ outcome: CommandOutcome) {}
        mutating func append(_ notice: Notice) {}
    }

    /// The record of a row of a file, or of a device where there is no row.
    private func record(row: UInt64?) throws -> ReadingRecord {
        var kept = Kept()
        let tick = Tick(monotonic: MonotonicInstant(microseconds: 1), wall: WallInstant(microseconds: 1))
        var evaluator = StreamEvaluator(
            plan: WardPlan(admissions: [], sources: [Source(name: "drop", child: nil, mode: .continuous)]),
            chart: try ChartFile.read(ChartFile.embedded, file: "", hash: "").chart, rules: AlarmRules(), start: tick)
        let arrival = Arrival(
            source: SourceIndex(0), at: tick.monotonic, row: row.map { DocumentRowNumber(document: 1, row: $0) })
        evaluator.step(.unassigned(ReadingSet(signal: .measuring), arrival), into: &kept)
        return try #require(kept.readings.first)
    }

    @Test func aRowIsNotToldBeforeWhatItCausedAndADeviceIsNeverHeldUp() throws {
        let decisions = Ring<Decision>.make(capacity: 2)
        let scores = Ring<ScoreRecord>.make(capacity: 2)
        let readings = Ring<ReadingRecord>.make(capacity: 8)
        let doorbell = Doorbell(on: DispatchQueue(label: "test")) {}
        var told = readings.consumer
        var decided = decisions.consumer
        var rings = RecordRings(
            decisions: decisions.producer, scores: scores.producer, readings: readings.producer, journal: doorbell)
        for _ in 0..<3 { rings.append(transition()) }
        rings.append(try record(row: 1))
        rings.append(try record(row: nil))
        rings.append(try record(row: 2))
        rings.finishBatch()
        // The third decision has no room yet: only the device's reading is told.
        let device = told.pop()
        #expect(device != nil && device?.arrival.row == nil)
        let isEmptyNow = Self.isEmpty(&told)
        #expect(isEmptyNow)
        let first = decided.pop()
        let second = decided.pop()
        #expect(first != nil && second != nil)
        rings.finishBatch()
        let third = decided.pop()
        #expect(third != nil)
        let rows = [told.pop(), told.pop()].map { $0?.arrival.row?.row }
        #expect(rows == [1, 2])
        let isEmptyAtLast = Self.isEmpty(&told)
        #expect(isEmptyAtLast)
    }

    private static func isEmpty(_ ring: inout RingConsumer<ReadingRecord>) -> Bool { ring.pop() == nil }
}
