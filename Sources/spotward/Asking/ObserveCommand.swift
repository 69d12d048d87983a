import Alarms
import ArgumentParser
import Charts
import Register
import Vitals

/// `spotward observe`: what a person saw, counted or measured, beside what devices send.
struct ObserveCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "observe",
        abstract: "Enter observations: they complete the score, and some call the team at once.",
        discussion: """
            What is left out stands as it was and is never taken for 0. A score is complete when all seven are there and \
            fresh: --rr, --distress, --spo2, --oxygen, --hr, --sbp, --crt. Temperature is never scored; AVPU, pupils, \
            sepsis and intuition escalate without points. Devices may give some of the seven.

            A value far outside what is plausible is refused unless --confirm says it is right; it is then kept, and no \
            chart scores it. To correct an observation name its number (the answer gives it) and say why: who, when, why \
            and the old value are kept.

            Examples:
              spotward observe adm-7f3a --rr 40 --distress mild --avpu A --oxygen "2 L/min NP" --sbp NCO --crt 2
              spotward observe adm-7f3a --temp 38.4 --measured-at 10m
              spotward observe adm-7f3a --rr 30 --corrects 412 --reason "counted for half a minute only"
            """)

    @Argument(help: ArgumentHelp("The admission's pseudonym.", valueName: "child"))
    var child: String

    @Option(
        help: ArgumentHelp("Breaths a minute, counted for a whole one.", valueName: "rate"),
        transform: CommandWords.amount)
    var rr: Double?

    @Option(help: "none, mild, moderate or severe: the worst sign seen.", transform: CommandWords.distress)
    var distress: RespiratoryDistress?

    @Option(help: ArgumentHelp("Oxygen saturation, per cent.", valueName: "percent"), transform: CommandWords.amount)
    var spo2: Double?

    @Option(
        help: ArgumentHelp("air, \"2 L/min NP\", \"28 % FM\", HF …", valueName: "support"),
        transform: CommandWords.oxygen)
    var oxygen: OxygenSupport?

    @Option(help: ArgumentHelp("Heart rate a minute.", valueName: "rate"), transform: CommandWords.amount)
    var hr: Double?

    @Option(
        help: ArgumentHelp("Systolic pressure in mmHg, or NCO, U0, U4, OTHER0, OTHER4.", valueName: "mmHg"),
        transform: CommandWords.pressure)
    var sbp: SystolicBloodPressure?

    @Option(help: ArgumentHelp("Capillary refill, seconds.", valueName: "seconds"), transform: CommandWords.amount)
    var crt: Double?

    @Option(help: ArgumentHelp("Temperature, °C.", valueName: "degrees"), transform: CommandWords.amount)
    var temp: Double?

    @Option(help: "A, V, P, U or asleep.", transform: CommandWords.consciousness)
    var avpu: Consciousness?

    @Option(help: "normal or abnormal.", transform: CommandWords.pupils)
    var pupils: Bool?

    @Option(help: "none, sepsis or shock: a suspicion.", transform: CommandWords.sepsis)
    var sepsis: SepsisSuspicion?

    @Option(
        help: "none, low, medium, high or emergency: what your intuition asks for.", transform: CommandWords.level)
    var intuition: EscalationLevel?

    @Option(help: ArgumentHelp("When it was: 10m ago, or a time. Default: now.", valueName: "when"))
    var measuredAt: String?

    @Flag(help: "An implausible value is right as it stands.")
    var confirm = false

    @Option(help: ArgumentHelp("The number of the observation this one corrects.", valueName: "number"))
    var corrects: Int64?

    @Option(help: ArgumentHelp("Why it is corrected.", valueName: "why"))
    var reason: String?

    @OptionGroup var asker: Asker

    func validate() throws {
        if corrects != nil, (reason ?? "").isEmpty { throw ValidationError("A correction needs --reason.") }
        if corrects == nil, reason != nil { throw ValidationError("--reason belongs to --corrects NUMBER.") }
        let given: [Any?] = [rr, distress, spo2, oxygen, hr, sbp, crt, temp, avpu, pupils, sepsis, intuition]
        if given.allSatisfy({ $0 == nil }) { throw ValidationError("Say what was observed: --rr 40, --avpu A …") }
    }

    func request(at now: WallInstant) throws -> WardCommand {
        var form = ObservationForm()
        form.measuredAt = try measuredAt.map { try CommandWords.past($0, before: now) }
        form.spO2 = spo2
        form.heartRate = hr
        form.respiratoryRate = rr
        form.temperature = temp
        form.respiratoryDistress = distress
        form.oxygen = oxygen
        form.systolicBloodPressure = sbp
        form.capillaryRefill = crt
        form.consciousness = avpu
        form.hasAbnormalPupils = pupils
        form.sepsis = sepsis
        form.intuition = intuition
        form.isConfirmed = confirm
        form.corrects = corrects
        form.correctionReason = reason
        return WardCommand(.observe(child: child, form), by: try asker.person())
    }
}
