public import Vitals

/// The plainest alarm condition there is: it stands after an unbroken dwell on the bad side, and it is over after an
/// unbroken dwell on the good side.
///
///     quiet ─breach─▶ pending ─dwell─▶ standing ─clear─▶ clearing ─dwell─▶ quiet
///       ◀──no breach────┘                 ◀──not clear─────┘
///
/// A ward's own conditions forgive an artefact and freeze over a gap (`StageTrack`); this one does neither. It is the rule
/// that any engine can be asked for, so it is what this code is compared with others by (`spotward-bench threshold`).
///
/// Two samples further apart than the continuity begin a dwell anew. Only a track that counts a dwell remembers its last
/// sample, so that an ordinary sample of a quiet child writes nothing.
///
/// Inlinable: called for each reading from another module, it cost a third more when it was not.
public struct DwellTrack: Sendable, BitwiseCopyable {
    /// What a sample says.
    public enum Sample: UInt8, Sendable, BitwiseCopyable { case clear, between, breach }

    public enum Change: Sendable, BitwiseCopyable { case raised, cleared }

    @usableFromInline enum State: UInt8, Sendable, BitwiseCopyable { case quiet, pending, standing, clearing }

    @usableFromInline var since = MonotonicInstant(microseconds: 0)
    @usableFromInline var latest = MonotonicInstant(microseconds: 0)
    @usableFromInline var state = State.quiet
    /// A bit for each `Sample` that is more than nothing in this state: one test decides for the common sample.
    @usableFromInline var watched: UInt8 = 1 << 2

    @inlinable public init() {}

    /// Whether the condition has been raised and not cleared.
    @inlinable public var isStanding: Bool { state == .standing || state == .clearing }

    /// Takes the next sample; samples come in order of time.
    @inlinable @inline(__always)
    public mutating func observe(_ sample: Sample, at now: MonotonicInstant, rule: DwellRule) -> Change? {
        watched &>> sample.rawValue & 1 == 0 ? nil : follow(sample, at: now, rule: rule)
    }

    /// The uncommon way, kept out of the loop of the common one.
    @usableFromInline
    mutating func follow(_ sample: Sample, at now: MonotonicInstant, rule: DwellRule) -> Change? {
        defer { watched = Self.watched(in: state) }
        let isBroken = now.microseconds &- latest.microseconds > rule.continuity
        let dwelt = now.microseconds &- since.microseconds
        latest = now
        switch state {
        case .quiet: begin(.pending, at: now)
        case .standing: begin(.clearing, at: now)
        case .pending where sample != .breach: state = .quiet
        case .clearing where sample != .clear: state = .standing
        case .pending, .clearing:
            if isBroken {
                since = now
            } else if state == .pending, dwelt >= rule.raiseAfter {
                state = .standing
                return .raised
            } else if state == .clearing, dwelt >= rule.clearAfter {
                state = .quiet
                return .cleared
            }
        }
        return nil
    }

    private static func watched(in state: State) -> UInt8 {
        switch state {
        case .quiet: 1 << Sample.breach.rawValue
        case .standing: 1 << Sample.clear.rawValue
        case .pending, .clearing: .max
        }
    }

    private mutating func begin(_ next: State, at now: MonotonicInstant) {
        state = next
        since = now
    }
}

/// How long a dwell takes, and what breaks it. Held as whole microseconds: a `Duration` is two words and slow to compare.
public struct DwellRule: Sendable, BitwiseCopyable {
    @usableFromInline let raiseAfter: Int64
    @usableFromInline let clearAfter: Int64
    @usableFromInline let continuity: Int64

    /// - Parameters:
    ///   - raiseAfter: from the first breach to the sample that raises.
    ///   - clearAfter: from the first clear sample to the one that ends it.
    ///   - continuity: the widest step between two samples that still are continuous.
    public init(raiseAfter: Duration, clearAfter: Duration, continuity: Duration) {
        self.raiseAfter = raiseAfter.wholeMicroseconds
        self.clearAfter = clearAfter.wholeMicroseconds
        self.continuity = continuity.wholeMicroseconds
    }
}
