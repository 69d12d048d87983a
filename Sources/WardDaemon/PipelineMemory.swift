import Alarms
import Decoders
import Ports
import Register
import Vitals

/// What the daemon's bounded things take: an element as it lies in memory, and how many there can be.
///
/// A ring touches as much of itself as ever waited in it, and that stays: its whole size counts, and not what waits.
package struct MemoryShare: Sendable {
    package var part: String
    package var what: String
    package var elementBytes: Int
    package var count: Int
    /// Whether it lies there from the start on and does not come and go.
    package var isStanding: Bool

    package var bytes: Int { elementBytes * count }

    package init(_ part: String, _ what: String, elementBytes: Int, count: Int, isStanding: Bool = false) {
        self.part = part
        self.what = what
        self.elementBytes = elementBytes
        self.count = count
        self.isStanding = isStanding
    }
}

/// The shares of the pipeline, by the limits it is built with: `spotward-bench limits` prints them.
package enum PipelineMemory {
    /// The rings of `Pipeline`, in its order.
    package static let rings: [MemoryShare] = [
        ring("live inputs", LiveInput.self, DaemonLimits.liveInputs),
        ring("commands", Command.self, DaemonLimits.commands),
        ring("document rows", DocumentInput.self, DaemonLimits.documentRows),
        ring("decisions", Decision.self, DaemonLimits.decisions),
        ring("scores", ScoreRecord.self, DaemonLimits.scoreRecords),
        ring("readings", ReadingRecord.self, DaemonLimits.readingRecords),
        ring("recording slices", RecordingSlice.self, DaemonLimits.recordingSlices),
        ring("accounts of the ports", Account.self, DaemonLimits.accounts),
        ring("accounts of the evaluator", Account.self, DaemonLimits.accounts),
    ]

    /// What a full hub holds beside the rings and the children.
    package static let standing: [MemoryShare] = [
        MemoryShare(
            "ports", "decoders of devices", elementBytes: MemoryLayout<DeviceStream>.stride,
            count: PortLimits.portCount,
            isStanding: true)
    ]

    /// What grows with what happens, and ends.
    package static let passing: [MemoryShare] = [
        MemoryShare("documents", "pieces of a file", elementBytes: DaemonLimits.documentChunk, count: 2),
        // The shortest row of a table that says anything: a digit, a comma, a line feed.
        MemoryShare(
            "documents", "rows of a piece", elementBytes: MemoryLayout<DocumentInput>.stride,
            count: DaemonLimits.documentChunk / 3),
        MemoryShare(
            "recording", "slices as text", elementBytes: 2 * RecordingSlice.byteLimit + 64,
            count: DaemonLimits.recordingSlices),
        MemoryShare("documents", "a piece as text", elementBytes: 2 * DaemonLimits.documentChunk, count: 1),
        MemoryShare(
            "journal", "readings of a batch", elementBytes: MemoryLayout<ReadingRecord>.stride,
            count: DaemonLimits.committedRows),
        MemoryShare(
            "journal", "scores of a batch", elementBytes: MemoryLayout<ScoreRecord>.stride,
            count: DaemonLimits.committedScores),
        MemoryShare(
            "commands", "texts remembered", elementBytes: Register.Limits.lineByteCount,
            count: DaemonLimits.commandTexts),
        MemoryShare("commands", "register", elementBytes: Register.Limits.fileByteCount, count: 1),
        MemoryShare("commands", "dropped command", elementBytes: DaemonLimits.commandFileByteCount, count: 1),
    ]

    private static func ring<Element>(_ what: String, _ element: Element.Type, _ capacity: Int) -> MemoryShare {
        MemoryShare(
            "rings", what, elementBytes: MemoryLayout<Element>.stride, count: capacity, isStanding: true)
    }
}
