import Alarms
import Charts
import Vitals

/// Judges one new command against the ward, and fills in what whoever asked left out. It collects everything that is
/// wrong, so that a person puts it right in one go.
struct CommandCheck {
    let register: WardRegister
    var command: WardCommand
    let now: WallInstant
    let openEpisodes: [EpisodeReference]
    let episode: EpisodeReference?
    /// The observation a correction names; `nil` where none has that number.
    let corrected: CorrectedObservation?
    var refusals: [CommandRefusal] = []
    var warnings: [String] = []

    mutating func run() {
        command.at = now
        if command.deed.kind.isHeardInAnyCase {
            command = command.cleaned
        } else {
            refusals += command.textRefusals
        }
        checkRole()
        leaveNumbersOut()
        switch command.deed {
        case .admit(let form): check(form)
        case .discharge(let child, _): onWard(child)
        case .setLimit(let child, let sign, let side, let value, let reason, let until):
            check(LimitForm(sign: sign, side: side, value: value, reason: reason, until: until), of: child)
        case .removeLimit(let child, let sign, let side, _): checkRemoval(child, sign, side)
        case .bind(let source, let child, let isConfirmed): checkBinding(source, child, isConfirmed)
        case .review(let child, let form): check(form, of: child)
        case .pause(let child, let minutes, _):
            checkRest(onWard(child)?.pause, minutes, "paused")
        case .quiet(let child, let minutes, _):
            checkRest(onWard(child)?.quiet, minutes, "quiet")
        case .endPause(let child):
            if let record = onWard(child), record.pause?.isLive(at: now) != true {
                warnings.append("No pause was running.")
            }
        case .endQuiet(let child):
            if let record = onWard(child), record.quiet?.isLive(at: now) != true {
                warnings.append("No quiet was running.")
            }
        case .acknowledge(let id, let minutes, _):
            checkEpisode(id)
            if let minutes {
                check(minutes, Limits.acknowledgementMinutes, "Take it again when it comes back")
            }
        case .close(let id, _), .void(let id, _): checkEpisode(id)
        case .muteSound(let child), .testAlert(let child):
            if let child { onWard(child) }
        case .redrive: break
        case .dropMessage(let message, _, _):
            if message == CommandKind.everyMessage {
                refuse("message", "is everything", "Drop one message at a time, by its id")
            }
        case .concern(let child, let source, let note): checkConcern(child, source, note)
        case .carerAnswer(let child, _, _): onWard(child)
        case .observe(let child, let form): check(form, of: child)
        }
    }

    mutating func refuse(_ key: String, _ reason: String, _ advice: String) {
        refusals.append(CommandRefusal(key, reason, advice))
    }

    // MARK: Who

    private mutating func checkRole() {
        let kind = command.deed.kind
        let role = command.by.role
        guard !kind.mayBeGiven(by: role) else { return }
        if kind == .acknowledge, role.isFamily {
            refuse(
                "by.role", "an alarm is taken by somebody of the team, not by the family",
                "Your tap quiets the sound for two minutes (mute-sound); if you are worried, say so (concern)")
            return
        }
        let allowed = Person.Role.allCases.filter(kind.mayBeGiven).map(\.rawValue).joined(separator: ", ")
        refuse("by.role", "'\(kind.rawValue)' is not for the role '\(role.rawValue)'", "It is for: \(allowed)")
    }

    /// An NHS number has no place in what is kept and sent.
    private mutating func leaveNumbersOut() {
        if NHSNumber.left(outOf: command.by.name).isFound {
            if command.deed.kind.isHeardInAnyCase {
                command.by.name = Person.unknownName
            } else {
                refuse("by.name", "holds an NHS number", "Give a name or a staff number")
            }
        }
        let (deed, isFound) = command.deed.withoutNHSNumbers
        guard isFound else { return }
        command.deed = deed
        warnings.append("An NHS number was left out of the words, since they are kept and sent.")
    }

    // MARK: What it names

    /// The child, if it is on the ward; refuses otherwise.
    @discardableResult
    mutating func onWard(_ id: String) -> ChildRecord? {
        guard let child = register.index(of: id), let record = register[child] else {
            refuse("child", "there is no child '\(id)' on this ward", advice("Look at the list of the ward"))
            return nil
        }
        guard record.isOnWard else {
            refuse("child", "'\(id)' has been discharged", advice("Admit the child again under a new pseudonym"))
            return nil
        }
        return record
    }

    /// Who is worried is told whom to ring.
    private func advice(_ usual: String) -> String {
        command.deed.kind.isHeardInAnyCase ? "Nobody was told: ring the ward now, and 999 in an emergency" : usual
    }

    /// Nothing but a child nobody knows can refuse a worry. With one child on the ward it need not be named.
    private mutating func checkConcern(_ child: String, _ source: ConcernSource, _ note: String?) {
        guard child.isEmpty else {
            onWard(child)
            return
        }
        let present = register.children.filter(\.isOnWard)
        if present.count == 1, let only = present.first {
            command.deed = .concern(child: only.id, from: source, note: note)
            return
        }
        refuse(
            "child",
            present.isEmpty ? "there is no child on this ward" : "there are \(present.count) children on this ward",
            present.isEmpty
                ? advice("")
                : "Say which one. Nobody was told yet: if that takes time, ring the ward, and 999 in an emergency")
    }

    private mutating func checkEpisode(_ id: String) {
        guard episode == nil else { return }
        refuse("episode", "there is no alarm '\(id)'", "Take the id from the message or from the list of the ward")
    }

    private mutating func checkBinding(_ name: String, _ id: String?, _ isConfirmed: Bool) {
        guard let index = register.source(of: name), let source = register[index], name != Source.entered.name else {
            let names = register.sources.map(\.name).filter { $0 != Source.entered.name }.prefix(8)
            refuse("source", "there is no device '\(name)' on this hub", "Known are: \(names.joined(separator: " "))")
            return
        }
        let child = id == nil ? nil : register.index(of: id ?? "")
        let record = id.flatMap { onWard($0) }
        guard id == nil || record != nil else { return }
        if source.child == child {
            warnings.append("It did so before.")
        } else if let former = source.child, !isConfirmed, isAnyOpen(of: [former, child], from: index) {
            refuse(
                "confirmed", "an alarm of the device, of its child or of the child who gets it is open",
                "Look at the alarm first; then say that you are sure (confirmed)")
        }
        if let record, source.mode == .continuous, let cadence = record.admission.cadence {
            warnings.append(
                "A reading of \(record.id) is due only every \(cadence.wholeMicroseconds / 60_000_000) min, so a device that "
                    + "stops is noticed late; if it is worn all day, set the cadence to 0 (review).")
        }
    }

    private func isAnyOpen(of children: [ChildIndex?], from source: SourceIndex) -> Bool {
        openEpisodes.contains { episode in
            switch episode.subject {
            case .child(let child): children.contains(child)
            case .source(let other, let child): other == source || (child != nil && children.contains(child))
            case .hub: false
            }
        }
    }

    /// One hour is the most, and a second rest on top of a live one would be a way around that.
    private mutating func checkRest(_ live: Rest?, _ minutes: Int, _ word: String) {
        check(minutes, Limits.quietMinutes, "No pause and no quiet is without an end")
        guard let live, live.isLive(at: now) else { return }
        refuse("child", "is \(word) until \(live.until.londonDescription)", "End that first, or wait until it is over")
    }

    mutating func check(_ minutes: Int, _ range: ClosedRange<Int>, _ advice: String) {
        guard !range.contains(minutes) else { return }
        refuse("minutes", "\(minutes) is not from \(range.lowerBound) to \(range.upperBound)", advice)
    }
}
