import Alarms
import Charts
import Register
import Vitals
import WardDaemon

/// What is known of the ward at one moment: the triage list and a child's brief are made from it, and from nothing else.
struct WardPicture {
    var hubID: String
    /// When it was looked at.
    var at: WallInstant
    var children: [ChildOnWard]
    /// Open alarms that are about no child.
    var hubAlarms: [OpenAlarm]
    /// Alerts that some receiver has not accepted yet.
    var undeliveredCount: Int
    /// Why nobody is being watched now; `nil` while a daemon answers, or where that cannot be told.
    var notWatched: String?
    var levels: LevelThresholds
    /// What the hub calls in the room; `nil` where it has never called.
    var calling: HubCallState?
}

/// One child as the ward knows it. Pseudonym and label only; no name, no NHS number, no date of birth.
struct ChildOnWard {
    var admissionID: String
    var label: String?
    var setting: Admission.Setting?
    var ageBand: AgeBand?
    /// Who chose the chart next door, why and until when; `nil`: it is the age's own.
    var chartChosen: String?
    var template: Template?
    var admittedAt: WallInstant?
    /// `nil`: devices stream.
    var cadence: Duration?
    /// Open ones, and those that are over and were taken by nobody.
    var alarms: [OpenAlarm] = []
    /// When the newest reading with a value came that was judged.
    var newestReadingAt: WallInstant?
    var coverage: Coverage?
    var score: ScoreStanding?
    var observedAt: WallInstant?
    var carer: CarerNote?
    var pausedUntil: WallInstant?
    var quietUntil: WallInstant?
    var usual: [UsualValue] = []
    var limits: [ClinicianLimit] = []
    var floorsDeclined: String?

    init(_ admissionID: String) { self.admissionID = admissionID }

    /// Open alarms that somebody is told of, the most urgent first; at one priority those nobody has, then the oldest.
    var ranked: [OpenAlarm] {
        alarms.filter { $0.transition.suppressedBy.isEmpty }.sorted { $0.rank < $1.rank }
    }

    var heldBack: [OpenAlarm] { alarms.filter { !$0.transition.suppressedBy.isEmpty } }

    var triage: Triage { ranked.first?.triage ?? .rest }
}

/// Where a child stands on the list: the first that fits.
enum Triage: Int, Comparable, CaseIterable {
    case concern
    case critical
    case high
    case silent
    case rest

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    var heading: String {
        switch self {
        case .concern: "CONCERN"
        case .critical: "P1"
        case .high: "P2"
        case .silent: "SILENT"
        case .rest: ""
        }
    }
}

/// An episode that is open, or over and taken by nobody.
struct OpenAlarm {
    var episodeID: String
    var transition: AlarmTransition
    /// Whose it is; `nil` for the hub's own and for a device of nobody.
    var admissionID: String?
    var sourceName: String?
    var taken: Taken?
    /// What whoever is worried said.
    var said: String?

    /// Who has it.
    struct Taken: Equatable {
        var name: String
        var role: String
        var at: WallInstant
        var until: WallInstant?
    }

    /// Enough of the id to name it.
    var shortID: String { String(episodeID.prefix(8)) }

    var triage: Triage {
        switch (transition.condition, transition.priority) {
        case (.concern, _): .concern
        case (_, .critical): .critical
        case (_, .high): .high
        case (.silence, _): .silent
        default: .rest
        }
    }

    /// Smaller is more urgent.
    var rank: Rank {
        Rank(
            triage: triage, priority: -Int(transition.priority.rawValue), isTaken: taken == nil ? 0 : 1,
            since: transition.startedAt.wall.microseconds, id: episodeID)
    }

    struct Rank: Comparable {
        var triage: Triage
        var priority: Int
        var isTaken: Int
        var since: Int64
        var id: String

        static func < (a: Self, b: Self) -> Bool {
            (a.triage.rawValue, a.priority, a.isTaken, a.since, a.id)
                < (b.triage.rawValue, b.priority, b.isTaken, b.since, b.id)
        }
    }
}

/// How much of a span there were valid readings for.
struct Coverage: Equatable {
    var validSeconds: Int64
    var elapsedSeconds: Int64

    /// Rounded down, so that 100 % means all of it; `nil` where no time has passed.
    var percent: Int64? { elapsedSeconds > 0 ? min(validSeconds, elapsedSeconds) * 100 / elapsedSeconds : nil }

    /// As a line of a page.
    static func words(_ coverage: Coverage?) -> String {
        coverage?.percent.map { "readings cover \($0) % of today" } ?? "how much of today readings cover is not known"
    }
}

/// The newest score on record: one is kept when a sub-score changes, so that it may be older than the newest reading.
struct ScoreStanding {
    var snapshot: ScoreSnapshot
    var at: WallInstant
}

/// The newest answer to the daily question, and whether one is waited for.
struct CarerNote: Equatable {
    var answer: CarerAnswer?
    var at: WallInstant?
    /// Since when nobody has answered.
    var unansweredSince: WallInstant?
    /// What a clinician chose behind "worse".
    var level: EscalationLevel?
}
