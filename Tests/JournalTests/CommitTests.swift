import Alarms
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

@Suite struct CommitTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    @Test func whatWasReadIsWhatWasWritten() throws {
        let store = try openStore(directory)
        let batch = JournalBatch(readings: [
            reading(91.005, at: 1, measured: wall(-3)), reading(nil, at: 2, child: 1, .valueless),
            reading(44, at: 3, child: nil, source: 1, .unassigned, row: nil),
            reading(101, at: 4, .accepted, implausible: VitalSignSet(.spO2)),
        ])
        _ = try store.commit(batch)
        let rows = try readingRows(directory.state)
        #expect(rows.map(\.readings) == batch.readings.map(\.readings))
        #expect(rows.map(\.admissionID) == ["adm-a", "adm-b", nil, "adm-a"])
        #expect(rows.map(\.source) == ["bedside", "bedside", "drop", "bedside"])
        #expect(rows.map(\.arrivedAt) == [1, 2, 3, 4].map(wall))
        #expect(rows.map(\.disposition) == ["accepted", "valueless", "unassigned", "accepted"])
        #expect(rows.map(\.implausible) == [[], [], [], VitalSignSet(.spO2)])
        try store.close()
    }

    @Test func codesInTheFileAreNeverRenumbered() {
        #expect(
            ReadingRecord.Disposition.allCases.map { "\($0.rawValue) \($0.name)" } == [
                "0 accepted", "1 retrospective", "2 unassigned", "3 valueless", "4 refused-row",
            ])
        #expect(
            Signal.allCases.map { "\($0.rawValue) \($0.name)" } == [
                "0 measuring", "1 probe-off", "2 searching", "3 sensor-fault", "4 no-value",
            ])
        #expect(Priority.allCases.map { "\($0.rawValue) \($0.label)" } == ["1 P4", "2 P3", "3 P2", "4 P1"])
        #expect(VitalSign.allCases.map { "\($0.rawValue) \($0.shortName)" } == ["0 spo2", "1 hr", "2 rr", "3 temp"])
    }

    @Test func aRepeatedAlertIsReportedAndWrittenOnce() throws {
        let store = try openStore(directory)
        let first = alert("a", transition(1))
        let second = alert("b", transition(2, .resolved, .resolved))
        let receipt = try store.commit(JournalBatch(alerts: [first], endpoints: ["team"]))
        #expect(receipt.writtenAlertIDs == ["a"] && receipt.knownAlertIDs.isEmpty && receipt.hubSequences == 1...1)
        let again = try store.commit(JournalBatch(alerts: [first, second, second], endpoints: ["team"]))
        #expect(again.writtenAlertIDs == ["b"] && again.knownAlertIDs == ["a", "b"] && again.hubSequences == 2...2)
        #expect(try store.undeliveredCount() == 2)
        #expect(try alertIDs(directory.state) == ["a", "b"])
        try store.close()
    }

    @Test func theHubsNumbersHaveNoGapsOverRestartsRepeatsAndFailures() throws {
        var number = 0
        for _ in 0..<3 {
            let store = try openStore(directory)
            for _ in 0..<4 {
                number += 1
                let forTeam = alert("t\(number)", transition())
                let forHub = alert("h\(number)", transition(audience: .hub))
                _ = try store.commit(JournalBatch(alerts: [forHub, forTeam, forTeam], endpoints: ["team", "night"]))
            }
            _ = try store.write("plant a failure") { db in
                try db.execute(
                    sql: """
                        CREATE TEMP TRIGGER no_events BEFORE INSERT ON main.events
                        BEGIN SELECT RAISE(ABORT, 'planted'); END
                        """)
            }
            let failing = JournalBatch(
                readings: [reading()], alerts: [alert("lost", transition())], endpoints: ["team"],
                events: [JournalEvent(at: tick(0), kind: "start", text: "")])
            #expect(errorKind { _ = try store.commit(failing) } == .database)
            try store.close()
        }
        var sequences: [Int64] = []
        try ReadOnlyJournal(directory: directory.state).alerts { row in
            #expect((row.hubSequence == nil) == (row.audience == "hub"))
            #expect(row.endpointCount == (row.audience == "hub" ? 0 : 2) && row.acceptedCount == 0)
            if let sequence = row.hubSequence { sequences.append(sequence) }
        }
        #expect(sequences == Array(1...12))
        // The failed batch left nothing of itself.
        #expect(try readingRows(directory.state).isEmpty)
    }

    @Test func anAlertThatNobodyIsToBeToldOfTakesNoNumber() throws {
        let store = try openStore(directory)
        #expect(try store.commit(JournalBatch(alerts: [alert("a", transition())])).hubSequences == nil)
        #expect(
            try store.commit(JournalBatch(alerts: [alert("b", transition())], endpoints: ["x"])).hubSequences == 1...1)
        try store.close()
    }

    @Test func aBatchOfTenThousandIsOneTransaction() throws {
        let store = try openStore(directory)
        let clock = ContinuousClock()
        let batch = JournalBatch(readings: (0..<10_000).map { reading(at: $0) })
        let span = try clock.measure { _ = try store.commit(batch) }
        #expect(try readingRows(directory.state).count == 10_000)
        #expect(span < .seconds(10))
        try store.close()
    }

    @Test func countersStandAsTheyWereLastWritten() throws {
        let store = try openStore(directory)
        let counters = [
            CounterRecord(source: SourceIndex(0), name: "received", value: 7),
            CounterRecord(source: nil, name: "received", value: .max),
        ]
        _ = try store.commit(JournalBatch(counters: counters))
        _ = try store.commit(
            JournalBatch(counters: [CounterRecord(source: SourceIndex(0), name: "received", value: 9)]))
        let rows = try store.read("read the counters") { db in
            try Row.fetchAll(db, sql: "SELECT source_name, value FROM counters ORDER BY source_name").map {
                "\($0["source_name"] as String) \($0["value"] as Int64)"
            }
        }
        // SQLite's integers end at 2^63 − 1.
        #expect(rows == [" \(Int64.max)", "bedside 9"])
        try store.close()
    }

    @Test(arguments: [Limits.eventTextByteCount - 1, Limits.eventTextByteCount, Limits.eventTextByteCount + 1])
    func anEventsTextIsKeptToItsLimit(byteCount: Int) throws {
        let store = try openStore(directory)
        let text = String(repeating: "é", count: byteCount / 2) + String(repeating: "x", count: byteCount % 2)
        _ = try store.commit(JournalBatch(events: [JournalEvent(at: tick(0), kind: "start", text: text)]))
        let kept = try store.read("read") { try String.fetchOne($0, sql: "SELECT text FROM events") ?? "" }
        #expect(text.hasPrefix(kept) && kept.utf8.count == min(byteCount, Limits.eventTextByteCount))
        try store.close()
    }

    @Test func theAlertLogAndTheAttemptsCannotBeChanged() throws {
        let store = try openStore(directory)
        _ = try store.commit(JournalBatch(alerts: [alert("a", transition())], endpoints: ["team"]))
        try store.recordAttempt(attempt(1, "team", accepted: true), nextDue: nil)
        for statement in ["UPDATE transitions SET line = ''", "UPDATE deliveries SET accepted = 0"] {
            #expect(errorKind { try store.write("tamper") { try $0.execute(sql: statement) } } == .database)
        }
        try store.close()
    }

    @Test func aTransitionComesBackExactlyEvenWithNumbersThatAreNone() throws {
        var odd = transition()
        odd.triggerValue = .infinity
        odd.latestValue = -.infinity
        odd.worstValue = 0.1 + 0.2
        odd.lateness = .seconds(Int64.max)
        odd.at.wall = WallInstant(microseconds: .min)
        #expect(try FoldState.value(AlarmTransition.self, from: FoldState.text(odd)) == odd)
        odd.threshold = .nan
        #expect(try FoldState.value(AlarmTransition.self, from: FoldState.text(odd)).threshold?.isNaN == true)
    }

    @Test func aRunKnowsItsStartAndItsStop() throws {
        let store = try openStore(directory)
        try store.endRun(at: wall(60))
        #expect(try store.beginRun(runRecord, names: ward) == 2)
        let runs = try store.read("read the runs") { db in
            try Row.fetchAll(db, sql: "SELECT run, boot_id, stopped_wall_us FROM runs ORDER BY run").map {
                "\($0["run"] as Int64) \($0["boot_id"] as String) \($0["stopped_wall_us"] as Int64? ?? 0)"
            }
        }
        #expect(runs == ["1 boot-1 \(wall(60).microseconds)", "2 boot-1 0"])
        try store.close()
    }
}

func attempt(
    _ sequence: UInt64, _ endpoint: String, number: UInt32 = 1, at second: Int64 = 0, accepted: Bool,
    answer: String = "ok", urgent: Bool = true
) -> AttemptRecord {
    AttemptRecord(
        reference: OutboxReference(hubSequence: sequence, endpoint: endpoint), attempt: number, startedAt: wall(second),
        duration: .milliseconds(120), stage: accepted ? "done" : "connect", curlCode: accepted ? 0 : 7,
        httpStatus: accepted ? 204 : nil, answer: answer, isAccepted: accepted, isUrgent: urgent)
}
