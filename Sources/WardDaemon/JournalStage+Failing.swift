import Alarms
import Dispatch
import Journal
import Vitals

// What is done when the disk refuses, and when the journal proves damaged.

extension JournalStage {
    /// A sync that failed is never tried again and believed: the file is closed, opened, checked, and written again. Alert
    /// ids make that safe.
    func reopenIfNeeded() throws(JournalError) {
        guard mustReopen else { return }
        try? store.close()
        store = try opening.open(at: clock.now().wall).store
        mustReopen = false
        opening.isThorough = false
        if store.openedAfterQuarantine != nil { lastHubSequence = try store.lastHubSequence() }
        note("journal.reopened", "the journal was opened again after the disk failed")
        if let quarantined = store.openedAfterQuarantine { tellQuarantine(quarantined) }
    }

    /// A journal was damaged and set aside: said, and an alarm.
    func tellQuarantine(_ path: String) {
        log.quarantined(path)
        note("journal.quarantined", "the journal was damaged and set aside; a new one was begun")
        signs.tell(HubSign(.recordDamaged, .mild, value: 1))
    }

    /// Rows were found that nobody can read any more: an alarm, since nobody may be called by them.
    func tellUnreadable(_ count: Int) {
        note("journal.unreadable", "\(count) rows a start needs cannot be read; its log names them")
        signs.tell(HubSign(.recordDamaged, .mild, value: UInt32(clamping: count)))
    }

    /// A page that proves damaged stops every commit, and with it every alert: the file is looked through, set aside, and a
    /// new one takes what waits.
    func fail(_ error: JournalError) {
        if error.kind == .inputOutput { mustReopen = true }
        if error.kind == .corrupt { markDamaged() }
        log.journalFailed(error)
    }

    /// The index beside the log claimed too much, and was put right: said, since its cause is not known.
    func tellMendedIndex() {
        guard let sentence = newlyMendedIndex() else { return }
        note("journal.index_mended", sentence)
        log.warn(sentence)
    }

    /// In words, once for each time.
    func newlyMendedIndex() -> String? {
        defer { mendedIndexCount = store.mendedIndexCount }
        guard store.mendedIndexCount > mendedIndexCount, let claim = store.lastFalseClaim else { return nil }
        return "the index beside the journal's log claimed more than is in the journal: \(claim). It is put right and "
            + "nothing is lost; tell those who look after spotward"
    }

    /// The journal's file was removed, renamed or replaced while it is open: what is written goes into a file without a name. It
    /// gets its name back, with all that is in it.
    func keepInPlace(at now: MonotonicInstant) {
        if let filesLookedAt, now.since(filesLookedAt) < DaemonLimits.fileLookEvery { return }
        filesLookedAt = now
        guard !mustReopen, !store.isInPlace else { return }
        log.warn(
            "somebody removed or replaced the journal, or a file beside it, while it is open. It is put back from the open "
                + "file. Find out who did it: the state folder is the daemon's alone.")
        do throws(JournalError) {
            if let aside = try store.putBack(at: clock.now().wall) { log.quarantined(aside) }
            note("journal.put_back", "the journal was removed or replaced while it was open, and put back whole")
        } catch {
            // What is open could not be copied: a new one is begun.
            log.journalFailed(error)
            note("journal.removed", "the journal was removed or replaced while it was open, and could not be put back")
        }
        mustReopen = true
        signs.tell(HubSign(.recordDamaged, .mild, value: 1))
    }

    /// Somebody's long read transaction keeps the log from being cut.
    func tellPinned() {
        guard store.isLogPinned != isLogPinned else { return }
        isLogPinned = store.isLogPinned
        guard isLogPinned else {
            note("journal.log_cut", "the log can be cut again: readings are kept")
            return
        }
        log.warn(
            "another program has read the journal in one transaction for so long that its log has no bound: readings are "
                + "judged and not kept until it ends. Alerts are. Find it with `fuser` on journal.sqlite and end it.")
        note("journal.log_pinned", "a long read transaction keeps the log from being cut: readings are not kept")
    }

    func markDamaged() {
        opening.isThorough = true
        mustReopen = true
    }

    /// Looks through the whole journal beside the ward, on another thread: at the start only what it needs was.
    nonisolated func checkHistory() {
        let path = onQueue { $0.store.path }
        DispatchQueue.global(qos: .background).async { @Sendable in
            guard let damage = JournalCheck.damage(at: path) else { return }
            self.onQueue { stage in
                stage.log.warn("the journal is damaged: \(damage)")
                stage.markDamaged()
                stage.note("journal.damaged", damage)
                stage.drain()
            }
        }
    }
}
