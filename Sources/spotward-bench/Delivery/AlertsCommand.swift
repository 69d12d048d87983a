import Alarms
import ArgumentParser
import Journal
import Vitals
import WardDaemon

/// What the journal's queue does for one alert: composed, on record and owed, taken out of the outbox, and accepted.
struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "Alerts one by one through a journal on the disk: the work around their messages, and no message.",
        discussion: """
            Each alert is a P1 that begins an episode of its own, and is accepted before the next is composed. The baseline is
            `delivery alerts` of deploy/bench/delivery.c; deploy/bench/delivery.py counts both.

            Example:
              spotward-bench alerts --folder empty-folder --count 1000
            """)

    @Option(help: "The state folder of the journal; made if missing.")
    var folder: String

    @Option(help: "Alerts to commit.")
    var count: Int

    @Flag(help: "Print one line of JSON.")
    var json = false

    func run() throws {
        let childCount = 16
        let night = try KeptRecords.night(childCount: childCount, seconds: 40)
        let opening = JournalOpening(
            directory: folder, names: BenchWard.names(childCount: childCount), record: BenchWard.runRecord())
        let store = try opening.open(at: BenchWard.tick(second: 0).wall).store
        let composer = try BenchWard.composer(childCount: childCount)
        let clock = ContinuousClock()
        let began = clock.now
        for number in 0..<count {
            let now = BenchWard.tick(second: 60 + number)
            var transition = night.firstCritical[number % childCount]
            // Each round is an episode of its own.
            transition.startedAt = now
            transition.at = now
            var batch = JournalBatch(
                readings: [night.readings[number % childCount]], alerts: [composer.compose(transition)],
                endpoints: [OwedEndpoint("team")])
            batch.owedFrom = now.wall
            let receipt = try store.commit(batch, thenTake: OutboxLook(now: now.wall))
            let attempts = receipt.due.map { item in
                AttemptRecord(
                    reference: item.reference, attempt: 1, startedAt: now.wall, duration: .milliseconds(1),
                    stage: "done", curlCode: 0, httpStatus: 200, answer: "", isAccepted: true, isUrgent: true)
            }
            guard attempts.count == 1 else { throw ValidationError("\(attempts.count) of one alert are due.") }
            _ = try store.recordAttempts(attempts.map { ($0, nil) }, thenTake: nil)
        }
        let time = began.duration(to: clock.now)
        try store.close()
        var report = BenchReport()
        report.add("alerts", count)
        report.add("nanoseconds", time.wholeNanoseconds)
        report.write(asJSON: json)
    }
}
