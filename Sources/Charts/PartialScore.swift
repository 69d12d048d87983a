/// The sub-scores that could be given, what is lacking, and between which totals the complete score must lie.
///
/// It has no total and prints none: a partial sum is never "the PEWS" (S3 C1.8 expects the full set).
public struct PartialScore: Sendable, Equatable, CustomStringConvertible {
    public let members: MemberScores
    /// The points of the scored members; `nil` when no member is scored.
    public let partialSum: Int?
    /// The total if everything lacking turned out as well as it can. A supported child whose oxygen level is not known
    /// already counts for at least 1.
    public let minimumTotal: Int
    /// The total if everything lacking turned out as badly as it can.
    public let maximumTotal: Int

    /// `lacking` is the least and most that the members without a sub-score can still add.
    init(_ members: MemberScores, lacking: ClosedRange<Int>) {
        self.members = members
        partialSum = members.sum
        minimumTotal = (partialSum ?? 0) + lacking.lowerBound
        maximumTotal = (partialSum ?? 0) + lacking.upperBound
    }

    /// The members not given.
    public var missing: ScoredParameterSet { members.parameters { $0 == .missing } }
    /// The members given that cannot be scored.
    public var unscorable: ScoredParameterSet { members.parameters { $0 == .unscorable } }

    public var description: String {
        let scoredCount = ScoredParameter.allCases.count - missing.count - unscorable.count
        return "incomplete: \(scoredCount) of \(ScoredParameter.allCases.count) scored, a total of "
            + "\(minimumTotal) to \(maximumTotal) is possible"
    }
}
