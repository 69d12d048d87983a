import Foundation
import Testing

@testable import WardDaemon

/// The forms that people are given to fill in, dropped as they stand.
@Suite(.serialized) struct DroppedFormTests {
    private static var folder: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/forms")
    }

    private static func form(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".command.json") }
    }

    @Test func everyFormIsAcceptedAsItStands() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        #expect(try names().count == 3)
        for name in try names() {
            // The pseudonym is the one thing that everybody has to fill in.
            try ward.drop(Self.form(name).replacing("adm-7f3a", with: "adm-a"), as: name)
            let path = ward.folder + "/drop/accepted/\(name).receipt.json"
            let isThere = ward.wait { FileManager.default.fileExists(atPath: path) }
            try #require(isThere, "\(name) was not accepted")
            #expect(try String(contentsOfFile: path, encoding: .utf8).contains("\"accepted\""))
        }
        #expect(try ward.wait { try ward.alertLines().contains { $0.contains("concern") } })
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func aFormWithAnUnknownKeyIsRefusedAndTheReceiptNamesIt() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        let form = try Self.form("observe-family.command.json").replacing("adm-7f3a", with: "adm-a")
        try ward.drop(form.replacing("\"temp\"", with: "\"temperature\""), as: "wrong.command.json")
        let path = ward.folder + "/drop/refused/wrong.command.json.receipt.json"
        try #require(ward.wait { FileManager.default.fileExists(atPath: path) })
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("temperature"))
    }

    @Test func thePageNamesEveryKeyOfEveryForm() throws {
        let page = try Self.form("README.md")
        for name in try names() {
            #expect(page.contains("(\(name))"))
            let fields = try JSONSerialization.jsonObject(with: Data(Self.form(name).utf8)) as? [String: Any]
            for key in try #require(fields).keys { #expect(page.contains("`\(key)`"), "\(key) of \(name)") }
        }
    }
}
