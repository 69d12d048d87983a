import Foundation
import Recordings
import Testing
import Vitals

@testable import WardDaemon

@Suite(.serialized) struct DroppedFileTests {
    private struct Receipt: Decodable {
        struct Rows: Decodable {
            var read: UInt64
            var accepted: UInt64
            var retrospective: UInt64
            var refused: [String: UInt64]
        }
        var outcome: String
        var reason: String?
        var note: String?
        var rows: Rows
    }

    private func receipt(_ ward: RunningWard, _ path: String) throws -> Receipt {
        let isThere = ward.wait { FileManager.default.fileExists(atPath: ward.folder + "/drop/" + path) }
        try #require(isThere, "no receipt \(path)")
        return try JSONDecoder().decode(
            Receipt.self, from: Data(contentsOf: URL(fileURLWithPath: ward.folder + "/drop/" + path)))
    }

    private func row(_ secondsAgo: Int, _ child: String, _ temperature: String) -> String {
        let now = WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        return "\(now.advanced(by: .seconds(-secondsAgo))),\(child),\(temperature)"
    }

    @Test func theReceiptSaysHowManyRowsAndWhy() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        let rows = [
            "measured_at,child,temp", row(60, "adm-a", "37.0"), row(50, "adm-b", "38.5"), row(40, "adm-x", "37"),
            row(30, "adm-a", "x"), row(20, "adm-a", "99"), row(7200, "adm-a", "36.5"),
        ]
        try ward.drop(rows.joined(separator: "\n"), as: "t.csv")
        let receipt = try receipt(ward, "accepted/t.csv.receipt.json")
        #expect(receipt.rows.read == 6 && receipt.rows.accepted == 2 && receipt.rows.retrospective == 1)
        #expect(receipt.rows.refused == ["not-a-number": 1, "unassigned": 1, "implausible": 1])
        let hasFired = try ward.wait { try ward.alertLines().contains { $0.contains("prompt.temp.high") } }
        #expect(hasFired)
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func theSameContentIsAppliedOnce() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        let text = "measured_at,child,temp\n" + row(60, "adm-a", "37.0") + "\n"
        try ward.drop(text, as: "one.csv")
        #expect(try receipt(ward, "accepted/one.csv.receipt.json").rows.accepted == 1)
        try ward.drop(text, as: "two.csv")
        let second = try receipt(ward, "accepted/two.csv.receipt.json")
        #expect(second.rows.accepted == 0 && second.note?.contains("applied before") == true)
        ward.stop()
        var count = 0
        try ward.journal().readings { row in if row.document != nil { count += 1 } }
        #expect(count == 1)
    }

    @Test(arguments: [
        ("empty.csv", "", "no bytes"), ("header.csv", "when,spo2\n1,2\n", "when"),
        ("name.txt", "x", "neither the content"),
        ("zip.csv", "PK\u{3}\u{4}rest", "zip"),
    ])
    func aFileThatCannotBeReadIsRefusedWithAReason(name: String, content: String, reason: String) throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        try ward.drop(content, as: name)
        let path = ward.folder + "/drop/refused/\(name).receipt.json"
        let isThere = ward.wait { FileManager.default.fileExists(atPath: path) }
        try #require(isThere)
        #expect(try String(contentsOfFile: path, encoding: .utf8).lowercased().contains(reason))
    }

    @Test func aLargeFileIsCommittedRowByRowAndLeftNothingInProcessing() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        var text = "measured_at,child,spo2,hr\n"
        for index in 0..<30_000 { text += row(40_000 - index, "adm-a", "97,120") + "\n" }
        try ward.drop(text, as: "night.csv")
        let receipt = try receipt(ward, "accepted/night.csv.receipt.json")
        #expect(receipt.rows.read == 30_000)
        #expect(receipt.rows.accepted + receipt.rows.retrospective == 30_000)
        #expect(try FileManager.default.contentsOfDirectory(atPath: ward.folder + "/drop/processing").isEmpty)
    }

    /// A reading that comes after a tick waits for the rows of that tick.
    @Test func aTickLetsInNoMoreRowsThanTheirRingHolds() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        let rows = (0..<3000).map { row(7200 - $0, "adm-a", "37.0") }
        try ward.drop((["measured_at,child,temp"] + rows).joined(separator: "\n") + "\n", as: "many.csv")
        #expect(try receipt(ward, "accepted/many.csv.receipt.json").rows.read == 3000)
        ward.stop()
        var counts: [UInt64] = []
        for path in try ward.recordings() {
            let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
            var reader = RecordingReader()
            var position = 0
            while let item = try reader.next(in: bytes.span, at: &position) {
                if case .entry(let entry) = item, case .tick(_, let rows, _) = entry.event { counts.append(rows) }
            }
        }
        #expect(counts.last == 3000)
        #expect(zip(counts, counts.dropFirst()).allSatisfy { $1 - $0 <= UInt64(DaemonLimits.documentRows) })
    }
}
