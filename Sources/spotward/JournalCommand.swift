import ArgumentParser
import Journal
import Vitals

/// `spotward journal`: what came in, what was decided, what was told to whom. Reads beside a running daemon.
struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Show the alerts, readings or deliveries on record.",
        discussion: """
            Reads the journal while the daemon runs, and after; it changes nothing.

            Examples:
              spotward journal alerts --config spotward.yaml --since 12h
              spotward journal readings --state /var/lib/spotward --last 20
              spotward journal deliveries --config spotward.yaml --since 2026-11-21T22:00
              spotward journal alerts --config spotward.yaml --json > alerts.ndjson

            Times are London time with their offset. With --json each row is one line of JSON, times in UTC.

            Exit status: 0 shown, 65 the journal is damaged or of another version, 66 there is none, 74 it cannot be read.
            """,
        subcommands: [Alerts.self, Readings.self, Deliveries.self])

    struct Alerts: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the alert log: each change of an alarm, and whether it was delivered.",
            discussion: """
                With --json the stored messages are printed exactly as they are, in order, as a replay prints them.

                Example:
                  spotward journal alerts --state /var/lib/spotward --since 12h
                """)

        @OptionGroup var options: JournalOptions

        func run() throws {
            try options.show(rows)
        }

        private func rows(of journal: ReadOnlyJournal, _ window: JournalWindow, at now: WallInstant) throws {
            if options.json {
                try journal.alerts(window) { print($0.line) }
                return
            }
            var table = JournalTable(["TIME (LONDON)", "AGE", "PRIORITY", "EVENT", "CONDITION", "ABOUT", "DELIVERED"])
            var progress = JournalProgress(until: now)
            try journal.alerts(window) {
                table.append($0, now: now)
                progress.advance(to: $0.at)
            }
            progress.finish()
            table.finish(orWhenEmpty: options.emptySentence("alerts", in: window))
            let undelivered = try journal.undeliveredCount()
            if undelivered > 0 { print("\nNot yet delivered, in the whole journal: \(undelivered).") }
        }
    }

    struct Readings: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show readings as they came, and what became of each.",
            discussion: """
                Example:
                  spotward journal readings --state /var/lib/spotward --last 20
                """)

        @OptionGroup var options: JournalOptions

        func run() throws {
            try options.show(rows)
        }

        private func rows(of journal: ReadOnlyJournal, _ window: JournalWindow, at now: WallInstant) throws {
            if options.json {
                try journal.readings(window) { JSONLine.print(ReadingLine($0)) }
                return
            }
            var table = JournalTable([
                "ARRIVED (LONDON)", "AGE", "CHILD", "SOURCE", "SPO2 %", "HR /MIN", "RR /MIN", "TEMP CEL", "BECAME",
                "QUALITY",
            ])
            var progress = JournalProgress(until: now)
            try journal.readings(window) {
                table.append($0, now: now)
                progress.advance(to: $0.arrivedAt)
            }
            progress.finish()
            table.finish(orWhenEmpty: options.emptySentence("readings", in: window))
        }
    }

    struct Deliveries: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show each attempt to deliver an alert, and how it ended.",
            discussion: """
                Example:
                  spotward journal deliveries --state /var/lib/spotward --since 1d
                """)

        @OptionGroup var options: JournalOptions

        func run() throws {
            try options.show(rows)
        }

        private func rows(of journal: ReadOnlyJournal, _ window: JournalWindow, at now: WallInstant) throws {
            if options.json {
                try journal.deliveries(window) { JSONLine.print(DeliveryLine($0)) }
                return
            }
            var table = JournalTable(["STARTED (LONDON)", "AGE", "ALERT", "ENDPOINT", "TRY", "RESULT", "STAGE", "TOOK"])
            var progress = JournalProgress(until: now)
            try journal.deliveries(window) {
                table.append($0, now: now)
                progress.advance(to: $0.startedAt)
            }
            progress.finish()
            table.finish(orWhenEmpty: options.emptySentence("delivery attempts", in: window))
        }
    }
}
