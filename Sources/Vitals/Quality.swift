/// What the device says of its own reading. Warnings travel with the value; they do not discard it.
///
/// A low value during motion is more often true than false (`docs/clinical-safety.md`), so nothing here silences a
/// number. What does is the `Signal`.
public struct Quality: OptionSet, Sendable, BitwiseCopyable, Hashable, Codable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let artefact = Quality(rawValue: 1 << 0)
    public static let lowPerfusion = Quality(rawValue: 1 << 1)
    public static let marginalPerfusion = Quality(rawValue: 1 << 2)
    /// The device has lost the pulse for a moment and shows its last good value.
    public static let outOfTrack = Quality(rawValue: 1 << 3)
    public static let searching = Quality(rawValue: 1 << 4)
    /// The device notes that SpO2 is falling.
    public static let spO2Falling = Quality(rawValue: 1 << 5)
    public static let lowBattery = Quality(rawValue: 1 << 6)
    /// Nonin's mark for a reading its own algorithm holds to be good.
    public static let smartPoint = Quality(rawValue: 1 << 7)
    public static let motion = Quality(rawValue: 1 << 8)
    /// From the device's memory, not live.
    public static let stored = Quality(rawValue: 1 << 9)
    /// A single deliberate measurement, not one of a stream.
    public static let spot = Quality(rawValue: 1 << 10)
    /// The device's own strength figure is at the bottom of its scale.
    public static let weakSignal = Quality(rawValue: 1 << 11)

    /// Names in the order of their bits, as they are printed.
    public static let names: [(flag: Quality, name: StaticString)] = [
        (.artefact, "artefact"), (.lowPerfusion, "low-perfusion"), (.marginalPerfusion, "marginal-perfusion"),
        (.outOfTrack, "out-of-track"), (.searching, "searching"), (.spO2Falling, "spo2-falling"),
        (.lowBattery, "low-battery"), (.smartPoint, "smartpoint"), (.motion, "motion"), (.stored, "stored"),
        (.spot, "spot"), (.weakSignal, "weak-signal"),
    ]
}

/// Whether the sensor sees the child at all.
public enum Signal: UInt8, CaseIterable, Sendable, BitwiseCopyable, Codable {
    /// The device measures. Each vital sign it gives is usable.
    case measuring
    /// The probe is off the child, unplugged, or the device calls it a probe error.
    case probeOff
    /// The device is looking for a pulse.
    case searching
    /// The sensor is broken or not one the device knows.
    case sensorFault
    /// The frame is whole and carries no value, without a reason.
    case noValue

    /// The name printed in decode rows and in the journal.
    public var name: StaticString {
        switch self {
        case .measuring: "measuring"
        case .probeOff: "probe-off"
        case .searching: "searching"
        case .sensorFault: "sensor-fault"
        case .noValue: "no-value"
        }
    }
}
