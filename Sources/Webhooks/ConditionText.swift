import Alarms
import Charts
import Vitals

/// Where a chart begins to give a sub-score, as it prints it: `at or below`, 91.
public struct PrintedEdge: Sendable, Hashable {
    /// `below`, `at or below` or `at or above`
    public var comparison: String
    public var value: Double

    public init(comparison: String, value: Double) {
        self.comparison = comparison
        self.value = value
    }
}

/// Looks up the edge of a vital sign's chart on one side, from which it gives at least a sub-score.
public typealias PrintedEdges = @Sendable (VitalSign, Side, SubScore, AgeBand) -> PrintedEdge?

/// An alarm condition in plain words: "SpO2 at or below 91 % (sub-score 4 on the 1–4 years chart) for 30 s of valid data".
struct ConditionText {
    let kind: ConditionKind
    let stage: AlarmStage
    let threshold: Double?
    let rule: StageRule?
    let rules: AlarmRules
    let margin: Double
    /// Who is worried, where the condition is a concern and that is known.
    let concern: ConcernSource?
    let ageBand: AgeBand?
    let cadence: Duration?
    /// The value was measured once, on purpose: nothing was waited for.
    let isSingleMeasurement: Bool
    /// A silence that is urgent from the start, because it began during or just after a physiological alarm.
    let followsAlarm: Bool
    let edges: PrintedEdges

    /// What breaches, without for how long.
    var predicate: String {
        switch kind {
        case .limitSpO2Low, .limitHeartRateLow, .limitHeartRateHigh, .limitRespiratoryRateLow,
            .limitRespiratoryRateHigh:
            "\(signName) \(atOrBeyond) (limit set for this child)"
        case .chartSpO2Low, .chartHeartRateLow, .chartHeartRateHigh, .chartRespiratoryRateLow,
            .chartRespiratoryRateHigh:
            "\(signName) \(chartEdge) (\(subScoreWords) on the \(chartName))"
        case .chartPartialSum:
            "SPOT sub-scores add up to \(threshold?.shortestDecimal ?? "the threshold") or more"
        case .temperatureHigh, .temperatureLow:
            "temperature \(atOrBeyond) (a prompt to think of sepsis; temperature is not scored)"
        case .probeOff: "sensor off the child"
        case .deviceGone: "device not connected"
        case .deviceUnreadable: "device sends what cannot be read (wrong speed, wrong protocol or a bad cable)"
        case .unassignedReadings: "readings that belong to no child of this ward"
        case .silence: silence
        case .inputLost: "readings lost inside the hub because a queue was full"
        case .poorSignal:
            "less than \(percent(rules.poorSignalBelow)) good signal in \((rule?.onset ?? .seconds(300)).words)"
        case .deviceClock:
            isOwnClock
                ? "device's own clock is more than \(rules.deviceClockTolerance.words) off this hub's"
                : "device stamps its readings more than \(rules.futureTolerance.words) ahead of this hub's clock"
        case .heartRateDisagreement:
            "two devices of this child tell heart rates more than \(margin.shortestDecimal)/min apart"
        case .lowBattery: "device says its battery is low"
        case .sensorFault: "device says its sensor is broken or not one it knows"
        case .devicesGone: "more than \(rules.manyDevices) devices gone at once"
        case .receiverRejects: "a receiver answers and refuses what it is sent"
        case .receiverTLS: "a receiver's certificate or TLS is not right, so that nothing is sent to it"
        case .receiverName: "a receiver's name has no address that may be called"
        case .receiverUnreachable: "a receiver does not answer"
        case .certificate:
            stage == .severe
                ? "a certificate without which nothing gets to a receiver is out of its time"
                : "a certificate without which nothing gets to a receiver ends in 30 days or less"
        case .test: "an alarm that is none, to see that it arrives"
        case .storage: "disk of the hub at least \(threshold?.shortestDecimal ?? "80") % full"
        case .undurable: "the hub's disk takes no writing, so that what is decided is not on record"
        case .clock: "the hub's clock was set, or is set to what cannot be right"
        case .settings: "the hub's new settings have a defect, and the old ones are in force"
        case .canary: "the hub's daily test of the way an alert goes was not answered within a minute"
        case .reconcile: "a receiver holds other alerts of a day than it has accepted"
        case .notWatched: "the hub's program ended three times just after its start, and watches no child until it can"
        case .recordDamaged: "a part of the hub's own record is damaged or was changed by somebody"
        case .concern: "somebody is worried; that is enough, whatever the numbers say"
        case .consciousness:
            "responds only to voice or pain, or is unresponsive (AVPU; it asks for a review without points)"
        case .pupils: "pupils not normal (they ask for a review without points)"
        case .sepsis:
            stage == .severe
                ? "septic shock suspected (it asks for a review without points)"
                : "sepsis suspected (it asks for a review without points)"
        case .intuition:
            "a clinician's intuition asks for a review (\(stage == .severe ? "High or Emergency" : "Low or Medium"))"
        }
    }

    /// The predicate and its onset delay.
    var sentence: String {
        // Their words tell the time themselves.
        guard kind != .silence, kind != .poorSignal, let onset = rule?.onset, onset > .zero else { return predicate }
        guard kind.alarmClass == .physiological else { return "\(predicate) for \(onset.words)" }
        if isSingleMeasurement { return "\(predicate) in one deliberate measurement" }
        // The sum waits as long as the slowest of its members, and for none that was measured once or entered.
        if kind == .chartPartialSum {
            return "\(predicate), for at least \(onset.words) of valid data where a member streams"
        }
        return "\(predicate) for \(onset.words) of valid data"
    }

    /// The clock of a live device, not stamps in a file.
    private var isOwnClock: Bool { threshold.map { $0 > rules.futureTolerance.inSeconds } ?? false }

    private var signName: String { kind.vitalSign?.spokenName ?? "value" }

    private var atOrBeyond: String {
        guard let threshold else { return "beyond its threshold" }
        let words = kind.side == .low ? "at or below" : "at or above"
        return "\(words) \(kind.vitalSign?.spoken(threshold) ?? threshold.shortestDecimal)"
    }

    /// The chart knows whether its edge is "below" or "at or below"; where it is not at hand the text claims neither.
    private var chartEdge: String {
        guard let sign = kind.vitalSign, let side = kind.side else { return "beyond its threshold" }
        if let ageBand, let edge = edges(sign, side, stage == .severe ? .four : .one, ageBand) {
            return "\(edge.comparison) \(sign.spoken(edge.value))"
        }
        guard let threshold else { return "beyond its threshold" }
        return "beyond \(sign.spoken(threshold)) on the \(side.name) side"
    }

    private func percent(_ share: Double) -> String { "\((share * 100).rounded().shortestDecimal) %" }

    private var subScoreWords: String { stage == .severe ? "sub-score 4" : "sub-score 1 or more" }

    private var chartName: String { ageBand.map { "\($0.spokenName) chart" } ?? "chart" }

    private var silence: String {
        if let cadence {
            let late = stage == .severe ? rules.scheduleUrgent : rules.scheduleWarning
            return "a reading due every \(cadence.words) is \(late.words) late"
        }
        guard followsAlarm else { return "no timely reading for \(rule?.onset.words ?? "its limit")" }
        let warning = rules[.silence].mild?.onset.words ?? "its limit"
        return
            "no timely reading for \(warning), begun within \(rules.silenceAfterAlarm.words) of an alarm of this child"
    }
}

extension AgeBand {
    /// As the chart's title has it.
    var spokenName: String {
        switch name.description {
        case "0-11m": "0–11 months"
        case "1-4y": "1–4 years"
        case "5-12y": "5–12 years"
        case "13+y": "13–18 years"
        case let other: other
        }
    }
}
