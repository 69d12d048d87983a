import Dispatch
import Ports
import Synchronization
import Vitals

/// Says in the room what no receiver has taken: a small file of the state folder, and a program of the site's, which may
/// ring a bell or light a lamp. Its own queue, "spotward.annunciate": neither the disk nor the program holds an alert up.
package final class Annunciator: Sendable {
    private let queue = DispatchQueue(label: "spotward.annunciate")
    private let file: SmallFile
    private let program: String?
    private let log: DaemonLog
    private struct Turn {
        /// The program still runs for the call before.
        var isRunning = false
        var next: HubCallState?
    }
    private let turn = Mutex(Turn())

    /// - Parameter program: run at each call and at the end of it, with whether it is on, how many
    ///   alarms there are and whom to ring, and nothing about a child.
    init(stateFolder: String, program: String?, log: DaemonLog) {
        file = SmallFile(path: stateFolder + "/" + HubCallState.fileName)
        self.program = program
        self.log = log
    }

    /// - Parameter isNew: the hub calls now, and does not only go on.
    func show(_ state: HubCallState, isNew: Bool) {
        queue.async { @Sendable [self] in
            if let trouble = file.replace(with: state.line) {
                log.warn("what the hub calls is not shown: \(trouble)")
            }
            if isNew || !state.isCalling { run(state) }
        }
    }

    /// A call that comes while the program runs waits for its end; of several the newest.
    private func run(_ state: HubCallState) {
        guard let program else { return }
        let isFree = turn.withLock { turn in
            if turn.isRunning { turn.next = state }
            defer { turn.isRunning = true }
            return !turn.isRunning
        }
        guard isFree else { return }
        // A thread of its own for as long as it runs: the file must go on changing.
        DispatchQueue.global(qos: .userInitiated).async { @Sendable [self] in
            var waiting: HubCallState? = state
            while let current = waiting {
                sound(current, by: program)
                waiting = turn.withLock { turn in
                    defer { turn = Turn(isRunning: turn.next != nil) }
                    return turn.next
                }
            }
        }
    }

    private func sound(_ state: HubCallState, by program: String) {
        let word = state.isCalling ? "on" : "off"
        let end = Program.run(
            program, [word],
            environment: [
                "SPOTWARD_CALL=\(word)", "SPOTWARD_COUNT=\(state.count)", "SPOTWARD_PHONE=\(state.phone ?? "")",
            ], patience: DaemonLimits.annunciatePatience)
        if end != .ended(status: 0) { log.warn("the program that sounds the call, \(program), \(end)") }
    }
}
