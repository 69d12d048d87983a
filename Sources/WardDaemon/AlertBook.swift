import Alarms
import Vitals
import Webhooks

/// Makes alerts of transitions, and knows every episode by the id in its messages. The daemon and a replay both keep one,
/// fed with the same things in the same order, so that both write the same lines and both know which episode a command
/// names.
///
/// The evaluator knows commands by number and episodes by what they are about; their texts and ids live here.
package struct AlertBook: Sendable {
    /// What is known of one episode beside its state.
    struct Episode: Sendable {
        var reference: EpisodeReference
        /// The text of the command that began it: a later message of a concern still says who is worried. Few episodes have
        /// one, and thousands are known: it lies apart.
        var origin: Origin?
    }

    final class Origin: Sendable {
        let text: CommandText

        init(_ text: CommandText) { self.text = text }
    }

    private var composer: AlertComposer
    private var texts: [CommandNumber: CommandText] = [:]
    /// The ward as it is once a command is done.
    private var plans: [CommandNumber: WardPlan] = [:]
    private var textOrder: [CommandNumber] = []
    private var episodes: [EpisodeNumber: Episode] = [:]
    /// Episodes over and taken care of, oldest first: remembered for a late acknowledgement, up to a limit.
    private var ended: [EpisodeNumber] = []
    private var open: Set<EpisodeNumber> = []

    package init(_ composer: AlertComposer) {
        self.composer = composer
        // Now and not in the course of weeks: a hub's memory does not grow.
        episodes.reserveCapacity(DaemonLimits.endedEpisodes)
        ended.reserveCapacity(DaemonLimits.endedEpisodes + 1)
    }

    /// The ward as it stands at the start.
    mutating func know(_ plan: WardPlan) { composer.plan = plan }

    /// A command, before the evaluator sees its number: its text, and the ward as it is once the command is done.
    mutating func know(_ text: CommandText, of number: CommandNumber, plan: WardPlan) {
        plans[number] = plan
        if texts.updateValue(text, forKey: number) == nil { textOrder.append(number) }
        guard textOrder.count > DaemonLimits.commandTexts else { return }
        forget(textOrder.removeFirst())
    }

    /// The command never reached the evaluator.
    mutating func forget(_ number: CommandNumber) {
        texts[number] = nil
        plans[number] = nil
    }

    /// From here on, in the evaluator's order, messages are made of the ward with the command done.
    mutating func take(_ outcome: CommandOutcome) {
        guard let plan = plans.removeValue(forKey: outcome.number), outcome.result == .done else { return }
        composer.plan = plan
    }

    /// The alert of a transition.
    mutating func compose(_ transition: AlarmTransition) -> Alert {
        let command = transition.command.flatMap { texts[$0] }
        // The id comes from content; a first composition gives it, and what is known of the episode gives the rest.
        var alert = composer.compose(transition, command: command)
        let number = Self.number(of: alert.episodeID)
        var origin = episodes[number]?.origin
        if let command, transition.event == .fired || transition.event == .suppressed || transition.event == .renewed {
            origin = Origin(command)
        }
        if let origin = origin?.text, origin != command {
            alert = composer.compose(transition, command: command, origin: origin)
        }
        keep(Episode(reference: EpisodeReference(transition), origin: origin), number, transition)
        return alert
    }

    /// An episode that goes on from the run before.
    ///
    /// - Returns: its id.
    @discardableResult
    mutating func restore(_ transition: AlarmTransition, origin: CommandText?) -> String {
        let id = composer.compose(transition).episodeID
        let number = Self.number(of: id)
        keep(Episode(reference: EpisodeReference(transition), origin: origin.map(Origin.init)), number, transition)
        return id
    }

    private static func number(of id: String) -> EpisodeNumber {
        guard let number = EpisodeNumber(id) else { preconditionFailure("an episode's id is 32 hexadecimal digits") }
        return number
    }

    private mutating func keep(_ episode: Episode, _ number: EpisodeNumber, _ transition: AlarmTransition) {
        episodes[number] = episode
        if transition.isOver {
            guard open.remove(number) != nil || !ended.contains(number) else { return }
            ended.append(number)
            if ended.count > DaemonLimits.endedEpisodes { episodes[ended.removeFirst()] = nil }
        } else {
            open.insert(number)
        }
    }

    /// The episode of an id, or of the beginning of one that no other has.
    func episode(_ name: String) -> (id: String, reference: EpisodeReference)? {
        if let number = EpisodeNumber(name) { return episodes[number].map { (name, $0.reference) } }
        guard name.utf8.count >= DaemonLimits.episodePrefixByteCount else { return nil }
        let found = episodes.filter { $0.key.begins(with: name) }
        guard let (number, episode) = found.first, found.count == 1 else { return nil }
        return (number.id, episode.reference)
    }

    /// Everything that is firing, resolving, taken or waits for somebody to look.
    var openEpisodes: [EpisodeReference] { open.compactMap { episodes[$0]?.reference } }
}

extension AlarmTransition {
    /// Whether nothing more comes of the episode unless somebody acknowledges it late.
    fileprivate var isOver: Bool { state == .void || state == .resolved && !isLatched }
}
