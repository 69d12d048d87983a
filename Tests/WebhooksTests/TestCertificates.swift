import Foundation

/// A folder with an authority of the test's own, what it signed, and an authority that signed nothing. Made once.
struct TestCertificates: Sendable {
    let folder: URL

    static let shared = Result { try TestCertificates() }

    /// Signed by `ca.pem`, for 127.0.0.1 and localhost.
    var server: (cert: String, key: String) { (path("server.pem"), path("server.key")) }
    /// Signed by `ca.pem`, for another host.
    var elsewhere: (cert: String, key: String) { (path("elsewhere.pem"), path("elsewhere.key")) }
    /// Signed by `ca.pem`, for this machine, and over as soon as it was made.
    var expired: (cert: String, key: String) { (path("expired.pem"), path("expired.key")) }
    /// Signed by `ca.pem`: a hub's.
    var client: (cert: String, key: String) { (path("client.pem"), path("client.key")) }
    var authority: String { path("ca.pem") }
    var otherAuthority: String { path("other-ca.pem") }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "spotward-webhooks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in ["ca", "other-ca"] {
            try openssl(
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=spotward test \(name)", "-keyout", path("\(name).key"), "-out", path("\(name).pem"))
        }
        try sign("server", names: "IP:127.0.0.1,DNS:localhost")
        try sign("elsewhere", names: "DNS:elsewhere.example")
        try sign("expired", names: "IP:127.0.0.1,DNS:localhost", days: 0)
        try sign("client", names: "DNS:hub.example")
    }

    /// The pin of a certificate's key, as curl has it.
    func pin(of name: String) throws -> String {
        let (pub, hash) = (path("\(name).pub"), path("\(name).hash"))
        try openssl("x509", "-in", path("\(name).pem"), "-pubkey", "-noout", "-out", pub)
        try openssl("pkey", "-pubin", "-in", pub, "-outform", "der", "-out", pub + ".der")
        try openssl("dgst", "-sha256", "-binary", "-out", hash, pub + ".der")
        return "sha256//" + (try Data(contentsOf: URL(fileURLWithPath: hash)).base64EncodedString())
    }

    private func sign(_ name: String, names: String, days: Int = 2) throws {
        try openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
            "/CN=\(name)",
            "-keyout", path("\(name).key"), "-out", path("\(name).csr"))
        try Data("subjectAltName=\(names)\n".utf8).write(to: folder.appending(path: "\(name).ext"))
        try openssl(
            "x509", "-req", "-in", path("\(name).csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
            "-CAcreateserial", "-days", "\(days)", "-extfile", path("\(name).ext"), "-out", path("\(name).pem"))
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func openssl(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw TestServer.Failure("openssl \(arguments) failed") }
    }
}
