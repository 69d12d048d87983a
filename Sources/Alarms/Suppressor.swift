/// What keeps an alarm from being told while it lasts. Concern is never suppressed, and neither is what is firing already.
public struct SuppressorSet: OptionSet, Sendable, BitwiseCopyable, Hashable, Codable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The sensor of the device that gave the value is off the child.
    public static let probeOff = SuppressorSet(rawValue: 1 << 0)
    /// The device that gave the value has too little good signal.
    public static let poorSignal = SuppressorSet(rawValue: 1 << 1)
    public static let deviceGone = SuppressorSet(rawValue: 1 << 2)
    /// Nothing is heard of the child: one word about that instead of one for each device.
    public static let silence = SuppressorSet(rawValue: 1 << 3)
    /// A more urgent alarm of the same vital sign, on the same side.
    public static let higherBand = SuppressorSet(rawValue: 1 << 4)
    /// A planned disconnection.
    public static let plannedPause = SuppressorSet(rawValue: 1 << 5)
    /// Somebody asked for quiet from the equipment's alarms.
    public static let quiet = SuppressorSet(rawValue: 1 << 6)
    /// Many devices went at once: one word about the hub's power or bus.
    public static let manyDevicesGone = SuppressorSet(rawValue: 1 << 7)

    /// A device's own troubles.
    public static let ofDevice: SuppressorSet = [.probeOff, .poorSignal, .deviceGone]

    /// The word for each, in messages.
    public static let names: [(suppressor: SuppressorSet, name: StaticString)] = [
        (.probeOff, "probe-off"), (.poorSignal, "poor-signal"), (.deviceGone, "device-gone"), (.silence, "silence"),
        (.higherBand, "higher-band"), (.plannedPause, "planned-pause"), (.quiet, "quiet"),
        (.manyDevicesGone, "many-devices-gone"),
    ]
}
