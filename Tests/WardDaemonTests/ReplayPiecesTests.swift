import DeviceSimulators
import Foundation
import Recordings
import Testing
import Vitals

@testable import WardDaemon

/// A replay reads most lines in a short way, where the whole line lies in one piece. However the bytes are cut, the alerts are
/// the same, byte for byte; in pieces of one byte every line goes the long way.
@Suite(.serialized) struct ReplayPiecesTests {
    private static let seconds = 240

    /// A device that desaturates, a file of a child with a fever that is read as it grows, an unplugging and noise.
    private func recording() throws(RecordingWriter.Refusal) -> [UInt8] {
        let oximeter = SimulatedOximeter(
            .noninDF2,
            [
                .init(0, spO2: 98, heartRate: 120), .init(30, spO2: 98, heartRate: 120),
                .init(31, spO2: 86, heartRate: 178), .init(Self.seconds, spO2: 86, heartRate: 178),
            ])
        // After the ward's admissions, which are of the moment it is made.
        let start = WallInstant(microseconds: Int64(Date().timeIntervalSince1970 + 1) * 1_000_000)
        func now(_ microseconds: Int) -> MonotonicInstant {
            MonotonicInstant(microseconds: 5_000_000 + Int64(microseconds))
        }
        var header = RecordingHeader()
        header.runID = "1"
        header.segment = 0
        header.startedAt = now(0)
        header.startedAtWall = start
        header.sources = [
            RecordingSource(
                index: SourceIndex(3), kind: .serial, format: "nonin-df2", admission: "adm-a", name: "oximeter"),
            RecordingSource(index: SourceIndex(7), kind: .folder, format: "documents", name: "drop"),
        ]
        var bytes: [UInt8] = []
        let writer = RecordingWriter(header, to: &bytes)
        let hash = String(repeating: "0", count: 64)
        try writer.append(RecordingEntry(at: now(0), .attached(SourceIndex(3))), to: &bytes)
        let opening = DocumentOpening(
            source: SourceIndex(7), number: 1, sha256: hash, format: "csv", resumeFromRow: 1)
        try writer.append(RecordingEntry(at: now(0), .document(opening)), to: &bytes)
        let head = Array("measured_at,child,hr,temp\n".utf8)
        writer.appendDocumentBytes(head.span, number: 1, at: now(0), to: &bytes)
        for second in 0..<Self.seconds {
            let sent = (second == 100 ? [0x01, 0x82, 0xFF] : []) + oximeter.bytes(second: second)
            for batch in 0..<50 {
                let part = Array(sent[(sent.count * batch / 50)..<(sent.count * (batch + 1) / 50)])
                guard !part.isEmpty else { continue }
                writer.appendBytes(
                    part.span, source: SourceIndex(3), at: now(second * 1_000_000 + batch * 20_000), to: &bytes)
            }
            let wall = start.advanced(by: .seconds(second))
            let row = Array("\(wall),adm-b,\(second < 60 ? 90 : 190),39.\(second % 10)\n".utf8)
            writer.appendDocumentBytes(row.span, number: 1, at: now(second * 1_000_000 + 990_000), to: &bytes)
            if second == 150 {
                try writer.append(RecordingEntry(at: now(second * 1_000_000), .detached(SourceIndex(3))), to: &bytes)
                try writer.append(RecordingEntry(at: now(second * 1_000_000), .attached(SourceIndex(3))), to: &bytes)
            }
            writer.appendTick(
                wall: start.advanced(by: .seconds(second + 1)), documentRows: UInt64(second), commands: 0,
                at: now(second * 1_000_000 + 1_000_000), to: &bytes)
        }
        try writer.append(RecordingEntry(at: now(Self.seconds * 1_000_000), .documentEnded(number: 1)), to: &bytes)
        try writer.append(RecordingEntry(at: now(Self.seconds * 1_000_000), .end), to: &bytes)
        return bytes
    }

    private func replayed(
        _ bytes: [UInt8], on ward: Ward, pieceByteCount: Int
    ) throws -> (lines: [String], readings: UInt64) {
        var replay = Replay(ward)
        var lines: [String] = []
        for from in stride(from: 0, to: bytes.count, by: pieceByteCount) {
            let piece = bytes.span.extracting(from..<min(from + pieceByteCount, bytes.count))
            try replay.feed(piece) { lines.append($0.line) }
        }
        #expect(replay.endRecording() == .closed)
        return (lines, replay.readingCount)
    }

    @Test func howItIsCutDoesNotShow() throws {
        let ward = try RunningWard().ward()
        let bytes = try recording()
        let whole = try replayed(bytes, on: ward, pieceByteCount: bytes.count)
        #expect(whole.lines.contains { $0.contains("adm-a") && $0.contains("spot.spo2.low") })
        #expect(whole.lines.contains { $0.contains("adm-b") && $0.contains("spot.hr.high") })
        #expect(whole.readings > UInt64(Self.seconds))
        for pieceByteCount in [1, 7, 64, 1000, 65_536] {
            let cut = try replayed(bytes, on: ward, pieceByteCount: pieceByteCount)
            #expect(cut.lines == whole.lines)
            #expect(cut.readings == whole.readings)
        }
    }
}
