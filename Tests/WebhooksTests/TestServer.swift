import Foundation
import Testing

/// A Python server run beside the test. It prints to a file that the test reads, and ends with this object.
final class TestServer: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    let url: String
    private let output: URL
    private let process: Process
    /// The server ends when this closes: with this object, and with a test process that is cut off.
    private let lifeline: Pipe

    /// The receiver that is shipped.
    static func reference(
        secrets: [String] = [sharedSecret], log: String? = nil, plain: Bool = false, _ more: String...
    ) async throws -> TestServer {
        let certificates = try TestCertificates.shared.get()
        var arguments = ["--port", "0"]
        arguments += plain ? ["--plain"] : ["--cert", certificates.server.cert, "--key", certificates.server.key]
        for secret in secrets { arguments += ["--secret-file", try file(secret)] }
        if let log { arguments += ["--log", log] }
        return try await TestServer(referencePath, arguments + more)
    }

    /// A file with this line, gone with the certificates.
    static func file(_ line: String) throws -> String {
        let file = try TestCertificates.shared.get().folder.appending(path: UUID().uuidString)
        try Data((line + "\n").utf8).write(to: file)
        return file.path
    }

    /// Whether the shipped receiver can verify Ed25519 here.
    static let hasEd25519: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import cryptography"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// The one that misbehaves.
    static func unruly(
        _ mode: String, certificate: (cert: String, key: String)? = nil, options: [String] = []
    ) async throws -> TestServer {
        let certificate = try certificate ?? TestCertificates.shared.get().server
        let script = try #require(
            Bundle.module.path(forResource: "unruly_receiver", ofType: "py", inDirectory: "Resources"))
        return try await TestServer(script, [mode, certificate.cert, certificate.key] + options)
    }

    static let sharedSecret = "whsec_" + Data((1...32).map { UInt8($0) }).base64EncodedString()
    static let sharedSecretBytes = (1...32).map { UInt8($0) }

    static var repository: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }
    private static var referencePath: String { repository.appending(path: "deploy/receivers/receiver.py").path }

    private init(_ script: String, _ arguments: [String]) async throws {
        let output = FileManager.default.temporaryDirectory.appending(path: "spotward-\(UUID().uuidString).out")
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let wrapper = try #require(
            Bundle.module.path(forResource: "until_stdin_closes", ofType: "py", inDirectory: "Resources"))
        process.arguments = ["python3", wrapper, script] + arguments
        lifeline = Pipe()
        process.standardInput = lifeline
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = process.standardOutput
        try process.run()
        self.process = process
        self.output = output
        let first = try await Self.wait(for: "listening on ", in: output)
        url = String(first.dropFirst("listening on ".count))
    }

    deinit {
        try? lifeline.fileHandleForWriting.close()
        process.terminate()
        try? FileManager.default.removeItem(at: output)
    }

    var port: String { url.split(separator: ":").last.map { String($0.dropLast()) } ?? "" }

    /// What it has printed so far.
    var lines: [String] { Self.lines(of: output) }

    /// Waits until it prints a line that begins so.
    @discardableResult func line(beginning prefix: String) async throws -> String {
        try await Self.wait(for: prefix, in: output)
    }

    private static func lines(of output: URL) -> [String] {
        let data = (try? Data(contentsOf: output)) ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func wait(for prefix: String, in output: URL) async throws -> String {
        for _ in 0..<500 {
            if let line = lines(of: output).first(where: { $0.hasPrefix(prefix) }) { return line }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Failure("no line beginning \"\(prefix)\" in ten seconds, only: \(lines(of: output))")
    }
}
