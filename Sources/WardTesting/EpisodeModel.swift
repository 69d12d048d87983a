import Alarms

/// The state table and the ladders of the alarm semantics once more, slow and plain: it writes down everything that
/// happened, in whole seconds, and works out from that record where the episode stands. It shares no code with
/// `EpisodeLife`, and its figures are typed from the document.
struct EpisodeModel {
    enum Deed: Hashable {
        case open(Priority, AlarmClass, SuppressorSet)
        case suppressors(SuppressorSet)
        case tick
        case raise(Priority)
        case lower(Priority)
        case dataLost
        case dataBack
        case inside
        case outside
        case holdMet
        case acknowledge(untilSecond: Int?)
        case close
        case discharge
        case void
        case renew
        case giveWay
    }

    /// What the outside hears of a deed.
    struct Heard: Hashable {
        var event: AlarmEvent
        var roles: RoleSet
    }

    private struct Line {
        var second: Int
        var event: AlarmEvent
        var level: Int
        var roles: RoleSet
        /// From when the ladder counts after it: its first call, its newest start over, or so that an expiry falls on
        /// its own step.
        var origin: Int
    }

    private var record: [Line] = []
    private(set) var priority = Priority.technical
    private var alarmClass = AlarmClass.physiological
    private(set) var suppressors: SuppressorSet = []
    private var isInHold = false
    private(set) var isUnknown = false
    private(set) var ackEnds: Int?
    private(set) var wasTaken = false
    private var worstSinceTaken = Priority.technical
    private(set) var ending: Resolution?
    private(set) var isLatched = false
    private var latchedReminder: Int?

    // MARK: What follows from the record

    var state: AlarmState {
        if ending == .void { return .void }
        if ending != nil { return .resolved }
        if record.isEmpty { return .inactive }
        if isInHold { return .resolving }
        return ackEnds == nil ? .firing : .acknowledged
    }

    var isOpen: Bool { !record.isEmpty && ending == nil }
    var level: Int { record.last?.level ?? 0 }
    var told: RoleSet {
        var told: RoleSet = []
        for line in record where line.event.pages && line.event != .unknown { told.formUnion(line.roles) }
        return told
    }

    /// When the next step or reminder is due, in seconds.
    var due: Int? {
        if isLatched { return latchedReminder }
        guard isOpen, suppressors.isEmpty, ackEnds == nil, let called = lastCall else { return nil }
        let table = ladder
        guard level < table.minutes.count - 1 else { return called + table.then * 60 }
        let step = origin + table.minutes[level + 1] * 60
        return table.remind.map { min(step, called + $0 * 60) } ?? step
    }

    private var origin: Int { record.last?.origin ?? 0 }

    private var lastCall: Int? {
        record.last {
            switch $0.event {
            case .fired, .raised, .renewed, .escalated, .reminded, .acknowledgementExpired, .lowered: true
            default: false
            }
        }?.second
    }

    // MARK: The ladders of section 8, in minutes

    private struct Ladder {
        var minutes: [Int]
        var roles: [RoleSet]
        var then: Int
        var remind: Int?
        var ack: Int
    }

    private static let nurses: [RoleSet] = [.primaryNurse, .secondNurse, .inCharge, .escalation]
    private static let critical = Ladder(minutes: [0, 2, 5, 10], roles: nurses, then: 5, remind: 2, ack: 15)
    private static let high = Ladder(minutes: [0, 5, 15, 30], roles: nurses, then: 15, remind: 10, ack: 30)
    private static let medium = Ladder(
        minutes: [0, 15, 60], roles: [.primaryNurse, .primaryNurse, .inCharge], then: 60, remind: nil, ack: 120)
    private static let technical = Ladder(
        minutes: [0, 10, 20], roles: [[], [], .primaryNurse], then: 120, remind: nil, ack: 240)
    private static let concern = Ladder(
        minutes: [0, 3, 5, 10], roles: [[.primaryNurse, .reviewer], .inCharge, .secondNurse, .escalation], then: 5,
        remind: 2, ack: 15)
    private static let system = Ladder(
        minutes: [0, 5, 15], roles: [.operations, .primaryNurse, .inCharge], then: 60, remind: nil, ack: 240)

    private var ladder: Ladder {
        switch (alarmClass, priority) {
        case (.concern, _): Self.concern
        case (.system, _): Self.system
        case (_, .critical): Self.critical
        case (_, .high): Self.high
        case (_, .medium): Self.medium
        case (_, .technical): Self.technical
        }
    }

    // MARK: The table of section 2

    mutating func take(_ deed: Deed, at now: Int) -> [Heard] {
        let before = record.count
        switch deed {
        case .open(let priority, let alarmClass, let suppressors):
            self = EpisodeModel()
            self.priority = priority
            self.alarmClass = alarmClass
            self.suppressors = suppressors
            worstSinceTaken = priority
            say(suppressors.isEmpty ? .fired : .suppressed, at: now, level: 0)
            return [Heard(event: record[0].event, roles: record[0].roles)]
        case .suppressors(let set): change(set, at: now)
        case .tick: tick(at: now)
        case .raise(let new): raise(to: new, at: now)
        case .lower(let new):
            guard isOpen, new <= priority else { break }
            priority = new
            say(.lowered, at: now, level: level)
        case .dataLost:
            guard isOpen, !isUnknown else { break }
            isUnknown = true
            isInHold = false
            say(.unknown, at: now, level: level)
        case .dataBack: isUnknown = false
        case .inside: if isOpen { isInHold = true }
        case .outside: isInHold = false
        case .holdMet: meetHold(at: now)
        case .acknowledge(let until): acknowledge(until: until, at: now)
        case .close: if isOpen || isLatched { end(.closed, .resolved, at: now) }
        case .discharge: if isOpen || isLatched { end(.discharged, .resolved, at: now) }
        case .void: if !record.isEmpty, ending != .void { end(.void, .voided, at: now) }
        case .renew:
            guard isOpen else { break }
            isInHold = false
            ackEnds = nil
            wasTaken = false
            say(.renewed, at: now, level: min(level, ladder.minutes.count - 1))
        case .giveWay:
            guard isLatched else { break }
            isLatched = false
            say(.resolved, at: now, level: level)
        }
        return record[before...].map { Heard(event: $0.event, roles: $0.roles) }
    }

    private mutating func change(_ set: SuppressorSet, at now: Int) {
        // Only what was suppressed from its beginning can be, and what is on its way out waits.
        guard isOpen, !suppressors.isEmpty, !(set.isEmpty && isInHold) else { return }
        suppressors = set
        if set.isEmpty { say(.fired, at: now, level: min(level, ladder.minutes.count - 1)) }
    }

    private mutating func tick(at now: Int) {
        if isLatched, let due = latchedReminder, due <= now {
            latchedReminder = nil
            say(.reminded, at: now, level: level)
        }
        guard isOpen, !isInHold else { return }
        if let end = ackEnds {
            guard end <= now else { return }
            ackEnds = nil
            say(.acknowledgementExpired, at: now, level: max(level, min(level + 1, ladder.minutes.count - 1)))
        }
        // Each step missed, in order; then, if no step was, one reminder for however many.
        while let due, due <= now {
            let isStep = level < ladder.minutes.count - 1 && origin + ladder.minutes[level + 1] * 60 <= now
            say(isStep ? .escalated : .reminded, at: now, level: isStep ? level + 1 : level)
        }
    }

    private mutating func raise(to new: Priority, at now: Int) {
        guard isOpen, new >= priority else { return }
        priority = new
        worstSinceTaken = max(worstSinceTaken, new)
        isInHold = false
        ackEnds = nil
        wasTaken = false
        say(.raised, at: now, level: suppressors.isEmpty ? min(level, ladder.minutes.count - 1) : level)
    }

    private mutating func meetHold(at now: Int) {
        guard isOpen, alarmClass != .concern else { return }
        guard !wasTaken, worstSinceTaken >= .high, suppressors.isEmpty else {
            end(.data, .resolved, at: now)
            return
        }
        // "One reminder at the next step": the first moment after now at which the ladder would have called.
        let between = level < ladder.minutes.count - 1 ? ladder.remind : nil
        var moments =
            ladder.minutes.dropFirst(level + 1).map { origin + $0 * 60 } + [now + (between ?? ladder.then) * 60]
        if let due { moments.append(due) }
        latchedReminder = moments.filter { $0 > now }.min()
        let reminder = latchedReminder
        end(.data, .clearedUnacknowledged, at: now)
        isLatched = true
        latchedReminder = reminder
    }

    private mutating func acknowledge(until asked: Int?, at now: Int) {
        guard isOpen || isLatched, suppressors.isEmpty else { return }
        let until = min(asked ?? .max, now + min(ladder.ack, 240) * 60)
        if isOpen, until <= now { return }
        wasTaken = true
        worstSinceTaken = priority
        if isOpen { ackEnds = until }
        isLatched = false
        say(.acknowledged, at: now, level: level)
    }

    private mutating func end(_ resolution: Resolution, _ event: AlarmEvent, at now: Int) {
        ending = resolution
        isInHold = false
        isUnknown = false
        isLatched = false
        latchedReminder = nil
        ackEnds = nil
        say(event, at: now, level: level)
    }

    /// Writes an event down with whom it goes to: calls to the ladder's people up to the level, the rest to all who were
    /// called before, and nothing while suppressed.
    private mutating func say(_ event: AlarmEvent, at now: Int, level: Int) {
        var roles = told
        if event.pages, event != .unknown {
            roles = []
            if suppressors.isEmpty {
                for step in 0...min(level, ladder.minutes.count - 1) { roles.formUnion(ladder.roles[step]) }
            }
        }
        let origin =
            switch event {
            case .fired, .raised, .renewed: now
            case .acknowledgementExpired: now - ladder.minutes[min(level, ladder.minutes.count - 1)] * 60
            default: self.origin
            }
        record.append(Line(second: now, event: event, level: level, roles: roles, origin: origin))
    }
}
