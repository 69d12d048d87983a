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
    private let sources: ReplaySources
    private var decoding: PortDecoding
    private var folding: ReplayFolding
    /// Files being read, and those whose reading was broken off, oldest first.
    private var documents: [OpenDocument] = []

    private struct OpenDocument {
        let number: UInt64
        var reader: DocumentReader
        var mapper: DocumentRowMapper
    }

    init(_ header: RecordingHeader, _ ward: Ward, shardCount: Int) throws(ReplayError) {
        let isUnwatched = header.about.contains { $0.value == Ward.unwatchedNote }
        let ward = isUnwatched ? ward.unwatched : ward
        let start = try Self.start(of: header)
        let plan = ward.configuration.plan
        sources = try ReplaySources(of: header, in: plan)
        self.start = start
        register = WardRegister(plan: plan)
        alerts = AlertBook(ward.composer)
        runID = header.runID
        segment = header.segment ?? 0
        decoding = PortDecoding(ward.streams)
        folding = ReplayFolding(
            WardEvaluator(
                plan: plan, chart: ward.chart.chart, rules: ward.configuration.rules, start: start, count: shardCount))
    }

    private static func start(of header: RecordingHeader) throws(ReplayError) -> Tick {
        guard let wall = header.startedAtWall, !header.sources.isEmpty else { throw .bareCapture }
        return Tick(monotonic: header.startedAt, wall: wall)
    }

    /// A line that needs no entry made of it; `payload` begins with its bytes.
    mutating func take(_ line: PlainLine, _ payload: [UInt8]) throws(ReplayError) {
        let bytes = payload.span.extracting(0..<line.byteCount)
        switch line.content {
        case .bytes(let source): take(bytes, from: source, at: line.at)
        case .tick(let wall, let rows, let commands):
            take(Tick(monotonic: line.at, wall: wall), documentRows: rows, commands: commands)
        case .documentBytes(let number): try read(bytes, of: number)
        }
    }

    mutating func take(_ entry: RecordingEntry) throws(ReplayError) {
        switch entry.event {
        case .bytes(let source, let bytes): take(bytes.span, from: source, at: entry.at)
        case .attached(let source):
            guard let source = sources[source] else { return }
            decoding.attach(source, at: entry.at, into: &folding)
        case .detached(let source):
            guard let source = sources[source] else { return }
            decoding.detach(source, at: entry.at, into: &folding)
        case .tick(let wall, let rows, let commands):
            take(Tick(monotonic: entry.at, wall: wall), documentRows: rows, commands: commands)
        case .lost(_, let count):
            folding.push(.lost(count: count, at: entry.at))
        case .hub(let what, let stage, let value):
            guard let sign = HubSign(what: what, stage: stage, value: value) else { return }
            folding.push(.hub(sign, at: entry.at))
        case .command(let line):
            try take(line)
        case .document(let opening):
            try open(opening)
        case .documentBytes(let number, let bytes):
            try read(bytes.span, of: number)
        case .documentEnded(let number):
            try finish(number)
        case .end: break
        }
    }

    private mutating func take(_ bytes: Span<UInt8>, from source: SourceIndex, at now: MonotonicInstant) {
        guard let source = sources[source] else { return }
        decoding.take(bytes, from: source, at: now, into: &folding)
    }

    private mutating func take(_ tick: Tick, documentRows: UInt64, commands: UInt64) {
        decoding.tick(tick, into: &folding)
        folding.push(.tick(tick, documentRows: documentRows, commands: commands))
    }

    /// Has everything found that follows from what was taken: before a command, which may name an alarm, and at an end.
    @inline(__always)
    mutating func settle() { folding.settle() }

    /// Gives what the fold found since the last call, in order; how many sets of readings were among it.
    mutating func drain(_ alert: (Alert) -> Void) -> Int {
        guard folding.log.hasFound else { return 0 }
        let found = folding.takeLog()
        for decision in found.decisions {
            switch decision {
            case .transition(let found): alert(alerts.compose(found))
            case .outcome(let outcome): alerts.take(outcome)
            case .notice: break
            }
        }
        return found.readingCount
    }

    /// What was restored, or asked: the register takes it again at its own time, as it did live, and the evaluator at the
    /// tick that counts it.
    private mutating func take(_ line: String) throws(ReplayError) {
        if let restored = RestoreCommand(line: line) {
            guard let input = restored.input(on: plan) else { return }
            if case .restoreEpisode(let transition) = input { alerts.restore(transition, origin: restored.originText) }
            folding.restore(input)
            return
        }
        guard let recorded = RecordedCommand(line: line) else { throw .commandUnreadable(line) }
        let episode = recorded.command.deed.episode.flatMap { alerts.episode($0)?.reference }
        guard let accepted = register.retake(recorded.command, episode: episode) else { return }
        alerts.know(CommandText(accepted.command, at: start.wall), of: recorded.number, plan: register.plan)
        if recorded.isStart { alerts.know(register.plan) }
        let deeds = accepted.deeds.map { Command(recorded.number, $0) }
        if recorded.isStart {
            for deed in deeds { folding.restore(.command(deed, at: start)) }
        } else {
            try folding.wait(deeds)
        }
    }

    private mutating func open(_ opening: DocumentOpening) throws(ReplayError) {
        guard let format = DocumentFormat(rawValue: opening.format) else { throw .documentFormat(opening.format) }
        guard let source = sources[opening.source] else { return }
        // A file broken off is opened anew under its number. The daemon reads one at a time.
        documents.removeAll { $0.number == opening.number }
        if documents.count == DaemonLimits.replayedDocuments { documents.removeFirst() }
        documents.append(
            OpenDocument(
                number: opening.number,
                reader: DocumentReader(format: format, context: DocumentContext(nameStamp: opening.nameStamp)),
                mapper: DocumentRowMapper(
                    plan: plan, source: source, document: UInt32(truncatingIfNeeded: opening.number),
                    fromRow: opening.resumeFromRow)))
    }

    /// A defect here was told when the file was read live, and ended it in the same place.
    private mutating func read(_ bytes: Span<UInt8>, of number: UInt64) throws(ReplayError) {
        guard let place = documents.lastIndex(where: { $0.number == number }) else { throw .documentUnknown(number) }
        let mapper = documents[place].mapper
        try? documents[place].reader.feed(bytes) { row in if let input = mapper.input(row) { folding.wait(input) } }
        try folding.checkWaiting()
    }

    private mutating func finish(_ number: UInt64) throws(ReplayError) {
        guard let place = documents.lastIndex(where: { $0.number == number }) else { throw .documentUnknown(number) }
        var document = documents.remove(at: place)
        let mapper = document.mapper
        try? document.reader.finish { row in if let input = mapper.input(row) { folding.wait(input) } }
        try folding.checkWaiting()
    }
}

/// Where each source of a recording stands in the configuration.
private struct ReplaySources {
    /// By the recording's index.
    private var indices: [SourceIndex?] = []

    init(of header: RecordingHeader, in plan: WardPlan) throws(ReplayError) {
        for source in header.sources {
            guard let index = plan.sources.firstIndex(where: { $0.name == source.name }) else {
                throw .sourceUnknown(source.name)
            }
            while indices.count <= Int(source.index.rawValue) { indices.append(nil) }
            indices[Int(source.index.rawValue)] = SourceIndex(UInt16(index))
        }
    }

    subscript(recorded: SourceIndex) -> SourceIndex? {
        let place = Int(recorded.rawValue)
        return place < indices.count ? indices[place] : nil
    }
}
