import Alarms
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

/// What of each day an endpoint has accepted: what a receiver compares with its log.
@Suite struct DeliveredDayTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    private let day: Int64 = 86_400
    private let now = wall(0)  // 22:00 of the 21st

    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func queue(_ id: String, _ endpoints: [OwedEndpoint] = ["team"], at second: Int64) throws {
        _ = try store.commit(
            JournalBatch(
                alerts: [alert(id, episode: id, transition(priority: .medium, at: second))], endpoints: endpoints))
    }

    private func accept(_ numbers: [UInt64], _ endpoint: String = "team") throws {
        for number in numbers {
            try store.recordAttempt(attempt(number, endpoint, at: 3, accepted: true), nextDue: nil)
        }
    }

    private func days(_ endpoint: String = "team", count: Int = Limits.comparedDayCount) throws -> [DeliveredDay] {
        try ReadOnlyJournal(directory: directory.state).deliveredDays(of: endpoint, before: now, count: count)
    }

    @Test func aDayHoldsWhatTheEndpointAcceptedOfItAndTodayIsNoneYet() throws {
        for (place, second) in [-2 * day, -day, -day + 1, -day + 2, 0].enumerated() {
            try queue("alert-\(place + 1)", place == 3 ? ["other"] : ["team", "other"], at: second)
        }
        try accept([1, 2, 5])
        try accept([3, 4], "other")
        #expect(try days().map(\.count) == [1, 1] && days().map(\.numbers) == [1...1, 2...2])
        #expect(try days().map(\.date.day) == [19, 20])
        #expect(try days("other").map(\.numbers) == [3...4] && days("other").map(\.count) == [2])
        #expect(try days("nobody").isEmpty)
    }

    @Test func theEndOfADayIsMidnightInUTC() throws {
        // Midnight before now is 22 hours ago.
        try queue("a", at: -22 * 3600 - 1)
        try queue("b", at: -22 * 3600)
        try accept([1, 2])
        #expect(try days().map(\.numbers) == [1...1])
    }

    @Test func asManyDaysAsAskedForAreTold() throws {
        for place in 0..<9 { try queue("alert-\(place)", at: Int64(place - 9) * day) }
        try accept(Array(1...9))
        #expect(try days().map(\.numbers.lowerBound) == [3, 4, 5, 6, 7, 8, 9])
        #expect(try days(count: 1).map(\.numbers.lowerBound) == [9])
    }

    @Test func aClockThatWasSetBackPutsNoAlertIntoTwoDaysOrNone() throws {
        for (place, second) in [-3 * day, -day, -3 * day + 5, -day + 5].enumerated() {
            try queue("alert-\(place)", at: second)
        }
        try accept([1, 2, 3, 4])
        // The second goes with the day that the third one closed.
        let numbers = try days().flatMap { Array($0.numbers) }
        #expect(numbers.sorted() == [1, 2, 3, 4] && Set(numbers).count == 4)
        #expect(try days().map(\.count).reduce(0, +) == 4)
    }

    @Test func theDigestIsThatOfTheReceiver() throws {
        for _ in 0..<6 { try queue(UUID().uuidString, ["other"], at: -day) }
        try queue(String(repeating: "a", count: 32), at: -day)
        try queue("of-another", ["other"], at: -day)
        try queue(String(repeating: "b", count: 32), at: -day)
        try accept([7, 9])
        // The same figure stands in deploy/receivers/test_receiver.py.
        #expect(try days().map(\.digest) == ["d0d766d563e7665813618cb4d8fc5d561a86bd08998cb56b308a68f3dcbf6f6e"])
    }
}
