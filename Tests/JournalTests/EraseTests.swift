@testable import Alarms
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

/// A child is erased: no byte of the journal names it, the others are as they were, and the chain holds.
@Suite struct EraseTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    /// One name is the beginning of the other.
    private let names = WardNames(admissions: ["adm-a", "adm-ab"], sources: ["bedside", "drop"])

    private func live() throws -> JournalStore {
        let store = try openStore(directory, names: names)
        for (child, name) in names.admissions.enumerated() {
            let subject = AlarmSubject.child(ChildIndex(UInt32(child)))
            _ = try store.commit(
                JournalBatch(
                    readings: (0..<300).map { reading(at: $0, child: UInt32(child)) },
                    scores: [ScoreRecord(child: ChildIndex(UInt32(child)), at: tick(1), score: score)],
                    alerts: [
                        Alert(
                            transition: transition(1, subject: subject), id: "\(name)-1", episodeID: "episode-\(child)",
                            dedupKey: "key-\(child)", admissionID: name, line: #"{"child":"\#(name)"}"#),
                        Alert(
                            transition: transition(2, .resolved, .resolved, subject: subject, at: 9), id: "\(name)-2",
                            episodeID: "episode-\(child)", dedupKey: "key-\(child)", admissionID: name,
                            line: #"{"child":"\#(name)"}"#),
                    ],
                    events: [JournalEvent(at: tick(2), kind: "hub.call", text: "no receiver has taken P2 of \(name)")]))
            let number = try store.append(
                command: CommandEntry(
                    number: CommandNumber(UInt32(child) + 1), at: tick(7), kind: "observe", admissionID: name,
                    byName: "N. Owl", byRole: "nurse", line: #"{"child":"\#(name)","note":"pale"}"#, origin: .socket,
                    observation: ObservationEntry(
                        admissionID: name, measuredAt: wall(6), enteredAt: wall(7), form: #"{"note":"pale \#(name)"}"#))
            )
            try store.setOutcome(number: number, "done", at: wall(8))
        }
        return store
    }

    private let order = ErasureOrder(admissionID: "adm-a", byName: "R. Ward", reason: "asked", at: wall(60))

    @Test func noByteNamesTheChildAndTheOtherIsWhole() throws {
        let store = try live()
        let trace = try store.trace(of: "adm-a")
        #expect(trace.openEpisodeCount == 0 && trace.owedCount == 0 && trace.erasedAt == nil)
        #expect(trace.span == wall(0)...wall(299))
        try store.erase(order)
        try store.close()

        for file in try FileManager.default.contentsOfDirectory(atPath: directory.state) {
            let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: directory.state + "/" + file)))
            #expect(!bytes.holds("adm-a", besides: names.admissions), "\(file)")
            #expect(file != "journal.sqlite" || bytes.holds("adm-ab", besides: names.admissions))
        }
        let journal = try ReadOnlyJournal(directory: directory.state)
        #expect(try alertIDs(directory.state) == ["adm-ab-1", "adm-ab-2"])
        #expect(try readingRows(directory.state).count == 300)
        var commands: [String?] = []
        try journal.commands { commands.append($0.admissionID) }
        #expect(commands == ["adm-ab"])
        let check = try journal.checkAudit()
        #expect(check.isSound, "\(check.defects)")
    }

    @Test func whatRemainsIsATombstoneAndNumbersAreNotGivenTwice() throws {
        let store = try live()
        try store.erase(ErasureOrder(admissionID: "adm-ab", byName: "R. Ward", reason: "asked", at: wall(60)))
        #expect(try store.trace(of: "adm-ab").erasedAt == wall(60))
        #expect(try store.trace(of: "adm-ab").span == nil)
        let row = try #require(try store.read("look") { try Row.fetchOne($0, sql: "SELECT * FROM erasures") })
        #expect(row["admission_sha256"] == SHA256.hash(Array("adm-ab".utf8)).hexadecimal)
        #expect(row["by_name"] == "R. Ward" && row["reason"] == "asked")
        let next = try store.append(
            command: CommandEntry(
                number: CommandNumber(9), at: tick(70), kind: "concern", byName: "N. Owl", byRole: "nurse", line: "{}",
                origin: .socket))
        #expect(next == 3)
        try store.close()
    }

    @Test func somebodyWhoTakesMoreAwayThanWasErasedIsFound() throws {
        let store = try live()
        try store.erase(order)
        try store.write("tamper") { db in
            try db.execute(sql: "UPDATE audit SET salt = NULL; DELETE FROM events")
        }
        try store.close()
        let defects = try ReadOnlyJournal(directory: directory.state).checkAudit().defects
        #expect(defects.map(\.kind) == [.uncounted])
    }

    @Test func aNameThatIsAPartOfAnotherIsNotFoundInIt() {
        func holds(_ text: String, _ others: [String]) -> Bool { Array(text.utf8).holds("adm-a", besides: others) }
        #expect(holds("xadm-ay", []))
        #expect(holds("adm-ab", []) && !holds("adm-ab", ["adm-ab"]))
        #expect(holds("adm-ab adm-a", ["adm-ab"]) && !holds("adm-b", ["adm-ab"]) && !holds("", []))
    }
}
