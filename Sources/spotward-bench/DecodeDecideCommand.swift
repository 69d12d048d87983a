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
            """)

    @Option(name: .customLong("protocol"), help: "How the devices speak.")
    var deviceProtocol: DeviceProtocol

    @Option(help: "Seconds of every device's life.")
    var seconds: Int

    @OptionGroup var options: ScenarioOptions

    func run() throws {
        let bytes = BenchBytes(deviceProtocol)
        var fold = DecodeDecideFold(
            deviceProtocol, try BenchWard.evaluator(childCount: options.children), childCount: options.children,
            sink: CountingSink(allocatesPerReading: options.allocatePerReading))
        fold.run(seconds: seconds, of: bytes)
        var report = BenchReport()
        report.add("bytes", Int(fold.total(\.bytesIn)))
        report.add("frames", Int(fold.total(\.frames)))
        report.add("skipped_bytes", Int(fold.total(\.skippedBytes)))
        report.add(fold.sink)
        report.write(asJSON: options.json)
    }
}

/// Every device's decoder and the one evaluator behind them.
private struct DecodeDecideFold: ~Copyable {
    private var streams: ContiguousArray<DeviceStream>
    private var evaluator: StreamEvaluator
    private(set) var sink: CountingSink

    init(
        _ deviceProtocol: DeviceProtocol, _ evaluator: consuming StreamEvaluator, childCount: Int, sink: CountingSink
    ) {
        streams = ContiguousArray(repeating: DeviceStream(deviceProtocol), count: childCount)
        self.evaluator = evaluator
        self.sink = sink
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
                for batch in 0..<BenchBytes.batchesPerSecond {
                    let span = Duration.microseconds(Int64(batch) * 1_000_000 / Int64(BenchBytes.batchesPerSecond))
                    let now = tick.monotonic.advanced(by: span)
                    bytes.withBatch(batch, second: place) { feed($0, to: index, source, at: now) }
                }
            }
            pass(to: BenchWard.tick(second: second + 1))
        }
    }

    private mutating func feed(
        _ bytes: Span<UInt8>, to index: Int, _ source: SourceIndex, at now: MonotonicInstant
    ) {
        streams[index].feed(bytes: bytes, at: now) { readings, instant in
            evaluator.step(readings, Arrival(source: source, at: instant), into: &sink)
        }
    }

    private mutating func noteCable(of index: Int, _ source: SourceIndex, place: Int, at now: MonotonicInstant) {
        if place == BenchStory.silence.lowerBound {
            streams[index].detach { readings, instant in
                evaluator.step(readings, Arrival(source: source, at: instant), into: &sink)
            }
            evaluator.step(.source(source, .gone, at: now), into: &sink)
        } else if place == BenchStory.silence.upperBound {
            evaluator.step(.source(source, .attached, at: now), into: &sink)
        }
    }

    private mutating func pass(to tick: Tick) {
        for index in streams.indices {
            let source = SourceIndex(UInt16(index))
            streams[index].tick(at: tick.monotonic) { readings, instant in
                evaluator.step(readings, Arrival(source: source, at: instant), into: &sink)
            }
        }
        evaluator.step(.tick(tick), into: &sink)
    }
}
