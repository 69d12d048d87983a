import Alarms
import Foundation
import GRDB
import Vitals

@testable import Journal
@testable import WardTesting

/// What a power cut has left, opened by the real store and looked through by plain SQL.
struct Survivor {
    /// What is wrong with it; empty when nothing is.
    private(set) var findings: [String] = []
    /// Promised, and not there.
    private(set) var lostCount = 0

    /// - Parameter checksAudit: also go through its chain, which is half of the work.
    init(_ expectation: Expectation, in folder: String, checksAudit: Bool) {
        do {
            let store = try JournalStore(directory: folder, now: wall(100_000))
            take(try store.queue.read { try Self.look($0, expectation) })
            if let path = store.openedAfterQuarantine { findings.append("set aside as damaged: \(path)") }
            try goOn(with: store, expectation)
            if checksAudit, let defect = try store.checkAuditTail().defects.first {
                findings.append("audit log: \(defect)")
            }
            try store.close()
        } catch {
            findings.append("\(error)")
        }
    }

    private mutating func take(_ look: (findings: [String], lostCount: Int)) {
        findings += look.findings
        lostCount += look.lostCount
    }

    private static func look(_ db: Database, _ expectation: Expectation) throws -> (findings: [String], lostCount: Int)
    {
        var findings: [String] = []
        let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check")
        if integrity != ["ok"] { findings.append("not sound: \(integrity.prefix(3))") }
        if try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") != nil { findings.append("a row refers to none") }
        var lost = 0
        for promise in expectation.promises where try !isKept(promise, db) {
            lost += 1
            findings.append("lost: \(promise.alertID ?? "command \(promise.command ?? 0)")")
        }
        let numbers = try Int64.fetchAll(db, sql: "SELECT DISTINCT hub_seq FROM outbox ORDER BY hub_seq")
        let last = try Int64.fetchOne(db, sql: "SELECT last_hub_seq FROM hub") ?? 0
        if numbers != Array(1...max(1, last)).filter({ $0 <= last }) {
            findings.append("the hub's numbers have gaps: \(numbers.count) up to \(last)")
        }
        let unaudited = try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM transitions WHERE seq NOT IN (SELECT subject FROM audit WHERE kind = 'transition')
                """)
        if unaudited != 0 { findings.append("alerts without an entry of the audit log") }
        let halfOwed = try Int.fetchOne(
            db, sql: "SELECT count(*) FROM (SELECT 1 FROM outbox GROUP BY hub_seq HAVING count(*) <> 2)")
        if halfOwed != 0 { findings.append("alerts owed to one endpoint and not the other") }
        if let fingerprints = expectation.fingerprints, try !fingerprints.contains(db.fingerprint()) {
            findings.append("it stands between two transactions, or before the last that was durable")
        }
        return (findings, lost)
    }

    private static func isKept(_ promise: Promise, _ db: Database) throws -> Bool {
        if let command = promise.command {
            return try Int.fetchOne(db, sql: "SELECT 1 FROM commands WHERE number = ?", arguments: [command]) != nil
        }
        let sequence = try Int64.fetchOne(
            db, sql: "SELECT hub_seq FROM transitions WHERE alert_id = ?", arguments: [promise.alertID])
        guard let sequence, sequence == promise.hubSequence.map(Int64.init) else { return false }
        let owed = try String.fetchSet(
            db, sql: "SELECT endpoint FROM outbox WHERE hub_seq = ? AND alert_id = ?",
            arguments: [sequence, promise.alertID])
        return owed == Set(promise.endpoints)
    }

    /// The next daemon writes again what it was cut off with, and what it had an answer for: known ids stay as they are.
    private mutating func goOn(with store: JournalStore, _ expectation: Expectation) throws {
        try store.beginRun(runRecord, names: ward)
        let before = try store.lastHubSequence()
        let answered = Set(expectation.promises.compactMap(\.alertID))
        var written: UInt64 = 0
        for batch in expectation.rewritten {
            let receipt = try store.commit(batch)
            if receipt.writtenAlertIDs.contains(where: answered.contains) {
                findings.append("an alert was written twice")
            }
            written += UInt64(receipt.writtenAlertIDs.count)
        }
        if try store.lastHubSequence() != before + written { findings.append("the numbers do not go on") }
    }
}
