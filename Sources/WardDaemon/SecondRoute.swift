import Dispatch
import Ports
import Synchronization
import Vitals

/// Calls for attention over another way than the receivers' (a modem's text message, a second line) where an urgent alarm has
/// reached nobody for five minutes: a program of the site's. It may take any route, since it is told nothing about a child. On a
/// thread of its own: neither the journal nor an alert waits for it.
package final class SecondRoute: Sendable {
    private let program: String
    private let hubID: String
    private let log: DaemonLog
    private struct Turn {
        var isRunning = false
        /// Not called again before then.
        var notBefore: MonotonicInstant
    }
    private let turn: Mutex<Turn>

    /// - Parameter start: a daemon that is started again and again does not call each time.
    package init(program: String, hubID: String, start: MonotonicInstant, log: DaemonLog) {
        self.program = program
        self.hubID = hubID
        self.log = log
        turn = Mutex(Turn(notBefore: start.advanced(by: DaemonLimits.secondRouteAfterStart)))
    }

    /// Its program runs.
    var isCalling: Bool { turn.withLock { $0.isRunning } }

    /// - Parameter unheard: what nobody has had for five minutes; `nil` where there is nothing: what comes then is called at its own time.
    /// - Returns: whether it is called now.
    func consider(_ unheard: HubCalls.Standing?, at now: MonotonicInstant) -> Bool {
        let isDue = turn.withLock { turn in
            guard unheard != nil else {
                turn.notBefore = min(turn.notBefore, now)
                return false
            }
            guard turn.notBefore <= now, !turn.isRunning else { return false }
            turn.isRunning = true
            return true
        }
        guard isDue, let unheard else { return false }
        DispatchQueue.global(qos: .userInitiated).async { @Sendable [self] in call(unheard, at: now) }
        return true
    }

    private func call(_ unheard: HubCalls.Standing, at now: MonotonicInstant) {
        let minutes = unheard.oldest.wholeMicroseconds / 60_000_000
        let what = unheard.count == 1 ? "an urgent alarm has" : "\(unheard.count) urgent alarms have"
        let text = "Hub \(hubID) needs attention: \(what) reached nobody for \(minutes) minutes."
        let end = Program.run(
            program, [text],
            environment: [
                "SPOTWARD_HUB=\(hubID)", "SPOTWARD_COUNT=\(unheard.count)", "SPOTWARD_MINUTES=\(minutes)",
            ], patience: DaemonLimits.secondRoutePatience)
        let hasGoneOut = end == .ended(status: 0)
        if hasGoneOut {
            log.note("attention was called for over the second route")
        } else {
            log.warn("the second route, \(program), \(end): it is tried again in five minutes")
        }
        let pause = hasGoneOut ? DaemonLimits.secondRouteAgain : DaemonLimits.secondRouteAfterFailure
        turn.withLock { $0 = Turn(notBefore: now.advanced(by: pause)) }
    }
}
