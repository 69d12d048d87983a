import Alarms
import Journal
import Vitals
import Webhooks

// A full disk, and one that takes nothing: alerts, what is owed and commands have the reserve; readings are judged and not
// kept; the hub says so.

extension JournalStage {
    /// Writes what must not be lost: where the disk is full, into the room that is kept for it.
    func writeSurely<Value>(_ write: () throws(JournalError) -> Value) throws(JournalError) -> Value {
        do throws(JournalError) {
            try reopenIfNeeded()
            return try write()
        } catch {
            guard storage.makesWay(for: error) else { throw error }
            if error.kind == .inputOutput { mustReopen = true }
            log.warn(
                "the disk of the state folder is full: its reserve was given to alerts and commands. Readings are judged "
                    + "and not kept until there is room. Make room.")
            tellStorage()
            try reopenIfNeeded()
            let value = try write()
            note("storage.reserve_used", "the disk was full; what must be kept took the reserve")
            return value
        }
    }

    /// Once a second: how full the disk is, and for how long nothing could be written.
    func watchStorage() {
        let now = clock.monotonicNow()
        tellUndurable(at: now)
        keepInPlace(at: now)
        tellPinned()
        deliverFromMemory()
        let isNews = storage.look(at: now)
        storageDigest = digestOfStorage(at: now)
        guard isNews else { return }
        tellStorage()
        switch storage.level {
        case .roomy: note("storage.roomy", "the disk has room: everything is kept")
        case .fills:
            log.warn(
                "the disk of the state folder is \(storage.usedPercent) % full. Make room before readings cannot be kept."
            )
            note("storage.fills", "the disk is \(storage.usedPercent) % full")
        case .full:
            log.warn(
                "the disk of the state folder is full (\(storage.usedPercent) %): recordings are removed, the oldest first, "
                    + "and readings are judged and not kept. Alerts are. Make room.")
            note("storage.full", "the disk is \(storage.usedPercent) % full: readings are not kept")
        }
    }

    /// For the heartbeat.
    private func digestOfStorage(at now: MonotonicInstant) -> Heartbeat.Storage {
        let isUndurable = failingSince.map { now.since($0) >= DaemonLimits.undurableAfter } ?? false
        let word =
            switch storage.level {
            case _ where isUndurable: "undurable"
            case .roomy: "ok"
            case .fills: "fills"
            case .full: "full"
            }
        return Heartbeat.Storage(state: word, freeByteCount: storage.freeByteCount.map { Int64(clamping: $0) })
    }

    func tellStorage() {
        let stage: AlarmStage? =
            switch storage.level {
            case .roomy: nil
            case .fills: .mild
            case .full: .severe
            }
        signs.tell(HubSign(.storage, stage, value: storage.usedPercent))
        disk.tell(storage.level)
    }

    /// Rows found no room: from now on they are judged and not kept. Where not even their marks had room, they go.
    func giveWay() {
        if !rows.keepsReadings { holdBack() }
        storage.noteFull()
        tellStorage()
    }

    /// While the reserve is given away not even the marks of what came are written: rows of files wait, the rest goes.
    func holdBack() {
        let waiting = rows.readings.filter { $0.arrival.row != nil }
        storage.countUnrecorded(rows.readings.count - waiting.count + rows.scores.count)
        heldRows += waiting
        rows = JournalBatch()
    }

    /// Rows of files that waited for room, as far as they fit into one transaction.
    func takeHeldRows() {
        let room = DaemonLimits.committedRows - rows.readings.count
        guard !heldRows.isEmpty, room > 0, storage.hasReserve else { return }
        rows.readings.append(contentsOf: heldRows.prefix(room))
        heldRows.removeFirst(min(room, heldRows.count))
    }

    func noteUnrecorded() {
        guard storage.unrecordedCount != unrecordedWritten else { return }
        unrecordedWritten = storage.unrecordedCount
        rows.counters.append(
            CounterRecord(source: nil, name: "readings.unrecorded", value: storage.unrecordedCount))
    }

    private func tellUndurable(at now: MonotonicInstant) {
        guard let since = failingSince else { return }
        let lasts = now.since(since)
        guard lasts >= DaemonLimits.undurableAfter else { return }
        // The figure is told anew each minute: each is a line of the recording.
        let seconds = lasts.wholeMicroseconds / 1_000_000
        let told = seconds < 60 ? DaemonLimits.undurableAfter.wholeMicroseconds / 1_000_000 : seconds / 60 * 60
        signs.tell(HubSign(.undurable, .severe, value: UInt32(clamping: told)))
    }

    /// A commit of what was decided succeeded or failed.
    func noteCommit(isKept: Bool) {
        if isKept {
            guard failingSince != nil else { return }
            failingSince = nil
            signs.tell(HubSign(.undurable, nil, value: 0))
        } else if failingSince == nil {
            failingSince = clock.monotonicNow()
        }
    }
}
