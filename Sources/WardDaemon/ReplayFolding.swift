import Alarms
import Vitals

/// The fold of a replay with what waits for a tick before it, and what it found behind it. Inputs are folded as they come.
struct ReplayFolding: LiveInputSink, ~Copyable {
    private var fold: EvaluationFold
    private var commands = ReplayQueue<Command>()
    private var rows = ReplayQueue<DocumentInput>()
    private(set) var log = ReplayLog()

    init(_ evaluator: consuming WardEvaluator) { fold = EvaluationFold(evaluator) }

    mutating func push(_ input: LiveInput) { fold.step(input, commands: &commands, rows: &rows, into: &log) }

    /// Has all found that is to be found in what was pushed.
    @inline(__always)
    mutating func settle() { fold.settle(into: &log) }

    /// Puts back what the run before left, where it stands.
    mutating func restore(_ input: Input) { fold.restore(input, into: &log) }

    /// Commands for the tick that counts them.
    mutating func wait(_ more: [Command]) throws(ReplayError) {
        for command in more { commands.append(command) }
        try checkWaiting()
    }

    /// A row for the tick that counts it.
    mutating func wait(_ row: DocumentInput) { rows.append(row) }

    /// A daemon lets no more wait than it has room for; a recording without its ticks would fill the memory.
    func checkWaiting() throws(ReplayError) {
        let count = max(rows.count, commands.count)
        if count > DaemonLimits.replayedWaiting { throw .ticksMissing(waiting: count) }
    }

    /// What was found since the last call.
    mutating func takeLog() -> ReplayLog {
        defer { log = ReplayLog() }
        return log
    }
}

/// What waits for the tick that counts it, oldest first. What was taken is forgotten before it is as much as what waits.
struct ReplayQueue<Element> {
    private var elements: [Element] = []
    private var next = 0
    private static var keptCount: Int { 1024 }

    var count: Int { elements.count - next }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func pop() -> Element? {
        guard next < elements.count else { return nil }
        let element = elements[next]
        next += 1
        if next == elements.count {
            elements.removeAll(keepingCapacity: true)
            next = 0
        } else if next >= Self.keptCount, next >= elements.count - next {
            elements.removeFirst(next)
            next = 0
        }
        return element
    }
}

extension ReplayQueue: CommandQueue where Element == Command {}
extension ReplayQueue: DocumentRows where Element == DocumentInput {}

/// What the fold finds in a replay.
struct ReplayLog: RecordSink {
    private(set) var decisions: [Decision] = []
    private(set) var readingCount = 0

    var hasFound: Bool { readingCount > 0 || !decisions.isEmpty }

    mutating func append(_ transition: AlarmTransition) { decisions.append(.transition(transition)) }
    mutating func append(_ score: ScoreRecord) {}
    mutating func append(_ outcome: CommandOutcome) { decisions.append(.outcome(outcome)) }
    mutating func append(_ notice: Notice) { decisions.append(.notice(notice)) }
    mutating func append(_ readings: ReadingRecord) { readingCount += 1 }
}
