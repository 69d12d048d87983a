import Alarms
import Foundation
import Testing

@testable import Register

/// A promise of the register holds over a power cut: what is written is synced before it takes the place of the old, and
/// the folder after.
@Suite(.serialized) final class RegisterSyncTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "register-\(UUID().uuidString)")
    private static let program = "/usr/bin/strace"
    private static let variable = "SPOTWARD_TEST_TRACED_REGISTER"
    private static let isAvailable =
        FileManager.default.isExecutableFile(atPath: program)
        && (try? run(["-f", "-o", "/dev/null", "/bin/true"])) == 0

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Runs this test bundle again under a tracer, with only `savingForTheTracer` in it.
    @Test(.enabled(if: isAvailable, "strace is not installed or may not trace: syncs are not seen"))
    func whatIsSavedIsSyncedBeforeItHasItsNameAndTheFolderAfter() throws {
        let trace = folder.path + "/trace"
        let status = try Self.run(
            ["-f", "-y", "-e", "trace=fsync,rename,renameat,renameat2", "-o", trace]
                + [try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")]
                + CommandLine.arguments.dropFirst().filter { $0.hasSuffix(".xctest") }
                + ["--testing-library", "swift-testing", "--filter", "savingForTheTracer"],
            [Self.variable: folder.path + "/register"])
        #expect(status == 0)
        let lines = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
        let path = folder.path + "/register"
        // The second saving keeps the first as the copy before it.
        #expect(
            lines.compactMap { step($0, path) } == [
                "sync register.new", "name register", "sync folder",
                "sync register.previous.new", "name register.previous", "sync register.new", "name register",
                "sync folder",
            ])
    }

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment[variable] != nil,
            "runs inside whatIsSavedIsSyncedBeforeItHasItsNameAndTheFolderAfter"))
    func savingForTheTracer() throws {
        let file = RegisterFile(path: try #require(ProcessInfo.processInfo.environment[Self.variable]))
        try file.save([])
        try file.save([])
    }

    /// What a line of the trace does to the register; `nil` for what is about something else.
    private func step(_ line: Substring, _ path: String) -> String? {
        guard line.contains(folder.path), line.hasSuffix("= 0") else { return nil }
        if line.contains(" rename") {
            let target = line.split(separator: "\"").last { $0.hasPrefix("/") } ?? ""
            return "name " + (target.split(separator: "/").last ?? "")
        }
        let subject = line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" }
        return "sync " + (subject == folder.path ? "folder" : subject.split(separator: "/").last ?? "")
    }

    private static func run(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Int32 {
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
