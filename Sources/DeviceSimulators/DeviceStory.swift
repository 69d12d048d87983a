import Vitals

/// What happens to a simulated device and to the child who wears it, as a drill wants it.
public struct DeviceStory: Sendable, Hashable {
    /// Whether the device is there and says anything.
    public enum Presence: String, Sendable, CaseIterable {
        case sending
        /// Switched off, or its battery is empty: plugged in, and no byte comes.
        case silent
        case unplugged
    }

    /// From `waypoint.second` on it is so.
    public struct Moment: Sendable, Hashable {
        public var presence: Presence
        public var waypoint: SimulatedOximeter.Waypoint

        public init(_ waypoint: SimulatedOximeter.Waypoint, _ presence: Presence = .sending) {
            self.presence = presence
            self.waypoint = waypoint
        }
    }

    public let moments: [Moment]

    /// - Parameter moments: in the order of their seconds, the first at 0.
    public init(_ moments: [Moment]) {
        precondition(moments.first?.waypoint.second == 0, "a story begins at second 0")
        self.moments = moments
    }

    public func presence(second: Int) -> Presence {
        moments.last { $0.waypoint.second <= second }?.presence ?? .sending
    }
}
