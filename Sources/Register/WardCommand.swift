import Alarms
import Charts
import Vitals

/// What a person asks of the ward, with who they are: the form commands have on the control socket, in dropped files, in
/// the register, in the journal and in recordings. Children, sources and episodes go by their names, never by an index.
public struct WardCommand: Sendable, Hashable {
    public var deed: Deed
    public var by: Person
    /// When the daemon took it; whoever asks leaves it out.
    public var at: WallInstant?

    public init(_ deed: Deed, by person: Person, at: WallInstant? = nil) {
        self.deed = deed
        by = person
        self.at = at
    }

    public enum Deed: Sendable, Hashable {
        // The ward.
        case admit(AdmissionForm)
        case discharge(child: String, reason: String)
        case setLimit(child: String, sign: VitalSign, side: Side, value: Double, reason: String, until: WallInstant?)
        case removeLimit(child: String, sign: VitalSign, side: Side, reason: String)
        /// A device to a child, or to nobody. `isConfirmed`: yes, although an alert of either is open.
        case bind(source: String, child: String?, isConfirmed: Bool)
        /// A clinician looked at the child and the plan; what is given changes.
        case review(child: String, ReviewForm)
        case pause(child: String, minutes: Int, reason: String)
        case endPause(child: String)
        case quiet(child: String, minutes: Int, reason: String)
        case endQuiet(child: String)

        // An episode, by the id in its messages.
        case acknowledge(episode: String, minutes: Int?, note: String?)
        case close(episode: String, reason: String)
        case void(episode: String, reason: String)
        /// A family's tap: the hub's sound rests for two minutes, and nothing else changes.
        case muteSound(child: String?)

        // What people see and feel.
        case concern(child: String, from: ConcernSource, note: String?)
        case carerAnswer(child: String, CarerAnswer, note: String?)
        case observe(child: String, ObservationForm)
        case testAlert(child: String?)

        // The outbox: a message by its id, the beginning of it or its number, at one endpoint or at all it is owed to.
        /// Out of the dead letters, or now in place of later. `all`: every dead letter.
        case redrive(message: String, endpoint: String?)
        /// Never sent, by a named person.
        case dropMessage(message: String, endpoint: String?, reason: String)
    }
}

/// Who asks. A name or a staff number as the team uses it; it stays in the journal and goes out only where a message
/// says who has an alarm.
public struct Person: Sendable, Hashable, Codable {
    public var name: String
    public var role: Role

    public init(name: String, role: Role) {
        self.name = name
        self.role = role
    }

    public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        case nurse
        case doctor
        /// A clinical person of another profession.
        case clinician
        case parent
        case youngPerson = "young-person"
        /// Looks after hubs and devices.
        case technician

        /// Whether this role can take, close or change what is clinical.
        public var isClinical: Bool { self == .nurse || self == .doctor || self == .clinician }
        public var isFamily: Bool { self == .parent || self == .youngPerson }
    }
}

/// What is written down when a child comes to the ward.
public struct AdmissionForm: Sendable, Hashable {
    /// The pseudonym; made by the daemon when left out.
    public var id: String?
    public var bornOn: CivilDate
    public var label: String?
    public var setting: Admission.Setting
    public var template: Template?
    /// Minutes between readings; 0: devices stream; `nil`: the template's, or devices stream.
    public var cadenceMinutes: Int?
    /// Floors for SpO2 and heart rate, and other limits.
    public var limits: [LimitForm]
    /// Why there is no floor for SpO2 or heart rate; a named person declined it.
    public var floorsDeclined: String?
    public var usual: [UsualValue]
    /// Checked and then forgotten, unless the ward keeps a map of its own. It is never journaled, recorded or sent.
    public var nhsNumber: String?

    public init(bornOn: CivilDate, setting: Admission.Setting = .home) {
        self.bornOn = bornOn
        self.setting = setting
        limits = []
        usual = []
    }
}

public struct LimitForm: Sendable, Hashable {
    public var sign: VitalSign
    public var side: Side
    public var value: Double
    public var reason: String
    public var until: WallInstant?

    public init(sign: VitalSign, side: Side, value: Double, reason: String, until: WallInstant? = nil) {
        self.sign = sign
        self.side = side
        self.value = value
        self.reason = reason
        self.until = until
    }
}

/// What a review changes; what is `nil` stays.
public struct ReviewForm: Sendable, Hashable {
    public var note: String?
    /// Minutes; 0: devices stream.
    public var cadenceMinutes: Int?
    public var setting: Admission.Setting?
    /// The adjacent chart, within 28 days of the birthday it borders on (S3 C2.2).
    public var chart: AgeBand?
    public var chartReason: String?
    /// The level behind a carer's "worse" or behind intuition.
    public var carerLevel: EscalationLevel?
    public var usual: [UsualValue]?

    public init() {}
}

/// Entered observations as text.
public struct ObservationForm: Sendable, Hashable {
    /// When they were made; `nil`: now.
    public var measuredAt: WallInstant?
    public var spO2: Double?
    public var heartRate: Double?
    public var respiratoryRate: Double?
    public var temperature: Double?
    public var respiratoryDistress: RespiratoryDistress?
    public var oxygen: OxygenSupport?
    public var systolicBloodPressure: SystolicBloodPressure?
    public var capillaryRefill: Double?
    public var consciousness: Consciousness?
    public var hasAbnormalPupils: Bool?
    public var sepsis: SepsisSuspicion?
    public var intuition: EscalationLevel?
    /// A value outside the plausible range is taken only when a person says it is right (S3 C3.16); such a value is kept
    /// and unscorable.
    public var isConfirmed: Bool
    /// The journal's number of the observation this one corrects, and why.
    public var corrects: Int64?
    public var correctionReason: String?

    public init() { isConfirmed = false }
}
