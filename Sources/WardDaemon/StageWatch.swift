import Dispatch
import Ports
import Synchronization

/// Whether every stage still goes on, told to the service manager: its watchdog is fed only then, and a daemon with one
/// stage that stands still is ended and started again.
///
/// Each stage is called by number and answers with it, in its own time and on its own thread. Two calls unanswered is a
/// stage that stands still. With the unit's `WatchdogSec=10` it is called every 2.5 s, so a daemon is ended 12.5 to 17.5 s after
/// one has come to a stand, and up again within 22 s (`deploy/faults/stall.py`).
final class StageWatch: Sendable {
    /// A stage by name, and how to have it answer: `call` must return at once and have `answer` called by the stage.
    struct Stage: Sendable {
        let name: String
        let call: @Sendable (_ answer: @escaping @Sendable () -> Void) -> Void

        init(_ name: String, call: @escaping @Sendable (_ answer: @escaping @Sendable () -> Void) -> Void) {
            self.name = name
            self.call = call
        }

        /// A stage that cannot be asked and counts its turns: it answers when it has made one since the last call.
        init(_ name: String, turns: @escaping @Sendable () -> UInt64) {
            let known = Mutex<UInt64?>(nil)
            self.init(name) { answer in
                let now = turns()
                let hasTurned = known.withLock { known in
                    defer { known = now }
                    return known != now
                }
                if hasTurned { answer() }
            }
        }
    }

    private struct Roll {
        var called: UInt64 = 0
        /// By stage: the newest call it answered.
        var answered: [UInt64]
        /// The stages told of as standing still.
        var told: Set<Int> = []
    }

    private let stages: [Stage]
    private let roll: Mutex<Roll>
    private let tell: @Sendable (ServiceManager.Message) -> Void
    private let log: DaemonLog
    private let timer: DispatchSource

    /// - Parameters:
    ///   - period: between two calls; a quarter of the manager's watchdog.
    ///   - tell: tells the manager, where there is one.
    init(
        _ stages: [Stage], period: Duration, log: DaemonLog, tell: @escaping @Sendable (ServiceManager.Message) -> Void
    ) {
        self.stages = stages
        self.tell = tell
        self.log = log
        roll = Mutex(Roll(answered: [UInt64](repeating: 0, count: stages.count)))
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "spotward.watch"))
        let interval = DispatchTimeInterval.microseconds(Int(period.wholeMicroseconds))
        timer.schedule(deadline: .now() + interval, repeating: interval)
        guard let source = timer as? DispatchSource else {
            preconditionFailure("a timer on Linux is a DispatchSource")
        }
        self.timer = source
        source.setEventHandler { @Sendable [weak self] in self?.turn() }
    }

    /// The stages that do not go on now, by name.
    var standingStill: [String] { roll.withLock { roll in roll.told.sorted().map { stages[$0].name } } }

    func start() { timer.activate() }

    func stop() { timer.cancel() }

    /// Looks at the answers to the call before the last, feeds the watchdog, calls again.
    func turn() {
        let (number, still, news) = roll.withLock { roll in
            let still = Set(stages.indices.filter { roll.answered[$0] + 1 < roll.called })
            defer { roll.told = still }
            roll.called += 1
            return (roll.called, still, still.symmetricDifference(roll.told))
        }
        for index in news.sorted() {
            if still.contains(index) {
                log.warn(
                    "\(stages[index].name) stands still: a service manager with a watchdog starts the daemon again")
            } else {
                log.note("\(stages[index].name) goes on")
            }
        }
        if still.isEmpty { tell(.alive) }
        for (index, stage) in stages.enumerated() {
            stage.call { [weak self] in self?.answered(number, index) }
        }
    }

    private func answered(_ number: UInt64, _ index: Int) {
        roll.withLock { $0.answered[index] = max($0.answered[index], number) }
    }
}
