import Alarms
import Vitals

/// Which of a ward's children one evaluator has, and what it calls them.
///
/// Children are dealt like cards: child 0 to the first evaluator, child 1 to the second, and so on, so that shares stay even
/// whoever comes later. The first is on the thread that also gathers and tells, so it gives a child of its in every eight
/// rounds to each of the others: to the second one of the second round, to the third one of the third.
/// An evaluator calls the children it has 0, 1, 2 …, and any other by a number no child of its has.
///
/// ```
/// ward      0  1  2   3  4  5   6  7  8   9 10 11  … 24          three evaluators
/// first     0                             1        …  6
/// second       0      1  2         3        4
/// third           0         1   2     3        4
/// ```
struct WardShare: Sendable, BitwiseCopyable {
    /// Which evaluator it is, from 0.
    let number: Int
    let count: Int

    /// Set in the number of a child of another evaluator.
    private static var others: UInt32 { 1 << 31 }
    private static let rounds = 8

    /// Which of several evaluators has a child.
    static func number(of child: ChildIndex, among count: Int) -> Int {
        let (place, round) = place(of: child, among: count)
        return place == 0 && (1..<count).contains(round) ? round : place
    }

    private static func place(of child: ChildIndex, among count: Int) -> (place: Int, round: Int) {
        let (round, place) = Int(child.rawValue).quotientAndRemainder(dividingBy: count)
        return (place, round % rounds)
    }

    func has(_ child: ChildIndex) -> Bool { Self.number(of: child, among: count) == number }

    /// How many children it is dealt in eight rounds.
    private var dealtCount: Int { number == 0 ? Self.rounds - (count - 1) : Self.rounds + 1 }

    /// What the evaluator calls a child of the ward.
    func local(_ child: ChildIndex) -> ChildIndex {
        if count == 1 { return child }
        guard has(child) else { return ChildIndex(child.rawValue | Self.others) }
        let (place, round) = Self.place(of: child, among: count)
        let before =
            if number == 0 { round == 0 ? 0 : round - (count - 1) } else {
                round < number || place == 0 ? round : round + 1
            }
        return ChildIndex(UInt32(Int(child.rawValue) / (Self.rounds * count) * dealtCount + before))
    }

    /// What the ward calls a child of the evaluator.
    func global(_ child: ChildIndex) -> ChildIndex {
        if count == 1 { return child }
        if child.rawValue & Self.others != 0 { return ChildIndex(child.rawValue & ~Self.others) }
        let (deck, before) = Int(child.rawValue).quotientAndRemainder(dividingBy: dealtCount)
        let (place, round) =
            if number == 0 { (0, before == 0 ? 0 : before + count - 1) } else if before < number {
                (number, before)
            } else if before == number { (0, number) } else { (number, before - 1) }
        return ChildIndex(UInt32((deck * Self.rounds + round) * count + place))
    }

    func local(_ subject: AlarmSubject) -> AlarmSubject {
        switch subject {
        case .child(let child): .child(local(child))
        case .source(let source, let child): .source(source, child.map(local))
        case .hub: .hub
        }
    }

    func global(_ subject: AlarmSubject) -> AlarmSubject {
        switch subject {
        case .child(let child): .child(global(child))
        case .source(let source, let child): .source(source, child.map(global))
        case .hub: .hub
        }
    }

    /// The ward as the evaluator sees it: its children, and every source, of which the others' are nobody's.
    func plan(of ward: WardPlan) -> WardPlan {
        guard count > 1 else { return ward }
        return WardPlan(
            admissions: ward.admissions.indices.filter { has(ChildIndex(UInt32($0))) }.map { ward.admissions[$0] },
            sources: ward.sources.map { source in
                Source(
                    name: source.name, child: source.child.flatMap { has($0) ? local($0) : nil }, mode: source.mode)
            })
    }

    /// What is asked, as the evaluator sees it. A test is the hub's and keeps the ward's name of its child.
    func local(_ deed: Command.Deed) -> Command.Deed {
        switch deed {
        case .admit(let child, let plan): .admit(local(child), plan)
        case .discharge(let child): .discharge(local(child))
        case .setLimit(let child, let limit): .setLimit(local(child), limit)
        case .removeLimit(let child, let sign, let side): .removeLimit(local(child), sign, side)
        case .bind(let source, let child): .bind(source, child.map(local))
        case .setCadence(let child, let cadence): .setCadence(local(child), cadence)
        case .chooseChart(let child, let band, let until): .chooseChart(local(child), band, until: until)
        case .pause(let child, let until): .pause(local(child), until: until)
        case .endPause(let child): .endPause(local(child))
        case .quiet(let child, let until): .quiet(local(child), until: until)
        case .endQuiet(let child): .endQuiet(local(child))
        case .acknowledge(let episode, let until): .acknowledge(local(episode), until: until)
        case .close(let episode): .close(local(episode))
        case .void(let episode): .void(local(episode))
        case .concern(let child, let source): .concern(local(child), source)
        case .carerAnswer(let child, let answer): .carerAnswer(local(child), answer)
        case .observe(let child, let entry, let wall, let isCorrection):
            .observe(local(child), entry, at: wall, isCorrection: isCorrection)
        case .carerLevel(let child, let level): .carerLevel(local(child), level)
        case .testAlert(let child): .testAlert(child)
        }
    }

    private func local(_ episode: EpisodeReference) -> EpisodeReference {
        guard episode.condition != .test else { return episode }
        var episode = episode
        episode.subject = local(episode.subject)
        return episode
    }

    /// What was before the start, as the evaluator sees it.
    func localRestored(_ input: Input) -> Input {
        switch input {
        case .restoreObservations(let child, let entry, let wall): .restoreObservations(local(child), entry, at: wall)
        case .restoreCarer(let child, let answeredAt, let askedAt, let unansweredAt):
            .restoreCarer(local(child), answeredAt: answeredAt, askedAt: askedAt, unansweredAt: unansweredAt)
        case .restoreBirthday(let child, let changedOn, let announcedFor):
            .restoreBirthday(local(child), changedOn: changedOn, announcedFor: announcedFor)
        case .restoreLiveness(let child, let wall): .restoreLiveness(local(child), wall)
        case .restoreEpisode(var transition):
            {
                if transition.condition != .test { transition.subject = local(transition.subject) }
                return .restoreEpisode(transition)
            }()
        default: input
        }
    }
}
