import Alarms
import ArgumentParser
import Charts
import Register
import Vitals

/// `spotward review`: a clinician looked at the child and the plan.
struct ReviewCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Record a review of a child, and what it changes.",
        discussion: """
            What is left out stays as it is. --carer-level is the level you choose behind a carer's "worse". --chart takes \
            the chart next door within 28 days of the birthday between the two, with a reason.

            Examples:
              spotward review adm-7f3a --note "seen at home, feeding well" --cadence 6h
              spotward review adm-7f3a --carer-level medium
              spotward review adm-7f3a --chart 1-4y --reason "small for age, birthday yesterday"
            """)

    @Argument(help: ArgumentHelp("The admission's pseudonym.", valueName: "child"))
    var child: String

    @Option(help: ArgumentHelp("What you found and agreed.", valueName: "words"))
    var note: String?

    @Option(
        help: ArgumentHelp("How often a reading is due: 30m, 4h, 1d, or continuous.", valueName: "span"),
        transform: CommandWords.cadenceMinutes)
    var cadence: Int?

    @Option(help: "home, school or ward.", transform: CommandWords.setting)
    var setting: Admission.Setting?

    @Option(help: ArgumentHelp("0-11m, 1-4y, 5-12y or 13+y.", valueName: "age"), transform: CommandWords.chart)
    var chart: AgeBand?

    @Option(help: ArgumentHelp("Why another chart.", valueName: "why"))
    var reason: String?

    @Option(help: "none, low, medium, high or emergency.", transform: CommandWords.level)
    var carerLevel: EscalationLevel?

    @Option(
        help: ArgumentHelp("What the child usually has, such as spo2=93. May be repeated.", valueName: "sign=value"))
    var usual: [String] = []

    @OptionGroup var asker: Asker

    func validate() throws {
        if chart != nil, (reason ?? "").isEmpty { throw ValidationError("--chart needs --reason.") }
        if chart == nil, reason != nil { throw ValidationError("--reason belongs to --chart.") }
    }

    func request(at now: WallInstant) throws -> WardCommand {
        let person = try asker.person()
        var form = ReviewForm()
        form.note = note
        form.cadenceMinutes = cadence
        form.setting = setting
        form.chart = chart
        form.chartReason = reason
        form.carerLevel = carerLevel
        form.usual = usual.isEmpty ? nil : try usual.map { try CommandWords.usual($0, author: person.name) }
        return WardCommand(.review(child: child, form), by: person)
    }
}

/// `spotward discharge`: the child leaves the ward.
struct DischargeCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "discharge",
        abstract: "Discharge a child: its open alarms end, and nothing about it alarms any more.",
        discussion: """
            Example:
              spotward discharge adm-7f3a --reason "well for 24 hours, seen by the team"
            """)

    @Argument(help: ArgumentHelp("The admission's pseudonym.", valueName: "child"))
    var child: String

    @Option(help: ArgumentHelp("Why now.", valueName: "why"))
    var reason: String

    @OptionGroup var asker: Asker

    func request(at now: WallInstant) throws -> WardCommand {
        WardCommand(.discharge(child: child, reason: reason), by: try asker.person())
    }
}

/// `spotward limit`: a bound a clinician sets for one child.
struct LimitCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "limit",
        abstract: "Set or take away a limit of one child.",
        discussion: """
            A value at or beyond the limit is P1. It stands beside the chart, in place of any earlier limit on the same \
            side of the same vital sign, until --until or the end of the stay.

            Examples:
              spotward limit adm-7f3a spo2 low 85 --reason "cyanotic heart disease, agreed with cardiology" --until 7d
              spotward limit adm-7f3a spo2 low --remove --reason "repaired"
            """)

    @Argument(help: ArgumentHelp("The admission's pseudonym.", valueName: "child"))
    var child: String

    @Argument(help: ArgumentHelp("spo2, hr or rr.", valueName: "sign"), transform: CommandWords.sign)
    var sign: VitalSign

    @Argument(help: ArgumentHelp("low or high.", valueName: "side"), transform: CommandWords.side)
    var side: Side

    @Argument(
        help: ArgumentHelp("The limit, in the vital sign's own unit.", valueName: "value"),
        transform: CommandWords.amount)
    var value: Double?

    @Flag(help: "Take the limit away.")
    var remove = false

    @Option(help: ArgumentHelp("Why.", valueName: "why"))
    var reason: String

    @Option(help: ArgumentHelp("When it ends by itself: a time, or 7d from now.", valueName: "when"))
    var until: String?

    @OptionGroup var asker: Asker

    func validate() throws {
        if remove == (value != nil) { throw ValidationError("Give the limit's value, or --remove, and not both.") }
        if remove, until != nil { throw ValidationError("--until belongs to a limit that is set, not to --remove.") }
    }

    func request(at now: WallInstant) throws -> WardCommand {
        let person = try asker.person()
        guard let value else {
            return WardCommand(.removeLimit(child: child, sign: sign, side: side, reason: reason), by: person)
        }
        let end = try until.map { try CommandWords.future($0, after: now) }
        return WardCommand(
            .setLimit(child: child, sign: sign, side: side, value: value, reason: reason, until: end), by: person)
    }
}

/// `spotward bind`: a device belongs to one child, or to nobody.
struct BindCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "bind",
        abstract: "Bind a device to a child, or to nobody.",
        discussion: """
            Look twice at which child wears it: readings go to the child it is bound to. While an alarm of either child or \
            of the device is open, --confirm says that you know.

            Examples:
              spotward bind bedside adm-7f3a
              spotward bind bedside --nobody
            """)

    @Argument(help: ArgumentHelp("The device's configured name.", valueName: "source"))
    var source: String

    @Argument(help: ArgumentHelp("The admission's pseudonym.", valueName: "child"))
    var child: String?

    @Flag(help: "It belongs to nobody: its readings are kept, and alarm as unassigned.")
    var nobody = false

    @Flag(help: "Yes, although an alarm is open.")
    var confirm = false

    @OptionGroup var asker: Asker

    func validate() throws {
        if nobody == (child != nil) { throw ValidationError("Name the child, or say --nobody, and not both.") }
    }

    func request(at now: WallInstant) throws -> WardCommand {
        WardCommand(.bind(source: source, child: child, isConfirmed: confirm), by: try asker.person())
    }
}
