import Vitals

/// One thing that can be wrong. A kind spans its severities, so that a change of severity updates one episode.
///
/// Raw values are stored in journals and recordings: never renumber one.
public enum ConditionKind: UInt8, CaseIterable, Sendable, BitwiseCopyable, Codable {
    // A clinician's limit for this child.
    case limitSpO2Low = 0
    case limitHeartRateLow = 1
    case limitHeartRateHigh = 2
    case limitRespiratoryRateLow = 3
    case limitRespiratoryRateHigh = 4
    // The chart.
    case chartSpO2Low = 10
    case chartHeartRateLow = 11
    case chartHeartRateHigh = 12
    case chartRespiratoryRateLow = 13
    case chartRespiratoryRateHigh = 14
    case chartPartialSum = 15
    // A prompt to think of sepsis; temperature is never scored.
    case temperatureHigh = 20
    case temperatureLow = 21
    // The equipment.
    case probeOff = 30
    case deviceGone = 31
    case deviceUnreadable = 32
    case unassignedReadings = 33
    case silence = 34
    case poorSignal = 35
    /// The device's clock is wrong, or it stamps its readings with the future.
    case deviceClock = 36
    /// Two devices of one child tell different heart rates.
    case heartRateDisagreement = 37
    /// The device says that its battery is low.
    case lowBattery = 38
    /// The device says that its sensor is broken, or not one it knows.
    case sensorFault = 39
    // The hub.
    case inputLost = 40
    /// Many devices gone at once: the hub's power or its bus.
    case devicesGone = 41
    /// An alarm that is none.
    case test = 42
    /// The disk of the hub's state folder fills up.
    case storage = 43
    /// What was decided cannot be written to the disk.
    case undurable = 44
    /// A file of the hub's own record is damaged or was changed.
    case recordDamaged = 45
    /// The daily test of the way an alert goes was not answered everywhere.
    case canary = 46
    /// A receiver says that it holds other alerts of a day than the hub says it accepted.
    case reconcile = 47
    /// The hub's clock was set, or is set to what cannot be right.
    case clock = 48
    /// New settings were refused, and the old ones are in force.
    case settings = 49
    /// The daemon ended several times just after its start, and watches nobody until it can.
    case notWatched = 53
    // The receivers of alerts.
    /// One answers and refuses what it is sent.
    case receiverRejects = 54
    /// One is not who the configuration says.
    case receiverTLS = 55
    /// The name of one has no address.
    case receiverName = 56
    /// One does not answer.
    case receiverUnreachable = 57
    /// A certificate that an endpoint needs comes to its end.
    case certificate = 58
    // Somebody is worried. Only a person ends it.
    case concern = 50
    // What was entered and escalates without points.
    case consciousness = 60
    case pupils = 61
    case sepsis = 62
    case intuition = 63

    /// The rule family: the key of the rules file, and a part of every episode's identity.
    public var family: StaticString {
        switch self {
        case .limitSpO2Low: "limit.spo2.low"
        case .limitHeartRateLow: "limit.hr.low"
        case .limitHeartRateHigh: "limit.hr.high"
        case .limitRespiratoryRateLow: "limit.rr.low"
        case .limitRespiratoryRateHigh: "limit.rr.high"
        case .chartSpO2Low: "spot.spo2.low"
        case .chartHeartRateLow: "spot.hr.low"
        case .chartHeartRateHigh: "spot.hr.high"
        case .chartRespiratoryRateLow: "spot.rr.low"
        case .chartRespiratoryRateHigh: "spot.rr.high"
        case .chartPartialSum: "spot.partial_sum"
        case .temperatureHigh: "prompt.temp.high"
        case .temperatureLow: "prompt.temp.low"
        case .probeOff: "tech.probe_off"
        case .deviceGone: "tech.device_gone"
        case .deviceUnreadable: "tech.device_unreadable"
        case .unassignedReadings: "tech.unassigned"
        case .silence: "tech.silence"
        case .poorSignal: "tech.poor_signal"
        case .deviceClock: "tech.device_clock"
        case .heartRateDisagreement: "tech.hr_disagreement"
        case .lowBattery: "tech.battery"
        case .sensorFault: "tech.sensor_fault"
        case .inputLost: "system.input_lost"
        case .devicesGone: "system.devices_gone"
        case .test: "system.test"
        case .storage: "system.storage"
        case .undurable: "system.undurable"
        case .recordDamaged: "system.record_damaged"
        case .clock: "system.clock"
        case .settings: "system.settings"
        case .canary: "system.canary"
        case .reconcile: "system.reconcile"
        case .notWatched: "system.not_watched"
        case .receiverRejects: "system.receiver_rejects"
        case .receiverTLS: "system.receiver_tls"
        case .receiverName: "system.receiver_dns"
        case .receiverUnreachable: "system.receiver_unreachable"
        case .certificate: "system.certificate"
        case .concern: "concern"
        case .consciousness: "trigger.avpu"
        case .pupils: "trigger.pupils"
        case .sepsis: "trigger.sepsis"
        case .intuition: "trigger.intuition"
        }
    }

    public var alarmClass: AlarmClass {
        switch self {
        case .limitSpO2Low, .limitHeartRateLow, .limitHeartRateHigh, .limitRespiratoryRateLow,
            .limitRespiratoryRateHigh, .chartSpO2Low, .chartHeartRateLow, .chartHeartRateHigh,
            .chartRespiratoryRateLow, .chartRespiratoryRateHigh, .chartPartialSum, .temperatureHigh, .temperatureLow,
            .consciousness, .pupils, .sepsis, .intuition:
            .physiological
        case .probeOff, .deviceGone, .deviceUnreadable, .unassignedReadings, .silence, .poorSignal, .deviceClock,
            .heartRateDisagreement, .lowBattery, .sensorFault:
            .technical
        case .concern: .concern
        case .inputLost, .devicesGone, .test, .storage, .undurable, .recordDamaged, .clock, .settings, .canary,
            .reconcile, .notWatched, .receiverRejects, .receiverTLS, .receiverName, .receiverUnreachable, .certificate:
            .system
        }
    }

    /// The vital sign the condition watches; `nil` where it watches none or several.
    public var vitalSign: VitalSign? {
        switch self {
        case .limitSpO2Low, .chartSpO2Low: .spO2
        case .limitHeartRateLow, .limitHeartRateHigh, .chartHeartRateLow, .chartHeartRateHigh: .heartRate
        case .limitRespiratoryRateLow, .limitRespiratoryRateHigh, .chartRespiratoryRateLow, .chartRespiratoryRateHigh:
            .respiratoryRate
        case .temperatureHigh, .temperatureLow: .temperature
        case .chartPartialSum, .probeOff, .deviceGone, .deviceUnreadable, .unassignedReadings, .silence, .inputLost,
            .poorSignal, .deviceClock, .heartRateDisagreement, .lowBattery, .sensorFault, .devicesGone, .test, .storage,
            .undurable, .recordDamaged, .clock, .settings, .canary, .reconcile, .notWatched, .receiverRejects,
            .receiverTLS, .receiverName, .receiverUnreachable, .certificate, .concern, .consciousness, .pupils, .sepsis,
            .intuition:
            nil
        }
    }

    /// Which side of the threshold is the bad one.
    public var side: Side? {
        switch self {
        case .limitSpO2Low, .limitHeartRateLow, .limitRespiratoryRateLow, .chartSpO2Low, .chartHeartRateLow,
            .chartRespiratoryRateLow, .temperatureLow:
            .low
        case .limitHeartRateHigh, .limitRespiratoryRateHigh, .chartHeartRateHigh, .chartRespiratoryRateHigh,
            .temperatureHigh, .chartPartialSum:
            .high
        case .probeOff, .deviceGone, .deviceUnreadable, .unassignedReadings, .silence, .inputLost, .poorSignal,
            .deviceClock, .heartRateDisagreement, .lowBattery, .sensorFault, .devicesGone, .test, .storage,
            .undurable, .recordDamaged, .clock, .settings, .canary, .reconcile, .notWatched, .receiverRejects,
            .receiverTLS, .receiverName, .receiverUnreachable, .certificate, .concern, .consciousness, .pupils, .sepsis,
            .intuition:
            nil
        }
    }

    /// The condition of a clinician's limit on one side of a vital sign, where there is one.
    public static func limit(on sign: VitalSign, _ side: Side) -> ConditionKind? {
        switch (sign, side) {
        case (.spO2, .low): .limitSpO2Low
        case (.heartRate, .low): .limitHeartRateLow
        case (.heartRate, .high): .limitHeartRateHigh
        case (.respiratoryRate, .low): .limitRespiratoryRateLow
        case (.respiratoryRate, .high): .limitRespiratoryRateHigh
        case (.spO2, .high), (.temperature, _): nil
        }
    }
}

extension ConditionKind {
    /// What the hub reports of itself by a `HubSign`, each with a place of its own.
    static let reported: [ConditionKind] = [
        .storage, .undurable, .recordDamaged, .clock, .settings, .receiverRejects, .receiverTLS, .receiverName,
        .receiverUnreachable, .canary, .reconcile, .notWatched, .certificate,
    ]

    /// The place among those; `nil` for every other kind.
    var reportPlace: Int? {
        switch self {
        case .storage: 0
        case .undurable: 1
        case .recordDamaged: 2
        case .clock: 3
        case .settings: 4
        case .receiverRejects: 5
        case .receiverTLS: 6
        case .receiverName: 7
        case .receiverUnreachable: 8
        case .canary: 9
        case .reconcile: 10
        case .notWatched: 11
        case .certificate: 12
        default: nil
        }
    }
}

/// A side of a threshold.
public enum Side: UInt8, Sendable, BitwiseCopyable, Codable {
    case low
    case high

    public var name: StaticString {
        switch self {
        case .low: "low"
        case .high: "high"
        }
    }
}
