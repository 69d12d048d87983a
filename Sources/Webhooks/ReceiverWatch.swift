import Alarms
import Vitals

/// How each receiver stands, by what became of the last things it was sent. It says what has changed; the evaluator makes an
/// alarm of it.
///
/// A trouble stays until something is accepted, and gives way only to one that says more: a name that comes and goes while
/// nobody answers is one trouble and not many.
public struct ReceiverWatch: Sendable {
    public struct Change: Sendable, Hashable {
        public var endpoint: String
        public var standing: ReceiverStanding
        /// How long nothing had been accepted, where this is the first acceptance since.
        public var outage: Duration?
    }

    private var standings: [String: ReceiverStanding]
    private var since: [String: WallInstant]

    /// - Parameters:
    ///   - standings: as the run before left them.
    ///   - since: from when on each has been in trouble.
    public init(_ standings: [String: ReceiverStanding] = [:], since: [String: WallInstant] = [:]) {
        self.standings = standings
        self.since = since
    }

    public func standing(of endpoint: String) -> ReceiverStanding { standings[endpoint, default: .sound] }

    /// When the trouble of an endpoint began.
    public func troubledSince(_ endpoint: String) -> WallInstant? { since[endpoint] }

    /// - Parameter now: on a clock that is not set.
    public mutating func observe(_ outcome: DeliveryOutcome, at now: WallInstant) -> Change? {
        // The next attempt tells whether it was the time alone.
        guard !outcome.isAskedAgainAtOnce else { return nil }
        let before = standings[outcome.endpoint, default: .sound]
        let found: ReceiverStanding
        if outcome.isAccepted {
            found = .sound
        } else if let failure = outcome.failure {
            found = failure.standing.rank > before.rank ? failure.standing : before
        } else {
            return nil
        }
        guard found != before else { return nil }
        standings[outcome.endpoint] = found
        var change = Change(endpoint: outcome.endpoint, standing: found)
        if found == .sound {
            change.outage = since.removeValue(forKey: outcome.endpoint).map { max(.zero, now.since($0)) }
        } else if before == .sound {
            since[outcome.endpoint] = now
        }
        return change
    }
}

extension DeliveryFailure {
    var standing: ReceiverStanding {
        switch self {
        case .unreachable: .unreachable
        case .dns: .dns
        case .tls: .tls
        case .rejected: .rejecting
        }
    }
}

extension ReceiverStanding {
    /// The more, the more it says of what is to be done.
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
