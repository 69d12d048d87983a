import Alarms
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

/// A state that has become another word: what is owed goes out all the same, under its id, and what comes later is not held up.
@Suite struct OutboxMendingTests {
    private static let words = ["queued", "accepted", "dead", "dropped"]

    /// Two of one episode, so that the second waits behind the first; and one of each state that is over.
    private func makeJournal() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory)
        // Named without the words that are looked for.
        for name in ["one", "two", "three"] { try queue(1, name, in: store) }
        try store.recordAttempt(attempt(1, "team", accepted: true), nextDue: nil)
        _ = try store.bury([ExpiredItem(reference: reference(2), reason: .tooOld)], at: wall(1))
        _ = try store.append(
            command: CommandEntry(
                number: CommandNumber(1), at: tick(1), kind: "drop", byName: "Dr B Example", byRole: "doctor",
                line: "{}", origin: .socket), .drop([reference(3)], reason: "told by telephone"))
        try queue(1, "first", episode: "first", in: store)
        try queue(2, "second", episode: "first", in: store)
        #expect(try states(store) == ["accepted", "dead", "dropped", "queued", "queued"])
        #expect(try ReadOnlyJournal(directory: directory.state).unsoundItems() == [])
        try store.close()
        return directory
    }

    private func queue(_ sequence: UInt32, _ id: String, episode: String? = nil, in store: JournalStore) throws {
        _ = try store.commit(
            JournalBatch(
                alerts: [alert("alert-\(id)", episode: "episode-\(episode ?? id)", transition(sequence))],
                endpoints: ["team"]))
    }

    private func reference(_ number: UInt64) -> OutboxReference {
        OutboxReference(hubSequence: number, endpoint: "team")
    }

    private func states(_ store: JournalStore) throws -> [String] {
        try store.read("test") { try String.fetchAll($0, sql: "SELECT state FROM outbox ORDER BY hub_seq") }
    }

    private func mend(_ store: JournalStore, _ directory: TemporaryDirectory) throws -> [UInt64] {
        let unsound = try ReadOnlyJournal(directory: directory.state).unsoundItems()
        let mended = try store.mend(unsound, at: wall(10))
        #expect(mended.count == unsound.count)
        #expect(try ReadOnlyJournal(directory: directory.state).unsoundItems() == [])
        let findings = try store.read("test") { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
        #expect(findings == ["ok"])
        return unsound.map(\.hubSequence)
    }

    /// Sends until nothing is due, each accepted at once, and says what went out.
    private func sendAll(_ store: JournalStore) throws -> [String] {
        var sent: [String] = []
        for _ in 0..<20 {
            let due = try store.takeDue(OutboxLook(now: wall(60)))
            guard !due.isEmpty else { return sent }
            for item in due {
                sent += [item.alertID] + item.members.map(\.alertID)
                try store.recordAttempt(
                    attempt(item.reference.hubSequence, "team", number: item.attemptCount + 1, accepted: true),
                    nextDue: nil)
            }
        }
        Issue.record("it does not come to an end")
        return sent
    }

    /// Where the word of an alert's row stands in the journal's file.
    private func place(of word: String, behind alertID: String, in bytes: Data) throws -> Data.Index {
        var from = bytes.startIndex
        while let found = bytes.range(of: Data(alertID.utf8), in: from..<bytes.endIndex) {
            let row = found.upperBound..<min(found.upperBound + 40, bytes.endIndex)
            if let place = bytes.range(of: Data(word.utf8), in: row) { return place.lowerBound }
            from = found.upperBound
        }
        throw CocoaError(.fileReadCorruptFile)
    }

    @Test(arguments: ["first", "second"], [false, true])
    func eachFlippedBitOfTheStateOfWhatWaitsIsFoundAndItGoesOut(name: String, isMended: Bool) throws {
        let directory = try makeJournal()
        let file = URL(fileURLWithPath: directory.journal)
        let sound = try Data(contentsOf: file)
        let place = try place(of: "queued", behind: "alert-\(name)", in: sound)
        for bit in 0..<8 * "queued".utf8.count {
            var bytes = sound
            bytes[place + bit / 8] ^= 1 << UInt8(bit % 8)
            try bytes.write(to: file)
            let store = try openStore(directory)
            #expect(store.openedAfterQuarantine == nil)
            #expect(
                try ReadOnlyJournal(directory: directory.state).unsoundItems() == [reference(name == "first" ? 4 : 5)])
            // Also where nobody has looked yet.
            if isMended { _ = try mend(store, directory) }
            #expect(Set(try sendAll(store)) == ["alert-first", "alert-second"], "bit \(bit)")
            if !isMended { _ = try mend(store, directory) }
            try queue(3, "third", episode: "first", in: store)
            #expect(try sendAll(store).contains("alert-third"), "bit \(bit)")
            #expect(try states(store) == ["accepted", "dead", "dropped", "accepted", "accepted", "accepted"])
            try store.close()
        }
    }

    @Test(arguments: [("one", "accepted"), ("two", "dead"), ("three", "dropped")])
    func eachFlippedBitOfAnotherStateIsFoundAndItIsWhatItWas(name: String, word: String) throws {
        let directory = try makeJournal()
        let file = URL(fileURLWithPath: directory.journal)
        let sound = try Data(contentsOf: file)
        let place = try place(of: word, behind: "alert-\(name)", in: sound)
        for bit in 0..<8 * word.utf8.count {
            var bytes = sound
            bytes[place + bit / 8] ^= 1 << UInt8(bit % 8)
            try bytes.write(to: file)
            let store = try openStore(directory)
            #expect(try mend(store, directory).count == 1)
            #expect(try states(store) == ["accepted", "dead", "dropped", "queued", "queued"], "bit \(bit)")
            try store.close()
        }
    }

    /// An edit moves the row in every index, so the journal is sound to SQLite.
    @Test(arguments: 1...5 as ClosedRange<UInt64>, words)
    func aStateThatIsWrittenOverHoldsNothingBack(number: UInt64, word: String) throws {
        let directory = try makeJournal()
        let store = try openStore(directory)
        let before = try states(store)[Int(number) - 1]
        try store.write("test") { db in
            try db.execute(sql: "UPDATE outbox SET state = ? WHERE hub_seq = ?", arguments: [word, Int64(number)])
        }
        // What comes meanwhile, behind it.
        try queue(3, "third", episode: "first", in: store)
        try queue(4, "later", episode: number < 4 ? ["one", "two", "three"][Int(number) - 1] : "first", in: store)
        #expect(try mend(store, directory) == (word == before ? [] : [number]))
        let sent = Set(try sendAll(store))
        #expect(sent.isSuperset(of: ["alert-first", "alert-second", "alert-third", "alert-later"]))
        // Sent again is only what one of the two says is owed.
        #expect(
            sent.subtracting(["alert-first", "alert-second", "alert-third", "alert-later"]).count
                == (number < 4 && word == "queued" ? 1 : 0))
        #expect(try ReadOnlyJournal(directory: directory.state).undeliveredCount() == 0)
        try store.close()
    }

    @Test func whatIsBeyondOneLookIsFoundByTheNext() throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory)
        let alerts = (0...Limits.mendedItemCount).map { alert("alert-\($0)", episode: "episode-\($0)", transition()) }
        _ = try store.commit(JournalBatch(alerts: alerts, endpoints: ["team"]))
        try store.write("test") { db in try db.execute(sql: "UPDATE outbox SET state = 'gone'") }
        let counts = try (0..<3).map { _ in
            let unsound = try ReadOnlyJournal(directory: directory.state).unsoundItems()
            return try store.mend(unsound, at: wall(10)).waitingCount
        }
        #expect(counts == [Limits.mendedItemCount, 1, 0])
        try store.close()
    }
}
