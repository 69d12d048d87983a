import Alarms
import Decoders
import Documents
import Recordings
import Register
import Vitals
import Webhooks

/// One recorded run being folded again.
struct ReplaySession: ~Copyable {
    let runID: String?
    var segment: UInt64
    let start: Tick
    /// The ward as its commands have made it.
    private var register: WardRegister
    private var plan: WardPlan { register.plan }
    /// Texts, ids and the composer, as the daemon's own.
    private var alerts: AlertBook
    /// Where each source of the recording stands in the configuration.
    private let sources: [SourceIndex: SourceIndex]
    private var decoding: PortDecoding
    private var fold: EvaluationFold
    private var inputs = ReplayInputs()
    private var commands = ReplayCommands()
    private var rows = ReplayRows()
    private var log = ReplayLog()
    private var documents: [UInt64: OpenDocument] = [:]

    private struct OpenDocument {
        var reader: DocumentReader
        var mapper: DocumentRowMapper
    }

    init(_ header: RecordingHeader, _ ward: Ward) throws(ReplayError) {
        let start = try Self.start(of: header)
        let plan = ward.configuration.plan
        sources = try Self.sources(of: header, in: plan)
        self.start = start
        register = WardRegister(plan: plan)
        alerts = AlertBook(ward.composer)
        runID = header.runID
        segment = header.segment ?? 0
        decoding = PortDecoding(ward.protocols)
        fold = EvaluationFold(
            StreamEvaluator(plan: plan, chart: ward.chart.chart, rules: ward.configuration.rules, start: start))
    }

    private static func start(of header: RecordingHeader) throws(ReplayError) -> Tick {
        guard let wall = header.startedAtWall, !header.sources.isEmpty else { throw .bareCapture }
        return Tick(monotonic: header.startedAt, wall: wall)
    }

    private static func sources(
        of header: RecordingHeader, in plan: WardPlan
    ) throws(ReplayError) -> [SourceIndex: SourceIndex] {
        var sources: [SourceIndex: SourceIndex] = [:]
        for source in header.sources {
            guard let index = plan.sources.firstIndex(where: { $0.name == source.name }) else {
                throw .sourceUnknown(source.name)
            }
            sources[source.index] = SourceIndex(UInt16(index))
        }
        return sources
    }

    mutating func take(_ entry: RecordingEntry) throws(ReplayError) {
        switch entry.event {
        case .bytes(let source, let bytes):
            guard let source = sources[source] else { return }
            decoding.take(bytes.span, from: source, at: entry.at, into: &inputs)
        case .attached(let source):
            guard let source = sources[source] else { return }
            decoding.attach(source, at: entry.at, into: &inputs)
        case .detached(let source):
            guard let source = sources[source] else { return }
            decoding.detach(source, at: entry.at, into: &inputs)
        case .tick(let wall, let documentRows, let commandCount):
            decoding.tick(at: entry.at, into: &inputs)
            inputs.push(
                .tick(
                    Tick(monotonic: entry.at, wall: wall), documentRows: documentRows, commands: commandCount))
        case .lost(_, let count):
            inputs.push(.lost(count: count, at: entry.at))
        case .command(let line):
            try take(line)
        case .document(let opening):
            try open(opening)
        case .documentBytes(let number, let bytes):
            try read(bytes, of: number)
        case .documentEnded(let number):
            try finish(number)
        case .end: break
        }
        for input in inputs.take() { fold.step(input, commands: &commands, rows: &rows, into: &log) }
    }

    /// Gives what the fold found since the last call, in order.
    mutating func drain(_ alert: (Alert) -> Void, reading: () -> Void) {
        for decision in log.decisions {
            switch decision {
            case .transition(let found): alert(alerts.compose(found))
            case .outcome(let outcome): alerts.take(outcome)
            case .notice: break
            }
        }
        for _ in 0..<log.readingCount { reading() }
        log = ReplayLog()
    }

    /// What was restored, or asked: the register takes it again at its own time, as it did live, and the evaluator at the
    /// tick that counts it.
    private mutating func take(_ line: String) throws(ReplayError) {
        if let restored = RestoreCommand(line: line) {
            guard let input = restored.input(on: plan) else { return }
            if case .restoreEpisode(let transition) = input { alerts.restore(transition, origin: restored.originText) }
            fold.restore(input, into: &log)
            return
        }
        guard let recorded = RecordedCommand(line: line) else { throw .commandUnreadable(line) }
        let episode = recorded.command.deed.episode.flatMap { alerts.episode($0)?.reference }
        guard let accepted = register.retake(recorded.command, episode: episode) else { return }
        alerts.know(CommandText(accepted.command, at: start.wall), of: recorded.number, plan: register.plan)
        if recorded.isStart { alerts.know(register.plan) }
        let deeds = accepted.deeds.map { Command(recorded.number, $0) }
        if recorded.isStart {
            for deed in deeds { fold.restore(.command(deed, at: start), into: &log) }
        } else {
            commands.append(deeds)
        }
    }

    private mutating func open(_ opening: DocumentOpening) throws(ReplayError) {
        guard let format = DocumentFormat(rawValue: opening.format) else { throw .documentFormat(opening.format) }
        guard let source = sources[opening.source] else { return }
        documents[opening.number] = OpenDocument(
            reader: DocumentReader(format: format, context: DocumentContext(nameStamp: opening.nameStamp)),
            mapper: DocumentRowMapper(
                plan: plan, source: source, document: UInt32(truncatingIfNeeded: opening.number),
                fromRow: opening.resumeFromRow))
    }

    /// A defect here was told when the file was read live, and ended it in the same place.
    private mutating func read(_ bytes: [UInt8], of number: UInt64) throws(ReplayError) {
        guard var document = documents.removeValue(forKey: number) else { throw .documentUnknown(number) }
        var found: [DocumentInput] = []
        let mapper = document.mapper
        try? document.reader.feed(bytes.span) { row in if let input = mapper.input(row) { found.append(input) } }
        rows.append(found)
        documents[number] = document
    }

    private mutating func finish(_ number: UInt64) throws(ReplayError) {
        guard var document = documents.removeValue(forKey: number) else { throw .documentUnknown(number) }
        var found: [DocumentInput] = []
        let mapper = document.mapper
        try? document.reader.finish { row in if let input = mapper.input(row) { found.append(input) } }
        rows.append(found)
    }
}

/// Live inputs of one recorded entry.
private struct ReplayInputs: LiveInputSink {
    private var inputs: [LiveInput] = []

    mutating func push(_ input: LiveInput) { inputs.append(input) }

    mutating func take() -> [LiveInput] {
        defer { inputs.removeAll(keepingCapacity: true) }
        return inputs
    }
}

/// Recorded commands that no tick has let in yet.
struct ReplayCommands: CommandQueue {
    private var commands: [Command] = []
    private var next = 0

    mutating func append(_ more: [Command]) { commands += more }

    mutating func pop() -> Command? {
        guard next < commands.count else { return nil }
        defer { next += 1 }
        return commands[next]
    }
}

/// Rows of recorded files that no tick has let in yet.
private struct ReplayRows: DocumentRows {
    private var rows: [DocumentInput] = []
    private var next = 0

    mutating func append(_ more: [DocumentInput]) {
        if next == rows.count {
            rows.removeAll(keepingCapacity: true)
            next = 0
        }
        rows += more
    }

    mutating func pop() -> DocumentInput? {
        guard next < rows.count else { return nil }
        defer { next += 1 }
        return rows[next]
    }
}

/// What the fold finds in a replay.
private struct ReplayLog: RecordSink {
    var decisions: [Decision] = []
    var readingCount = 0

    mutating func append(_ transition: AlarmTransition) { decisions.append(.transition(transition)) }
    mutating func append(_ score: ScoreRecord) {}
    mutating func append(_ outcome: CommandOutcome) { decisions.append(.outcome(outcome)) }
    mutating func append(_ notice: Notice) { decisions.append(.notice(notice)) }
    mutating func append(_ readings: ReadingRecord) { readingCount += 1 }
}
