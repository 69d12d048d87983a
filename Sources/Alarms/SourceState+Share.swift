import Vitals

/// A device that several evaluators of a ward know of, and one has.
extension SourceState {
    /// What is left of a device that another evaluator has.
    func leaving(rules: RuleTable) -> SourceState {
        var state = SourceState(Source(name: "", child: nil, mode: isSpot ? .spot : .continuous), rules: rules)
        state.isElsewhere = true
        state.isGone = isGone
        return state
    }

    /// Comes from another evaluator as it was there, and is this child's here.
    mutating func arrive(as child: ChildIndex?) { self.child = child }

    /// Of a device that is elsewhere: what its troubles keep from being told.
    mutating func learn(_ suppressors: SuppressorSet) { self.suppressors = suppressors }
}
