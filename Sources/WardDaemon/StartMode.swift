import Alarms
import Vitals

/// How the whole ward is started, or with nobody in it.
enum StartMode: Sendable, Hashable {
    case whole
    /// After safe mode: that nobody was watched stands until this start has lived for a while.
    case trial
    /// Starts failed. What is owed goes out; nothing is read, taken up or listened for
    /// ([0047](docs/decisions/0047-a-hub-that-cannot-start-says-so.md)).
    case safe(failedStarts: Int)

    init(_ marks: StartMarks) {
        self =
            marks.isSafeModeDue ? .safe(failedStarts: marks.count) : marks.isTrial ? .trial : .whole
    }

    var isSafe: Bool { if case .safe = self { true } else { false } }

    /// What the hub says of itself from the first tick on.
    var sign: HubSign? {
        switch self {
        case .whole: nil
        case .trial: HubSign(.notWatched, .severe, value: UInt32(DaemonLimits.startsBeforeSafeMode))
        case .safe(let count): HubSign(.notWatched, .severe, value: UInt32(clamping: count))
        }
    }
}

extension Ward {
    /// The note in the header of a recording that no child was watched.
    static let unwatchedNote = "safe mode: no child was watched"

    /// The same hub, endpoints and rules, and nobody to watch: no child, no port, no folder. Sources keep their places.
    var unwatched: Ward {
        var ward = self
        ward.configuration.plan.admissions = []
        for index in ward.configuration.plan.sources.indices { ward.configuration.plan.sources[index].child = nil }
        ward.portPlans = []
        ward.folderPlans = []
        ward.composer.plan = ward.configuration.plan
        ward.isUnwatched = true
        return ward
    }
}
