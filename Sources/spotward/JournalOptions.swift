import ArgumentParser
import Glibc
import Journal
import Vitals

/// What the three views of the journal have in common.
struct JournalOptions: ParsableArguments {
    @OptionGroup var place: StatePlace

    @Option(
        help: ArgumentHelp(
            "Only rows since then: 90s, 15m, 2h or 3d ago, or a timestamp (London time unless it names a zone).",
            valueName: "when"))
    var since: String?

    @Option(help: ArgumentHelp("Only the newest so many rows.", valueName: "count"))
    var last: Int?

    @Flag(help: "Print one line of JSON for each row.")
    var json = false

    func validate() throws {
        if let last, last < 1 { throw ValidationError("--last wants 1 or more, not \(last).") }
    }

    /// Opens the journal for one view of it. What it refuses is said, and ends the command with a status of its own.
    func show(_ view: (ReadOnlyJournal, JournalWindow, WallInstant) throws -> Void) throws {
        let now = Self.now()
        let window = try window(now)
        try place.journal { try view($0, window, now) }
    }

    static func exitStatus(of kind: JournalError.Kind) -> CInt {
        switch kind {
        case .directory: EX_NOINPUT
        case .corrupt, .newerSchema, .olderSchema: EX_DATAERR
        case .locked, .notDurable, .full, .readOnly, .busy, .inputOutput, .database: EX_IOERR
        }
    }

    /// The journal of a state directory.
    static func open(_ directory: String) throws -> ReadOnlyJournal {
        guard access(directory + "/" + Limits.fileName, F_OK) == 0 else {
            throw JournalError(
                .directory, call: "read the journal", subject: directory, reason: "there is none here yet",
                nextStep: "`spotward run` makes it when it starts; or check the path.")
        }
        return try ReadOnlyJournal(directory: directory)
    }

    func window(_ now: WallInstant) throws -> JournalWindow {
        guard let since else { return JournalWindow(last: last) }
        guard let instant = JournalWindow.instant(since, before: now) else {
            throw ValidationError(
                "--since wants 90s, 15m, 2h, 3d or a timestamp such as 2026-11-21T22:00, not `\(since)`.")
        }
        return JournalWindow(since: instant, last: last)
    }

    func emptySentence(_ rows: String, in window: JournalWindow) -> String {
        if let since = window.since {
            "There are no \(rows) since \(since.forPeople). Look further back with --since, or leave it out."
        } else {
            "There are no \(rows) on record yet."
        }
    }

    /// The command line asks the clock once, for ages and for `--since`.
    static func now() -> WallInstant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallInstant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}
