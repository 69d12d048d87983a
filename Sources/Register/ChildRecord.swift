import Alarms
import Charts
import Vitals

/// One child on the ward as everything asked so far has left it.
public struct ChildRecord: Sendable, Hashable {
    /// The stay as messages show it: with the limits, the usual values, the setting and the cadence of now.
    public internal(set) var admission: Admission
    /// Whether the child is in the configuration file; otherwise a command admitted it.
    public let isConfigured: Bool
    public internal(set) var template: Template?
    /// Who said that there need be no floor for SpO2 or heart rate, and why.
    public internal(set) var floorsDeclined: Decision?
    public internal(set) var chart: ChartChoice?
    public internal(set) var pause: Rest?
    public internal(set) var quiet: Rest?
    /// Who ended the stay, when and why; `nil` while the child is on the ward.
    public internal(set) var discharge: Decision?
    /// The commands that made the record what it is, as they were accepted, without those that are superseded.
    var commands: [WardCommand] = []

    init(_ admission: Admission, isConfigured: Bool) {
        self.admission = admission
        self.isConfigured = isConfigured
    }

    public var id: String { admission.id }
    public var isOnWard: Bool { discharge == nil }

    /// Every limit set or taken away since the admission, the oldest first, with who and why.
    public var limitHistory: [WardCommand] {
        commands.filter { $0.deed.kind == .setLimit || $0.deed.kind == .removeLimit }
    }

    /// The label and the pseudonym, for sentences.
    public var displayName: String { admission.label.map { "\($0) (\(id))" } ?? id }

    /// The limit in force on one side of a vital sign.
    public func limit(on sign: VitalSign, _ side: Side, at now: WallInstant) -> ClinicianLimit? {
        admission.limits.first { limit in
            limit.sign == sign && limit.side == side && limit.until.map { $0 > now } ?? true
        }
    }

    /// What an admission needs a limit on, or a reason why not.
    static let floors: [(sign: VitalSign, side: Side)] = [(.spO2, .low), (.heartRate, .low), (.heartRate, .high)]
}

/// Who decided something, when and why.
public struct Decision: Sendable, Hashable {
    public var by: Person
    public var at: WallInstant
    public var reason: String
}

/// A pause or a quiet: it ends by itself.
public struct Rest: Sendable, Hashable {
    public var by: Person
    public var since: WallInstant
    public var until: WallInstant
    public var reason: String

    public func isLive(at now: WallInstant) -> Bool { since <= now && now < until }
}

/// The adjacent chart in place of that of the age, near a birthday.
public struct ChartChoice: Sendable, Hashable {
    public var band: AgeBand
    public var until: WallInstant
    public var decision: Decision

    public func isLive(at now: WallInstant) -> Bool { now < until }
}
