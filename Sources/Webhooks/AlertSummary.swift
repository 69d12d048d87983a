import Alarms
import Vitals

extension AlertContext {
    /// One to three sentences for people, with the least data: the pseudonym, what is so, what people did about it, the rule,
    /// and what to look at next. Never a treatment, never a note: a note may hold a name.
    ///
    ///     P2 adm-7f3a: SpO2 89 %. Rule: SpO2 at or below 91 % (sub-score 4 on the 1–4 years chart) for 30 s of valid data.
    ///     P2 adm-7f3a: a parent is worried. Rule: … Ring the family now and hear what worries them.
    var summary: String {
        let test = isTest ? "TEST " : ""
        let who = admission?.id ?? "hub \(composer.hub.id)"
        let source = sourceName.map { " (\($0.bounded))" } ?? ""
        return "\(test)\(transition.priority.label) \(who)\(source): \(event). Rule: \(text.sentence).\(late)\(next)"
    }

    private var next: String {
        guard transition.event.pages, let step = kind.nextStep else { return "" }
        if let canaryDate {
            return " The hub's own of \(canaryDate), as every day: a machine answers it, nobody need do anything."
        }
        let reviewer = kind == .concern && transition.roles.contains(.reviewer)
        return " \(step)" + (reviewer ? " The independent reviewer is told as well." : "")
    }

    private var event: String {
        let before = changedPriority.map { " (was \($0.label))" } ?? ""
        return switch transition.event {
        case .fired: current
        case .raised: "\(changedPriority == nil ? "worse" : "more urgent")\(before), \(current)"
        case .lowered: "less urgent\(before), \(current)"
        case .unknown: "data lost, \(lastKnown), now blind"
        case .resolved: resolved
        case .suppressed: "\(current); not told while \(transition.suppressedBy.spokenWords)"
        case .escalated: "\(current); nobody has answered\(waited): \(calledOn)"
        case .reminded where transition.isLatched:
            "over by the numbers (\(now)), and still nobody has taken it: please look"
        case .reminded: "\(current); still nobody has answered\(waited)"
        case .acknowledged: taken
        case .acknowledgementExpired: "\(current); the acknowledgement ran out and it is still so: \(called)"
        case .clearedUnacknowledged: "over by the numbers (\(now)), but nobody took it: please look"
        case .voided: "entered in error\(by(endedBy)), please disregard; it was: \(now)"
        case .renewed: "\(current), said again"
        }
    }

    private var current: String { transition.isUnknown ? "\(lastKnown), now blind" : now }

    private var now: String {
        if kind == .concern { return text.concern?.spokenWords ?? "somebody is worried" }
        return latest ?? text.predicateName
    }

    private var lastKnown: String {
        // Of a sum the value is what is left, not what it was.
        guard kind != .chartPartialSum else { return "too old to count are members that made it, left is \(now)" }
        return "last known \(latest ?? text.predicateName)"
    }

    private var latest: String? {
        guard let value = transition.latestValue ?? transition.triggerValue else { return nil }
        if let sign = kind.vitalSign { return "\(sign.spokenName) \(sign.spoken(value))" }
        return switch kind {
        case .chartPartialSum: sum(value)
        case .silence: "no timely reading for \(Self.span(value).roundedWords)"
        case .consciousness: grade
        case .pupils: grade.map { "pupils \($0)" }
        case .sepsis: grade.map { $0 == "shock" ? "septic shock suspected" : "suspicion of sepsis: \($0)" }
        case .poorSignal: "only \(whole(value)) % good signal"
        case .deviceClock:
            "the device's clock is \(Self.span(abs(value)).roundedWords) \(value < 0 ? "behind" : "ahead")"
        case .heartRateDisagreement: "two devices tell heart rates \(whole(value))/min apart"
        case .devicesGone: "\(whole(value)) devices gone at once"
        case .inputLost: "\(whole(value)) inputs lost inside the hub"
        case .receiverRejects: "\(receiver(value)) refuses the alerts it is sent"
        case .receiverTLS: "the certificate of \(receiver(value)) is not right, no alert is sent there"
        case .receiverName: "the name of \(receiver(value)) has no address, no alert gets there"
        case .receiverUnreachable: "\(receiver(value)) does not answer, no alert gets there"
        case .storage: "the hub's disk is \(whole(value)) % full"
        case .clock: "the hub's clock is off by \(Self.span(value).roundedWords)"
        case .settings: "the hub's new settings have \(whole(value)) defect\(value == 1 ? "" : "s")"
        case .canary: value == 0 ? nil : "\(receiver(value)) has not answered the hub's daily test"
        case .reconcile: DayDifference(value: value).map(words)
        case .certificate: CertificateNews(value: value).map(words)
        case .undurable: "nothing could be put on record for \(Self.span(value).roundedWords)"
        case .intuition: grade.map { "a clinician's intuition asks for \($0)" }
        default: nil
        }
    }

    private func words(of difference: DayDifference) -> String {
        let name = receiver(Double(difference.receiver))
        let which = difference.alarmClass.map { "\($0.name) " } ?? ""
        return switch difference.what {
        case .missing: "\(name) holds fewer \(which)alerts of \(difference.date) than it has accepted"
        case .others: "\(name) holds other \(which)alerts of \(difference.date) than it has accepted"
        }
    }

    private func words(of news: CertificateNews) -> String {
        let name = receiver(Double(news.receiver))
        let whose = news.owner == .hub ? "the hub's certificate for \(name)" : "the certificate \(name) is known by"
        return switch news.step {
        case .month, .fortnight, .week: "\(whose) ends on \(news.date)"
        case .ended: "\(whose) ended on \(news.date), no alert gets there"
        case .notYet: "\(whose) holds only from \(news.date), no alert gets there"
        }
    }

    /// With the level that is certain: that of the total, or of the least the total can be.
    private func sum(_ value: Double) -> String {
        let figure = value.shortestDecimal
        guard let score = transition.score, let levels = composer.levels else { return "partial sum \(figure)" }
        if let total = score.total {
            return "total \(total) of 26, level \(levels.level(ofTotal: Int(total)).name)"
        }
        return "partial sum \(figure), level at least \(levels.level(ofTotal: Int(score.minimumTotal)).name)"
    }

    /// At most thirty years: `Duration` traps on what it cannot hold, and a restored value may be anything.
    private static func span(_ seconds: Double) -> Duration {
        .seconds(seconds.isFinite ? min(max(0, seconds), 1e9) : 0)
    }

    /// By its place in the configuration, from 1.
    private func receiver(_ value: Double) -> String {
        guard let place = Int(exactly: value), composer.receivers.indices.contains(place - 1) else {
            return "a receiver"
        }
        return "receiver \(composer.receivers[place - 1].bounded)"
    }

    private func whole(_ value: Double) -> String { value.rounded().shortestDecimal }

    private var resolved: String {
        switch transition.resolution {
        case .closed: "closed\(by(endedBy)), it was: \(now)"
        case .discharged: "ended because the child has left the ward, it was: \(now)"
        case .void: "entered in error\(by(endedBy)), it was: \(now)"
        case .data, nil: "resolved, \(kind.alarmClass == .physiological ? now : "over")"
        }
    }

    /// A late one opens nothing again.
    private var taken: String {
        let over = transition.state == .resolved ? ", which is over" : ""
        let ends = stillToCome == nil ? transition.acknowledgedUntil : nil
        let until = ends.map { " until \($0.wall.clockWords)" } ?? ""
        return "\(current)\(over); taken\(by(takenBy))\(until)"
    }

    private func by(_ command: CommandText?) -> String {
        command.map { " by \($0.by.bounded) (\($0.role.bounded))" } ?? ""
    }

    /// Since firing. Where somebody had it in between, the time says nothing.
    private var waited: String {
        guard !transition.wasAcknowledged, let start = transition.ladderStartedAt else { return "" }
        return " for \(transition.at.wall.since(start.wall).roundedWords)"
    }

    /// Whom this step of the ladder adds.
    private var calledOn: String {
        guard !transition.roles.isEmpty else { return "shown again on the hub" }
        let ladder = composer.rules[transition.ladder]
        let before: RoleSet =
            transition.level == 0 ? [] : ladder.roles(upTo: min(transition.level, ladder.top) - 1)
        let added = transition.roles.subtracting(before)
        guard transition.level > 0, !added.isEmpty else { return "\(transition.roles.spokenWords) called again" }
        return before.isEmpty ? "\(added.spokenWords) called" : "\(added.spokenWords) called as well"
    }

    /// Everybody this message calls: whether the last step was there before the acknowledgement is not known here.
    private var called: String {
        transition.roles.isEmpty ? "shown again on the hub" : "\(transition.roles.spokenWords) called"
    }

    private var late: String {
        guard let lateness = transition.lateness, lateness > .zero else { return "" }
        let minutes = (lateness.inSeconds / 60).rounded(.up)
        return " The reading came up to \(minutes.shortestDecimal) min late."
    }
}

extension ConditionText {
    /// The condition without figures, where there is no value to name.
    var predicateName: String {
        switch kind {
        case .chartPartialSum: return "partial sum alarm"
        case .consciousness: return "consciousness is not as it should be"
        case .pupils: return "pupils not normal"
        case .sepsis: return "sepsis suspected"
        case .intuition: return "a clinician is uneasy about this child"
        case .concern: return "somebody is worried"
        case .test: return "this is a test, nobody is in danger"
        case .canary: return "the hub's daily test was not decided by the hub itself"
        case .reconcile: return "a receiver holds other alerts than it has accepted"
        case .notWatched: return "NO CHILD OF THIS HUB IS BEING WATCHED"
        case .deviceUnreadable: return "device sends what cannot be read"
        case .poorSignal: return "signal too poor to judge by"
        case .deviceClock: return "the device's clock is wrong"
        case .lowBattery: return "the device's battery is low"
        case .sensorFault: return "the device says its sensor is broken"
        case .heartRateDisagreement: return "two devices disagree on the heart rate"
        case .unassignedReadings: return "readings of a device that is nobody's"
        case .devicesGone: return "many devices gone at once"
        case .inputLost: return "readings lost inside the hub"
        case .receiverRejects: return "a receiver refuses the alerts it is sent"
        case .receiverTLS: return "a receiver's certificate is not right"
        case .receiverName: return "a receiver's name has no address"
        case .receiverUnreachable: return "a receiver does not answer"
        case .certificate: return "a certificate comes to its end"
        case .storage: return "the hub's disk is almost full"
        case .undurable: return "the hub's disk takes no writing"
        case .clock: return "the hub's clock was set, or cannot be right"
        case .settings: return "the hub's new settings were refused"
        case .recordDamaged: return "a part of the hub's own record is damaged"
        default: return kind.vitalSign.map { "\($0.spokenName) alarm" } ?? predicate
        }
    }
}

extension ConditionKind {
    /// Where to look or whom to ring; never a treatment. The charts' own vital signs speak for themselves.
    var nextStep: String? {
        switch self {
        case .concern: "Ring the family now and hear what worries them."
        case .chartPartialSum, .consciousness, .pupils, .sepsis, .intuition:
            "The child's chart says how soon who must come."
        case .silence: "How the child is now is not known: ring the family."
        case .probeOff: "Ask the family to put the sensor back on."
        case .poorSignal: "Ask the family to look at the sensor and how it sits."
        case .deviceGone: "Ask the family whether the device is on and plugged in."
        case .lowBattery: "Change or charge the battery of this device."
        case .sensorFault: "Look at the sensor and its plug; use another sensor if this goes on."
        case .deviceUnreadable, .deviceClock: "Tell whoever looks after the devices."
        case .heartRateDisagreement: "Believe neither until somebody has counted the pulse."
        case .unassignedReadings: "Say whose device this is."
        case .devicesGone: "Ask for a look at the hub's power and cables."
        case .inputLost: "Tell whoever looks after the hub."
        case .receiverRejects: "Look at the receiver's log and its signing secret: the hub goes on trying."
        case .receiverTLS: "Look at the receiver's certificate, and at this hub's clock: the hub goes on trying."
        case .receiverName: "Look at the hub's network and the receiver's name: the hub goes on trying."
        case .receiverUnreachable: "Look at the receiver and at the network between: the hub goes on trying."
        case .certificate:
            "Put one that ends later in its place, and reload (spotward check says which file): from its end on nothing gets there."
        case .storage: "Tell whoever looks after the hub to make room; alarms go on."
        case .undurable: "Tell whoever looks after the hub now: after a power cut it would not know of this."
        case .clock:
            "Times before and after may not fit; tell whoever looks after the hub to let the network set its clock."
        case .settings: "The ward goes on with the old ones; whoever changed them finds each defect in the hub's log."
        case .canary:
            "Alerts may not arrive there: look at the receiver and at what stands between, and rely on another way meanwhile."
        case .reconcile:
            "Look at the receiver's log for what it lacks: the hub sends again what it asks for (spotward outbox list)."
        case .notWatched:
            "Ring the families and watch the children otherwise; tell whoever looks after the hub now. What was owed is still sent."
        case .recordDamaged: "Tell whoever looks after the hub; the log says which part, and what to do."
        case .test: "Take it as you would take a real one, so that the way is tried to its end."
        case .limitSpO2Low, .limitHeartRateLow, .limitHeartRateHigh, .limitRespiratoryRateLow,
            .limitRespiratoryRateHigh,
            .chartSpO2Low, .chartHeartRateLow, .chartHeartRateHigh, .chartRespiratoryRateLow, .chartRespiratoryRateHigh,
            .temperatureHigh, .temperatureLow:
            nil
        }
    }
}
