import Vitals

/// Where each condition of a child stands in its dense tables.
extension ConditionKind {
    static let limitKinds: [ConditionKind] = [
        .limitSpO2Low, .limitHeartRateLow, .limitHeartRateHigh, .limitRespiratoryRateLow, .limitRespiratoryRateHigh,
    ]
    static let chartKinds: [ConditionKind] = [
        .chartSpO2Low, .chartHeartRateLow, .chartHeartRateHigh, .chartRespiratoryRateLow, .chartRespiratoryRateHigh,
    ]
    /// Every condition a child can have, by place: those judged by samples first, then silence and concern.
    static let childKinds: [ConditionKind] =
        limitKinds + chartKinds + [
            .chartPartialSum, .temperatureHigh, .temperatureLow, .consciousness, .pupils, .sepsis, .intuition,
            .heartRateDisagreement, .silence, .concern,
        ]

    /// How many of them are limits that clinicians set: the first.
    @inline(__always) static var limitCount: Int { 5 }
    @inline(__always) static var limitBits: UInt32 { 0b11111 }

    /// How many of them samples judge.
    static let sampledCount = 18

    /// The place of a child's condition; `nil` for those of the equipment and of the hub.
    var childPlace: Int? {
        switch self {
        case .limitSpO2Low: 0
        case .limitHeartRateLow: 1
        case .limitHeartRateHigh: 2
        case .limitRespiratoryRateLow: 3
        case .limitRespiratoryRateHigh: 4
        case .chartSpO2Low: 5
        case .chartHeartRateLow: 6
        case .chartHeartRateHigh: 7
        case .chartRespiratoryRateLow: 8
        case .chartRespiratoryRateHigh: 9
        case .chartPartialSum: 10
        case .temperatureHigh: 11
        case .temperatureLow: 12
        case .consciousness: 13
        case .pupils: 14
        case .sepsis: 15
        case .intuition: 16
        case .heartRateDisagreement: 17
        case .silence: 18
        case .concern: 19
        case .probeOff, .deviceGone, .deviceUnreadable, .unassignedReadings, .poorSignal, .deviceClock, .lowBattery,
            .sensorFault, .inputLost, .devicesGone, .test, .storage, .undurable, .recordDamaged, .clock, .settings,
            .canary, .reconcile, .notWatched, .receiverRejects, .receiverTLS, .receiverName, .receiverUnreachable,
            .certificate:
            nil
        }
    }

    /// The place of a condition that a child has.
    @inline(__always) var shelfPlace: Int {
        guard let childPlace else { preconditionFailure("the equipment's conditions are not the child's") }
        return childPlace
    }

    /// The place of a condition that is judged by samples.
    var childSlot: Int {
        guard let place = childPlace, place < Self.sampledCount else {
            preconditionFailure("only a condition judged by a child's samples has a place in its table")
        }
        return place
    }
}

extension ConditionKind {
    /// Its place as a bit.
    @inline(__always) var childBit: UInt32 { 1 << UInt32(childSlot) }
}

extension ConditionKind {
    /// The bits that are asked for with every reading, as numbers: `childBit` of a constant is not one yet.
    @inline(__always) static var sumBit: UInt32 { 1 << 10 }
    @inline(__always) static var silenceBit: UInt32 { 1 << 18 }
}

extension VitalSign {
    /// The places of the conditions its readings are put to, a bit each.
    @inline(__always) var conditionBits: UInt32 {
        switch self {
        case .spO2: 0b100001
        case .heartRate: 0b11000110
        case .respiratoryRate: 0b11_00011000
        case .temperature: 0b11000_00000000
        }
    }
}

/// Walks over some vital signs without an array: `VitalSign.allCases` is one, made anew for each walk.
struct VitalSignWalk: Sequence, IteratorProtocol {
    private var left: UInt8

    init(_ signs: VitalSignSet) { left = signs.rawValue }

    @inline(__always)
    mutating func next() -> VitalSign? {
        guard left != 0 else { return nil }
        defer { left &= left &- 1 }
        return VitalSign(rawValue: UInt8(truncatingIfNeeded: left.trailingZeroBitCount))
    }
}

extension VitalSignSet {
    /// All four.
    @inline(__always) static var all: VitalSignSet { VitalSignSet(rawValue: 0b1111) }

    /// Each of them, in their order.
    @inline(__always) var each: VitalSignWalk { VitalSignWalk(self) }
}

/// Walks over the places of conditions that are marked by a bit each.
struct PlaceWalk: Sequence, IteratorProtocol {
    private var left: UInt32

    init(_ bits: UInt32) { left = bits }

    @inline(__always)
    mutating func next() -> Int? {
        guard left != 0 else { return nil }
        defer { left &= left &- 1 }
        return left.trailingZeroBitCount
    }
}
