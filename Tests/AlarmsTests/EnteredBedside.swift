import Alarms
import Charts
import Vitals

extension Bedside {
    /// What a person entered, made so many seconds ago.
    mutating func enter(
        made secondsAgo: Double = 0, isCorrection: Bool = false, number: UInt32 = 1,
        _ fill: (inout EnteredObservations) -> Void
    ) {
        var entry = EnteredObservations()
        fill(&entry)
        let wall = tick(at: seconds - secondsAgo).wall
        let deed = Command.Deed.observe(Bedside.child, entry, at: wall, isCorrection: isCorrection)
        step(.command(Command(CommandNumber(number), deed), at: now))
    }
}

extension EnteredObservations {
    /// Seven members without a point, on the 1–4 years chart.
    mutating func fillWell() {
        vitalSigns[.spO2] = 98
        vitalSigns[.heartRate] = 110
        vitalSigns[.respiratoryRate] = 25
        respiratoryDistress = RespiratoryDistress.none
        oxygen = .air
        systolicBloodPressure = .measured(95)
        capillaryRefill = 2
    }

    /// Takes one member out again.
    mutating func drop(_ parameter: ScoredParameter) {
        switch parameter {
        case .respiratoryRate: vitalSigns[.respiratoryRate] = nil
        case .respiratoryDistress: respiratoryDistress = nil
        case .spO2: vitalSigns[.spO2] = nil
        case .oxygen: oxygen = nil
        case .heartRate: vitalSigns[.heartRate] = nil
        case .systolicBloodPressure: systolicBloodPressure = nil
        case .capillaryRefill: capillaryRefill = nil
        }
    }
}

extension RecordLog {
    /// What a condition did, without what its ladder did.
    func changes(_ kind: ConditionKind) -> [AlarmEvent] {
        events(kind).compactMap {
            switch $0 {
            case .fired, .raised, .lowered, .unknown, .resolved: $0
            case .clearedUnacknowledged: .resolved
            case .suppressed, .escalated, .reminded, .acknowledged, .acknowledgementExpired, .voided, .renewed: nil
            }
        }
    }

    /// The newest score written.
    var score: ScoreSnapshot? { scores.last?.score }
}

extension AlarmRules {
    /// What is entered speaks for two minutes, so that a test need not wait for hours.
    static var shortLived: AlarmRules {
        var rules = AlarmRules()
        rules.scheduleUrgent = .seconds(60)
        return rules
    }
}
