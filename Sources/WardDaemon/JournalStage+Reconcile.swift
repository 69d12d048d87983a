import Alarms
import Journal
import Vitals

extension JournalStage {
    /// What an endpoint says it holds of the days before, signed and verified: on record where it is news, and an alarm of the hub
    /// while a day differs.
    func take(_ held: [Reconciliation.HeldDay], of endpoint: String) throws(JournalError) {
        guard let change = reconciliation.take(held, of: endpoint) else { return }
        try store.keep(differingDays: change.differing, of: endpoint)
        for date in change.begun {
            let words =
                change.differing.first { $0.date == date }.flatMap { DayDifference(value: Double($0.difference)) }?
                .words ?? "other alerts"
            let sentence =
                "\(endpoint) holds \(words) of \(date) than it has accepted. It is sent again what it asks for; find out what answered in its place, or what its log lost"
            note("reconcile.differs", sentence)
            log.warn(sentence)
        }
        for date in change.ended {
            let sentence = "\(endpoint): of \(date) it holds what it has accepted, or the day is not compared any more"
            note("reconcile.agrees", sentence)
            log.note(sentence)
        }
        signs.tell(reconciliation.sign)
    }
}

extension DayDifference {
    fileprivate var words: String {
        let which = alarmClass.map { "\($0.name) " } ?? ""
        return what == .missing ? "fewer \(which)alerts" : "other \(which)alerts"
    }
}
