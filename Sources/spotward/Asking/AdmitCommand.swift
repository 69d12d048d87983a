import Alarms
import ArgumentParser
import Register
import Vitals

/// `spotward admit`: a child comes to the ward.
struct AdmitCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "admit",
        abstract: "Admit a child: from now on silence about it is an alarm.",
        discussion: """
            A child has floors for SpO2 and for heart rate, set by you for this child, or you decline them and say why: the \
            chart alone cannot call the team for SpO2 60 %. Limits are yours; this program proposes none.

            The pseudonym is made by the hub unless --id gives one; it is the only name that leaves the hub. An NHS number \
            is checked for slips and then forgotten. Give it as "-" to type it in, so that it stays out of the shell's \
            history and of the list of processes.

            Examples:
              spotward admit --born-on 2024-06-01 --label K --template bronchiolitis --cadence 4h \\
                --spo2-floor 90 --hr-floor 80 --hr-ceiling 190 --floor-reason "agreed on discharge from ward 3"
              spotward admit --born-on 2019-02-11 --decline-floors "comfort care, agreed with the family"
            """)

    @Option(help: ArgumentHelp("Date of birth, such as 2024-06-01.", valueName: "date"), transform: CommandWords.date)
    var bornOn: CivilDate

    @Option(help: ArgumentHelp("The pseudonym; the hub makes one if left out.", valueName: "pseudonym"))
    var id: String?

    @Option(help: ArgumentHelp("Initials or a nickname for people at the hub.", valueName: "words"))
    var label: String?

    @Option(help: "home, school or ward.", transform: CommandWords.setting)
    var setting: Admission.Setting = .home

    @Option(
        help: ArgumentHelp(
            "What for: \(Template.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "template"),
        transform: CommandWords.template)
    var template: Template?

    @Option(
        help: ArgumentHelp(
            "How often a reading is due: 30m, 4h, 1d, or continuous. Default: the template's.", valueName: "span"),
        transform: CommandWords.cadenceMinutes)
    var cadence: Int?

    @Option(
        help: ArgumentHelp("SpO2 at or below it calls at once.", valueName: "percent"), transform: CommandWords.amount)
    var spo2Floor: Double?

    @Option(
        help: ArgumentHelp("Heart rate at or below it calls at once.", valueName: "rate"),
        transform: CommandWords.amount)
    var hrFloor: Double?

    @Option(
        help: ArgumentHelp("Heart rate at or above it calls at once.", valueName: "rate"),
        transform: CommandWords.amount)
    var hrCeiling: Double?

    @Option(help: ArgumentHelp("Why these floors.", valueName: "why"))
    var floorReason: String?

    @Option(help: ArgumentHelp("There are no floors, and why.", valueName: "why"))
    var declineFloors: String?

    @Option(
        help: ArgumentHelp(
            "What the child usually has, such as spo2=93; shown beside the score, never in it. May be repeated.",
            valueName: "sign=value"))
    var usual: [String] = []

    @Option(help: ArgumentHelp("To check it for slips; - asks for it.", valueName: "number"))
    var nhsNumber: String?

    @OptionGroup var asker: Asker

    func validate() throws {
        let hasAll = spo2Floor != nil && hrFloor != nil && hrCeiling != nil
        if declineFloors == nil, !hasAll {
            throw ValidationError(
                "Set --spo2-floor, --hr-floor and --hr-ceiling for this child, or say why not with --decline-floors.")
        }
    }

    func request(at now: WallInstant) throws -> WardCommand {
        let person = try asker.person()
        var form = AdmissionForm(bornOn: bornOn, setting: setting)
        form.id = id
        form.label = label
        form.template = template
        form.cadenceMinutes = cadence
        let reason = floorReason ?? "set at admission"
        let floors: [(VitalSign, Side, Double?)] = [
            (.spO2, .low, spo2Floor), (.heartRate, .low, hrFloor), (.heartRate, .high, hrCeiling),
        ]
        form.limits = floors.compactMap { sign, side, value in
            value.map { LimitForm(sign: sign, side: side, value: $0, reason: reason) }
        }
        form.floorsDeclined = declineFloors
        form.usual = try usual.map { try CommandWords.usual($0, author: person.name) }
        form.nhsNumber = nhsNumber == "-" ? try Self.typedNumber() : nhsNumber
        return WardCommand(.admit(form), by: person)
    }

    /// Asks on standard error and reads one line.
    private static func typedNumber() throws -> String {
        StandardError.show("NHS number: ")
        guard let line = readLine(), !line.isEmpty else { throw ValidationError("No NHS number was typed.") }
        return line
    }
}
