/// What a child's standing means for the alarms of its equipment. Kept beside the child, so that a source can look at it
/// without a look at the child.
struct EquipmentStanding: OptionSet, BitwiseCopyable {
    let rawValue: UInt8

    /// A planned disconnection.
    static let isPaused = EquipmentStanding(rawValue: 1 << 0)
    /// Somebody asked for quiet from the equipment's alarms.
    static let isQuiet = EquipmentStanding(rawValue: 1 << 1)
    /// Nothing is heard of the child: the team is told that, and not each device.
    static let isSilent = EquipmentStanding(rawValue: 1 << 2)

    /// What keeps an alarm of the equipment from being told.
    func suppressors(of kind: ConditionKind, _ priority: Priority) -> SuppressorSet {
        guard kind.alarmClass == .technical, priority <= .medium else { return [] }
        var suppressors: SuppressorSet = []
        if contains(.isQuiet) { suppressors.insert(.quiet) }
        if contains(.isPaused), kind == .probeOff || kind == .deviceGone || kind == .poorSignal {
            suppressors.insert(.plannedPause)
        }
        return suppressors
    }

    /// Whether the steps of the equipment's ladders stay on the hub. One that speaks for a child's alarm never does.
    func keepsOnHub(_ priority: Priority) -> Bool { priority <= .medium && (contains(.isSilent) || contains(.isQuiet)) }
}
