import Alarms
import ArgumentParser
import Journal
import Webhooks

/// Alerts that nobody has been told of yet: what a daemon finds when it starts after a night without a receiver.
struct StormCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storm",
        abstract: "Fills the outbox of a journal; the daemon that starts on it next sends everything.",
        discussion: """
            Each alert is a P1 of a child of its own, as the evaluator and the composer made it. Who sends them, how fast and
            against what: deploy/bench/delivery.py.

            Example:
              spotward-bench storm --folder state --count 1000
            """)

    @Option(help: "The state folder of the journal; made if missing.")
    var folder: String

    @Option(help: "Alerts, of as many children.")
    var count: Int

    @Option(help: "The endpoint they are owed to.")
    var endpoint = "team"

    @Flag(help: "Print one line of JSON.")
    var json = false

    func run() throws {
        let transitions = try KeptRecords.night(childCount: count, seconds: 40).firstCritical
        let composer = try BenchWard.composer(childCount: count)
        let alerts = transitions.map { composer.compose($0) }
        let store = try JournalStore(directory: folder, now: BenchWard.tick(second: 0).wall)
        try store.beginRun(BenchWard.runRecord(), names: BenchWard.names(childCount: count))
        _ = try store.commit(JournalBatch(alerts: alerts, endpoints: [OwedEndpoint(endpoint)]))
        try store.close()
        var report = BenchReport()
        report.add("alerts", alerts.count)
        report.add("bytes_each", alerts.reduce(0) { $0 + $1.line.utf8.count } / max(alerts.count, 1))
        report.write(asJSON: json)
    }
}
