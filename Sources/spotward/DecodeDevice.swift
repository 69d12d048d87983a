import Decoders
import Recordings
import Vitals

/// Turns a device's bytes into decode rows, one for every frame that carries a reading or a reason for none.
///
/// Runs of skipped bytes are one row at their first byte. Offsets count the device's bytes, also over a recording's
/// entries and over an unplugging.
struct DeviceRows {
    private let deviceProtocol: DeviceProtocol
    private var frames: FrameStream
    /// Bytes before the stream that is now read: those up to the last unplugging.
    private var base: UInt64 = 0
    private var skippedFrom: UInt64 = 0
    private var skippedCount: UInt64 = 0
    private var lock: LockedRows?

    /// - Parameters:
    ///   - isLocked: only readings that the daemon's rule would believe.
    ///   - judgesRate: whether the bytes come with their arrival instants.
    init(_ deviceProtocol: DeviceProtocol, isLocked: Bool, judgesRate: Bool) {
        self.deviceProtocol = deviceProtocol
        frames = FrameStream(deviceProtocol)
        lock = isLocked ? LockedRows(deviceProtocol, judgesRate: judgesRate) : nil
    }

    mutating func feed(_ bytes: Span<UInt8>, at now: MonotonicInstant, _ row: (DecodeRow) -> Void) {
        var position = 0
        while let event = frames.next(in: bytes, at: &position) {
            let offset = base + event.offset
            guard case .frame(let content) = event.kind else {
                if event.skip == .failedCheck {
                    endSkip(row)
                    row(DecodeRow(offset: offset, kind: .refused(FrameRefusal.failedCheck.name)))
                }
                if skippedCount == 0 { skippedFrom = offset }
                skippedCount += UInt64(event.byteCount)
                if event.skip != .padding { lock?.observeSkip(at: now) }
                continue
            }
            endSkip(row)
            if case .refused(let refusal) = content {
                row(DecodeRow(offset: offset, kind: .refused(refusal.name)))
                if refusal == .impossibleValue { lock?.observeSkip(at: now) }
                continue
            }
            let found = Found(offset: offset, content: content)
            guard let told = lock == nil ? found : lock?.observe(found, byteCount: event.byteCount, at: now) else {
                continue
            }
            told.print(row)
        }
    }

    /// The device went, or the input ended: what is incomplete becomes a last row.
    mutating func finish(_ row: (DecodeRow) -> Void) {
        endSkip(row)
        while let told = lock?.next() { told.print(row) }
        if let partial = frames.partial {
            row(DecodeRow(offset: base + partial.offset, kind: .partial(byteCount: Int(partial.byteCount))))
        }
        base += frames.offset + UInt64(frames.pendingCount)
        frames = FrameStream(deviceProtocol)
        lock?.restart()
    }

    private mutating func endSkip(_ row: (DecodeRow) -> Void) {
        guard skippedCount > 0 else { return }
        row(DecodeRow(offset: skippedFrom, kind: .skipped(byteCount: Int(skippedCount))))
        skippedCount = 0
    }
}

/// A good frame and its place.
struct Found: BitwiseCopyable, Sendable {
    var offset: UInt64
    var content: FrameContent

    func print(_ row: (DecodeRow) -> Void) {
        switch content {
        case .readings(let readings):
            row(DecodeRow(offset: offset, readings))
        case .stored(let stored):
            for index in 0..<stored.count { row(DecodeRow(offset: offset, stored[index])) }
        case .nothing, .refused:
            break
        }
    }
}

/// The daemon's rule for what counts, over rows: the lock before a frame and the frames that must stand behind it.
struct LockedRows {
    private let deviceProtocol: DeviceProtocol
    private let judgesRate: Bool
    private var lock: FrameLock
    private var line = ProvingLine<Found>()

    init(_ deviceProtocol: DeviceProtocol, judgesRate: Bool) {
        self.deviceProtocol = deviceProtocol
        self.judgesRate = judgesRate
        lock = FrameLock(deviceProtocol, judgesRate: judgesRate)
    }

    /// Takes in a good frame; the one to be told now that it has come.
    mutating func observe(_ found: Found, byteCount: Int, at now: MonotonicInstant) -> Found? {
        let counts = lock.observeFrame(byteCount: byteCount, at: now)
        let counted = counts && found.content != .nothing ? found : nil
        return deviceProtocol.isChecked ? counted : line.push(counted)
    }

    mutating func observeSkip(at now: MonotonicInstant) {
        lock.observeSkip(at: now)
        line.drop()
    }

    /// What still waits at the end of the input, one by one: nothing came that speaks against it.
    mutating func next() -> Found? {
        while line.waitingCount > 0 {
            if let found = line.push(nil) { return found }
        }
        return nil
    }

    mutating func restart() { self = LockedRows(deviceProtocol, judgesRate: judgesRate) }
}

extension DecodeRow {
    /// A reading, or none and why.
    init(offset: UInt64, _ readings: ReadingSet) {
        self.init(
            offset: offset, kind: readings.given.isEmpty ? .none(readings.signal) : .reading, readings: readings)
    }
}
