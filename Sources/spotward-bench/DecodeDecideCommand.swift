import Alarms
import ArgumentParser
import Decoders
import Vitals

/// Device bytes to alarm decisions: `DeviceStream` and `StreamEvaluator`, as the ports thread and the evaluator run them.
struct DecodeDecideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode-decide",
        abstract: "Bytes of a device to alarm decisions.",
        discussion: """
            Examples:
              spotward-bench decode-decide --protocol nonin-df2 --seconds 86400
              spotward-bench decode-decide --protocol contec-v7 --seconds 3600 --children 100 --json
              spotward-bench decode-decide --protocol contec-v7 --seconds 3600 --decode-only
              spotward-bench decode-decide --protocol contec-v7 --seconds 1800 --write-batches contec.batches
            """)

    @Option(name: .customLong("protocol"), help: "How the devices speak.")
    var deviceProtocol: DeviceProtocol

    @Option(help: "Seconds of every device's life.")
    var seconds: Int

    @Flag(help: "Leave the evaluator out: bytes to the readings of each second, to tell the two parts apart.")
    var decodeOnly = false

    @Option(help: "Write what the first device's decoder is given, each batch behind its length, for another program.")
    var writeBatches: String?

    @Option(help: "Batches a second that the bytes come in.")
    var batches = 7

    @OptionGroup var options: ScenarioOptions

    func validate() throws {
        guard (1...1000).contains(batches) else { throw ValidationError("--batches is \(batches): give 1 to 1000.") }
    }

    func run() throws {
        let bytes = BenchBytes(deviceProtocol, batchesPerSecond: batches)
        if let writeBatches { try bytes.write(to: writeBatches) }
        var fold = DecodeDecideFold(
            deviceProtocol, childCount: options.children,
            Decisions(
                try BenchWard.evaluator(childCount: options.children), decides: !decodeOnly,
                sink: CountingSink(allocatesPerReading: options.allocatePerReading)))
        let start = ContinuousClock.now
        fold.run(seconds: seconds, of: bytes)
        let nanoseconds = Int(start.duration(to: .now) / .nanoseconds(1))
        var report = BenchReport()
        report.add("bytes", Int(fold.total(\.bytesIn)))
        report.add("frames", Int(fold.total(\.frames)))
        report.add("live_frames", Int(fold.total(\.readings)))
        report.add("skipped_bytes", Int(fold.total(\.skippedBytes)))
        report.add("told", Int(fold.total(\.emitted)))
        report.add(fold.decisions.sink)
        report.add("nanoseconds", nanoseconds)
        report.write(asJSON: options.json)
    }
}

/// The evaluator and what counts its records, or neither.
private struct Decisions: ~Copyable {
    private var evaluator: StreamEvaluator
    private let decides: Bool
    private(set) var sink: CountingSink

    init(_ evaluator: consuming StreamEvaluator, decides: Bool, sink: CountingSink) {
        self.evaluator = evaluator
        self.decides = decides
        self.sink = sink
    }

    mutating func take(_ readings: ReadingSet, _ source: SourceIndex, at instant: MonotonicInstant) {
        if decides { evaluator.step(readings, Arrival(source: source, at: instant), into: &sink) }
    }

    mutating func take(_ input: Input) {
        if decides { evaluator.step(input, into: &sink) }
    }
}

/// Every device's decoder and the one evaluator behind them.
private struct DecodeDecideFold: ~Copyable {
    private var streams: ContiguousArray<DeviceStream>
    private(set) var decisions: Decisions

    init(_ deviceProtocol: DeviceProtocol, childCount: Int, _ decisions: consuming Decisions) {
        streams = ContiguousArray(repeating: DeviceStream(deviceProtocol), count: childCount)
        self.decisions = decisions
    }

    func total(_ figure: (DecodingLedger) -> UInt64) -> UInt64 { streams.reduce(0) { $0 + figure($1.ledger) } }

    mutating func run(seconds: Int, of bytes: BenchBytes) {
        for second in 0..<seconds {
            let tick = BenchWard.tick(second: second)
            for index in streams.indices {
                let source = SourceIndex(UInt16(index))
                // Each child stands elsewhere in the story, so that alarms are spread over time.
                let place = (second + index * 97) % BenchStory.seconds
                noteCable(of: index, source, place: place, at: tick.monotonic)
                bytes.withBatches(second: place) { batch, microseconds in
                    // Spans as `Duration` would cost as much as a frame, and no port's clock gives them.
                    let now = MonotonicInstant(microseconds: tick.monotonic.microseconds &+ microseconds)
                    feed(batch, to: index, source, at: now)
                }
            }
            pass(to: BenchWard.tick(second: second + 1))
        }
    }

    private mutating func feed(
        _ bytes: Span<UInt8>, to index: Int, _ source: SourceIndex, at now: MonotonicInstant
    ) {
        streams[index].feed(bytes: bytes, at: now) { readings, instant in
            decisions.take(readings, source, at: instant)
        }
    }

    private mutating func noteCable(of index: Int, _ source: SourceIndex, place: Int, at now: MonotonicInstant) {
        if place == BenchStory.silence.lowerBound {
            streams[index].detach { readings, instant in decisions.take(readings, source, at: instant) }
            decisions.take(.source(source, .gone, at: now))
        } else if place == BenchStory.silence.upperBound {
            decisions.take(.source(source, .attached, at: now))
        }
    }

    private mutating func pass(to tick: Tick) {
        for index in streams.indices {
            let source = SourceIndex(UInt16(index))
            streams[index].tick(at: tick.monotonic) { readings, instant in
                decisions.take(readings, source, at: instant)
            }
        }
        decisions.take(.tick(tick))
    }
}
