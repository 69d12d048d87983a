import GRDB
import Testing
import Vitals

@testable import Journal

/// Which signed documents were taken, and how far receivers' lists were read: over restarts.
@Suite struct AcknowledgementListTests {
    let directory: TemporaryDirectory
    let store: JournalStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func take(_ id: String, of endpoint: String = "team", _ number: UInt32 = 1) throws {
        var entry = command(number, "acknowledge", episode: "e", origin: .answer)
        entry.document = DocumentReference(endpoint: endpoint, id: id)
        _ = try store.append(command: entry)
    }

    private func reopened() throws -> JournalStore {
        try store.close()
        return try openStore(directory)
    }

    @Test func aDocumentIsKnownWithItsCommandAndInTheNextRun() throws {
        let document = DocumentReference(endpoint: "team", id: "ack_1")
        #expect(try !store.isTaken(document))
        try take("ack_1")
        #expect(try store.isTaken(document))
        // Ids are their signer's own.
        #expect(try !store.isTaken(DocumentReference(endpoint: "other", id: "ack_1")))
        #expect(try reopened().isTaken(document))
    }

    @Test func aCommandThatIsNotOnRecordLeavesItsDocumentUnknown() throws {
        var entry = command(1, "observe", origin: .answer)
        entry.document = DocumentReference(endpoint: "team", id: "ack_1")
        entry.observation = ObservationEntry(
            admissionID: "adm-a", measuredAt: wall(0), enteredAt: wall(0), form: "{}", corrects: 4711)
        #expect(throws: JournalError.self) { try store.append(command: entry) }
        #expect(try !store.isTaken(DocumentReference(endpoint: "team", id: "ack_1")))
    }

    @Test func theNewestDocumentsAreRememberedAsManyAsTheLimit() throws {
        try take("first")
        try store.write("fill the table") { db in
            try db.execute(
                sql: """
                    INSERT INTO taken_documents (endpoint, document_id)
                      SELECT 'team', 'filler-' || value FROM json_each(?)
                    """,
                arguments: ["[" + (2..<Limits.takenDocumentCount).map(String.init).joined(separator: ",") + "]"])
        }
        try take("second", 2)
        #expect(try store.isTaken(DocumentReference(endpoint: "team", id: "first")))
        try take("third", 3)
        #expect(try !store.isTaken(DocumentReference(endpoint: "team", id: "first")))
        #expect(try store.isTaken(DocumentReference(endpoint: "team", id: "filler-2")))
    }

    @Test func howFarAListWasReadAndWhyItIsNotOutlastsTheRun() throws {
        try store.move(cursor: "17", of: "team", at: wall(1))
        try store.keep(fetchFailure: "connect", of: "team", since: wall(2))
        try store.keep(fetchFailure: "tls", of: "other", since: wall(3))
        try store.move(cursor: "18", of: "team", at: wall(4))
        let lists = try reopened().acknowledgementLists()
        #expect(lists.map(\.endpoint) == ["other", "team"] && lists.map(\.cursor) == ["", "18"])
        #expect(lists.map(\.failure) == ["tls", "connect"] && lists.map(\.movedAt) == [nil, wall(4)])
        let again = try ReadOnlyJournal(directory: directory.state)
        #expect(try again.acknowledgementLists() == lists)
    }

    @Test func aListThatIsReadAgainHasNoFailure() throws {
        try store.keep(fetchFailure: "connect", of: "team", since: wall(2))
        try store.keep(fetchFailure: nil, of: "team", since: wall(3))
        #expect(try store.acknowledgementLists().map(\.failingSince) == [nil])
    }
}
