import Alarms
import Journal
import Vitals

/// The daily test of the way an alert goes: when it is asked for, and whether every endpoint has answered it within a minute. A
/// value; what is on record is looked up by its owner.
struct CanaryWatch: Sendable {
    enum Standing: Sendable, Hashable {
        /// Nothing to say: none was made yet, or the newest is still within its minute.
        case open
        case answered(CivilDate)
        /// By these it was not; none of them: the hub itself did not decide it.
        case failing(CivilDate, [String])

        func doubts(_ endpoint: String) -> Bool {
            if case .failing(_, let names) = self { names.contains(endpoint) } else { false }
        }

        var isFailing: Bool { if case .failing = self { true } else { false } }
    }

    private let schedule: CanarySchedule
    private let endpoints: [String]
    private(set) var standing = Standing.open
    /// The day asked for in this run, and when.
    private var asked: (date: CivilDate, at: MonotonicInstant)?
    /// The newest on record, and since when it waits.
    private var newest: (alertID: String, date: CivilDate, since: MonotonicInstant)?
    private var nextLook: MonotonicInstant

    /// - Parameters:
    ///   - endpoints: of the configuration.
    ///   - newest: what is on record; what waited before the start has waited since it was decided.
    init(_ schedule: CanarySchedule, endpoints: [String], newest canary: Canary?, start: Tick) {
        self.schedule = schedule
        self.endpoints = endpoints
        nextLook = start.monotonic
        guard let canary else { return }
        // One from the future was decided by a clock that has been set since: nobody knows when, and it is not waited for.
        let waited = start.wall >= canary.at ? start.wall.since(canary.at) : DaemonLimits.canaryPatience
        newest = (canary.alertID, canary.date, start.monotonic.advanced(by: .zero - waited))
        _ = judge(canary, at: start.monotonic)
    }

    /// Of this ward; `nil` where no daily test is made.
    init?(_ ward: Ward, newest: Canary?, start: Tick) {
        guard ward.configuration.sendsCanary else { return nil }
        self.init(
            CanarySchedule(hubID: ward.configuration.hubID), endpoints: ward.owedEndpoints.map(\.name),
            newest: newest, start: start)
    }

    /// The day whose test is to be made now, once. It is not made again where it is on record.
    mutating func due(at now: Tick) -> CivilDate? {
        guard let date = schedule.due(at: now.wall), date != newest?.date, date != asked?.date else { return nil }
        asked = (date, now.monotonic)
        nextLook = now.monotonic
        return date
    }

    /// Whether it is worth looking up how far the newest has come.
    mutating func looks(at now: MonotonicInstant) -> Bool {
        guard now >= nextLook else { return false }
        switch standing {
        case .answered(let date) where asked == nil || asked?.date == date: return false
        case .open where asked == nil && newest == nil: return false
        default:
            let isFailing = standing.isFailing && isMade
            nextLook = now.advanced(by: isFailing ? DaemonLimits.canaryLookWhileFailing : DaemonLimits.canaryLook)
            return true
        }
    }

    private var isMade: Bool { asked == nil || asked?.date == newest?.date }

    /// - Parameter canary: the newest on record.
    /// - Returns: how it stands, where that is news.
    mutating func judge(_ canary: Canary?, at now: MonotonicInstant) -> Standing? {
        let before = standing
        if let canary, canary.alertID != newest?.alertID { newest = (canary.alertID, canary.date, now) }
        if let asked, asked.date != newest?.date {
            // A failure of the day before stands until this one is known.
            if now.since(asked.at) >= DaemonLimits.canaryPatience { standing = .failing(asked.date, []) }
        } else if let canary, let newest {
            let unanswered = canary.unanswered(of: endpoints)
            if unanswered.isEmpty {
                standing = .answered(newest.date)
            } else if now.since(newest.since) >= DaemonLimits.canaryPatience {
                standing = .failing(newest.date, unanswered)
            } else if !before.isFailing {
                standing = .open
            }
        }
        return standing == before ? nil : standing
    }
}
