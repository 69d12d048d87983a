import ArgumentParser
import Glibc
import Vitals

/// `spotward ward`: who needs whom, the most urgent first.
struct WardListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ward",
        abstract: "Show the triage list: concern, P1, P2, silent, the rest.",
        discussion: """
            Each row: the worst open alarm and for how long, who has it, how old the newest valid reading is, for how much \
            of today there were readings, and the score. An alarm that is over and was taken by nobody stays until somebody \
            looks. Where an urgent alarm has reached nobody for a minute it says so and whom to ring, and --watch rings the \
            terminal's bell. Read from the journal: the daemon need not run, and the list says so when it was stopped.

            Examples:
              spotward ward --config spotward.yaml
              spotward ward --watch
              spotward ward --json | head -n 1
            """)

    @OptionGroup var place: JournalPlace

    @Flag(help: "Print it again every five seconds, until Ctrl-C.")
    var watch = false

    @Flag(help: "Print one line of JSON for each child.")
    var json = false

    static let watchSeconds: UInt32 = 5

    func validate() throws {
        if watch, json { throw ValidationError("--watch is for people, --json for programs: choose one.") }
    }

    func run() throws {
        var survey = try place.survey()
        repeat {
            let ward = try survey.standing(at: survey.now())
            let listing = WardListing(ward: ward)
            if json {
                for child in listing.rows { print(JSONLine.text(WardLine(child, of: ward))) }
            } else {
                let style = TextStyle.terminal
                // Home and clear, only where there is a screen to clear.
                let clear = watch && isatty(STDOUT_FILENO) == 1 ? "\u{1B}[H\u{1B}[2J" : ""
                // The bell of the terminal, where the hub calls and somebody watches.
                let isCalling = watch && isatty(STDOUT_FILENO) == 1 && ward.calling?.isCalling == true
                print(clear + (isCalling ? "\u{7}" : "") + listing.text(style))
            }
            if watch {
                fflush(nil)
                sleep(Self.watchSeconds)
                survey.lookAgain()
            }
        } while watch
    }
}

/// `spotward why`: how an alarm came about, to be taken once more by hand.
struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Say why an alarm is there: the rule, the samples, what was held back, who was told.",
        discussion: """
            The rule in words with its figures, what the window held and what it needed, the samples, the score with what \
            is missing, what was held back and by what, and each step of the ladder with who was told and who took it.

            Examples:
              spotward why 3f2a9c --config spotward.yaml
              spotward why 3f2a9c --json
            """)

    @Argument(help: ArgumentHelp("The episode's id, or the first six characters or more of it.", valueName: "episode"))
    var episode: String

    @Flag(help: "Print every row of samples.")
    var all = false

    @Flag(help: "Print one line of JSON, with every sample.")
    var json = false

    @OptionGroup var place: JournalPlace

    func run() throws {
        let survey = try place.survey()
        let (story, now) = (try survey.story(of: episode), try survey.now())
        if json, let line = WhyLine(story, at: now) { return JSONLine.print(line) }
        print(
            EpisodeExplanation(story: story, now: now, all: all, notWatched: survey.notWatched).text(.terminal))
    }
}

/// `spotward brief`: a child on one screen, as for a telephone call.
struct BriefCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "brief",
        abstract: "Show a child on one screen: situation, background, assessment, recommendation.",
        discussion: """
            The recommendation is what the chart's level asks for and what is still to be asked or measured, never \
            treatment. A partial score is shown as one, with its least and greatest total.

            Examples:
              spotward brief adm-7f3a --config spotward.yaml
              spotward brief adm-7f3a --json
            """)

    @Argument(help: ArgumentHelp("The admission's pseudonym.", valueName: "child"))
    var child: String

    @Flag(help: "Print one line of JSON.")
    var json = false

    @OptionGroup var place: JournalPlace

    func run() throws {
        let survey = try place.survey()
        let ward = try survey.standing(at: survey.now())
        guard let found = ward.children.first(where: { $0.admissionID == child }) else {
            // In safe mode nobody is on the ward, and that is not what is wrong with the name.
            if let reason = ward.notWatched { StandardError.complain("NOBODY IS BEING WATCHED: \(reason).") }
            StandardError.complain("There is no child \(child.printable) on this ward. `spotward ward` lists them.")
            throw ExitCode(EX_DATAERR)
        }
        let page = BriefPage(child: found, at: ward.at, levels: ward.levels, notWatched: ward.notWatched)
        if json { JSONLine.print(BriefLine(page, of: ward)) } else { print(page.text(.terminal)) }
    }
}

/// `spotward handover`: what one shift tells the next.
struct HandoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handover",
        abstract: "Tell the next shift: what fired, who took it, what is open, what was quieted.",
        discussion: """
            Children in the order of the triage list. Also those who left during the shift.

            Examples:
              spotward handover --since 12h --config spotward.yaml
              spotward handover --json
            """)

    @Option(help: ArgumentHelp("The shift's beginning: 12h ago, or a time.", valueName: "when"))
    var since = "12h"

    @Flag(help: "Print one line of JSON for each child.")
    var json = false

    @OptionGroup var place: JournalPlace

    func run() throws {
        let survey = try place.survey()
        let now = try survey.now()
        let start = try CommandWords.past(since, before: now)
        guard start < now else {
            throw ValidationError("--since lies in the future: a page of it would say that nothing happened.")
        }
        let page = HandoverPage(
            ward: try survey.standing(at: now), since: start, shifts: try survey.shifts(since: start, until: now))
        if json { HandoverLine.lines(of: page).forEach(JSONLine.print) } else { print(page.text(.terminal)) }
    }
}

/// `spotward concern --status`.
enum ConcernStatusPage {
    static func show(child: String?, place: HubPlace, json: Bool) throws {
        let survey = try JournalSurvey(ward: try place.ward())
        let now = try survey.now()
        let concerns = try survey.concerns(of: child, since: now.advanced(by: .seconds(-86_400)), until: now)
        if json {
            for concern in concerns { print(JSONLine.text(ConcernStatusLine(concern))) }
        } else if concerns.isEmpty, let child,
            try !survey.standing(at: now).children.contains(where: { $0.admissionID == child })
        {
            StandardError.complain("There is no child \(child.printable) on this ward. `spotward ward` lists them.")
            throw ExitCode(EX_DATAERR)
        } else if concerns.isEmpty {
            print("No concern is open, and none was said in the last 24 hours.")
        } else {
            print(concerns.map { $0.text(now: now, .terminal) }.joined(separator: "\n\n"))
        }
    }
}

/// Where the journal and the ward's settings are.
struct JournalPlace: ParsableArguments {
    @Option(
        help: ArgumentHelp("The daemon's configuration file. Default: $SPOTWARD_CONFIG.", valueName: "file"))
    var config: String?

    func survey() throws -> JournalSurvey {
        var place = HubPlace()
        place.config = config
        return try JournalSurvey(ward: try place.ward())
    }
}
