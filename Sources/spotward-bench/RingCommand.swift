import Alarms
import ArgumentParser
import Dispatch
import Glibc
import Rings
import Vitals
import WardDaemon

/// Readings handed from one thread to another: the daemon's ring, its element and its doorbell.
struct RingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ring",
        abstract: "Readings handed between two threads in batches.",
        discussion: """
            bell: each batch rings a doorbell, and the queue that takes it out sleeps between, as the evaluator's does.
            spin: nobody sleeps and no bell rings: the ring alone, on two cores.
            alone: one thread does both, to count instructions.

            deploy/bench/ring.c is the same in C, with an eventfd for the bell.

            Example:
              spotward-bench ring --readings 4000000 --batch 100
            """)

    enum Way: String, ExpressibleByArgument, CaseIterable { case bell, spin, alone }

    @Option(help: "Readings.")
    var readings = 4_000_000

    @Option(help: "Readings in a batch: one ring of the bell.")
    var batch = 100

    @Option(help: "Places of the ring: a power of two.")
    var capacity = DaemonLimits.liveInputs

    @Option(help: "How the other thread learns of a batch.")
    var way = Way.bell

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard readings >= 1, batch >= 1 else { throw ValidationError("--readings and --batch are at least 1.") }
        guard RingLimits.capacity.contains(capacity), capacity.nonzeroBitCount == 1 else {
            throw ValidationError("--capacity is \(capacity): give a power of two in \(RingLimits.capacity).")
        }
    }

    func run() throws {
        let ends = Ring<LiveInput>.make(capacity: capacity)
        let began = ProcessTime.now()
        let tally: RingTally
        if way == .alone {
            tally = Self.alone(readings, batch: batch, ends.producer, ends.consumer)
        } else {
            let taker = RingTaker(RingTaking(ends.consumer))
            tally = Self.handOver(
                readings, batch: batch, from: RingGiver(ends.producer), to: taker, sleeps: way == .bell)
        }
        let spent = ProcessTime.now().since(began)
        guard tally.isAll(readings) else { throw ValidationError("what came out is not what went in: \(tally)") }
        var report = BenchReport()
        report.add("readings", readings)
        report.add("element_bytes", MemoryLayout<LiveInput>.stride)
        report.add("wall_ns", spent.wallNanoseconds)
        report.add("cpu_ns", spent.cpuNanoseconds)
        report.add("looks", tally.lookCount)
        report.write(asJSON: json)
    }

    private static func alone(
        _ count: Int, batch: Int, _ producer: consuming RingProducer<LiveInput>,
        _ consumer: consuming RingConsumer<LiveInput>
    ) -> RingTally {
        var giver = RingGiver(producer)
        var taking = RingTaking(consumer)
        giver.give(count, inBatchesOf: batch) { _ = taking.drain() }
        return taking.tally
    }

    private static func handOver(
        _ count: Int, batch: Int, from giver: consuming RingGiver, to taker: RingTaker, sleeps: Bool
    ) -> RingTally {
        let done = DispatchSemaphore(value: 0)
        if sleeps {
            let bell = Doorbell(on: taker.executor.queue) { @Sendable in
                if taker.assumeIsolated({ $0.drain() }) == count { done.signal() }
            }
            bell.activate()
            giver.give(count, inBatchesOf: batch) { bell.ring() }
            done.wait()
            bell.cancel()
        } else {
            taker.executor.queue.async { @Sendable in
                taker.assumeIsolated { $0.takeAll(count) }
                done.signal()
            }
            giver.give(count, inBatchesOf: batch) {}
            done.wait()
        }
        return taker.executor.queue.sync { taker.assumeIsolated { $0.tally } }
    }
}

/// The giving thread, as the ports' is: a batch of readings, then a word to the other side.
private struct RingGiver: ~Copyable {
    private var inputs: RingProducer<LiveInput>

    init(_ inputs: consuming RingProducer<LiveInput>) { self.inputs = inputs }

    mutating func give(_ count: Int, inBatchesOf batch: Int, _ tell: () -> Void) {
        var readings = ReadingSet()
        readings[.heartRate] = 120
        var given = 0
        while given < count {
            let end = min(given + batch, count)
            while given < end {
                readings[.spO2] = Double(given & 63)
                let input = LiveInput.readings(
                    readings, SourceIndex(3), at: MonotonicInstant(microseconds: Int64(given)))
                // The daemon counts what a full ring refuses; here the other side is waited for, so that all are handed over.
                while !inputs.push(input) {
                    tell()
                    sched_yield()
                }
                given += 1
            }
            tell()
        }
    }
}

/// What came out, and how often the taking side looked.
private struct RingTally: Sendable {
    var count = 0
    var instants: Int64 = 0
    var spO2: Double = 0
    var lookCount = 0

    mutating func take(_ input: LiveInput) {
        guard case .readings(let readings, _, let instant) = input else { return }
        count += 1
        instants &+= instant.microseconds
        spO2 += readings[.spO2] ?? 0
    }

    /// Whether every reading came out once, by its sums.
    func isAll(_ expected: Int) -> Bool {
        let rest = expected & 63
        let sum = Double(expected / 64 * (63 * 64 / 2) + rest * (rest - 1) / 2)
        return count == expected && instants == Int64(expected) * Int64(expected - 1) / 2 && spO2 == sum
    }
}

/// The taking end, as the evaluator's: everything that is there, one by one.
private struct RingTaking: ~Copyable, Sendable {
    private var inputs: RingConsumer<LiveInput>
    private(set) var tally = RingTally()

    init(_ inputs: consuming RingConsumer<LiveInput>) { self.inputs = inputs }

    /// - Returns: how many came out so far.
    mutating func drain() -> Int {
        tally.lookCount += 1
        while let input = inputs.pop() { tally.take(input) }
        return tally.count
    }
}

/// The taking thread: an actor pinned to its queue, as `EvaluationStage` is.
private actor RingTaker {
    nonisolated let executor = QueueExecutor(label: "bench.take", qualityOfService: .userInteractive)
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private var taking: RingTaking

    init(_ taking: consuming RingTaking) { self.taking = taking }

    var tally: RingTally { taking.tally }

    func drain() -> Int { taking.drain() }

    /// Looks again and again; after a while without anything the processor is given to whoever has work.
    func takeAll(_ count: Int) {
        var idleLooks = 0
        while true {
            let before = taking.tally.count
            let after = taking.drain()
            guard after < count else { return }
            idleLooks = after == before ? idleLooks + 1 : 0
            if idleLooks >= 64 {
                sched_yield()
                idleLooks = 0
            }
        }
    }
}
