import Vitals

/// What was before the start, told again.
extension StreamEvaluator {
    /// Takes up what was before the start: all of it comes before the first tick, which looks at everybody.
    mutating func restore(_ input: Input) {
        switch input {
        case .restoreEpisode(let transition):
            restore(transition)
        case .restoreObservations(let child, let entry, let wall):
            guard isKnown(child) else { return }
            childLooks[Int(child.rawValue)] = LookTable.atOnce
            children[Int(child.rawValue)].restoreObservations(entry, at: wall, tick: tick, chart: chart)
        case .restoreCarer(let child, let answeredAt, let askedAt, let unansweredAt):
            guard isKnown(child) else { return }
            childLooks[Int(child.rawValue)] = LookTable.atOnce
            children[Int(child.rawValue)].restoreCarer(
                lastAnswerAt: answeredAt, lastAskedAt: askedAt, lastUnansweredAt: unansweredAt, tick: tick, rules: rules
            )
        case .restoreBirthday(let child, let changedOn, let announcedFor):
            guard isKnown(child) else { return }
            children[Int(child.rawValue)].restoreBirthday(changedOn: changedOn, announcedFor: announcedFor)
        case .restoreLiveness(let child, let wall):
            guard isKnown(child) else { return }
            childLooks[Int(child.rawValue)] = LookTable.atOnce
            children[Int(child.rawValue)].silence.restore(lastTimely: min(tick.monotonic(at: wall), tick.monotonic))
        default: break
        }
    }

    private mutating func restore(_ transition: AlarmTransition) {
        switch transition.subject {
        case _ where transition.condition == .test:
            hub.restore(transition, at: tick, rules: rules)
        case .child(let child):
            guard isKnown(child) else { return }
            childLooks[Int(child.rawValue)] = LookTable.atOnce
            children[Int(child.rawValue)].restore(transition, at: tick, chart: chart, rules: rules)
        case .source(let source, _):
            guard sources.indices.contains(Int(source.rawValue)) else { return }
            sourceLooks[Int(source.rawValue)] = LookTable.atOnce
            sources[Int(source.rawValue)].restore(transition, at: tick, rules: rules)
        case .hub:
            hub.restore(transition, at: tick, rules: rules)
        }
    }
}
