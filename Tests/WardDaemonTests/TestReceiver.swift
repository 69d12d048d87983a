import Foundation
import Glibc

/// The receiver that is shipped, run beside the test over real TLS, with an authority of the test's own.
final class TestReceiver {
    let url: String
    /// The authority that signed its certificate.
    let authority: String
    private let log: String
    private let hubLog: String
    private let process: Process
    /// The receiver ends when this closes: with this object, and with a test process that is cut off.
    private let lifeline = Pipe()

    /// - Parameter secret: as in the endpoint's secret file.
    init(_ name: String, in folder: String, secret: String, _ more: [String] = []) throws {
        let certificate = try Self.certificate(in: folder)
        authority = folder + "/ca.pem"
        log = folder + "/\(name).ndjson"
        hubLog = folder + "/\(name).hubs.ndjson"
        let output = folder + "/\(name).out"
        try Data().write(to: URL(fileURLWithPath: output))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "python3", Self.path("Tests/WebhooksTests/Resources/until_stdin_closes.py"),
                Self.path("deploy/receivers/receiver.py"), "--port", "0", "--cert", certificate + ".pem", "--key",
                certificate + ".key",
                "--secret-file", secret, "--log", log, "--hub-log", folder + "/\(name).hubs.ndjson",
            ] + more
        process.standardInput = lifeline
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        self.process = process
        var found: String?
        for _ in 0..<500 where found == nil {
            let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
            found = text.split(separator: "\n").first { $0.hasPrefix("listening on ") && text.hasSuffix("\n") }
                .map { String($0.dropFirst("listening on ".count)) }
            if found == nil { usleep(20_000) }
        }
        guard let found else {
            try? lifeline.fileHandleForWriting.close()
            throw RunningWard.Failure(text: "the receiver does not listen")
        }
        url = found
    }

    deinit {
        try? lifeline.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// The messages it has taken, in order.
    var messages: [Message] {
        guard let text = try? String(contentsOfFile: log, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap { Message(String($0)) }
    }

    /// What it says of its hubs, each as `KIND TEXT`, in order.
    var hubNews: [String] {
        guard let text = try? String(contentsOfFile: hubLog, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap { line in
            guard let record = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                let kind = record["kind"] as? String, let words = record["text"] as? String
            else { return nil }
            return "\(kind) \(words)"
        }
    }

    func has(_ event: String, _ family: String) -> Bool {
        messages.contains { $0.event == event && $0.family.hasPrefix(family) }
    }

    private static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// One authority and one certificate a folder.
    private static func certificate(in folder: String) throws -> String {
        let server = folder + "/server"
        guard !FileManager.default.fileExists(atPath: server + ".pem") else { return server }
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "60",
            "-subj",
            "/CN=spotward test", "-keyout", folder + "/ca.key", "-out", folder + "/ca.pem")
        try openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
            "/CN=localhost", "-keyout", server + ".key", "-out", server + ".csr")
        try Data("subjectAltName=IP:127.0.0.1,DNS:localhost\n".utf8).write(to: URL(fileURLWithPath: server + ".ext"))
        try openssl(
            "x509", "-req", "-in", server + ".csr", "-CA", folder + "/ca.pem", "-CAkey", folder + "/ca.key",
            "-CAcreateserial", "-days", "60", "-extfile", server + ".ext", "-out", server + ".pem")
        return server
    }

    static func openssl(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw RunningWard.Failure(text: "openssl \(arguments) failed") }
    }
}

/// One alert as a receiver or the journal has it.
struct Message {
    let id: String
    let event: String
    let family: String
    let episodeID: String
    let text: String
    private let data: [String: Any]

    init?(_ line: String) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
            return nil
        }
        // A line of the receiver's log holds the alert as it came.
        let body = object["event"] as? [String: Any] ?? object
        guard let type = body["type"] as? String, let data = body["data"] as? [String: Any],
            let episode = data["episode"] as? [String: Any], let id = episode["id"] as? String,
            let condition = data["condition"] as? [String: Any], let own = body["id"] as? String
        else { return nil }
        self.id = own
        text = line
        self.data = data
        episodeID = id
        family = condition["rule_id"] as? String ?? ""
        event = type.split(separator: ".").dropLast().last.map(String.init) ?? ""
    }

    func block(_ name: String) -> [String: Any] { data[name] as? [String: Any] ?? [:] }
}
