import Foundation
import Testing

@testable import Journal

/// What a death of the process and a cut of power leave behind.
@Suite(.serialized) struct DurabilityTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    /// Copies the files as they stand at this moment, as a killed process leaves them.
    private func snapshot(_ name: String) throws -> TemporaryDirectory {
        let copy = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: copy.state, withIntermediateDirectories: false)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: directory.journal + suffix, toPath: copy.journal + suffix)
        }
        return copy
    }

    @Test func everyCommitIsThereAfterAKillAtAnyMomentBetweenCommits() throws {
        let store = try openStore(directory)
        for number in 1...25 {
            _ = try store.commit(
                JournalBatch(
                    readings: [reading(at: Int64(number))], alerts: [alert("a\(number)", transition(UInt32(number)))],
                    endpoints: ["team"]))
            let copy = try snapshot("\(number)")
            let restarted = try openStore(copy)
            #expect(restarted.openedAfterQuarantine == nil)
            #expect(try alertIDs(copy.state) == (1...number).map { "a\($0)" })
            #expect(try readingRows(copy.state).count == number)
            #expect(try restarted.undeliveredCount() == number)
            try restarted.close()
        }
        try store.close()
    }

    @Test func aLogCutOffInTheMiddleOfACommitLosesThatCommitAndNoOther() throws {
        let store = try openStore(directory)
        _ = try store.commit(JournalBatch(alerts: [alert("kept", transition(1))], endpoints: ["team"]))
        let keptByteCount = try Data(contentsOf: URL(fileURLWithPath: directory.journal + "-wal")).count
        _ = try store.commit(JournalBatch(alerts: [alert("torn", transition(2))], endpoints: ["team"]))
        let whole = try Data(contentsOf: URL(fileURLWithPath: directory.journal + "-wal"))
        #expect(whole.count > keptByteCount)
        for cut in stride(from: keptByteCount, to: whole.count, by: 1_021) {
            let copy = try snapshot("cut")
            try whole.prefix(cut).write(to: URL(fileURLWithPath: copy.journal + "-wal"))
            let restarted = try openStore(copy)
            #expect(restarted.openedAfterQuarantine == nil)
            #expect(try alertIDs(copy.state) == ["kept"])
            // The same alert again takes the number the torn commit had.
            let receipt = try restarted.commit(
                JournalBatch(alerts: [alert("torn", transition(2))], endpoints: ["team"]))
            #expect(receipt.hubSequences == 2...2)
            try restarted.close()
        }
        try store.close()
    }

    /// Runs this test bundle again under a tracer, with only `committingForTheTracer` in it, and counts the syncs of the
    /// log. The careless run shows that the count can fail.
    @Test(.enabled(if: Tracer.isAvailable, "strace is not installed or may not trace: syncs are not counted"))
    func everyCommitIsSynchronisedToTheDisk() throws {
        let durable = try Tracer.syncCount(directory, name: "durable")
        #expect(durable >= Tracer.commitCount)
        let careless = try Tracer.syncCount(directory, name: "careless")
        #expect(careless < Tracer.commitCount)
        // Rows wait for one of the two others, however many transactions they are.
        let rows = try Tracer.syncCount(directory, name: "rows")
        #expect(rows < Tracer.commitCount && rows > careless)
    }

    @Test(.enabled(if: Tracer.target != nil, "runs inside everyCommitIsSynchronisedToTheDisk"))
    func committingForTheTracer() throws {
        let target = try #require(Tracer.target)
        let store = try JournalStore(directory: target, now: base)
        try store.beginRun(runRecord, names: ward)
        if target.hasSuffix("careless") {
            try store.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
        }
        if target.hasSuffix("rows") {
            for number in 1...Tracer.commitCount {
                _ = try store.write(rows: JournalBatch(readings: [reading(at: Int64(number))])) { true }
                if number.isMultiple(of: 10) { try store.sync() }
            }
        }
        for number in 1...Tracer.commitCount where !target.hasSuffix("rows") {
            _ = try store.commit(JournalBatch(alerts: [alert("a\(number)", transition())], endpoints: ["team"]))
        }
        try store.close()
    }
}

/// Counts with `strace` what the disk is asked for.
private enum Tracer {
    static let commitCount = 50
    private static let program = "/usr/bin/strace"
    private static let variable = "SPOTWARD_TEST_TRACED_STATE"

    /// The state directory to commit to; set only in the traced process.
    static var target: String? { ProcessInfo.processInfo.environment[variable] }

    static let isAvailable =
        FileManager.default.isExecutableFile(atPath: program)
        && (try? run(["-f", "-o", "/dev/null", "/bin/true"], [:])) == 0

    static func syncCount(_ directory: TemporaryDirectory, name: String) throws -> Int {
        let state = directory.path + "/" + name
        let trace = state + ".trace"
        let status = try run(
            ["-f", "--seccomp-bpf", "-y", "-e", "trace=fdatasync,fsync", "-o", trace]
                + [try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")]
                + CommandLine.arguments.dropFirst().filter { $0.hasSuffix(".xctest") }
                + ["--testing-library", "swift-testing", "--filter", "committingForTheTracer"],
            [variable: state])
        #expect(status == 0)
        let lines = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
        return lines.count { $0.contains("sync(") && $0.contains("<\(state)/\(Limits.fileName)-wal>") }
    }

    private static func run(_ arguments: [String], _ environment: [String: String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
