import Alarms
import Foundation
import GRDB
import Vitals

@testable import Journal
@testable import WardTesting

/// What the store has answered for, and must have for ever: an alert under its number, or a command.
struct Promise {
    /// How much was asked of the disk when the answer came.
    let callCount: Int
    var alertID: String?
    var hubSequence: UInt64?
    var endpoints: [String] = []
    var command: Int64?
}

/// A daemon's use of the real store on a disk that is watched, step by step, with what was promised after each.
final class StoreScript {
    /// Where the store stood after a step.
    struct Mark {
        let callCount: Int
        let fingerprint: UInt64
        /// By the store's own word the disk has everything so far.
        let isDurable: Bool
        /// The step was one transaction, so nothing between it and the mark before can be found.
        let isOneTransaction: Bool
    }

    enum Step: CaseIterable {
        case alerts, rows, manyRows, take, attempts, command, outcome, admit, document, sync, moveLog, restart
    }

    let folder: String
    let disk: CrashDisk
    private(set) var store: JournalStore
    private(set) var marks: [Mark] = []
    private(set) var promises: [Promise]
    /// The batch of each step, by the mark that closed it: written again after a cut.
    private(set) var batches: [Int: JournalBatch] = [:]
    private var chances: Chances
    private var names: WardNames
    private var second: Int64 = 0
    private var due: [OutboxItem] = []
    private var openCommands: [(number: CommandNumber, row: Int64)] = []
    /// Run before each step: to make the store careless.
    private let before: (JournalStore) throws -> Void
    private let prefix: String
    /// How often a call of the store is made before it is a failure of the script.
    private let patience: Int
    /// As the daemon has it: after an error that leaves the last commit in doubt the store is opened anew.
    private var mustReopen = false
    private var hasTroubled = false
    /// What the store said when the disk failed, and how often it was opened anew.
    private(set) var errors: [JournalError] = []
    private(set) var reopenCount = 0
    private(set) var quarantineCount: Int

    /// Opens the store, of an empty folder or of what a cut has left.
    init(
        _ folder: String, seed: UInt64, depth: Int = 0, kept: [Promise] = [], patience: Int = 1,
        trouble: (CrashDisk) -> Void = { _ in }, before: @escaping (JournalStore) throws -> Void = { _ in }
    ) throws {
        self.folder = folder
        self.before = before
        prefix = "\(depth)-"
        self.patience = patience
        promises = kept.map { promise in
            var promise = promise
            promise = Promise(
                callCount: 0, alertID: promise.alertID, hubSequence: promise.hubSequence, endpoints: promise.endpoints,
                command: promise.command)
            return promise
        }
        chances = Chances(seed: seed)
        names = ward
        disk = try CrashDisk(folder)
        trouble(disk)
        var failures: [JournalError] = []
        store = try Self.open(folder, patience: patience, &failures)
        errors = failures
        quarantineCount = store.openedAfterQuarantine == nil ? 0 : 1
        try begin()
    }

    private static func open(
        _ folder: String, patience: Int, _ failures: inout [JournalError]
    ) throws(JournalError) -> JournalStore {
        while true {
            do throws(JournalError) {
                return try JournalStore(directory: folder, now: base)
            } catch {
                failures.append(error)
                guard failures.count < patience else { throw error }
            }
        }
    }

    private func begin() throws {
        try surely { store throws(JournalError) in try store.beginRun(runRecord, names: names) }
        try mark(isOneTransaction: false)
    }

    private func mark(isOneTransaction: Bool = true) throws {
        // The reading is the test's own: it must not meet the trouble.
        let fingerprint = try disk.spared { try store.queue.read { try $0.fingerprint() } }
        marks.append(
            Mark(
                callCount: disk.count, fingerprint: fingerprint, isDurable: store.unsyncedPageCount == 0,
                isOneTransaction: isOneTransaction && !hasTroubled))
        hasTroubled = false
    }

    /// Asks it of the store as the daemon does: what fails is asked again, of a store that was opened anew where the last
    /// commit is in doubt.
    private func surely<Value>(_ ask: (JournalStore) throws(JournalError) -> Value) throws(JournalError) -> Value {
        var attempt = 1
        while true {
            do throws(JournalError) {
                try reopenIfNeeded()
                return try ask(store)
            } catch {
                errors.append(error)
                hasTroubled = true
                if error.kind == .inputOutput || error.kind == .corrupt { mustReopen = true }
                guard attempt < patience else { throw error }
                attempt += 1
            }
        }
    }

    private func reopenIfNeeded() throws(JournalError) {
        guard mustReopen else { return }
        try? store.close()
        store = try JournalStore(directory: folder, now: wall(second))
        try store.beginRun(runRecord, names: names)
        mustReopen = false
        reopenCount += 1
        if store.openedAfterQuarantine != nil { quarantineCount += 1 }
    }

    func close() throws { try store.close() }

    /// A night of so many alerts, the same each time.
    func playNight(alerts count: Int) throws {
        let around: [Step] = [.rows, .take, .attempts, .command, .outcome, .rows, .take, .attempts, .document, .sync]
        for number in 0..<count {
            try play(.alerts)
            try play(around[number % around.count])
            if number % 8 == 5 { try play(.moveLog) }
            if number % 50 == 12 { try play(.restart) }
        }
    }

    func playAtRandom(steps count: Int) throws {
        for _ in 0..<count {
            // Rows by the thousand are one step in forty: they are most of the bytes.
            var step = Step.allCases.randomElement(using: &chances) ?? .alerts
            if step == .manyRows || step == .restart, !chances.oneIn(4) { step = .alerts }
            try play(step)
        }
    }

    func play(_ step: Step) throws {
        try before(store)
        second += 7
        switch step {
        case .alerts:
            try commit((0..<Int.random(in: 1...3, using: &chances)).map { _ in newAlert() })
        case .rows, .manyRows:
            let count = step == .rows ? 20 : 4_000
            let rows = (0..<count).map { reading(97, at: second + Int64($0 / 100), child: UInt32($0 % 2)) }
            _ = try surely { store throws(JournalError) in try store.write(rows: JournalBatch(readings: rows)) { true }
            }
            try mark()
        case .take:
            due = try surely { store throws(JournalError) in try store.takeDue(OutboxLook(now: wall(second), limit: 4))
            }
            try mark()
        case .attempts:
            let attempts = due.map { item in
                let isAccepted = !chances.oneIn(3)
                return (record: attempt(item, isAccepted), nextDue: isAccepted ? nil : wall(second + 5))
            }
            due = []
            _ = try surely { store throws(JournalError) in try store.recordAttempts(attempts, thenTake: nil) }
            try mark()
        case .command:
            let number = CommandNumber(UInt32(promises.count))
            let row = try surely { store throws(JournalError) in
                try store.append(command: command(number.rawValue, "concern", at: second))
            }
            try mark()
            promises.append(Promise(callCount: disk.count, command: row))
            openCommands.append((number, row))
        case .outcome:
            guard let open = openCommands.popLast() else { return try play(.command) }
            try commit([newAlert()], [CommandOutcome(open.number, at: tick(second), .done)])
        case .admit:
            let name = "adm-\(prefix)\(marks.count)"
            try surely { store throws(JournalError) in _ = try store.admit(name) }
            names = store.names
            try mark()
        case .document:
            let sha = String(repeating: "\(marks.count % 10)", count: 64 - prefix.count) + prefix
            let ticket = try surely { store throws(JournalError) in
                try store.beginDocument(sha256: sha, format: "csv", folder: "drop", at: wall(second))
            }
            if case .apply(let number, _) = ticket {
                try mark()
                try surely { store throws(JournalError) in _ = try store.finishDocument(number, at: wall(second)) }
            }
            try mark()
        case .sync:
            try surely { store throws(JournalError) in try store.sync() }
            try mark()
        case .moveLog:
            try surely { store throws(JournalError) in try store.moveLog(isIdle: true) }
            try mark()
        case .restart:
            try surely { store throws(JournalError) in try store.endRun(at: wall(second)) }
            try mark()
            mustReopen = true
            try surely { _ throws(JournalError) in }
            try mark(isOneTransaction: false)
        }
    }

    private func newAlert() -> Alert {
        let number = promises.count + Int(second)
        return alert(
            "\(prefix)\(number)-\(chances.next())", episode: "episode-\(prefix)\(number % 5)",
            admission: chances.oneIn(2) ? "adm-a" : "adm-b", key: "key-\(number % 5)",
            transition(UInt32(number), priority: chances.oneIn(2) ? .high : .medium, at: second))
    }

    static let endpoints: [OwedEndpoint] = ["team", "night"]

    private func commit(_ alerts: [Alert], _ outcomes: [CommandOutcome] = []) throws {
        var batch = JournalBatch(
            readings: [reading(96, at: second)], alerts: alerts, endpoints: Self.endpoints, outcomes: outcomes,
            events: [JournalEvent(at: tick(second), kind: "test", text: "a step of the script")])
        batch.owedFrom = wall(second)
        batches[marks.count] = batch
        _ = try surely { store throws(JournalError) in try store.commit(batch) }
        try mark()
        for alert in alerts {
            let number = try disk.spared {
                try store.queue.read {
                    try Int64.fetchOne(
                        $0, sql: "SELECT hub_seq FROM transitions WHERE alert_id = ?", arguments: [alert.id])
                }
            }
            promises.append(
                Promise(
                    callCount: disk.count, alertID: alert.id, hubSequence: number.map { UInt64($0) },
                    endpoints: Self.endpoints.map(\.name)))
        }
    }

    private func attempt(_ item: OutboxItem, _ isAccepted: Bool) -> AttemptRecord {
        AttemptRecord(
            reference: item.reference, attempt: item.attemptCount + 1, startedAt: wall(second),
            duration: .milliseconds(40), stage: isAccepted ? "done" : "connect", curlCode: isAccepted ? 0 : 7,
            httpStatus: isAccepted ? 200 : nil, answer: "", isAccepted: isAccepted, isUrgent: true)
    }
}

extension StoreScript {
    /// What must be found after a cut behind so many calls.
    func expectation(after callCount: Int) -> Expectation {
        let done = marks.prefix { $0.callCount <= callCount }.count
        let durable = marks[..<done].lastIndex(where: \.isDurable)
        // The step that was under way may have come to its end on the disk.
        let last = min(done, marks.count - 1)
        var fingerprints: Set<UInt64>?
        if let durable, marks[durable...last].dropFirst().allSatisfy(\.isOneTransaction) {
            fingerprints = Set(marks[durable...last].map(\.fingerprint))
        }
        return Expectation(
            promises: promises.filter { $0.callCount <= callCount }, fingerprints: fingerprints,
            rewritten: [done - 1, done].compactMap { batches[$0] })
    }
}

/// What must be on a disk that lost its power.
struct Expectation {
    var promises: [Promise]
    /// Where the journal may stand, transaction by transaction; `nil` where a start was under way.
    var fingerprints: Set<UInt64>?
    /// Written again by the next daemon: the last batch that was answered for, and the one under way.
    var rewritten: [JournalBatch]
}
