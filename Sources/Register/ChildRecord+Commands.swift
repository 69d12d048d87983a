import Alarms
import Vitals

extension ChildRecord {
    /// Keeps a command that changes what stands, and drops those it supersedes. What is kept makes the same record again.
    mutating func keep(_ command: WardCommand) {
        switch command.deed {
        case .admit, .discharge:
            commands.append(command)
        case .setLimit, .removeLimit:
            commands.append(command)
            dropOldestLimit()
        case .review(let id, var form):
            form.carerLevel = nil
            guard !form.standing.isEmpty else { return }
            commands.append(WardCommand(.review(child: id, form), by: command.by, at: command.at))
            dropSupersededReviews()
        case .pause, .endPause:
            commands.removeAll { $0.deed.kind == .pause }
            if command.deed.kind == .pause { commands.append(command) }
        case .quiet, .endQuiet:
            commands.removeAll { $0.deed.kind == .quiet }
            if command.deed.kind == .quiet { commands.append(command) }
        case .bind, .acknowledge, .close, .void, .muteSound, .concern, .carerAnswer, .observe, .testAlert, .redrive,
            .dropMessage:
            return
        }
    }

    /// Holds the history at its limit. The last change of each side stays, and the last floor that was taken away, since
    /// it says who declined it.
    private mutating func dropOldestLimit() {
        guard limitHistory.count > Limits.limitChangeCount else { return }
        let lastFloorRemoval = commands.lastIndex { command in
            command.deed.kind == .removeLimit
                && Self.floors.contains { LimitSlot(sign: $0.sign, side: $0.side) == command.deed.limitSlot }
        }
        let superseded = commands.indices.first { place in
            guard let slot = commands[place].deed.limitSlot, place != lastFloorRemoval else { return false }
            return commands[(place + 1)...].contains { $0.deed.limitSlot == slot }
        }
        if let superseded { commands.remove(at: superseded) }
    }

    /// A review stays while something it set still stands.
    private mutating func dropSupersededReviews() {
        var setLater: Set<ReviewForm.Part> = []
        for place in commands.indices.reversed() {
            guard case .review(_, let form) = commands[place].deed else { continue }
            if form.standing.isSubset(of: setLater) { commands.remove(at: place) }
            setLater.formUnion(form.standing)
        }
    }
}

/// A side of a vital sign: it has one limit at most.
struct LimitSlot: Hashable {
    var sign: VitalSign
    var side: Side
}

extension WardCommand.Deed {
    /// The side whose limit it changes.
    var limitSlot: LimitSlot? {
        switch self {
        case .setLimit(_, let sign, let side, _, _, _), .removeLimit(_, let sign, let side, _):
            LimitSlot(sign: sign, side: side)
        default: nil
        }
    }
}

extension ReviewForm {
    /// What of a review stands until the next.
    enum Part: Hashable { case cadence, setting, chart, usual }

    var standing: Set<Part> {
        var parts: Set<Part> = []
        if cadenceMinutes != nil { parts.insert(.cadence) }
        if setting != nil { parts.insert(.setting) }
        if chart != nil { parts.insert(.chart) }
        if usual != nil { parts.insert(.usual) }
        return parts
    }
}
