import Vitals

/// What the evaluator is told of the ward before the first input: the admissions and the sources, in a fixed order.
public struct WardPlan: Sendable {
    public var admissions: [Admission]
    public var sources: [Source]

    public init(admissions: [Admission], sources: [Source]) {
        self.admissions = admissions
        self.sources = sources
    }
}

/// One child's stay on the virtual ward. No name, no NHS number: the receiver holds the map.
public struct Admission: Sendable, Hashable {
    /// The pseudonym that leaves the hub; 1 to 32 of `A–Z a–z 0–9 . _ -`.
    public var id: String
    public var bornOn: CivilDate
    public var admittedAt: WallInstant
    /// Initials or a nickname for people at the hub and, where enabled, the team; may be absent.
    public var label: String?
    public var limits: [ClinicianLimit]
    /// How often a reading is due where no device streams all day. `nil`: continuous monitoring.
    public var cadence: Duration?
    /// Where the child is; the charts are for inpatients, so every message says it.
    public var setting: Setting = .home
    /// What the child usually has. Shown beside the score and never in it (S3 C19.3).
    public var usual: [UsualValue] = []

    public enum Setting: String, Sendable, Hashable, Codable, CaseIterable {
        case home
        case school
        case ward
    }

    public init(
        id: String, bornOn: CivilDate, admittedAt: WallInstant, label: String? = nil, limits: [ClinicianLimit] = [],
        cadence: Duration? = nil
    ) {
        self.id = id
        self.bornOn = bornOn
        self.admittedAt = admittedAt
        self.label = label
        self.limits = limits
        self.cadence = cadence
    }
}

/// What one child usually has of one vital sign, as a named person wrote it down.
public struct UsualValue: Sendable, Hashable, Codable {
    public var sign: VitalSign
    public var value: Double
    public var author: String

    public init(sign: VitalSign, value: Double, author: String) {
        self.sign = sign
        self.value = value
        self.author = author
    }
}

/// A bound a clinician set for one child, apart from the chart. A value at or beyond it breaches.
public struct ClinicianLimit: Sendable, Hashable {
    public var sign: VitalSign
    public var side: Side
    public var value: Double
    public var author: String
    public var reason: String
    /// The limit ends by itself here; `nil` for the whole admission.
    public var until: WallInstant?

    public init(sign: VitalSign, side: Side, value: Double, author: String, reason: String, until: WallInstant? = nil) {
        self.sign = sign
        self.side = side
        self.value = value
        self.author = author
        self.reason = reason
        self.until = until
    }
}

/// A place readings come from, and whom they belong to.
public struct Source: Sendable, Hashable {
    /// The configured name, unique on the hub; no personal data.
    public var name: String
    /// The child whose device this is; `nil` for a folder whose rows name the child, or for a device nobody has bound.
    public var child: ChildIndex?
    public var mode: Mode

    public enum Mode: UInt8, Sendable, BitwiseCopyable, Hashable {
        /// A device that streams: alarms wait for their onset in valid time.
        case continuous
        /// Single deliberate measurements: one reading is enough.
        case spot
    }

    public init(name: String, child: ChildIndex?, mode: Mode) {
        self.name = name
        self.child = child
        self.mode = mode
    }

    /// Where entered observations come from: every ward has it, as the last source.
    public static let entered = Source(name: "entered", child: nil, mode: .spot)
}
