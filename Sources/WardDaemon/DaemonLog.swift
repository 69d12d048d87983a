import Alarms
import Decoders
import Journal
import Logging
import Ports
import Register
import Vitals
import Webhooks

/// What the daemon says while it runs: one line an event, no names, no NHS numbers, no values of a child.
public struct DaemonLog: Sendable {
    private let logger: Logger
    private let sourceNames: [String]

    public init(_ logger: Logger, sourceNames: [String]) {
        self.logger = logger
        self.sourceNames = sourceNames
    }

    /// Warnings alone, on standard error: for a measurement.
    package init(warningsOf ward: Ward) {
        var logger = Logger(label: "spotward") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        self.init(logger, sourceNames: ward.configuration.plan.sources.map(\.name))
    }

    func attached(_ source: SourceIndex) { logger.info("\(name(source)): attached") }

    func gone(_ source: SourceIndex, _ reason: PortError) { logger.warning("\(name(source)): \(reason)") }

    func lost(_ count: UInt64) {
        logger.error(
            "\(count) inputs were lost because a queue was full: an alarm follows. Check the load of this machine.")
    }

    func alert(_ alert: Alert) {
        let transition = alert.transition
        let destination = alert.isForTeam ? "queued for the team" : "kept on the hub"
        logger.notice(
            "\(transition.priority.label) \(transition.condition.family) \(transition.event.name), \(alert.admissionID ?? "hub"), \(destination)"
        )
    }

    /// Ids come from content. Alerts are on record before the rows of a file that raised them: where the hub was cut off
    /// between, the rows are judged once more and come to the same alerts.
    func known(_ count: Int) {
        logger.warning(
            "\(count) alerts are on record already and are not told again. After a cut in the middle of a file that is right; at any other time it is a defect, report it."
        )
    }

    func delivery(_ outcome: DeliveryOutcome, hubSequence: UInt64) {
        let milliseconds = outcome.duration.wholeMicroseconds / 1000
        if outcome.isAccepted {
            logger.info(
                "alert \(hubSequence): accepted by \(outcome.endpoint) on attempt \(outcome.attempt), \(milliseconds) ms"
            )
        } else {
            let status = outcome.httpStatus.map { "HTTP \($0)" } ?? "curl \(outcome.curlCode)"
            logger.warning(
                "alert \(hubSequence): attempt \(outcome.attempt) at \(outcome.endpoint) failed at \(outcome.stage.rawValue) (\(status)); it will be tried again"
            )
        }
    }

    func heartbeat(_ outcome: DeliveryOutcome) {
        if outcome.isAccepted {
            logger.info("heartbeat: \(outcome.endpoint) takes it")
        } else {
            let status = outcome.httpStatus.map { "HTTP \($0)" } ?? "curl \(outcome.curlCode)"
            logger.warning(
                "heartbeat: \(outcome.endpoint) did not take it, failed at \(outcome.stage.rawValue) (\(status)); the next one comes, and whoever receives there should be called about the silence"
            )
        }
    }

    func buried(_ count: Int) {
        logger.error(
            "\(count) messages were accepted by nobody and are given up on until somebody looks. See spotward outbox list; put right what keeps the receiver from answering, then spotward outbox redrive all."
        )
    }

    func mended(_ count: Int, waiting: Int) {
        logger.error(
            "the state of \(count) messages of the outbox had become another word: \(waiting) may be owed and go out again, under their ids. The disk or somebody changed the journal: copy the state folder, and run spotward audit verify."
        )
    }

    func resent(_ count: Int, _ numbers: ClosedRange<UInt64>, to endpoint: String) {
        logger.warning(
            "\(endpoint) accepted alerts \(numbers.lowerBound) to \(numbers.upperBound) and does not have them: \(count) sent again. Find out what answered in its place, or what it lost."
        )
    }

    func receiver(_ change: ReceiverWatch.Change) {
        if change.standing == .sound { note(change.sentence) } else { warn(change.sentence) }
    }

    func courierRefused(_ error: WebhookError) {
        // It ends with the daemon: what is owed then is told of, in one sentence, by the next start.
        if case .stopped = error { return }
        logger.error("\(error)")
    }

    func journalFailed(_ error: JournalError) { logger.critical("\(error)") }

    func recordingFailed(_ text: String) { logger.error("\(text)") }

    func document(_ source: SourceIndex, number: UInt64, _ text: String) {
        logger.notice("\(name(source)): file \(number): \(text)")
    }

    func folderFailed(_ source: SourceIndex, _ error: PortError) { logger.error("\(name(source)): \(error)") }

    /// - Parameter number: the journal's, which whoever asked was told too.
    func command(_ kind: CommandKind, _ number: Int64, from source: CommandRequest.Source) {
        logger.notice("command \(number): \(kind.rawValue), \(source.words)")
    }

    /// The reasons name keys and never what stood in them.
    func commandRefused(_ kind: CommandKind, _ refusals: CommandRefusals) {
        let keys = refusals.refusals.map { $0.key.isEmpty ? "command" : $0.key }
        logger.warning("\(kind.rawValue) refused because of \(keys.joined(separator: ", "))")
    }

    func answered(_ endpoint: String, _ answer: ControlAnswer) {
        logger.notice("\(endpoint) answered with a command: \(answer.isDone ? "done" : "refused")")
    }

    func note(_ text: String) { logger.notice("\(text)") }

    func clock(_ news: ClockNews) {
        switch news {
        case .taken(let ahead):
            logger.warning("the hub's clock was set by \(ahead.signedSeconds) s; the hub's time follows it")
        case .kept(let ahead):
            logger.error(
                "the hub's clock says \(ahead.signedSeconds) s more than can be: the hub keeps its own time, from the newest instant it knows of. Let the network set the clock. If the clock is right, stop spotward, touch the files of its state folder, start it again."
            )
        case .agreed: logger.notice("the hub's clock and the hub's time agree")
        }
    }

    func refusedReload(_ reasons: [String]) {
        for reason in reasons { logger.error("\(reason)") }
        logger.error(
            "the new settings are not used, the ward goes on with the old ones: \(reasons.count) defect(s) above. Correct them, try `spotward check`, send SIGHUP again."
        )
    }

    func quarantined(_ path: String) {
        warn("the journal was damaged and is kept as \(path); a new one was begun. Tell the clinical team.")
    }

    func warn(_ text: String) { logger.warning("\(text)") }

    func books(_ lines: [String]) { for line in lines { logger.notice("\(line)") } }

    private func name(_ source: SourceIndex) -> String {
        let index = Int(source.rawValue)
        return sourceNames.indices.contains(index) ? sourceNames[index] : "source \(index)"
    }
}
