import Alarms
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

/// The chain of the audit log: what was decided and asked cannot be changed, taken out or cut off unseen.
@Suite struct AuditTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    /// Two runs with alerts, a command with an observation, its outcome, and an event.
    private func live(alerts: Int = 5) throws {
        let store = try openStore(directory)
        for number in 1...alerts {
            _ = try store.commit(
                JournalBatch(alerts: [alert("a\(number)", transition(UInt32(number)))], endpoints: ["team"]))
        }
        _ = try store.append(
            command: CommandEntry(
                number: CommandNumber(1), at: tick(7), kind: "observe", admissionID: "adm-a", byName: "N. Owl",
                byRole: "nurse", line: #"{"command":"observe"}"#, origin: .socket,
                observation: ObservationEntry(
                    admissionID: "adm-a", measuredAt: wall(6), enteredAt: wall(7), form: #"{"avpu":"A"}"#)))
        _ = try store.commit(
            JournalBatch(
                outcomes: [CommandOutcome(CommandNumber(1), at: tick(8), .done)],
                events: [JournalEvent(at: tick(9), kind: "storage.fills", text: "the disk is 81 % full")]))
        try store.endRun(at: wall(10))
        try store.close()
        try openStore(directory).close()
    }

    private func check(head: AuditHead? = nil) throws -> AuditCheck {
        try ReadOnlyJournal(directory: directory.state).checkAudit(head: head)
    }

    /// Changes the file as somebody would who knows SQLite and not the program.
    private func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: directory.journal)
        try queue.writeWithoutTransaction { db in
            for trigger in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
                try db.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try db.execute(sql: sql)
        }
        try queue.close()
    }

    @Test func theDigestIsThatOfTheStandard() {
        #expect(
            SHA256.hash([]).hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            SHA256.hash(Array("abc".utf8)).hexadecimal
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            SHA256.hash(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)).hexadecimal
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    }

    @Test func everyTransitionCommandOutcomeEventStartAndStopIsAnEntryOfOneChain() throws {
        try live()
        let check = try check()
        #expect(check.isSound, "\(check.defects)")
        var kinds: [AuditEntry.Kind] = []
        var lines: [String] = []
        try ReadOnlyJournal(directory: directory.state).auditEntries {
            kinds.append($0.kind)
            lines.append($0.line)
        }
        #expect(
            kinds == [.start] + [AuditEntry.Kind](repeating: .transition, count: 5) + [
                .command, .outcome, .event, .stop, .start,
            ])
        #expect(lines[0].contains("the first run of this journal"))
        #expect(lines[1].contains(#""what":"fired spot.spo2.low P2, firing""#))
        #expect(lines[10].contains("the run before was stopped in order"))
        // Nothing in it says who the child is.
        #expect(!lines.joined().contains("adm-a") && !lines.joined().contains("Owl"))
        #expect(check.count == 11 && check.head?.seq == 11)
        let store = try JournalStore(directory: directory.state, now: base)
        #expect(try store.auditHead() == check.head)
        #expect(try store.checkAuditTail().isSound)
        try store.close()
    }

    @Test func aBatchThatIsRolledBackLeavesNoEntryAndARepeatedAlertNoSecond() throws {
        let store = try openStore(directory)
        let batch = JournalBatch(alerts: [alert("a", transition())], endpoints: ["team"])
        _ = try store.commit(batch)
        let head = try store.auditHead()
        _ = try store.commit(batch)
        #expect(try store.auditHead() == head)
        var broken = JournalBatch(alerts: [alert("b", transition(2))])
        broken.readings = [reading()]
        try store.write("break it") { try $0.execute(sql: "ALTER TABLE counters RENAME TO gone") }
        broken.counters = [CounterRecord(source: nil, name: "x", value: 1)]
        #expect(errorKind { _ = try store.commit(broken) } != nil)
        #expect(try store.auditHead() == head)
        try store.close()
    }

    @Test(arguments: [
        ("UPDATE audit SET what = 'nothing' WHERE seq = 3", AuditCheck.Defect.Kind.changed, Int64(3)),
        ("UPDATE audit SET at_wall_us = at_wall_us + 1 WHERE seq = 1", .changed, 1),
        ("UPDATE audit SET salt = NULL WHERE seq = 3", .uncounted, 11),
        ("UPDATE audit SET salt = randomblob(16) WHERE seq = 3", .row, 3),
        ("DELETE FROM audit WHERE seq = 4", .missing, 5),
        ("DELETE FROM audit WHERE seq = 1", .missing, 2),
        ("UPDATE transitions SET priority = 1 WHERE seq = 2", .row, 3),
        ("PRAGMA foreign_keys = OFF; DELETE FROM transitions WHERE seq = 2", .row, 3),
        ("UPDATE transitions SET line = line || ' ' WHERE seq = 5", .row, 6),
        ("UPDATE commands SET by_name = 'M. Owl'", .row, 7),
        ("UPDATE observations SET form = '{}'", .row, 7),
        ("UPDATE commands SET outcome = 'refused'", .row, 8),
        ("UPDATE events SET text = ''", .row, 9),
        ("UPDATE audit SET seq = 20 WHERE seq = 11", .missing, 20),
    ])
    func whatIsChangedOrTakenOutIsFoundAndWhere(sql: String, kind: AuditCheck.Defect.Kind, seq: Int64) throws {
        try live()
        try tamper(sql)
        let check = try check()
        let first = try #require(check.defects.first)
        #expect(first.kind == kind && first.seq == seq, "\(first)")
    }

    @Test func aTailThatWasCutAndAnOlderCopyAreSeenAgainstTheHeadThatWasNoted() throws {
        try live()
        let head = try #require(try check().head)
        #expect(AuditHead("\(head)") == head)
        #expect(try check(head: head).isSound)
        try tamper("DELETE FROM audit WHERE seq > 8")
        #expect(try check().isSound, "without the head a clean cut cannot be seen")
        #expect(try check(head: head).defects.map(\.kind) == [.head])
        // An entry of the same number that is another.
        #expect(
            try check(head: AuditHead(seq: 8, hash: String(repeating: "0", count: 64))).defects.map(\.kind) == [.head])
        for text in ["", "1", "0:\(head.hash)", "x:\(head.hash)", "3:\(head.hash.dropLast())", "3:\(head.hash):"] {
            #expect(AuditHead(text) == nil, "\(text)")
        }
    }

    @Test func anEntryIsNeverChangedOrRemovedByTheProgramItself() throws {
        try live()
        let store = try openStore(directory)
        for sql in [
            "UPDATE audit SET what = ''", "DELETE FROM audit", "UPDATE audit SET salt = randomblob(16)",
        ] {
            #expect(errorKind { try store.write("tamper") { try $0.execute(sql: sql) } } != nil, "\(sql)")
        }
        try store.close()
    }

    @Test func anExportedLineReadsBackAndAnyOtherByteDoesNot() throws {
        try live()
        var lines: [String] = []
        try ReadOnlyJournal(directory: directory.state).auditEntries { lines.append($0.line) }
        var check = AuditCheck()
        for line in lines { check.take(try #require(AuditEntry(line: line))) }
        check.finish()
        #expect(check.isSound)
        #expect(AuditEntry(line: lines[1] + " ") == nil)
        #expect(AuditEntry(line: lines[1].replacing(#""seq":"2""#, with: #""seq":2"#)) == nil)
        #expect(AuditEntry(line: "") == nil && AuditEntry(line: "{}") == nil)
    }

    /// Seeded: one bit of one byte of the entries and of the rows they tell of, anywhere. All are found.
    @Test func fiveHundredSingleEditsOfTheChainAreAllFound() throws {
        try live(alerts: 8)
        var lines: [[UInt8]] = []
        try ReadOnlyJournal(directory: directory.state).auditEntries { lines.append(Array($0.line.utf8)) }
        let head = try #require(try check().head)
        var state: UInt64 = 2026
        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let edits = 500
        for _ in 0..<edits {
            var edited = lines
            switch below(4) {
            case 0: edited.remove(at: below(edited.count))
            case 1:
                let from = below(edited.count - 1)
                edited.swapAt(from, from + 1)
            default:
                let place = below(edited.count)
                edited[place][below(edited[place].count)] ^= 1 << UInt8(below(8))
            }
            var check = AuditCheck(head: head)
            for (number, line) in edited.enumerated() {
                if let entry = AuditEntry(line: String(decoding: line, as: UTF8.self)) {
                    check.take(entry)
                } else {
                    check.takeUnreadable(line: number + 1)
                }
            }
            check.finish()
            #expect(!check.isSound)
        }
    }
}
