import Alarms
import Vitals

/// Who is on the ward, and what people have asked for: the configuration with every command since on top.
///
/// A value with no clock and no I/O. The children of the configuration come first, in its order, then those admitted by
/// command; an index never moves while the daemon runs.
public struct WardRegister: Sendable, Hashable {
    public internal(set) var children: [ChildRecord]
    /// As configured; the last is `Source.entered`.
    public internal(set) var sources: [SourceRecord]
    /// Discharges of children who are no longer in `children`: their pseudonyms are not given again.
    var retired: [WardCommand] = []

    public init(plan: WardPlan) {
        children = plan.admissions.map { ChildRecord($0, isConfigured: true) }
        sources = plan.sources.map(SourceRecord.init)
    }

    /// Asks for something new. Everything that is wrong with it is said at once, and then nothing has changed.
    ///
    /// - Parameters:
    ///   - now: when it was asked; kept in the command.
    ///   - openEpisodes: what is open, for a device that changes hands.
    ///   - episode: the episode of an id or of its unique beginning.
    public mutating func take(
        _ command: WardCommand, at now: WallInstant, openEpisodes: [EpisodeReference] = [],
        episode: (String) -> EpisodeReference? = { _ in nil },
        observation: (Int64) -> CorrectedObservation? = { _ in nil }
    ) throws(CommandRefusals) -> AcceptedCommand {
        var check = CommandCheck(
            register: self, command: command, now: now, openEpisodes: openEpisodes,
            episode: command.deed.episode.flatMap(episode),
            corrected: command.deed.correctedObservation.flatMap(observation))
        check.run()
        guard check.refusals.isEmpty else { throw CommandRefusals(check.refusals) }
        guard var accepted = apply(check.command, episode: check.episode) else {
            throw CommandRefusals([CommandRefusal("", "cannot be carried out", "Look at the ward and ask again")])
        }
        accepted.warnings = check.warnings + accepted.warnings
        return accepted
    }

    /// Does again what was accepted before, at its own time: from the register's file, or from a recording. Nothing is
    /// judged anew; `nil` when it names a child or a source that is not there.
    public mutating func retake(_ command: WardCommand, episode: EpisodeReference? = nil) -> AcceptedCommand? {
        apply(command, episode: episode)
    }

    /// Takes back a pause or a quiet that the evaluator did not allow.
    public mutating func withdraw(_ command: WardCommand) {
        guard let at = command.at, let child = command.deed.child.flatMap({ index(of: $0) }) else { return }
        let place = Int(child.rawValue)
        switch command.deed.kind {
        case .pause where children[place].pause?.since == at: children[place].pause = nil
        case .quiet where children[place].quiet?.since == at: children[place].quiet = nil
        default: return
        }
        children[place].commands.removeAll { $0 == command }
    }

    // MARK: Looking up

    /// The child of a pseudonym, also one who has left during this run.
    public func index(of id: String) -> ChildIndex? {
        children.firstIndex { $0.id == id }.map { ChildIndex(UInt32($0)) }
    }

    public subscript(child: ChildIndex) -> ChildRecord? {
        let place = Int(child.rawValue)
        return children.indices.contains(place) ? children[place] : nil
    }

    public func source(of name: String) -> SourceIndex? {
        sources.firstIndex { $0.name == name }.map { SourceIndex(UInt16($0)) }
    }

    public subscript(source: SourceIndex) -> SourceRecord? {
        let place = Int(source.rawValue)
        return sources.indices.contains(place) ? sources[place] : nil
    }

    /// The ward as it is now: what messages are composed with.
    public var plan: WardPlan {
        WardPlan(
            admissions: children.map(\.admission),
            sources: sources.map { Source(name: $0.name, child: $0.child, mode: $0.mode) })
    }

    /// Whether a pseudonym was ever given, as far back as is kept.
    func isTaken(_ id: String) -> Bool {
        children.contains { $0.id == id } || retired.contains { $0.deed.child == id }
    }

    /// A pseudonym nobody had. Drawn, not counted: nothing about the child can be read from it.
    func newID() -> String {
        let letters = Array("23456789abcdefghjkmnpqrstuvwxyz")
        while true {
            let id = "adm-" + String((0..<6).compactMap { _ in letters.randomElement() })
            if !isTaken(id) { return id }
        }
    }
}
