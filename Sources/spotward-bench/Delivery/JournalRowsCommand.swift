import Alarms
import ArgumentParser
import Journal

/// Rows into a real journal file, every commit synchronised to the disk.
struct JournalRowsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Readings into a journal on the disk: write-ahead log, synchronous = FULL.",
        discussion: """
            The baseline is deploy/bench/journal.c; deploy/bench/delivery.py runs both in turn.

            Example:
              spotward-bench journal --folder empty-folder --rows 100000 --batch 1000
            """)

    @Option(help: "The state folder of the journal; made if missing.")
    var folder: String

    @Option(help: "Rows to write.")
    var rows: Int

    @Option(help: "Rows in one transaction.")
    var batch: Int

    @Flag(help: "Print one line of JSON.")
    var json = false

    func run() throws {
        let childCount = 16
        let night = try KeptRecords.night(childCount: childCount, seconds: 60).readings
        let store = try JournalStore(directory: folder, now: BenchWard.tick(second: 0).wall)
        try store.beginRun(BenchWard.runRecord(), names: BenchWard.names(childCount: childCount))
        let records = (0..<rows).map { row in
            var record = night[row % night.count]
            // The night goes on: each second is a new one.
            record.arrivedWall = BenchWard.tick(second: row / childCount).wall
            return record
        }
        let clock = ContinuousClock()
        let began = clock.now
        var next = 0
        while next < rows {
            let end = min(next + batch, rows)
            _ = try store.commit(JournalBatch(readings: Array(records[next..<end])))
            next = end
        }
        let time = began.duration(to: clock.now)
        try store.close()
        var report = BenchReport()
        report.add("rows", rows)
        report.add("nanoseconds", time.wholeNanoseconds)
        report.write(asJSON: json)
    }
}
