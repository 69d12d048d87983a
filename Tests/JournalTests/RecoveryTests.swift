import Alarms
import Testing
import Vitals

@testable import Journal

/// What waited for a receiver that has come back gets new times, the most urgent first.
@Suite struct RecoveryTests {
    @Test func whatWaitsThereAndNothingElseIsGivenItsTime() throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory)
        let priorities: [Priority] = [.technical, .critical, .medium, .high]
        _ = try store.commit(
            JournalBatch(
                alerts: priorities.enumerated().map {
                    alert("a\($0)", episode: "e\($0)", admission: nil, transition(priority: $1))
                }, endpoints: ["team", "night"]))
        for sequence in UInt64(1)...4 {
            try store.recordAttempt(attempt(sequence, "team", accepted: false), nextDue: wall(3_000))
        }
        var asked: [String] = []
        try store.recover("team", at: wall(100)) { item in
            asked.append("\(item.hubSequence) \(item.place) \(item.count) \(item.isUrgent)")
            return .seconds(item.place * 10)
        }
        #expect(asked == ["2 0 4 true", "4 1 4 true", "3 2 4 false", "1 3 4 false"])
        let due = { (second: Int64) in
            try store.dueOutbox(now: wall(second)).filter { $0.reference.endpoint == "team" }.map(\.alertID)
        }
        #expect(try due(100) == ["a1"] && due(110) == ["a1", "a3"] && due(129) == ["a1", "a3", "a2"])
        #expect(try due(130).count == 4)
        try store.close()
    }
}
