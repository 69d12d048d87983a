import Testing
import Vitals

@testable import Webhooks

@Suite struct RecoveryScheduleTests {
    @Test(arguments: [(299, false), (300, false), (301, true)])
    func anOutageOfMoreThanFiveMinutesIsALongOne(seconds: Int, isLong: Bool) {
        #expect(RecoverySchedule.applies(after: .seconds(seconds)) == isLong)
    }

    @Test func whatIsUrgentGoesWithinFiveSecondsEachAtItsOwnInstant() {
        let waits = (UInt64(0)..<500).map { RecoverySchedule.wait(.urgent, place: Int($0), of: 500, seed: $0) }
        #expect(waits.allSatisfy { $0 >= .zero && $0 < .seconds(5) } && Set(waits).count > 490)
        #expect(waits.contains { $0 < .seconds(1) } && waits.contains { $0 > .seconds(4) })
    }

    @Test(arguments: [1, 15, 16, 17, 100, 10_000])
    func theFirstTenSecondsHoldSixteenOthersAndFiftyHoldAll(count: Int) {
        let waits = (0..<count).map { RecoverySchedule.wait(.ordinary, place: $0, of: count, seed: UInt64($0)) }
        #expect(waits.count { $0 < .seconds(10) } == min(16, count))
        #expect(waits.allSatisfy { $0 >= .seconds(5) && $0 <= .seconds(50) })
        #expect(Array(waits.dropFirst(16)) == waits.dropFirst(16).sorted())
    }
}
