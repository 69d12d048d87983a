import Foundation
import Testing
import Vitals

@testable import WardDaemon

/// Exports of makers' apps through the real intake, and through a replay of its recording.
@Suite(.serialized) struct DroppedExportTests {
    private func receipt(_ ward: RunningWard, _ path: String) throws -> String {
        let full = ward.folder + "/drop/" + path
        let isThere = ward.wait { FileManager.default.fileExists(atPath: full) }
        try #require(isThere, "no receipt \(path)")
        return try String(contentsOfFile: full, encoding: .utf8)
    }

    /// London's time so long ago, as `YYYYMMDD-hhmmss`.
    private func nameStamp(secondsAgo: Int) -> String {
        let instant = WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let local = String(instant.advanced(by: .seconds(-secondsAgo)).londonDescription.prefix(19))
        return local.replacing("-", with: "").replacing(":", with: "").replacing("T", with: "-")
    }

    private let numerics = "Time [s], HR, PULSE, RESP, SpO2\n" + (0..<60).map { "\($0), 120, 120, 24, 70\n" }.joined()

    /// A running ward whose drop folder is a child's.
    private func boundWard() throws -> RunningWard {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        #expect(try ward.ask(.bind(source: "drop", child: "adm-b", isConfirmed: false)).isDone)
        return ward
    }

    @Test func rowsThatCountFromTheStampInTheNameAreReadAndReplayedAlike() throws {
        let ward = try boundWard()
        let stamp = nameStamp(secondsAgo: 70)
        try ward.drop(numerics, as: "secret_kestrel-\(stamp).csv")
        let text = try receipt(ward, "accepted/secret_kestrel-\(stamp).csv.receipt.json")
        #expect(text.contains("\"accepted\" : 60"), "\(text)")
        ward.stop()
        let recording = try ward.recordings().map { try String(contentsOfFile: $0, encoding: .utf8) }.joined()
        let opening = recording.split(separator: "\n").first { $0.contains(" csv-bidmc ") }
        let day = "\(stamp.prefix(4))-\(stamp.dropFirst(4).prefix(2))-\(stamp.dropFirst(6).prefix(2))T"
        #expect(opening?.split(separator: " ").last?.hasPrefix(day) == true, "\(opening ?? "")")
        #expect(!recording.contains("kestrel"))
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func withoutTheStampTheReceiptSaysWhatToDo() throws {
        let ward = try boundWard()
        try ward.drop(numerics, as: "night.csv")
        #expect(try receipt(ward, "refused/night.csv.receipt.json").contains("night-20260912-233000.csv"))
        // Renamed as it says, the same bytes are taken.
        let stamp = nameStamp(secondsAgo: 70)
        try ward.drop(numerics, as: "night-\(stamp).csv")
        #expect(try receipt(ward, "accepted/night-\(stamp).csv.receipt.json").contains("\"read\" : 60"))
    }

    @Test func anExportIsKnownByItsContentUnderAnyName() throws {
        let ward = try boundWard()
        let stamp = nameStamp(secondsAgo: 60)
        let time = "\(stamp.dropFirst(9).prefix(2)):\(stamp.dropFirst(11).prefix(2)):\(stamp.suffix(2))"
        let date = "\(stamp.prefix(4))/\(stamp.dropFirst(4).prefix(2))/\(stamp.dropFirst(6).prefix(2))"
        let text = "Time,Oxygen Level,Pulse Rate\n\(time) \(date),92,78\n\(time) \(date),--,--\n"
        try ward.drop(text, as: "export.txt")
        let found = try receipt(ward, "accepted/export.txt.receipt.json")
        #expect(found.contains("\"no-vital-sign\" : 1") && found.contains("\"read\" : 2"))
    }

    @Test func whatNobodyReadsIsRefusedWithTheNamesOfWhatIsRead() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        try ward.drop("Dear ward,\nhere is the night.\n", as: "letter.txt")
        #expect(try receipt(ward, "refused/letter.txt.receipt.json").contains("csv-viatom-app"))
        try ward.drop(String(repeating: "a", count: 257) + "ustar", as: "night.csv")
        #expect(try receipt(ward, "refused/night.csv.receipt.json").contains("tar archive"))
    }
}
