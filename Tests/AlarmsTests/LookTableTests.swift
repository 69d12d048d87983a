import Testing
import Vitals

@testable import Alarms

@Suite("The table of next looks")
struct LookTableTests {
    private func instant(_ microseconds: Int) -> MonotonicInstant {
        MonotonicInstant(microseconds: Int64(microseconds))
    }

    private func due(_ table: inout LookTable, by now: Int) -> [Int32] {
        var due: ContiguousArray<Int32> = []
        table.takeDue(by: instant(now), into: &due)
        return Array(due)
    }

    @Test(
        "gives who is due by an instant, in order, and who was given no later look stays out",
        arguments: [0, 1, 15, 16, 17, 200])
    func everybodyIsDueAtFirst(count: Int) {
        var table = LookTable(count: count)
        #expect(due(&table, by: 5) == (0..<Int32(count)).map { $0 })
        for place in 0..<count { table[place] = instant(10) }
        #expect(due(&table, by: 9).isEmpty)
        #expect(due(&table, by: 10).count == count)
    }

    @Test("says the same as an instant for each", arguments: 1...8 as ClosedRange<UInt64>)
    func itIsAnInstantForEach(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var table = LookTable(count: 150)
        var plain = [Int](repeating: .min, count: 150)
        for now in stride(from: 0, to: 4000, by: 5) {
            for _ in 0..<random.next(in: 0...3) {
                let place = random.next(in: 0...plain.count - 1)
                plain[place] = random.next(in: 0...9) == 0 ? .min : now + random.next(in: 0...300)
                table[place] = instant(plain[place])
            }
            if random.next(in: 0...40) == 0 {
                table.append()
                plain.append(.min)
            }
            if random.next(in: 0...100) == 0 {
                table.lookAtAll()
                for place in plain.indices { plain[place] = .min }
            }
            let horizon = now + random.next(in: 0...200)
            var found: [Int] = []
            var from = 0
            while let place = table.firstDue(by: instant(horizon), from: from) {
                found.append(place)
                from = place + 1
            }
            #expect(found == plain.indices.filter { plain[$0] <= horizon })
            let due = due(&table, by: now)
            #expect(due.map { Int($0) } == plain.indices.filter { plain[$0] <= now })
            for place in due {
                plain[Int(place)] = now + random.next(in: 1...500)
                table[Int(place)] = instant(plain[Int(place)])
            }
        }
    }
}
