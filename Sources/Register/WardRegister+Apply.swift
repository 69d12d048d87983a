import Alarms
import Charts
import Vitals

/// What each accepted command does to the register and asks of the evaluator. Nothing is judged here: `CommandCheck` did.
extension WardRegister {
    /// `nil`, and nothing changed, when the command names a child or a source that is not there.
    mutating func apply(_ command: WardCommand, episode: EpisodeReference?) -> AcceptedCommand? {
        guard let at = command.at else { return nil }
        switch command.deed {
        case .admit(let form): return admit(form, command, at)
        case .bind(let source, let child, _): return bind(source, to: child, command, at)
        case .acknowledge(_, let minutes, _):
            let until = minutes.map { at.advanced(by: .seconds($0 * 60)) }
            return onEpisode(episode, command) { .acknowledge($0, until: until) }
        case .close: return onEpisode(episode, command) { .close($0) }
        case .void: return onEpisode(episode, command) { .void($0) }
        case .muteSound(nil), .testAlert(nil), .redrive, .dropMessage:
            var accepted = AcceptedCommand(command)
            if command.deed.kind == .testAlert { accepted.deeds = [.testAlert(nil)] }
            accepted.sentence = Self.sentence(for: command, about: nil)
            return accepted
        default:
            guard let id = command.deed.child, let child = index(of: id) else { return nil }
            return onChild(child, command, at)
        }
    }

    private func onEpisode(
        _ episode: EpisodeReference?, _ command: WardCommand, _ deed: (EpisodeReference) -> Command.Deed
    ) -> AcceptedCommand? {
        guard let episode else { return nil }
        var accepted = AcceptedCommand(command)
        accepted.deeds = [deed(episode)]
        switch episode.subject {
        case .child(let child), .source(_, .some(let child)): accepted.child = child
        case .source(_, nil), .hub: break
        }
        accepted.admission = accepted.child.flatMap { self[$0]?.admission }
        accepted.sentence = Self.sentence(for: command, about: nil)
        return accepted
    }

    private mutating func onChild(
        _ child: ChildIndex, _ command: WardCommand, _ at: WallInstant
    ) -> AcceptedCommand {
        var accepted = AcceptedCommand(command)
        accepted.child = child
        accepted.deeds = deeds(of: command, on: child, at)
        accepted.admission = self[child]?.admission
        accepted.sentence = Self.sentence(for: command, about: self[child])
        return accepted
    }

    private mutating func deeds(of command: WardCommand, on child: ChildIndex, _ at: WallInstant) -> [Command.Deed] {
        let place = Int(child.rawValue)
        children[place].keep(command)
        switch command.deed {
        case .discharge(_, let reason):
            children[place].discharge = Decision(by: command.by, at: at, reason: reason)
            return [.discharge(child)] + release(child, by: command.by, at)
        case .setLimit(_, let sign, let side, let value, let reason, let until):
            let form = LimitForm(sign: sign, side: side, value: value, reason: reason, until: until)
            return [children[place].set(form, by: command.by, child)]
        case .removeLimit(_, let sign, let side, let reason):
            children[place].admission.limits.removeAll { $0.sign == sign && $0.side == side }
            if ChildRecord.floors.contains(where: { $0 == (sign, side) }) {
                children[place].floorsDeclined = Decision(by: command.by, at: at, reason: reason)
            }
            return [.removeLimit(child, sign, side)]
        case .review(_, let form):
            return children[place].review(form, by: command.by, at, child)
        case .pause(_, let minutes, let reason):
            let until = at.advanced(by: .seconds(minutes * 60))
            children[place].pause = Rest(by: command.by, since: at, until: until, reason: reason)
            return [.pause(child, until: until)]
        case .endPause:
            children[place].pause = nil
            return [.endPause(child)]
        case .quiet(_, let minutes, let reason):
            let until = at.advanced(by: .seconds(minutes * 60))
            children[place].quiet = Rest(by: command.by, since: at, until: until, reason: reason)
            return [.quiet(child, until: until)]
        case .endQuiet:
            children[place].quiet = nil
            return [.endQuiet(child)]
        case .concern(_, let source, _):
            return [.concern(child, source)]
        case .carerAnswer(_, let answer, _):
            return [.carerAnswer(child, answer)]
        case .observe(_, let form):
            return [
                .observe(child, form.entered, at: form.measuredAt ?? at, isCorrection: form.corrects != nil)
            ]
        case .testAlert:
            return [.testAlert(child)]
        case .admit, .bind, .acknowledge, .close, .void, .muteSound, .redrive, .dropMessage:
            return []
        }
    }

    // MARK: Coming, going and devices

    private mutating func admit(_ form: AdmissionForm, _ command: WardCommand, _ at: WallInstant) -> AcceptedCommand? {
        guard let id = form.id else { return nil }
        var accepted = AcceptedCommand(command)
        let cadence = Self.cadence(form.cadenceMinutes ?? form.template?.cadenceMinutes ?? 0)
        if let known = index(of: id) {
            // In the configuration and in the register: what was asked later stands on top of the file's.
            guard children[Int(known.rawValue)].isConfigured else { return nil }
            accepted.child = known
            accepted.deeds = [.setCadence(known, cadence)]
        } else {
            let admission = Admission(id: id, bornOn: form.bornOn, admittedAt: at)
            let child = ChildIndex(UInt32(children.count))
            children.append(ChildRecord(admission, isConfigured: false))
            accepted.child = child
            accepted.deeds = [.admit(child, ChildPlan(bornOn: form.bornOn, admittedAt: at, cadence: cadence))]
        }
        guard let child = accepted.child else { return nil }
        let place = Int(child.rawValue)
        children[place].keep(command)
        children[place].admission.label = form.label ?? children[place].admission.label
        children[place].admission.setting = form.setting
        children[place].admission.cadence = cadence
        if !form.usual.isEmpty { children[place].admission.usual = form.usual }
        children[place].template = form.template
        children[place].floorsDeclined = form.floorsDeclined.map { Decision(by: command.by, at: at, reason: $0) }
        accepted.deeds += form.limits.map { children[place].set($0, by: command.by, child) }
        accepted.admission = children[place].admission
        accepted.sentence = Self.sentence(for: command, about: children[place])
        return accepted
    }

    private mutating func bind(
        _ name: String, to id: String?, _ command: WardCommand, _ at: WallInstant
    ) -> AcceptedCommand? {
        guard let source = source(of: name) else { return nil }
        var child: ChildIndex?
        if let id {
            guard let known = index(of: id) else { return nil }
            child = known
        }
        sources[Int(source.rawValue)].child = child
        sources[Int(source.rawValue)].command = command
        var accepted = AcceptedCommand(command)
        accepted.deeds = [.bind(source, child)]
        accepted.child = child
        accepted.admission = child.flatMap { self[$0]?.admission }
        accepted.sentence = Self.sentence(for: command, about: child.flatMap { self[$0] })
        return accepted
    }

    /// Takes every device from a child who leaves.
    private mutating func release(_ child: ChildIndex, by person: Person, _ at: WallInstant) -> [Command.Deed] {
        var deeds: [Command.Deed] = []
        for place in sources.indices where sources[place].child == child {
            sources[place].child = nil
            // Of a configured device the discharge itself says it, again at every start.
            sources[place].command =
                sources[place].configuredChild == child
                ? nil
                : WardCommand(.bind(source: sources[place].name, child: nil, isConfirmed: false), by: person, at: at)
            deeds.append(.bind(SourceIndex(UInt16(place)), nil))
        }
        return deeds
    }

    /// 0 minutes: devices stream.
    static func cadence(_ minutes: Int) -> Duration? { minutes == 0 ? nil : .seconds(minutes * 60) }
}

extension ChildRecord {
    /// In place of any other limit on the same side of the same vital sign.
    fileprivate mutating func set(_ form: LimitForm, by person: Person, _ child: ChildIndex) -> Command.Deed {
        let limit = ClinicianLimit(
            sign: form.sign, side: form.side, value: form.value, author: person.name, reason: form.reason,
            until: form.until)
        admission.limits.removeAll { $0.sign == form.sign && $0.side == form.side }
        admission.limits.append(limit)
        return .setLimit(child, LimitPlan(limit))
    }

    fileprivate mutating func review(
        _ form: ReviewForm, by person: Person, _ at: WallInstant, _ child: ChildIndex
    ) -> [Command.Deed] {
        var deeds: [Command.Deed] = []
        if let minutes = form.cadenceMinutes {
            admission.cadence = WardRegister.cadence(minutes)
            deeds.append(.setCadence(child, admission.cadence))
        }
        if let setting = form.setting { admission.setting = setting }
        if let usual = form.usual { admission.usual = usual }
        if let band = form.chart {
            let decision = Decision(by: person, at: at, reason: form.chartReason ?? "")
            switch ChartBorder.choice(of: band, bornOn: admission.bornOn, at: at) {
            case .adjacent(let until):
                chart = ChartChoice(band: band, until: until, decision: decision)
                deeds.append(.chooseChart(child, band, until: until))
            case .ofTheAge, .tooFar:
                chart = nil
                deeds.append(.chooseChart(child, nil, until: at))
            }
        }
        if let level = form.carerLevel { deeds.append(.carerLevel(child, level)) }
        return deeds
    }
}
