import Alarms
import Crypto
import Documents
import Glibc
import Journal
import Ports
import Recordings
import Rings
import Synchronization
import Vitals

/// The actor that reads dropped files, pinned to a thread of its own, "spotward.documents": it waits for the disk, for the
/// evaluator and for the journal, so that no serial line ever waits for a file. It stands back for all others before each piece.
///
/// A file is read twice: once to hash it and to see that the whole of it can be read, once to apply it. It is put away
/// when every row is committed. Killed in between, it is offered again and goes on at the first row not committed.
actor DocumentIntake {
    nonisolated let executor = ThreadExecutor(label: "spotward.documents")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let roster: WardRoster
    private let desk: CommandDesk
    private var folders: [DropFolderSlot]
    private var rows: RingProducer<DocumentInput>
    private let waiting: RingGauge
    private let journal: JournalStage
    private let recorder: RecorderStage
    private let clock: PortClock
    private let log: DaemonLog
    private var wake: @Sendable () -> Void = {}
    private var handedOver = 0
    /// Set from outside while the queue is busy.
    nonisolated let isStopping = Atomic<Bool>(false)

    init(
        roster: WardRoster, desk: CommandDesk, folders: [DropFolderPlan], rows: consuming RingProducer<DocumentInput>,
        journal: JournalStage,
        recorder: RecorderStage, clock: PortClock, log: DaemonLog
    ) {
        self.roster = roster
        self.desk = desk
        self.folders = folders.map { DropFolderSlot($0) }
        waiting = rows.gauge
        self.rows = rows
        self.journal = journal
        self.recorder = recorder
        self.clock = clock
        self.log = log
    }

    /// - Parameter wake: lets the rows handed over in at once.
    func start(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    /// Applies every file that waits.
    func work() {
        for slot in folders {
            do throws(PortError) {
                try slot.open { [log] refused in
                    log.document(refused.source, number: 0, "refused: \(refused.refusal.name)")
                }
                while !isStopping.load(ordering: .relaxed), let file = try slot.next() {
                    try apply(file, in: slot)
                }
                slot.failure = nil
            } catch {
                // Told once; the folder is looked at again at the next wake-up.
                if slot.failure != error { log.folderFailed(slot.plan.source, error) }
                slot.failure = error
            }
        }
    }

    private func apply(_ file: consuming ClaimedFile, in slot: DropFolderSlot) throws(PortError) {
        var receipt = DocumentReceipt(name: file.name, byteCount: file.byteCount)
        let source = slot.plan.source
        let number = file.number
        if CommandFile.isName(file.name) { return try take(command: file, in: slot) }
        let format: DocumentFormat
        switch try recognise(file) {
        case .success(let found): format = found
        case .failure(let defect):
            try slot.finish(file, receipt.refused("\(defect)"))
            log.document(source, number: number, "refused: \(defect)")
            return
        }
        guard let inspection = try inspect(file, format: format) else {
            slot.putBack(file)
            return
        }
        receipt.sha256 = inspection.sha256
        if let defect = inspection.defect {
            try slot.finish(file, receipt.refused("\(defect)"))
            log.document(source, number: number, "refused: \(defect)")
            return
        }
        let folder = slot.plan.path
        let begun: Result<DocumentTicket, JournalError> = journal.onQueue { stage in
            stage.beginDocument(sha256: inspection.sha256, format: format.rawValue, folder: folder)
        }
        switch begun {
        case .failure(let error):
            log.journalFailed(error)
            slot.putBack(file)
            // Not this file's fault and nothing to gain from the next one: wait for the next wake-up.
            throw PortError(.read, slot.plan.path, .system(errno: EAGAIN))
        case .success(.alreadyApplied(_, let at)):
            receipt.note = "the same content was applied before, at \(at); nothing was applied again"
            try slot.finish(file, receipt.accepted())
            log.document(source, number: number, "already applied")
        case .success(.apply(let document, let fromRow)):
            let mapper = DocumentRowMapper(plan: roster.plan, source: source, document: document, fromRow: fromRow)
            let isWhole: Bool
            do throws(PortError) {
                isWhole = try handOver(file, format: format, mapper: mapper, sha256: inspection.sha256, &receipt)
            } catch {
                // What was handed over is committed before the file is offered again: it then goes on behind it.
                _ = waitUntil { self.journal.committedRows.value >= self.handedOver }
                slot.putBack(file)
                throw error
            }
            guard isWhole else {
                slot.putBack(file)
                return
            }
            let reasons = receipt.refusals
            switch journal.onQueue({ $0.finishDocument(document, reasons: reasons) }) {
            case .failure(let error):
                log.journalFailed(error)
                slot.putBack(file)
                throw PortError(.read, slot.plan.path, .system(errno: EAGAIN))
            case .success(let tally):
                receipt.take(tally)
                let outcome = tally.outcome == .applied ? receipt.accepted() : receipt.refused("no row could be used")
                try slot.finish(file, outcome)
            }
            log.document(source, number: number, receipt.summary)
        }
    }

    /// Somebody who is worried does not wait for a long file.
    private func takeCommands() {
        for slot in folders {
            do throws(PortError) {
                while let file = try slot.nextUrgent() { try take(command: file, in: slot) }
            } catch {
                // The folder's next turn tells it and tries again.
            }
        }
    }

    /// A dropped command: asked at the desk like any other, each content once, and its answer is the receipt.
    private func take(command file: consuming ClaimedFile, in slot: DropFolderSlot) throws(PortError) {
        let source = slot.plan.source
        let number = file.number
        var receipt = CommandReceipt(name: file.name, byteCount: file.byteCount)
        guard let content = try CommandFile(reading: file) else {
            try slot.finish(file, receipt.refused("it is longer than \(DaemonLimits.commandFileByteCount) bytes"))
            log.document(source, number: number, "refused: command too long")
            return
        }
        receipt.sha256 = content.sha256
        let folder = slot.plan.path
        let begun: Result<DocumentTicket, JournalError> = journal.onQueue { stage in
            stage.beginDocument(sha256: content.sha256, format: "command", folder: folder)
        }
        let document: UInt32
        switch begun {
        case .failure(let error):
            log.journalFailed(error)
            slot.putBack(file)
            throw PortError(.read, slot.plan.path, .system(errno: EAGAIN))
        case .success(.alreadyApplied(_, let at)):
            // The same words hours later are a worry of their own; within a minute they are the same file, offered again.
            if content.isWorry, clock.now().wall.since(at) > DaemonLimits.sameWorryWithin {
                try slot.finish(file, receipt.answered(content.ask(desk)))
                log.document(source, number: number, "the same worry was said again")
                return
            }
            try slot.finish(file, receipt.knownSince(at))
            log.document(source, number: number, "command already taken")
            return
        case .success(.apply(let row, _)): document = row
        }
        let answer = content.ask(desk)
        // Only what was done is known for good: a refused one may be dropped again when its reason is gone.
        if answer.isDone, case .failure(let error) = journal.onQueue({ $0.finishDocument(document, reasons: [:]) }) {
            log.journalFailed(error)
        }
        try slot.finish(file, receipt.answered(answer))
        log.document(source, number: number, answer.isDone ? "command taken" : "command refused")
    }

    private struct Inspection {
        var sha256: String
        var defect: DocumentDefect?
    }

    /// What the file is, by its first bytes and its name.
    private func recognise(
        _ file: borrowing ClaimedFile
    ) throws(PortError) -> Result<DocumentFormat, DocumentDefect> {
        var head: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Documents.Limits.recognitionBytes)
        while head.count < Documents.Limits.recognitionBytes {
            let count = try file.read(into: &buffer)
            guard count > 0 else { break }
            head += buffer[..<count]
        }
        do throws(DocumentDefect) {
            return .success(try DocumentFormat.recognise(fileName: file.name, head: head.span))
        } catch {
            return .failure(error)
        }
    }

    /// The next piece of a file; 0 at its end. Others go first: a thread that only computes keeps its core until the scheduler looks again,
    /// milliseconds later, whoever was woken meanwhile, and the service's filter of system calls lets no thread lower itself.
    private func read(_ file: borrowing ClaimedFile, into buffer: inout [UInt8]) throws(PortError) -> Int {
        sched_yield()
        takeCommands()
        return try file.read(into: &buffer)
    }

    private func rewind(_ file: borrowing ClaimedFile) throws(PortError) {
        guard lseek(file.descriptor.rawValue, 0, SEEK_SET) == 0 else {
            throw PortError(.read, file.path, .system(errno: errno))
        }
    }

    /// Reads the whole of it; `nil` when the daemon stops first.
    private func inspect(_ file: borrowing ClaimedFile, format: DocumentFormat) throws(PortError) -> Inspection? {
        try rewind(file)
        var hash = SHA256()
        var reader = DocumentReader(format: format, context: DocumentContext(fileName: file.name))
        var defect: DocumentDefect?
        var buffer = [UInt8](repeating: 0, count: DaemonLimits.documentChunk)
        while true {
            guard !isStopping.load(ordering: .relaxed) else { return nil }
            let count = try read(file, into: &buffer)
            guard count > 0 else { break }
            hash.update(data: buffer[..<count])
            guard defect == nil else { continue }
            do throws(DocumentDefect) {
                try reader.feed(buffer.span.extracting(0..<count)) { _ in }
            } catch {
                defect = error
            }
        }
        if defect == nil {
            do throws(DocumentDefect) { try reader.finish { _ in } } catch { defect = error }
        }
        return Inspection(sha256: hash.finalize().hexadecimal, defect: defect)
    }

    /// Hands every row to the evaluator and waits until all are committed; `false` when the daemon stops first.
    private func handOver(
        _ file: borrowing ClaimedFile, format: DocumentFormat, mapper: DocumentRowMapper, sha256: String,
        _ receipt: inout DocumentReceipt
    ) throws(PortError) -> Bool {
        try rewind(file)
        let context = DocumentContext(fileName: file.name)
        let number = UInt64(mapper.document)
        let opening = DocumentOpening(
            source: mapper.source, number: number, sha256: sha256, format: format.rawValue,
            resumeFromRow: mapper.fromRow, nameStamp: context.nameStamp)
        let opened = clock.monotonicNow()
        recorder.onQueue { $0.note(RecordingEntry(at: opened, .document(opening))) }

        var reader = DocumentReader(format: format, context: context)
        var buffer = [UInt8](repeating: 0, count: DaemonLimits.documentChunk)
        var byteCount: Int64 = 0
        var toldAt = opened
        while true {
            let count = try read(file, into: &buffer)
            guard count > 0 else { break }
            // Recorded before its rows are handed over, so that the tick that lets them in stands after them.
            let piece = Array(buffer[..<count])
            let now = clock.monotonicNow()
            recorder.onQueue { $0.noteDocumentBytes(piece, number: number, at: now) }
            var inputs: [DocumentInput] = []
            var defect: DocumentDefect?
            do throws(DocumentDefect) {
                try reader.feed(piece.span) { row in
                    receipt.count(row)
                    if let input = mapper.input(row) { inputs.append(input) }
                }
            } catch {
                defect = error
            }
            guard handOver(inputs) else { return false }
            byteCount += Int64(count)
            if now.since(toldAt) >= DaemonLimits.tellFileEvery {
                toldAt = now
                let share = file.byteCount > 0 ? min(byteCount * 100 / file.byteCount, 100) : 0
                log.document(mapper.source, number: file.number, "\(share) %, \(receipt.rowCount) rows so far")
            }
            // The file changed after it was inspected: what was read of it stands, the rest is refused.
            if let defect {
                receipt.note = "it changed while it was read: \(defect)"
                break
            }
        }
        var last: [DocumentInput] = []
        do throws(DocumentDefect) {
            try reader.finish { row in
                receipt.count(row)
                if let input = mapper.input(row) { last.append(input) }
            }
        } catch {
            receipt.note = receipt.note ?? "it changed while it was read: \(error)"
        }
        let ended = clock.monotonicNow()
        recorder.onQueue { $0.note(RecordingEntry(at: ended, .documentEnded(number: number))) }
        return handOver(last) && waitUntil { self.journal.committedRows.value >= self.handedOver }
    }

    /// Half a ring at a time: the evaluator has one half while the other is filled, and what a tick lets in stays small.
    private func handOver(_ inputs: [DocumentInput]) -> Bool {
        var next = 0
        while next < inputs.count {
            let room = min(
                DaemonLimits.documentRows / 2, DaemonLimits.uncommittedRows - (handedOver - journal.committedRows.value)
            )
            guard room > 0, waiting.waitingCount <= DaemonLimits.documentRows / 2 else {
                guard pause() else { return false }
                continue
            }
            let end = min(next + room, inputs.count)
            while next < end, rows.push(inputs[next]) {
                next += 1
                handedOver += 1
            }
            wake()
        }
        return true
    }

    private func waitUntil(_ isDone: () -> Bool) -> Bool {
        while !isDone() {
            guard pause() else { return false }
        }
        return true
    }

    /// A moment for the other stages; `false` when the daemon stops. Every row handed over was followed by a wake-up, so
    /// there is nobody to wake.
    private func pause() -> Bool {
        guard !isStopping.load(ordering: .relaxed) else { return false }
        usleep(DaemonLimits.intakePauseMicroseconds)
        return true
    }
}

/// One drop folder of the intake: opened when it can be, reopened when it comes back.
private final class DropFolderSlot {
    let plan: DropFolderPlan
    private var folder: DropFolder?
    var failure: PortError?

    init(_ plan: DropFolderPlan) { self.plan = plan }

    func open(onRefusal: @escaping @Sendable (RefusedFile) -> Void) throws(PortError) {
        guard folder == nil else { return }
        folder = try DropFolder(plan, onRefusal: onRefusal)
    }

    func next() throws(PortError) -> ClaimedFile? { try folder?.next() ?? nil }

    func nextUrgent() throws(PortError) -> ClaimedFile? { try folder?.nextUrgent() ?? nil }

    func finish(_ file: consuming ClaimedFile, _ outcome: (isAccepted: Bool, bytes: [UInt8])) throws(PortError) {
        try folder?.finish(file, accepted: outcome.isAccepted, receipt: outcome.bytes)
    }

    func putBack(_ file: consuming ClaimedFile) { folder?.putBack(file) }
}
