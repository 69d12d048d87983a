import Vitals

/// Who gets what an endpoint does not accept, and after how long.
public struct Fallback: Sendable, Hashable {
    /// Another endpoint's name.
    public var endpoint: String
    /// Of P1, P2 and concern, and of others.
    public var urgentAfter: Duration
    public var ordinaryAfter: Duration

    public init(_ endpoint: String, urgentAfter: Duration, ordinaryAfter: Duration) {
        self.endpoint = endpoint
        self.urgentAfter = urgentAfter
        self.ordinaryAfter = ordinaryAfter
    }

    func due(from instant: WallInstant, isUrgent: Bool) -> WallInstant {
        instant.advanced(by: isUrgent ? urgentAfter : ordinaryAfter)
    }
}
