import Alarms
import Charts
import Vitals

extension ConditionKind {
    /// As people at the ward say it; the rule with its figures is in the message.
    var plainName: String {
        switch self {
        case .limitSpO2Low: "SpO2 at the child's own limit"
        case .limitHeartRateLow: "heart rate at the child's own low limit"
        case .limitHeartRateHigh: "heart rate at the child's own high limit"
        case .limitRespiratoryRateLow: "respiratory rate at the child's own low limit"
        case .limitRespiratoryRateHigh: "respiratory rate at the child's own high limit"
        case .chartSpO2Low: "SpO2 low"
        case .chartHeartRateLow: "heart rate low"
        case .chartHeartRateHigh: "heart rate high"
        case .chartRespiratoryRateLow: "respiratory rate low"
        case .chartRespiratoryRateHigh: "respiratory rate high"
        case .chartPartialSum: "sum of sub-scores"
        case .temperatureHigh: "temperature high (prompt)"
        case .temperatureLow: "temperature low (prompt)"
        case .probeOff: "sensor off"
        case .deviceGone: "device gone"
        case .deviceUnreadable: "device unreadable"
        case .unassignedReadings: "readings of nobody"
        case .silence: "silent"
        case .poorSignal: "poor signal"
        case .deviceClock: "device clock wrong"
        case .lowBattery: "battery low"
        case .sensorFault: "sensor fault"
        case .heartRateDisagreement: "two devices disagree on heart rate"
        case .inputLost: "readings lost in the hub"
        case .devicesGone: "many devices gone at once"
        case .receiverRejects: "a receiver refuses alerts"
        case .receiverTLS: "a receiver's certificate is not right"
        case .receiverName: "a receiver's name has no address"
        case .receiverUnreachable: "a receiver does not answer"
        case .certificate: "a certificate ends"
        case .test: "test alert"
        case .storage: "hub's disk fills up"
        case .undurable: "hub's disk takes no writing"
        case .clock: "hub's clock set or wrong"
        case .settings: "hub's new settings refused"
        case .recordDamaged: "hub's record damaged"
        case .canary: "daily test not answered"
        case .reconcile: "a receiver holds other alerts"
        case .notWatched: "NOBODY IS WATCHED"
        case .concern: "somebody is worried"
        case .consciousness: "AVPU"
        case .pupils: "pupils"
        case .sepsis: "suspicion of sepsis"
        case .intuition: "clinical intuition"
        }
    }

    /// A value of this condition with its unit.
    func spoken(_ value: Double) -> String {
        if let vitalSign { return vitalSign.spoken(value) }
        switch self {
        case .silence: return Duration.seconds(value.rounded(.down)).forPeople
        case .consciousness: return grade(value, Consciousness.allCases) { "\($0.code)" }
        case .pupils: return value == 0 ? "normal" : "not normal"
        case .sepsis: return grade(value, SepsisSuspicion.allCases) { "\($0.name)" }
        case .intuition: return grade(value, EscalationLevel.allCases) { "\($0.name)" }
        case .chartPartialSum: return "\(value.shortestDecimal) points"
        case .certificate: return CertificateNews(value: value).map { "\($0.step) \($0.date)" } ?? value.shortestDecimal
        case .concern: return "(\(grade(value, ConcernSource.allCases) { "\($0.name)" }))"
        default: return value.shortestDecimal
        }
    }

    /// The value of what a person graded is its place in the list.
    private func grade<Grade>(_ value: Double, _ grades: [Grade], _ word: (Grade) -> String) -> String {
        guard let place = Int(exactly: value), grades.indices.contains(place) else { return value.shortestDecimal }
        return word(grades[place])
    }
}

extension AlarmEvent {
    /// What happened, for a list of steps.
    var plainName: String {
        switch self {
        case .fired: "fired"
        case .raised: "became more urgent"
        case .lowered: "became less urgent"
        case .unknown: "data lost: last known, now blind"
        case .resolved: "over"
        case .suppressed: "held back, told to nobody"
        case .escalated: "nobody answered: next step of the ladder"
        case .reminded: "said again"
        case .acknowledged: "taken"
        case .acknowledgementExpired: "nobody has it any more and it is still so: next step"
        case .clearedUnacknowledged: "over by the numbers, and nobody took it: please look"
        case .voided: "entered in error"
        case .renewed: "said again: whoever had it is asked anew"
        }
    }
}

extension SuppressorSet {
    /// `sensor off, planned pause`
    var plainNames: String {
        let words: [(SuppressorSet, String)] = [
            (.probeOff, "sensor off"), (.poorSignal, "poor signal"), (.deviceGone, "device gone"),
            (.silence, "silence of the child"), (.higherBand, "a more urgent alarm of the same sign"),
            (.plannedPause, "a planned pause"), (.quiet, "quiet asked for"),
            (.manyDevicesGone, "many devices gone at once"),
        ]
        return words.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
    }
}

extension RoleSet {
    /// `primary, in-charge`; `the hub only` where nobody is told.
    var plainNames: String {
        isEmpty ? "the hub only" : Self.names.filter { contains($0.role) }.map { "\($0.name)" }.joined(separator: ", ")
    }
}

extension CarerAnswer {
    var plainName: String {
        switch self {
        case .worse: "worse"
        case .same: "the same"
        case .better: "better"
        case .asleep: "asleep"
        case .unavailable: "nobody to ask"
        }
    }
}
