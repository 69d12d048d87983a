import Alarms
import Journal
import Ports
import Recordings
import Rings
import Vitals

/// The actor that writes the recording, pinned to queue "spotward.record". The disk may be slow: nothing waits for it.
actor RecorderStage {
    nonisolated let executor = QueueExecutor(label: "spotward.record", qualityOfService: .utility)
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private var slices: RingConsumer<RecordingSlice>
    private var folder: RecordingFolder
    private let stateFolder: String
    private let log: DaemonLog
    /// The disk has no room for recordings: nothing is written until it has.
    private var isPaused = false
    /// Rendered and not yet written.
    private var buffer: [UInt8] = []

    init(slices: consuming RingConsumer<RecordingSlice>, folder: RecordingFolder, stateFolder: String, log: DaemonLog) {
        self.stateFolder = stateFolder
        self.slices = slices
        self.folder = folder
        self.log = log
    }

    /// One that was never stopped, as where a start fails behind it, leaves no file open.
    deinit { folder.close() }

    /// Writes what waits.
    func drain() {
        while let slice = slices.pop() {
            render(slice, folder.writer)
            // After a while in which the disk stood still much waits, and a buffer keeps the room it once needed.
            if buffer.count >= DaemonLimits.recordingPiece { flush() }
        }
        flush()
    }

    /// Writes one entry that does not come from a port: a restored episode, a command, a piece of a document. What came
    /// from the ports before it stands before it, so that a replay knows the episode a command names.
    func note(_ entry: RecordingEntry) {
        drain()
        do {
            try folder.writer.append(entry, to: &buffer)
        } catch {
            log.recordingFailed("\(error)")
        }
        flush()
    }

    func noteDocumentBytes(_ bytes: [UInt8], number: UInt64, at now: MonotonicInstant) {
        folder.writer.appendDocumentBytes(bytes.span, number: number, at: now, to: &buffer)
        flush()
    }

    /// The disk fills up or has room again. When it is full the oldest segments go first; where that is not enough, nothing
    /// more is recorded until there is room.
    func take(_ level: DiskLevel) {
        let wasPaused = isPaused
        isPaused = level == .full && !folder.makeRoom(until: { StorageGuard.hasRoom(in: stateFolder) })
        guard isPaused != wasPaused else { return }
        if isPaused {
            log.recordingFailed(
                "the disk is full: nothing is recorded until there is room, and this run cannot be replayed from here on. "
                    + "Alarms go on. Make room.")
        } else {
            log.note("the disk has room again: what comes in is recorded")
        }
    }

    func remove(writtenBefore instant: WallInstant) { folder.removeSegments(writtenBefore: instant) }

    func stop(at now: MonotonicInstant) {
        drain()
        note(RecordingEntry(at: now, .end))
        folder.close()
    }

    private func render(_ slice: RecordingSlice, _ writer: RecordingWriter) {
        switch slice.kind {
        case .bytes:
            let bytes = slice.bytes
            writer.appendBytes(
                bytes.span.extracting(0..<Int(slice.count)), source: slice.source, at: slice.at, to: &buffer)
        case .tick:
            writer.appendTick(
                wall: slice.wall, documentRows: slice.count, commands: slice.commandCount, at: slice.at, to: &buffer)
        case .attached: note(slice, .attached(slice.source), writer)
        case .detached: note(slice, .detached(slice.source), writer)
        case .hub:
            guard let sign = HubSign(word: slice.count) else { return }
            note(slice, sign.event, writer)
        case .lost: note(slice, .lost(what: "inputs", count: slice.count), writer)
        }
    }

    private func note(_ slice: RecordingSlice, _ event: RecordingEvent, _ writer: RecordingWriter) {
        do {
            try writer.append(RecordingEntry(at: slice.at, event), to: &buffer)
        } catch {
            log.recordingFailed("\(error)")
        }
    }

    private func flush() {
        guard !buffer.isEmpty else { return }
        guard !isPaused else { return buffer.removeAll(keepingCapacity: true) }
        if let failure = folder.write(buffer) { log.recordingFailed(failure) }
        buffer.removeAll(keepingCapacity: true)
    }
}
