import GRDB
import Vitals

/// A signed document that a command came in.
public struct DocumentReference: Sendable, Hashable {
    /// Who signed it. Ids are their signer's own: nobody can use up another one's.
    public var endpoint: String
    public var id: String

    public init(endpoint: String, id: String) {
        self.endpoint = endpoint
        self.id = id
    }
}

/// How a receiver's list of acknowledgements was read.
public struct AcknowledgementList: Sendable, Hashable {
    public var endpoint: String
    /// The receiver's own mark of what is on record; empty for nothing yet.
    public var cursor: String
    public var movedAt: WallInstant?
    /// Since when it cannot be fetched, and why: words for people.
    public var failingSince: WallInstant?
    public var failure: String?

    init(_ row: Row) {
        endpoint = row["endpoint"]
        cursor = row["cursor"]
        movedAt = (row["moved_wall_us"] as Int64?).map { WallInstant(microseconds: $0) }
        failingSince = (row["failing_since_wall_us"] as Int64?).map { WallInstant(microseconds: $0) }
        failure = row["failure"]
    }

    static func all(_ db: Database) throws -> [AcknowledgementList] {
        try Row.fetchAll(db, sql: "SELECT * FROM acknowledgement_lists ORDER BY endpoint").map(Self.init)
    }
}

extension JournalStore {
    /// Whether the command of this document is on record.
    public func isTaken(_ document: DocumentReference) throws(JournalError) -> Bool {
        try read("look up a signed document") { db in
            try Bool.fetchOne(
                try db.cachedStatement(
                    sql: "SELECT EXISTS (SELECT 1 FROM taken_documents WHERE endpoint = ? AND document_id = ?)"),
                arguments: [document.endpoint, document.id]) ?? false
        }
    }

    public func acknowledgementLists() throws(JournalError) -> [AcknowledgementList] {
        try read("read how far acknowledgements were fetched") { db in try AcknowledgementList.all(db) }
    }

    /// Everything before the cursor is on record, or was refused for good.
    public func move(cursor: String, of endpoint: String, at now: WallInstant) throws(JournalError) {
        try write("keep how far acknowledgements were fetched") { db in
            try db.execute(
                sql: """
                    INSERT INTO acknowledgement_lists (endpoint, cursor, moved_wall_us) VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET cursor = excluded.cursor, moved_wall_us = excluded.moved_wall_us
                    """, arguments: [endpoint, cursor, now.microseconds])
        }
    }

    /// - Parameter failure: why acknowledgements cannot be fetched; `nil` when they can.
    public func keep(fetchFailure failure: String?, of endpoint: String, since: WallInstant) throws(JournalError) {
        try write("keep whether acknowledgements can be fetched") { db in
            try db.execute(
                sql: """
                    INSERT INTO acknowledgement_lists (endpoint, failing_since_wall_us, failure) VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET failing_since_wall_us = excluded.failing_since_wall_us,
                      failure = excluded.failure
                    """, arguments: [endpoint, failure == nil ? nil : since.microseconds, failure])
        }
    }
}

extension ReadOnlyJournal {
    /// Receivers that were asked for acknowledgements, by name.
    public func acknowledgementLists() throws(JournalError) -> [AcknowledgementList] {
        try read { db in try AcknowledgementList.all(db) }
    }
}

/// In the transaction of its command: cut off before, the document may come again, and after it may not.
func insert(_ document: DocumentReference, into db: Database) throws {
    try db.execute(
        sql: "INSERT INTO taken_documents (endpoint, document_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        arguments: [document.endpoint, document.id])
    try db.execute(
        sql: "DELETE FROM taken_documents WHERE taken <= (SELECT max(taken) FROM taken_documents) - ?",
        arguments: [Limits.takenDocumentCount])
}
