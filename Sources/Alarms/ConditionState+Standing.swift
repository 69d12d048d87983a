import Vitals

/// A sample that comes again with every second, as a condition sees it.
struct StandingSample: BitwiseCopyable {
    var value: Double
    /// How bad it is; `nil`: on the good side of every line.
    var breach: AlarmStage?
    var isInsideMild: Bool
    var isInsideSevere: Bool
    var isDecisive: Bool
    var side: Side

    init(_ value: Double, _ lines: Thresholds, margin: Double, isDecisive: Bool) {
        self.value = value
        breach = lines.breach(value)
        isInsideMild = lines.isInside(.mild, value, margin: margin)
        isInsideSevere = lines.isInside(.severe, value, margin: margin)
        self.isDecisive = isDecisive
        side = lines.side
    }
}

extension ConditionState {
    /// Until when samples like its newest one, a second apart, change nothing but the windows: what `observe` would
    /// say of each, said once. `nil`: the next one may change something. It may be too early, and never too late.
    mutating func standsUntil(
        _ sample: StandingSample, at now: MonotonicInstant, valid: SecondWindow, rule: ConditionRule, rules: RuleTable
    ) -> MonotonicInstant? {
        var until = Int64.max
        if let stage = rule.mild {
            let isBreaching = sample.breach != nil
            guard
                let end = mild.standsUntil(
                    isBreaching: isBreaching, isInside: isOpen ? sample.isInsideMild : nil,
                    isDecisive: sample.isDecisive, at: now,
                    valid: valid, onset: stage.onsetMicroseconds, share: rules.validityShare, asksReached: !isOpen)
            else { return nil }
            until = min(until, end)
        }
        if let stage = rule.severe {
            let isBreaching = sample.breach == .severe
            guard
                let end = severe.standsUntil(
                    isBreaching: isBreaching, isInside: asksInsideSevere(rule) ? sample.isInsideSevere : nil,
                    isDecisive: sample.isDecisive, at: now,
                    valid: valid, onset: stage.onsetMicroseconds, share: rules.validityShare,
                    asksReached: !isOpen || self.stage == .mild)
            else { return nil }
            until = min(until, end)
        }
        if isOpen {
            guard let end = episodeStandsUntil(isDecisive: sample.isDecisive, rule: rule) else { return nil }
            until = min(until, end)
        } else {
            let since = earliest(mild.pendingSince, severe.pendingSince)
            guard isPending == (since != nil), since == nil || since == pendingSince else { return nil }
        }
        guard until > now.microseconds, worst != nil || !keepsWorst(sample.breach) else { return nil }
        return MonotonicInstant(microseconds: until)
    }

    /// The values around one that it answers alike, but for which of them is the worst.
    @inline(__always)
    func alike(_ value: Double, _ lines: Thresholds, _ rule: ConditionRule) -> Stretch {
        lines.alike(
            value, margin: rule.margin, asksInsideMild: isOpen, asksInsideSevere: asksInsideSevere(rule))
    }

    /// The values that are no worse than the worst so far; all, where samples that breach like this do not become it.
    @inline(__always)
    func noWorse(_ breach: AlarmStage?, _ side: Side) -> Stretch {
        guard keepsWorst(breach), let worst else { return .all }
        return side == .low ? Stretch(from: worst, upTo: .infinity) : Stretch(from: -.infinity, upTo: worst.nextUp)
    }

    /// Notes as the worst a value that changes nothing else: what `observe` does with it then.
    mutating func noteWorst(_ value: Double, _ breach: AlarmStage?, _ side: Side) {
        if keepsWorst(breach) { noteWorst(value, side) }
    }

    /// Whether a sample that breaches like this may become the worst.
    @inline(__always)
    private func keepsWorst(_ breach: AlarmStage?) -> Bool { isOpen || breach != nil }

    /// Whether it matters how far inside the severe line a sample is. What stands at the mild stage does not ask: it becomes severe by a
    /// sample beyond that line, and the time inside it begins anew.
    @inline(__always)
    private func asksInsideSevere(_ rule: ConditionRule) -> Bool { isOpen && (stage == .severe || rule.mild == nil) }

    /// When an open episode next resolves or is lowered, if every sample is like the newest.
    private mutating func episodeStandsUntil(isDecisive: Bool, rule: ConditionRule) -> Int64? {
        guard !episode.life.isUnknown else { return nil }
        func leaves(_ track: StageTrack, _ rule: StageRule?) -> Int64 {
            guard let inside = track.insideSince else { return .max }
            let (left, overflow) = inside.microseconds.addingReportingOverflow(rule?.holdMicroseconds ?? 0)
            return isDecisive ? .min : overflow ? .max : left
        }
        let lowest = rule.mild == nil ? severe : mild
        let severeIsLeft = rule.severe == nil ? .min : leaves(severe, rule.severe)
        var changes = max(leaves(lowest, rule.mild ?? rule.severe), stage == .mild ? .min : severeIsLeft)
        if lowest.insideSince != nil {
            guard episode.life.state == .resolving else { return nil }
        } else {
            guard episode.life.state != .resolving else { return nil }
            if stage == .severe, rule.mild != nil { changes = min(changes, severeIsLeft) }
        }
        return changes == .max ? .max : changes == .min ? nil : changes - 1
    }
}

extension StageTrack {
    /// As `ConditionState.standsUntil`, of one stage, in microseconds.
    ///
    /// - Parameters:
    ///   - isInside: `nil` where nobody asks: before an episode opens, and it opens with a sample outside.
    ///   - asksReached: whether anybody acts on an onset that is reached.
    func standsUntil(
        isBreaching: Bool, isInside: Bool?, isDecisive: Bool, at now: MonotonicInstant, valid: SecondWindow,
        onset: Int64, share: Double, asksReached: Bool
    ) -> Int64? {
        guard isInside == nil || isInside == (insideSince != nil), breaching.isNewestSet == isBreaching else {
            return nil
        }
        guard let since = pendingSince else { return isBreaching ? nil : .max }
        if isDecisive || onset <= 0 { return isBreaching && !asksReached ? .max : nil }
        let windowSeconds = min(Int(onset / 1_000_000), Limits.windowSeconds)
        let pendingSeconds = now.second &- since.second &+ 1
        guard windowSeconds > 0, pendingSeconds > 0 else { return nil }
        let good = valid.surplus(over: breaching, last: Int(min(Int64(windowSeconds), pendingSeconds)))
        let slack = Double(windowSeconds) * (1 - share) + 1e-9 - Double(good)
        guard slack >= 0 else { return nil }
        if isBreaching {
            // A second that breaches never drops an onset; when its time has come, each may reach it.
            guard asksReached else { return .max }
            if now.microseconds &- since.microseconds < onset { return since.microseconds &+ onset &- 1 }
            return reachedAfter(counts(valid: valid, seconds: windowSeconds), share: share, at: now)
        }
        // Each second that does not breach brings the drop nearer by one, and the last breach nearer to the window's end.
        let more = Int(min(slack, Double(windowSeconds)))
        guard !breaching.isEmpty(last: windowSeconds - more) else { return nil }
        return (now.second &+ Int64(more) &+ 1) &* 1_000_000 &- 1
    }

    /// The end of the last second in which the window cannot hold enough yet: a second that breaches adds at most one to what
    /// is lacking of either share.
    private func reachedAfter(_ counts: WindowCounts, share: Double, at now: MonotonicInstant) -> Int64? {
        let lackingValid = share * Double(counts.seconds) - Double(counts.valid)
        let lackingBreaching = share * Double(counts.valid) - Double(counts.breaching)
        // A little less than what is lacking, for what is lost in adding up.
        let more = Int64((max(lackingValid, lackingBreaching) - 1e-6).rounded(.up)) - 1
        return more > 0 ? (now.second &+ more &+ 1) &* 1_000_000 &- 1 : nil
    }
}
