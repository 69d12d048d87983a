import Alarms
import Journal
import Register
import Vitals

extension JournalStage {
    /// Takes out of the way what nobody has accepted for so long that trying on tells nobody anything. It is on record with
    /// every attempt, counted in each heartbeat, and goes out again when somebody asks for it.
    func bury(_ expired: [ExpiredItem]) {
        let still = expired.filter { !deliveries.inFlight.contains($0.reference) }
        guard !still.isEmpty else { return }
        do throws(JournalError) {
            let buried = try store.bury(still, at: clock.now().wall)
            buried.forEach { calls.ended($0.alertID) }
            guard !buried.isEmpty else { return }
            note(
                "outbox.dead_letter",
                "\(buried.count) messages are given up on until somebody looks: spotward outbox list")
            log.buried(buried.count)
        } catch {
            fail(error)
        }
    }

    /// Puts right what the rest of its row says to be another state, and raises an alarm: the journal's file is not what was written.
    func mend(_ unsound: [OutboxReference]) {
        do throws(JournalError) {
            let mended = try store.mend(unsound, at: deliveryClock.now)
            guard mended.count > 0 else { return }
            note(
                "outbox.mended",
                "the state of \(mended.count) messages had become another word; \(mended.waitingCount) of them wait again"
            )
            log.mended(mended.count, waiting: mended.waitingCount)
            signs.tell(HubSign(.recordDamaged, .mild, value: UInt32(clamping: mended.count)))
        } catch {
            fail(error)
        }
    }
}

extension OutboxChange {
    /// What a command does to the messages it names; `nil` for a command that names none.
    init?(_ deed: WardCommand.Deed, _ letters: [OutboxLetter]) {
        switch deed {
        case .redrive: self = .redrive(letters.map(\.reference))
        case .dropMessage(_, _, let reason): self = .drop(letters.map(\.reference), reason: reason)
        default: return nil
        }
    }
}
