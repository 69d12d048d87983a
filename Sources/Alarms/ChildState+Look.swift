import Charts
import Vitals

/// When a tick is next to look at a child, and what of that readings put off.
struct NextLook: BitwiseCopyable {
    /// If nothing happens before.
    var at: MonotonicInstant
    /// No later than this, whatever is heard.
    var firm = MonotonicInstant(microseconds: .max)
    /// How long after the newest reading of the signs that are followed, in microseconds.
    var span = Int64.max

    /// At this instant, whatever is heard.
    mutating func look(at instant: MonotonicInstant) {
        at = min(at, instant)
        firm = min(firm, instant)
    }

    /// - Parameter isFollowed: whether a reading of the signs that are followed puts it off.
    mutating func look(at instant: MonotonicInstant, span: Int64, isFollowed: Bool) {
        guard isFollowed else { return look(at: instant) }
        at = min(at, instant)
        self.span = min(self.span, span)
    }
}

extension ChildState {
    /// When a tick is next to look at this child, if nothing happens before. Too early is only work; a reading moves what
    /// it answers for later and never sooner.
    ///
    /// - Parameter followed: the signs of the child's corridor.
    mutating func nextLook(after tick: Tick, followed: VitalSignSet, rules: RuleTable) -> NextLook {
        var next = NextLook(at: MonotonicInstant(microseconds: .max))
        if isDischarged { return next }
        next.look(at: carerQuestion.nextAt)
        guard standing.isEmpty, !heartRates.isPair, !entered.mayHaveTriggers, !entered.isScoreDue,
            chartWatch.chosenUntil == nil, !isOpen(.silence)
        else {
            next.look(at: tick.monotonic)
            return next
        }
        let warning = silenceLimits(rules).warning
        next.look(
            at: silence.nextLook(warning: warning, isOpen: false, at: tick.monotonic), span: warning,
            isFollowed: !followed.isEmpty)
        for place in PlaceWalk(waiting) {
            let due = conditions.look(place) { $0.episode.life.nextLook(at: tick) }
            if let due { next.look(at: due) }
        }
        awaitsData = false
        for sign in VitalSignSet.all.each {
            if mayLoseData(sign) {
                let span = currency(of: sign, rules)
                next.look(at: tracks[sign].staleAfter(span), span: span, isFollowed: followed.contains(sign))
            }
            if standingScore.has(sign) {
                let span = tracks[sign].isSpot ? spotMicroseconds : rules.spans.memberValidity
                next.look(at: tracks[sign].staleAfter(span), span: span, isFollowed: followed.contains(sign))
            }
        }
        if let oldest = entered.oldestInScore { next.look(at: oldest.advanced(by: spotValidity)) }
        return next
    }

    /// Whether the data of an open episode can still go. Where it has gone, that has been said, and the next reading is news.
    private mutating func mayLoseData(_ sign: VitalSign) -> Bool {
        var may = false
        for place in PlaceWalk(waiting & sign.conditionBits) where conditions.isOpen(place) {
            let isUnknown = conditions.look(place) { $0.episode.life.isUnknown }
            if isUnknown ?? false { awaitsData = true } else { may = true }
        }
        return may
    }
}
