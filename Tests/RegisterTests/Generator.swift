import Alarms
import Charts
import Register
import Vitals

/// Commands made at random from one seed; the same seed makes the same commands.
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func one<Values: Collection>(of values: Values) -> Values.Element {
        guard let value = values.randomElement(using: &self) else { preconditionFailure("a choice has a member") }
        return value
    }

    mutating func maybe<Value>(_ make: (inout Generator) -> Value) -> Value? {
        Bool.random(using: &self) ? make(&self) : nil
    }

    mutating func text() -> String {
        let pieces = ["breathing", "\"hard\"", "back\\slash", "näher", "36.6 °C", "–", "😷", "/", "{}", "W"]
        return (0..<Int.random(in: 1...4, using: &self)).map { _ in one(of: pieces) }.joined(separator: " ")
    }

    mutating func name() -> String { one(of: ["adm-7f3a", "kestrel-7", "a", "_x.Y-9"]) }
    mutating func number() -> Double { one(of: [0, -1, 0.1, 36.6, 91.005, 1e-7, 88, 1e16, 1_234_567.125]) }
    mutating func sign() -> VitalSign { one(of: VitalSign.allCases) }
    mutating func side() -> Side { one(of: [.low, .high]) }
    mutating func instant() -> WallInstant {
        WallInstant(microseconds: Int64.random(in: 1_600_000_000_000_000...1_900_000_000_000_000, using: &self))
    }

    mutating func person() -> Person { Person(name: text(), role: one(of: Person.Role.allCases)) }

    mutating func command() -> WardCommand {
        let kind = one(of: CommandKind.allCases)
        return WardCommand(deed(kind), by: person(), at: maybe { $0.instant() })
    }

    mutating func deed(_ kind: CommandKind) -> WardCommand.Deed {
        switch kind {
        case .admit: .admit(admission())
        case .discharge: .discharge(child: name(), reason: text())
        case .setLimit:
            .setLimit(
                child: name(), sign: sign(), side: side(), value: number(), reason: text(),
                until: maybe { $0.instant() })
        case .removeLimit: .removeLimit(child: name(), sign: sign(), side: side(), reason: text())
        case .bind: .bind(source: name(), child: maybe { $0.name() }, isConfirmed: .random(using: &self))
        case .review: .review(child: name(), review())
        case .pause: .pause(child: name(), minutes: .random(in: -1...999, using: &self), reason: text())
        case .endPause: .endPause(child: name())
        case .quiet: .quiet(child: name(), minutes: .random(in: -1...999, using: &self), reason: text())
        case .endQuiet: .endQuiet(child: name())
        case .acknowledge:
            .acknowledge(
                episode: name(), minutes: maybe { .random(in: 0...999, using: &$0) }, note: maybe { $0.text() })
        case .close: .close(episode: name(), reason: text())
        case .void: .void(episode: name(), reason: text())
        case .muteSound: .muteSound(child: maybe { $0.name() })
        case .concern:
            .concern(
                child: one(of: ["", name()]), from: one(of: ConcernSource.allCases), note: maybe { $0.text() })
        case .carerAnswer:
            .carerAnswer(child: name(), one(of: CarerAnswer.allCases), note: maybe { $0.text() })
        case .observe: .observe(child: name(), observation())
        case .testAlert: .testAlert(child: maybe { $0.name() })
        case .redrive: .redrive(message: name(), endpoint: maybe { $0.name() })
        case .dropMessage: .dropMessage(message: name(), endpoint: maybe { $0.name() }, reason: text())
        }
    }

    mutating func usual() -> [UsualValue] {
        (0..<Int.random(in: 0...2, using: &self)).map { _ in
            UsualValue(sign: sign(), value: number(), author: one(of: ["", text()]))
        }
    }

    mutating func admission() -> AdmissionForm {
        let day = CivilDate(dayNumber: .random(in: 10_000...20_000, using: &self))
        var form = AdmissionForm(bornOn: day, setting: one(of: Admission.Setting.allCases))
        form.id = maybe { $0.name() }
        form.label = maybe { _ in "K" }
        form.template = maybe { $0.one(of: Template.allCases) }
        form.cadenceMinutes = maybe { .random(in: 0...10_080, using: &$0) }
        form.limits = (0..<Int.random(in: 0...3, using: &self)).map { _ in
            LimitForm(
                sign: sign(), side: side(), value: number(), reason: text(), until: maybe { $0.instant() })
        }
        form.floorsDeclined = maybe { $0.text() }
        form.usual = usual()
        return form
    }

    mutating func review() -> ReviewForm {
        var form = ReviewForm()
        form.note = maybe { $0.text() }
        form.cadenceMinutes = maybe { .random(in: 0...10_080, using: &$0) }
        form.setting = maybe { $0.one(of: Admission.Setting.allCases) }
        form.chart = maybe { $0.one(of: AgeBand.allCases) }
        form.chartReason = maybe { $0.text() }
        form.carerLevel = maybe { $0.one(of: EscalationLevel.allCases) }
        form.usual = maybe { $0.usual() }
        return form
    }

    mutating func observation() -> ObservationForm {
        var form = ObservationForm()
        form.measuredAt = maybe { $0.instant() }
        form.spO2 = maybe { $0.number() }
        form.heartRate = maybe { $0.number() }
        form.respiratoryRate = maybe { $0.number() }
        form.temperature = maybe { $0.number() }
        form.respiratoryDistress = maybe { $0.one(of: RespiratoryDistress.allCases) }
        form.oxygen = maybe { $0.oxygen() }
        form.systolicBloodPressure = maybe {
            Bool.random(using: &$0) ? .measured($0.number()) : .notDone($0.one(of: SystolicNotDone.allCases))
        }
        form.capillaryRefill = maybe { $0.number() }
        form.consciousness = maybe { $0.one(of: Consciousness.allCases) }
        form.hasAbnormalPupils = maybe { .random(using: &$0) }
        form.sepsis = maybe { $0.one(of: SepsisSuspicion.allCases) }
        form.intuition = maybe { $0.one(of: EscalationLevel.allCases) }
        form.isConfirmed = .random(using: &self)
        form.corrects = maybe { .random(in: 1...(.max), using: &$0) }
        form.correctionReason = maybe { $0.text() }
        return form
    }

    mutating func oxygen() -> OxygenSupport {
        let level: OxygenLevel = Bool.random(using: &self) ? .percent(number()) : .litresPerMinute(number())
        switch Int.random(in: 0...2, using: &self) {
        case 0: return .air
        case 1: return .device(one(of: SupportDevice.allCases), Bool.random(using: &self) ? level : nil)
        default: return .level(level)
        }
    }
}
