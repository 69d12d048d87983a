import Vitals
import Webhooks

extension JournalStage {
    /// That messages carry another time than the hub's clock is said once for each receiver.
    func tellClock(_ outcome: DeliveryOutcome) {
        guard let skew = outcome.appliedSkew, outcome.isAccepted, toldOfClock.insert(outcome.endpoint).inserted else {
            return
        }
        let seconds = skew.components.seconds
        guard abs(seconds) > 0 else { return }
        let sentence =
            "this hub's clock is \(abs(seconds)) s \(seconds > 0 ? "behind" : "ahead"), as receiver \(outcome.endpoint) tells it. Messages there carry the right time; set the hub's clock"
        note("clock.skew", sentence)
        log.warn(sentence)
    }
}
