import Journal
import Ports
import Vitals
import Webhooks

extension JournalStage {
    /// Asks receivers who has taken what: nobody can call a hub behind a home router. On life's boot clock, also where the
    /// ward's time runs faster.
    func askForAcknowledgements() {
        guard !isClosing, !acknowledgements.names.isEmpty else { return }
        let now = clock.atLifesSpeed.monotonicNow()
        for (endpoint, question) in acknowledgements.due(at: now, isUrgent: digest.isAnyUrgentUntaken) {
            if let refusal = deliveries.ask(question, of: endpoint) {
                _ = acknowledgements.failed(endpoint, "\(refusal)", retryAfter: nil)
                log.courierRefused(refusal)
            }
        }
    }

    /// What became of a question. It is not on record; what its answer holds is, each entry as a command.
    func take(question outcome: DeliveryOutcome) {
        let endpoint = outcome.endpoint
        guard let question = acknowledgements.question(of: endpoint) else { return }
        guard let document = outcome.signedAnswer else {
            return fetchFailed(endpoint, outcome.fetchFailure, retryAfter: outcome.retryAfter)
        }
        commandRelay.ask(document, to: question, of: endpoint) { [self] result in
            executor.queue.async { @Sendable in self.assumeIsolated { $0.take(result, of: endpoint) } }
        }
    }

    private func take(_ result: FetchResult, of endpoint: String) {
        switch result {
        case .taken(let cursor):
            keep(cursor, of: endpoint)
            guard acknowledgements.answered(endpoint, upTo: cursor) != nil else { return }
            let sentence = "acknowledgements of \(endpoint) can be fetched again"
            note("acknowledgements.fetched", sentence)
            log.note(sentence)
            keep(fetchFailure: nil, of: endpoint)
        case .stuck(let cursor):
            keep(cursor, of: endpoint)
            fetchFailed(endpoint, "the hub's disk did not take one of them", after: cursor)
        case .refused(let reason):
            fetchFailed(endpoint, "the answer is not to be believed: \(reason)")
        }
    }

    private func fetchFailed(
        _ endpoint: String, _ failure: String, after cursor: String? = nil, retryAfter: Duration? = nil
    ) {
        guard acknowledgements.failed(endpoint, failure, after: cursor, retryAfter: retryAfter) else { return }
        let sentence =
            "acknowledgements of \(endpoint) cannot be fetched: \(failure). Alarms go out and climb on; whoever takes one there is not heard until this is right"
        note("acknowledgements.failed", sentence)
        log.warn(sentence)
        keep(fetchFailure: failure, of: endpoint)
    }

    private func keep(_ cursor: String?, of endpoint: String) {
        guard let cursor else { return }
        // Where the disk refuses, the list is read again from the cursor before, and each id is known.
        do throws(JournalError) {
            try store.move(cursor: cursor, of: endpoint, at: clock.now().wall)
        } catch {
            fail(error)
        }
    }

    private func keep(fetchFailure failure: String?, of endpoint: String) {
        do throws(JournalError) {
            try store.keep(fetchFailure: failure, of: endpoint, since: clock.now().wall)
        } catch {
            fail(error)
        }
    }

    /// For the desk.
    func isTaken(_ document: DocumentReference) -> Result<Bool, JournalError> {
        do throws(JournalError) {
            return .success(try store.isTaken(document))
        } catch {
            return .failure(error)
        }
    }
}

extension DeliveryOutcome {
    /// Why nothing was fetched, without anything the receiver wrote.
    fileprivate var fetchFailure: String {
        guard isAccepted else {
            let status = httpStatus.map { "HTTP \($0)" } ?? "curl \(curlCode)"
            return
                "the question failed at \(stage.rawValue) (\(status)). Look at the receiver and at acknowledgements.url"
        }
        guard let answerRefusal else {
            return "the answer is no signed document (application/json). Look at acknowledgements.url"
        }
        return "the answer is no signed document: \(answerRefusal)"
    }
}
