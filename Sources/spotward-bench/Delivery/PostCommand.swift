import Alarms
import ArgumentParser
import Dispatch
import Ports
import Synchronization
import Webhooks

/// The courier alone: messages signed and posted, nothing kept.
struct PostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "post",
        abstract: "Messages to a receiver by the courier alone, no journal.",
        discussion: """
            Example:
              spotward-bench post --url https://127.0.0.1:8443/ --ca ca.pem --count 5000
            """)

    @Option(help: "Where to post to.")
    var url: String

    @Option(help: "The authority's certificate; plain HTTP without.")
    var ca: String?

    @Option(help: "Messages, a multiple of 16.")
    var count: Int

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard count > 0, count.isMultiple(of: Progress.batchSize) else {
            throw ValidationError("Say a multiple of \(Progress.batchSize) messages.")
        }
    }

    func run() throws {
        let transitions = try KeptRecords.night(childCount: 4, seconds: 40).firstCritical
        let composer = try BenchWard.composer(childCount: 4)
        guard let alert = transitions.first.map({ composer.compose($0) }) else {
            throw ValidationError("The made night has no alarm: this is a defect.")
        }
        let endpoint = try Endpoint(
            name: "team", url: url, secrets: [[UInt8]](repeating: [UInt8](repeating: 7, count: 32), count: 1),
            caFile: ca, allowPlainLoopback: true)
        let progress = Progress()
        let courier = try Courier(
            endpoints: [endpoint], version: "bench", wallClock: { PortClock.life.now().wall },
            onOutcome: { progress.take($0) })
        // The connections are made before the clock runs, as the baseline's is.
        try post(alert, Progress.batchSize, courier, progress)
        let clock = ContinuousClock()
        let began = clock.now
        try post(alert, count, courier, progress)
        let time = began.duration(to: clock.now)
        courier.stop(within: .zero)
        guard progress.failedCount.load(ordering: .relaxed) == 0 else {
            throw ValidationError("\(progress.failedCount.load(ordering: .relaxed)) messages were not accepted.")
        }
        var report = BenchReport()
        report.add("posts", count)
        report.add("nanoseconds", time.wholeNanoseconds)
        report.write(asJSON: json)
    }

    private func post(_ alert: Alert, _ count: Int, _ courier: Courier, _ progress: Progress) throws {
        for number in 0..<count {
            if number % Progress.batchSize == 0 { progress.batches.wait() }
            try courier.submit(
                DeliveryRequest(
                    reference: Int64(number), endpoint: "team", alertID: alert.id, line: alert.line,
                    hubSequence: UInt64(number + 1), attempt: 1, track: .urgent))
        }
        for _ in 0..<Progress.batchCount { progress.batches.wait() }
        for _ in 0..<Progress.batchCount { progress.batches.signal() }
    }

    /// As many on their way as the daemon has, and in batches, as its outbox gives them out.
    private final class Progress: Sendable {
        static let batchCount = 4
        static let batchSize = 16
        let batches = DispatchSemaphore(value: batchCount)
        let endedCount = Atomic<Int>(0)
        let failedCount = Atomic<Int>(0)

        func take(_ outcome: DeliveryOutcome) {
            if !outcome.isAccepted { failedCount.add(1, ordering: .relaxed) }
            if endedCount.add(1, ordering: .relaxed).newValue % Self.batchSize == 0 { batches.signal() }
        }
    }
}
