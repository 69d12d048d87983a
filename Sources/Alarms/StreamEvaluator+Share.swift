import Vitals

/// What an evaluator can do that has only some of a ward's children, beside others that have the rest.
///
/// To itself it is a whole ward: its children are numbered from 0 without a gap, and a child it has not is one there is not.
/// Sources have their numbers in the ward, and those of the others' children are `elsewhere`. The hub is everybody's: each
/// counts the devices that are gone and the inputs that were lost, all alike, and one is listened to.
extension StreamEvaluator {
    /// A device on its way from one evaluator to another, as it was there.
    package struct MovingSource: Sendable {
        fileprivate var state: SourceState
        fileprivate var look: MonotonicInstant
        /// The pause, the quiet and the silence of its child.
        fileprivate var standing: EquipmentStanding
    }

    /// A child who is on the ward and has not left.
    package func isHere(_ child: ChildIndex) -> Bool {
        isKnown(child) && !children[Int(child.rawValue)].isDischarged
    }

    /// Whose device it is.
    package func child(of source: SourceIndex) -> ChildIndex? { sources[Int(source.rawValue)].child }

    /// Gives a device away.
    package mutating func handOver(_ source: SourceIndex) -> MovingSource {
        let index = Int(source.rawValue)
        leaveCorridor(ofSourceAt: index)
        let moving = MovingSource(
            state: sources[index], look: sourceLooks[index], standing: surroundings(of: index).standing)
        sources[index] = moving.state.leaving(rules: rules)
        sourceLooks[index] = Self.never
        return moving
    }

    /// Takes a device.
    ///
    /// - Parameter child: whose it is; one that is not here for the time of one row.
    package mutating func takeOver(_ source: SourceIndex, _ moving: MovingSource, of child: ChildIndex?) {
        let index = Int(source.rawValue)
        // What was entered here of the ward's children is counted here, whoever has the source.
        let counted = sources[index].ledger
        sources[index] = moving.state
        sources[index].ledger = moving.state.ledger + counted
        sources[index].arrive(as: child)
        sourceLooks[index] = moving.look
        lentStanding = moving.standing
    }

    /// Looks at everybody in the next tick, as after any command: another evaluator was asked.
    ///
    /// - Parameter isSomebodyNew: looks also at everybody's age.
    package mutating func expectNews(isSomebodyNew: Bool) {
        lookAtAll()
        if isSomebodyNew { ageDay = nil }
    }

    /// An alarm that is none, of any child of the ward.
    package mutating func test(
        _ subject: AlarmSubject, _ number: CommandNumber, at tick: Tick, into sink: inout some RecordSink & ~Copyable
    ) {
        lookAtAll()
        hub.testAlert(subject, at: tick, command: number, rules: rules, into: &sink)
        sink.append(CommandOutcome(number, at: tick, .done))
    }

    // MARK: A tick in two halves

    /// A tick up to the episodes of the sources.
    package mutating func passFirstHalf(to tick: Tick, into sink: inout some RecordSink & ~Copyable) {
        passConditions(to: tick, into: &sink)
    }

    /// The rest of it.
    package mutating func passSecondHalf(to tick: Tick, into sink: inout some RecordSink & ~Copyable) {
        passEpisodesOfChildren(to: tick, into: &sink)
    }

    /// What the troubles of a device keep from being told now.
    package func suppressors(of source: SourceIndex) -> SuppressorSet { sources[Int(source.rawValue)].suppressors }

    /// The same of a device that is elsewhere.
    package mutating func learn(_ suppressors: SuppressorSet, of source: SourceIndex) {
        guard sources[Int(source.rawValue)].isElsewhere else { return }
        sources[Int(source.rawValue)].learn(suppressors)
    }

    /// Whether an alarm of a child here waits for the end of a trouble of a device that is elsewhere.
    package mutating func waitsForOthers() -> Bool {
        for index in children.indices where children[index].waiting != 0 {
            if children[index].waitsForOthers(sources) { return true }
        }
        return false
    }

    static let never = MonotonicInstant(microseconds: .max)
}

extension ChildState {
    fileprivate mutating func waitsForOthers(_ sources: ContiguousArray<SourceState>) -> Bool {
        var left = waiting
        while left != 0 {
            let kind = ConditionKind.childKinds[left.trailingZeroBitCount]
            left &= left &- 1
            let life = self[episode: kind].life
            guard life.isSuppressed, !life.suppressedBy.isDisjoint(with: .ofDevice),
                let source = self[condition: kind].suppressingSource
            else { continue }
            if sources[Int(source.rawValue)].isElsewhere { return true }
        }
        return false
    }
}
