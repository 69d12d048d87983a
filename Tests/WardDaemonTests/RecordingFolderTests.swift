import Foundation
import Recordings
import Testing
import Vitals

@testable import WardDaemon

@Suite struct RecordingFolderTests {
    private let line = Array((String(repeating: "x", count: 999) + "\n").utf8)

    private func folder(_ path: String, keep: Int = 40_000, segment: Int = 10_000, run: Int64 = 1) -> RecordingFolder {
        RecordingFolder(
            path: path, runNumber: run, keepByteCount: keep, segmentByteCount: segment, header: RecordingHeader())
    }

    private func temporary() -> String { NSTemporaryDirectory() + "spotward-rec-" + UUID().uuidString }

    @Test func segmentsAreBoundedAndTheOldestGoFirst() {
        let path = temporary()
        defer { try? FileManager.default.removeItem(atPath: path) }
        var folder = folder(path)
        for _ in 0..<200 { #expect(folder.write(line) == nil) }
        folder.close()
        let segments = RecordingFolder.segments(in: path)
        #expect(segments.reduce(0) { $0 + $1.byteCount } <= 40_000)
        for segment in segments { #expect(segment.byteCount <= 10_000) }
        #expect(segments.first.map { $0.name != "run-000001-0000.rec" } == true)
        #expect(segments.last?.name == segments.map(\.name).max())
    }

    @Test func anEarlierRunIsKeptWhileThereIsRoom() {
        let path = temporary()
        defer { try? FileManager.default.removeItem(atPath: path) }
        for run in 1...2 {
            var folder = folder(path, run: Int64(run))
            _ = folder.write(line)
            folder.close()
        }
        #expect(RecordingFolder.segments(in: path).map(\.name) == ["run-000001-0000.rec", "run-000002-0000.rec"])
    }

    @Test func theNewestRunIsKnownEvenWhenTheJournalForgotIt() {
        let path = temporary()
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(RecordingFolder.newestRun(in: path) == 0)
        for run: Int64 in [3, 12, 7] {
            var folder = folder(path, run: run)
            _ = folder.write(line)
            folder.close()
        }
        #expect(RecordingFolder.newestRun(in: path) == 12)
    }

    @Test func aFolderThatCannotBeMadeIsSaidAndDoesNotTrap() {
        var folder = folder("/proc/no-such-place")
        let failure = folder.write(line)
        #expect(failure?.contains("alarms go on") == true)
    }
}
