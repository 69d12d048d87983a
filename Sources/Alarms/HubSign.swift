import Vitals

/// What the hub noticed of itself: how bad it is now, until it says otherwise.
///
/// It comes from the part of the daemon that sees it, and is recorded, so that a replay raises the same alarms. A sign of
/// a kind that is not one of the hub's own is not taken.
public struct HubSign: Sendable, BitwiseCopyable, Hashable {
    public var kind: ConditionKind
    /// `nil`: it is over.
    public var stage: AlarmStage?
    /// In the unit of the kind: how full the disk is in percent, for how many seconds nothing could be written,
    /// which receiver it is, which day a test is for, which certificate ends when.
    public var value: UInt32

    public init(_ kind: ConditionKind, _ stage: AlarmStage?, value: UInt32) {
        self.kind = kind
        self.stage = stage
        self.value = value
    }

    /// The kinds that a sign can be of: what the hub reports of itself, and its daily test.
    public static let kinds: [ConditionKind] = ConditionKind.reported + [.test]
}
