@testable import Alarms
import Charts
import Vitals
@testable import Webhooks

/// Transitions from the whole life of an alarm, with the words of the people in it.
extension TestWard {
    static let nurse = CommandText(
        by: "N. Owl", role: "nurse", at: wall("2026-11-21T23:13:40Z"), note: "rang the family, looking in at midnight")
    static let parent = CommandText(
        by: "Mrs Q Example", role: "parent", at: wall("2026-11-21T23:07:24.4Z"), note: "not himself, will not drink",
        concern: .parent)
    static let carer = CommandText(
        by: "Mrs Q Example", role: "parent", at: wall("2026-11-21T23:07:24.4Z"), note: "breathing looks harder",
        concern: .carerQuestion, answer: .worse)

    /// One transition of a condition, as the event has it: five minutes after firing where something came before.
    static func life(of kind: ConditionKind, _ stage: AlarmStage, _ event: AlarmEvent) -> AlarmTransition {
        var transition = desaturation()
        (transition.condition, transition.stage, transition.event) = (kind, stage, event)
        transition.priority = priority(kind, stage)
        transition.peakPriority = transition.priority
        transition.ladder = LadderKind(kind.alarmClass, transition.priority)
        transition.roles = AlarmRules()[transition.ladder].roles(upTo: 0)
        transition.ladderStartedAt = transition.firedAt
        transition.nextStepAt = tick("2026-11-21T23:12:24.5Z")
        measure(&transition)
        let grades: [ConditionKind: (mild: Double, severe: Double)] = [
            .consciousness: (1, 3), .pupils: (1, 1), .sepsis: (1, 2), .intuition: (1, 4),
        ]
        if let grade = grades[kind] {
            transition.triggerValue = stage == .severe ? grade.severe : grade.mild
            transition.latestValue = transition.triggerValue
        } else if kind.unit == nil, ![.reconcile, .certificate].contains(kind), !(kind == .test && stage == .severe) {
            (transition.triggerValue, transition.latestValue, transition.worstValue) = (nil, nil, nil)
        }
        transition.isTest = kind == .test
        guard ![.fired, .suppressed].contains(event) else {
            if event == .fired { transition.lateness = .seconds(90) }
            if event == .suppressed {
                transition.suppressedBy = .probeOff
                (transition.roles, transition.ladderStartedAt, transition.nextStepAt) = ([], nil, nil)
            }
            return transition
        }
        transition.at = tick("2026-11-21T23:12:24.5Z")
        transition.episodeSequence = 2
        transition.previousState = .firing
        transition.nextStepAt = tick("2026-11-21T23:22:24.5Z")
        live(&transition, event)
        return transition
    }

    /// Values as this condition would have them.
    private static func measure(_ transition: inout AlarmTransition) {
        let figures: (value: Double, threshold: Double)? =
            switch transition.condition {
            case .limitHeartRateLow, .chartHeartRateLow: (64, 70)
            case .limitHeartRateHigh, .chartHeartRateHigh: (158, 150)
            case .limitRespiratoryRateLow, .chartRespiratoryRateLow: (13, 15)
            case .limitRespiratoryRateHigh, .chartRespiratoryRateHigh: (53, 50)
            case .chartPartialSum: (5, 5)
            case .temperatureHigh: (38.4, 38)
            case .temperatureLow: (35.6, 36)
            case .silence: (1000, 900)
            case .poorSignal: (38, 50)
            case .deviceClock: (9, 5)
            case .heartRateDisagreement: (32, 20)
            case .devicesGone: (7, 5)
            case .inputLost: (12, 1)
            case .receiverRejects, .receiverTLS, .receiverName, .receiverUnreachable: (1, 1)
            case .storage: (96, 95)
            case .undurable: (180, 0)
            case .clock: (3600, 0)
            case .settings: (2, 0)
            case .canary: (1, 1)
            case .reconcile: (difference, 0)
            case .certificate: (Double(certificate(transition.stage).value), 0)
            case .test where transition.stage == .severe: (20779, 0)
            default: nil
            }
        guard let figures else { return }
        (transition.triggerValue, transition.latestValue, transition.worstValue) = (
            figures.value, figures.value, figures.value
        )
        transition.threshold =
            [.inputLost, .undurable, .clock, .settings, .test].contains(transition.condition)
                || transition.condition.isAboutReceivers
            ? nil : figures.threshold
    }

    private static func certificate(_ stage: AlarmStage) -> CertificateNews {
        let date = CivilDate(year: 2026, month: 11, day: 28) ?? CivilDate(dayNumber: 0)
        return CertificateNews(receiver: 1, owner: .hub, step: stage == .severe ? .ended : .week, date: date)
    }

    private static var difference: Double {
        let date = CivilDate(year: 2026, month: 11, day: 21) ?? CivilDate(dayNumber: 0)
        return Double(DayDifference(receiver: 1, date: date, what: .missing, alarmClass: .physiological).value)
    }

    private static func live(_ transition: inout AlarmTransition, _ event: AlarmEvent) {
        switch event {
        case .raised: transition.previousPriority = .medium
        case .lowered: transition.previousPriority = .critical
        case .unknown: transition.isUnknown = true
        case .resolved, .clearedUnacknowledged:
            transition.state = .resolved
            transition.previousState = .resolving
            transition.resolution = .data
            transition.isLatched = event == .clearedUnacknowledged
            if transition.condition.vitalSign == .spO2 { transition.latestValue = 97 }
            if transition.condition == .concern { transition.resolution = .closed }
            transition.score?.heartRate.score = .unscorable
        case .escalated, .acknowledgementExpired:
            transition.level = 1
            transition.roles = AlarmRules()[transition.ladder].roles(upTo: 1)
        case .acknowledged:
            transition.state = .acknowledged
            transition.acknowledgedUntil = tick("2026-11-22T03:15:00Z")
            transition.wasAcknowledged = true
        case .voided:
            transition.state = .void
            transition.resolution = .void
        case .fired, .suppressed, .reminded, .renewed: break
        }
    }

    /// What a person did where this event is a person's deed; and who began it, where it is a concern.
    static func texts(of transition: AlarmTransition) -> (command: CommandText?, origin: CommandText?) {
        let origin: CommandText? = transition.condition == .concern ? (transition.stage == .mild ? carer : parent) : nil
        switch transition.event {
        case .acknowledged, .voided: return (nurse, origin)
        case .resolved, .clearedUnacknowledged: return (transition.resolution == .data ? nil : nurse, origin)
        default: return (origin, origin)
        }
    }

    static func compose(_ transition: AlarmTransition) -> Alert {
        let texts = texts(of: transition)
        return composer().compose(transition, command: texts.command, origin: texts.origin)
    }

    /// Every condition, stage and event, on a child with a label and one without, with and without values, and a score
    /// of all seven.
    static func everyAlert() -> [Alert] {
        var alerts: [Alert] = []
        for kind in ConditionKind.allCases {
            for stage in [AlarmStage.mild, .severe] {
                for event in AlarmEvent.allCases {
                    for subject in [
                        AlarmSubject.child(ChildIndex(0)), .child(ChildIndex(1)),
                        .source(SourceIndex(0), ChildIndex(0)),
                    ] {
                        var transition = life(of: kind, stage, event)
                        transition.subject = subject
                        alerts.append(compose(transition))
                    }
                }
            }
        }
        var complete = desaturation()
        complete.score = completeScore
        var supported = complete
        supported.score?.oxygen = ScoreMember(value: 2, score: .scored(.two), age: .seconds(600))
        supported.score?.oxygenSupport = .device(.nasalProngs, .litresPerMinute(2))
        return alerts + [complete, supported, desaturationUnknown(), probeOff()].map(compose)
    }

    static let completeScore = {
        func member(_ value: Double?, _ points: SubScore) -> ScoreMember {
            ScoreMember(value: value, score: .scored(points), age: .seconds(600))
        }
        return ScoreSnapshot(
            ageBand: AgeBand(rawValue: 1), spO2: member(89, .four), heartRate: member(142, .one),
            respiratoryRate: member(44, .two), respiratoryDistress: member(2, .two), oxygen: member(nil, .zero),
            systolicBloodPressure: member(nil, .zero), capillaryRefill: member(2.5, .one), partialSum: 10,
            minimumTotal: 10, maximumTotal: 10)
    }()

    private static func priority(_ kind: ConditionKind, _ stage: AlarmStage) -> Priority {
        let rule = AlarmRules()[kind]
        let stageRule = stage == .severe ? rule.severe ?? rule.mild : rule.mild ?? rule.severe
        return stageRule?.priority ?? .technical
    }
}
