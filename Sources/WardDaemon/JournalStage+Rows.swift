import Glibc
import Journal
import Ports
import Vitals

// Rows: readings, scores and counters, which nobody is told of. They wait in memory for one another, so that a hub's card is
// written to seldom ([0045](docs/decisions/0045-rows-wait-for-one-another.md)).

extension JournalStage {
    /// Somebody is about to look: the rows that wait are written.
    func writeOut() {
        rowsDue = nil
        drain()
    }

    /// Nothing hurries the rows: no decision, no file that waits for its own, not many.
    private var mayRowsWait: Bool {
        guard let rowsDue, !isClosing, rows.readings.count < DaemonLimits.waitingRows,
            rows.scores.count < DaemonLimits.committedScores
        else { return false }
        return clock.monotonicNow() < rowsDue && !rows.readings.contains { $0.arrival.row != nil }
    }

    /// Counters change with every byte, and a page of theirs a minute is the tenth part of what one child writes. They are
    /// written when more than the clock asks for it, as where somebody looks, and else four times an hour.
    private func takeCounters() {
        if rowsDue != nil, let countersDue, clock.monotonicNow() < countersDue { return }
        rows.counters = books.changedCounters()
    }

    /// As many rows as there is time for; the rest keep their order and have the next turn.
    func commitRows() -> Bool {
        guard !mayRowsWait else { return false }
        takeHeldRows()
        guard storage.hasReserve else {
            holdBack()
            return true
        }
        rows.keepsReadings = storage.keepsReadings && !isLogPinned
        takeCounters()
        noteUnrecorded()
        guard !rows.isEmpty else { return true }
        do throws(JournalError) {
            try reopenIfNeeded()
            let clock = clock.atLifesSpeed
            let deadline = clock.monotonicNow().advanced(by: DaemonLimits.rowTime)
            let waiting = waitingDecisions
            // A few are written at once: pages that each of two transactions changes are written twice.
            let areFew = rows.readings.count <= DaemonLimits.waitingRows
            let written = try store.write(rows: rows) {
                // As before each piece of a dropped file.
                sched_yield()
                return waiting.waitingCount == 0 && (areFew || clock.monotonicNow() < deadline)
            }
            if !rows.keepsReadings { storage.countUnrecorded(written.readingCount + written.scoreCount) }
            committedRows.add(rows.readings.prefix(written.readingCount).count { $0.arrival.row != nil })
            rows.readings.removeFirst(written.readingCount)
            rows.scores.removeFirst(written.scoreCount)
            let now = self.clock.monotonicNow()
            if !rows.counters.isEmpty { countersDue = now.advanced(by: DaemonLimits.counterPeriod) }
            rows.counters = []
            if rows.isEmpty { rowsDue = now.advanced(by: DaemonLimits.rowPeriod) }
            return true
        } catch {
            books.forgetWritten()
            countersDue = nil
            unrecordedWritten = 0
            if error.kind == .full { giveWay() }
            fail(error)
            return false
        }
    }
}
