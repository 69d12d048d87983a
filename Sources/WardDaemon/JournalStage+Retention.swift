import Alarms
import Configuration
import Journal
import Vitals

// What is old goes, a small piece at a time, when nothing that was decided waits.

extension JournalStage {
    /// One piece, where it is time for one. A pass begins when the daemon starts and every hour after.
    func pruneAPiece() {
        guard pending.isEmpty, failingSince == nil, let retention = opening.retention else { return }
        let (now, wall) = clock.now()
        if let prunedPieceAt, now.since(prunedPieceAt) < DaemonLimits.prunePieceEvery { return }
        prunedPieceAt = now
        if prunePass?.isDone ?? true {
            if let prunedAt, now.since(prunedAt) < DaemonLimits.pruneEvery { return }
            prunedAt = now
            disk.removeRecordings(olderThan: retention.recordings)
            prunePass = PrunePass(
                PruneHorizon(
                    readings: wall.advanced(by: .zero - retention.readings),
                    episodes: wall.advanced(by: .zero - retention.episodes)))
        }
        guard let pass = prunePass else { return }
        do throws(JournalError) {
            prunePass = try store.prune(pass, at: Tick(monotonic: now, wall: wall))
        } catch {
            prunePass = nil
            fail(error)
        }
    }

    /// Whether the newest part of the record is what was written: at a start, and told when it is not.
    func checkAudit() {
        do throws(JournalError) {
            let check = try store.checkAuditTail()
            guard let defect = check.defects.first else { return }
            log.warn(
                "the record is not what was written: audit log, \(defect). Keep a copy of the state folder, run "
                    + "`spotward audit verify`, and tell whoever answers for the ward.")
            note(
                "audit.defect", "\(check.defectCount) findings in the last \(check.count) entries; the first: \(defect)"
            )
            signs.tell(HubSign(.recordDamaged, .mild, value: UInt32(clamping: check.defectCount)))
        } catch {
            fail(error)
        }
    }
}
