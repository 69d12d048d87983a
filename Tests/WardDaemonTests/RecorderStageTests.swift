import Foundation
import Logging
import Recordings
import Rings
import Testing
import Vitals

@testable import WardDaemon

@Suite struct RecorderStageTests {
    @Test func muchThatWaitsIsWrittenInPieces() throws {
        let path = NSTemporaryDirectory() + "spotward-rec-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let ring = Ring<RecordingSlice>.make(capacity: 4_096)
        var slices = ring.producer
        let segment = 4 * DaemonLimits.recordingPiece
        let recorder = RecorderStage(
            slices: ring.consumer,
            folder: RecordingFolder(
                path: path, runNumber: 1, keepByteCount: 1 << 30, segmentByteCount: segment, header: RecordingHeader()),
            stateFolder: NSTemporaryDirectory(),
            log: DaemonLog(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, sourceNames: []))
        for index in 0..<4_096 {
            var slice = RecordingSlice(.bytes, at: MonotonicInstant(microseconds: Int64(index)))
            slice.count = UInt64(RecordingSlice.byteLimit)
            let isTaken = slices.push(slice)
            #expect(isTaken)
        }
        recorder.onQueue { $0.drain() }
        let segments = RecordingFolder.segments(in: path)
        // Written at once, all of it would lie in one.
        #expect(segments.count > 4)
        #expect(segments.allSatisfy { $0.byteCount <= segment })
        recorder.onQueue { $0.stop(at: MonotonicInstant(microseconds: 4_096)) }
    }
}
