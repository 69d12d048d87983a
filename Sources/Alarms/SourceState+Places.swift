import Vitals

/// Where the conditions of a device stand in its table, and which of them speak for others.
extension SourceState {
    static let kinds: [ConditionKind] = [
        .deviceGone, .probeOff, .poorSignal, .deviceUnreadable, .unassignedReadings, .deviceClock, .lowBattery,
        .sensorFault,
    ]
    /// The places a frame is put to, and those a tick is.
    static var frameBits: UInt32 { 0b1100_0010 }
    static var tickBits: UInt32 { 0b0011_1001 }
    static var signalBit: UInt32 { 0b100 }
    static let gonePlace = 0
    static let probeOffPlace = 1
    static let unreadablePlace = 3
    static let unassignedPlace = 4
    static let clockPlace = 5
    static let batteryPlace = 6
    static let sensorPlace = 7

    static func place(_ kind: ConditionKind) -> Int? {
        switch kind {
        case .deviceGone: gonePlace
        case .probeOff: probeOffPlace
        case .poorSignal: 2
        case .deviceUnreadable: unreadablePlace
        case .unassignedReadings: unassignedPlace
        case .deviceClock: clockPlace
        case .lowBattery: batteryPlace
        case .sensorFault: sensorPlace
        default: nil
        }
    }

    static func suppressor(at place: Int) -> SuppressorSet {
        switch place {
        case gonePlace: .deviceGone
        case probeOffPlace: .probeOff
        case 2: .poorSignal
        default: []
        }
    }
}
