import Alarms
import Register
import Vitals
import Webhooks

/// How each child stands, kept up on the journal's queue as readings, decisions and commands pass: what a heartbeat tells.
///
/// A reading costs a few stores and no allocation; the work of telling is done elsewhere, on a copy.
struct WardDigest: Sendable {
    private struct Standing: Sendable {
        var id: String
        var isOnWard = true
        /// When the newest timely reading of each vital sign was measured, on the boot clock.
        var spO2: MonotonicInstant?
        var heartRate: MonotonicInstant?
        var respiratoryRate: MonotonicInstant?
        var temperature: MonotonicInstant?
        var timely: MonotonicInstant?
        var pausedUntil: WallInstant?
        var quietUntil: WallInstant?
    }

    /// By index.
    private var standings: [Standing] = []
    /// Open and latched episodes by id, with the child each is about.
    private var episodes: [String: (child: ChildIndex?, episode: Heartbeat.Episode)] = [:]
    /// Discharges the evaluator has not answered yet.
    private var leaving: [CommandNumber: ChildIndex] = [:]

    /// The ward at the start, and after each command that may have brought a child to it.
    mutating func know(_ plan: WardPlan) {
        for admission in plan.admissions.dropFirst(standings.count) { standings.append(Standing(id: admission.id)) }
    }

    /// Who has left before, and what rests.
    mutating func know(_ register: WardRegister, at now: WallInstant) {
        know(register.plan)
        for (place, record) in register.children.enumerated() where standings.indices.contains(place) {
            standings[place].isOnWard = record.isOnWard
            standings[place].pausedUntil = record.pause.flatMap { $0.isLive(at: now) ? $0.until : nil }
            standings[place].quietUntil = record.quiet.flatMap { $0.isLive(at: now) ? $0.until : nil }
        }
    }

    /// The last sign of life of the run before.
    mutating func restore(_ child: ChildIndex, lastTimely: MonotonicInstant) {
        guard standings.indices.contains(Int(child.rawValue)) else { return }
        standings[Int(child.rawValue)].timely = lastTimely
    }

    mutating func take(_ record: ReadingRecord) {
        guard record.disposition == .accepted, let child = record.child else { return }
        let place = Int(child.rawValue)
        let given = record.readings.given.subtracting(record.implausible)
        guard standings.indices.contains(place), !given.isEmpty else { return }
        var measured = record.arrival.at
        // A device's stamp may run ahead of the hub; no reading is more recent than its arrival.
        if let stamp = record.readings.measuredAt, stamp < record.arrivedWall {
            measured = measured.advanced(by: stamp.since(record.arrivedWall))
        }
        if given.contains(.spO2) { Self.note(measured, &standings[place].spO2) }
        if given.contains(.heartRate) { Self.note(measured, &standings[place].heartRate) }
        if given.contains(.respiratoryRate) { Self.note(measured, &standings[place].respiratoryRate) }
        if given.contains(.temperature) { Self.note(measured, &standings[place].temperature) }
        Self.note(measured, &standings[place].timely)
    }

    private static func note(_ instant: MonotonicInstant, _ newest: inout MonotonicInstant?) {
        if let known = newest, known >= instant { return }
        newest = instant
    }

    mutating func take(_ transition: AlarmTransition, episodeID: String) {
        guard transition.state != .void, transition.state != .resolved || transition.isLatched else {
            episodes[episodeID] = nil
            return
        }
        let child: ChildIndex? =
            switch transition.subject {
            case .child(let child): child
            case .source(_, let child): child
            case .hub: nil
            }
        episodes[episodeID] = (
            child,
            Heartbeat.Episode(
                id: episodeID, condition: transition.condition, state: transition.state, priority: transition.priority,
                isHeldBack: !transition.suppressedBy.isEmpty)
        )
    }

    mutating func take(_ notice: Notice) {
        let place = Int(notice.child.rawValue)
        guard standings.indices.contains(place) else { return }
        switch notice.kind {
        case .pauseBegan(let until): standings[place].pausedUntil = until
        case .pauseEnded: standings[place].pausedUntil = nil
        case .quietBegan(let until): standings[place].quietUntil = until
        case .quietEnded: standings[place].quietUntil = nil
        case .carerAsked, .carerAnswered, .carerUnanswered, .chartChanged, .chartChanges: break
        }
    }

    /// A child leaves the digest when its discharge is done.
    mutating func begin(_ accepted: AcceptedCommand, _ number: CommandNumber, plan: WardPlan) {
        know(plan)
        if accepted.command.deed.kind == .discharge { leaving[number] = accepted.child }
    }

    mutating func take(_ outcome: CommandOutcome) {
        guard let child = leaving.removeValue(forKey: outcome.number), outcome.result == .done else { return }
        let place = Int(child.rawValue)
        if standings.indices.contains(place) { standings[place].isOnWard = false }
    }

    // MARK: Telling

    /// Whether somebody is called by an urgent alarm and nobody has taken it: an answer should be fetched soon.
    var isAnyUrgentUntaken: Bool {
        episodes.values.contains { _, episode in
            episode.priority >= .high && !episode.isHeldBack
                && (episode.state == .firing || episode.state == .resolving)
        }
    }

    /// Alarms of the hub, and of devices that are nobody's.
    var hubEpisodes: [Heartbeat.Episode] {
        episodes.values.filter { $0.child == nil }.map(\.episode).sorted(by: Self.comesFirst)
    }

    func children(at now: Tick) -> [Heartbeat.Child] {
        let open = Dictionary(grouping: episodes.values.filter { $0.child != nil }) { $0.child }
        return standings.enumerated().compactMap { place, standing in
            guard standing.isOnWard else { return nil }
            let newest: [(VitalSign, MonotonicInstant?)] = [
                (.spO2, standing.spO2), (.heartRate, standing.heartRate),
                (.respiratoryRate, standing.respiratoryRate), (.temperature, standing.temperature),
            ]
            var ages: [VitalSign: Duration] = [:]
            for (sign, instant) in newest { ages[sign] = instant.map { now.monotonic.since($0) } }
            return Heartbeat.Child(
                standing.id,
                episodes: (open[ChildIndex(UInt32(place))] ?? []).map(\.episode).sorted(by: Self.comesFirst),
                ages: ages, silence: standing.timely.map { now.monotonic.since($0) },
                pausedUntil: standing.pausedUntil.flatMap { $0 > now.wall ? $0 : nil },
                quietUntil: standing.quietUntil.flatMap { $0 > now.wall ? $0 : nil })
        }
    }

    private static func comesFirst(_ a: Heartbeat.Episode, _ b: Heartbeat.Episode) -> Bool {
        a.priority == b.priority ? a.id < b.id : a.priority > b.priority
    }
}
