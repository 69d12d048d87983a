/// The answer of a chart. Only a complete score has a total; the type keeps a partial sum from standing in for one.
public enum ChartScore: Sendable, Equatable {
    case partial(PartialScore)
    case complete(CompleteScore)

    public var members: MemberScores {
        switch self {
        case .partial(let score): score.members
        case .complete(let score): score.members
        }
    }
}

/// All seven parameters scored: the only thing with a total.
public struct CompleteScore: Sendable, Equatable {
    public let members: MemberScores
    /// 0…26 on the published charts.
    public let total: Int

    /// `nil` unless every member is scored.
    init?(_ members: MemberScores) {
        guard members.parameters(where: { $0.subScore == nil }).isEmpty, let total = members.sum else { return nil }
        self.members = members
        self.total = total
    }
}
