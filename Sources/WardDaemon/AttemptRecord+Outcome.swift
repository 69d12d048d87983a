import Journal
import Webhooks

extension AttemptRecord {
    /// As it goes on record.
    init(_ outcome: DeliveryOutcome, _ reference: OutboxReference, _ track: RetrySchedule) {
        self.init(
            reference: reference, attempt: outcome.attempt, startedAt: outcome.startedAt, duration: outcome.duration,
            stage: outcome.stage.rawValue, curlCode: outcome.curlCode,
            httpStatus: outcome.httpStatus.map(Int32.init(clamping:)), answer: outcome.answerPrefix,
            isAccepted: outcome.isAccepted, receipt: outcome.receipt,
            isBeyondWaiting: FallbackPolicy.isAtOnce(outcome), isUrgent: track == .urgent)
    }
}
