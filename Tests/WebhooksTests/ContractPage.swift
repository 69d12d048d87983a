import Foundation
import Testing

/// `docs/webhook-contract.md` in two: what is about alerts, and the section about heartbeats.
enum ContractPage {
    static func parts() throws -> (alerts: String, heartbeats: String) {
        let page = try String(
            contentsOf: TestServer.repository.appending(path: "docs/webhook-contract.md"), encoding: .utf8)
        let begin = try #require(page.range(of: "\n## The heartbeat\n"))
        let end = try #require(page.range(of: "\n## ", range: begin.upperBound..<page.endIndex))
        let alerts = String(page[page.startIndex..<begin.lowerBound]) + String(page[end.lowerBound..<page.endIndex])
        return (alerts, String(page[begin.lowerBound..<end.lowerBound]))
    }

    /// Every field of a message by its path, with the values it has as JSON.
    static func collect(_ value: Any, path: String, into paths: inout [String: Set<String>]) throws {
        if let object = value as? [String: Any] {
            for (key, child) in object {
                try collect(child, path: path.isEmpty ? key : "\(path).\(key)", into: &paths)
            }
        } else if let array = value as? [Any], array.contains(where: { $0 is [String: Any] }) {
            for child in array { try collect(child, path: "\(path)[]", into: &paths) }
        } else {
            let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .withoutEscapingSlashes]
            let data = try JSONSerialization.data(withJSONObject: value, options: options)
            paths[path, default: []].insert(String(decoding: data, as: UTF8.self))
        }
    }
}
