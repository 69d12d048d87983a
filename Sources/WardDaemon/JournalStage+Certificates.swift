import Alarms
import Configuration
import Ports
import Vitals

// A certificate that ends silences an endpoint at a second that is known for years: the hub says so in time.

extension JournalStage {
    /// At each beat. Nothing is said and nothing ended while the time is not known.
    func watchCertificates() {
        let now = clock.atLifesSpeed.monotonicNow()
        guard !isClosing, certificates.looks(at: now) else { return }
        var changes = certificates.read(at: now) { certificate throws(FileRefusal) in try certificate.term() }
        if let wall = trueTime.now(
            at: now, hub: clock.timeOfDay(), isKept: ClockDiscipline.isSynchronised == true)
        {
            changes += certificates.judge(at: wall)
            signs.tell(certificates.sign)
        }
        for change in changes {
            note(change.isGood ? "certificate.renewed" : "certificate.ends", change.sentence)
            if change.isGood { log.note(change.sentence) } else { log.warn(change.sentence) }
        }
    }
}

extension WardTakeover {
    /// What the run before had told of certificates and nobody has ended.
    var certificateNews: CertificateNews? {
        for command in restoration.commands {
            guard case .restoreEpisode(let transition) = command.input(on: register.plan),
                transition.condition == .certificate
            else { continue }
            return transition.latestValue.flatMap { CertificateNews(value: $0) }
        }
        return nil
    }
}
