import Foundation
import Testing

@testable import Webhooks

@Suite struct ContractPageTests {
    /// Runs the ten lines of Python of the contract on what this program signs.
    @Test(arguments: [(0, "True"), (301, "False")])
    func theVerifierOnThePageAcceptsOurSignatures(secondsAgo: Int64, expected: String) throws {
        let page = try String(
            contentsOf: TestServer.repository.appending(path: "docs/webhook-contract.md"), encoding: .utf8)
        let code = try #require(page.firstMatch(of: /```python\n((?s).*?)```/)).1
        let alert = TestWard.composer().compose(TestWard.desaturation())
        let body = Array(alert.line.utf8)
        let seconds = Int64(Date().timeIntervalSince1970) - secondsAgo
        let other = try WebhookSecret(bytes: [UInt8](repeating: 3, count: 24))
        let secret = try WebhookSecret(contents: Array(TestServer.sharedSecret.utf8))
        let signature = WebhookSignature.header(
            id: alert.id, timestampSeconds: seconds, body: body, secrets: [other, secret])
        let script = """
            import base64, sys
            \(code)
            headers = {"webhook-id": sys.argv[1], "webhook-timestamp": sys.argv[2], "webhook-signature": sys.argv[3]}
            body = base64.b64decode(sys.argv[5])
            print(is_authentic(headers, body, sys.argv[4]), is_authentic(headers, body + b" ", sys.argv[4]))
            """
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c", script, alert.id, String(seconds), signature, TestServer.sharedSecret,
            Data(body).base64EncodedString(),
        ]
        process.standardOutput = pipe
        try process.run()
        let answer = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(String(decoding: answer, as: UTF8.self) == "\(expected) False\n")
    }
}
