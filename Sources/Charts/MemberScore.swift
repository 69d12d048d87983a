/// What one parameter contributes. Missing and unscorable are cases of their own, so neither can be taken for 0.
public enum MemberScore: Sendable, BitwiseCopyable, Hashable, Codable {
    /// Not given.
    case missing
    /// Given, but no chart has a sub-score for it: not a number, outside the plausible range, or no chart for the age.
    case unscorable
    case scored(SubScore)

    public var subScore: SubScore? {
        if case .scored(let subScore) = self { subScore } else { nil }
    }

    init(scored subScore: SubScore?) { self = subScore.map(Self.scored) ?? .unscorable }
}

/// The contribution of each of the seven parameters.
public struct MemberScores: Sendable, Equatable {
    private var scores: InlineArray<7, MemberScore>

    public init() { scores = InlineArray(repeating: .missing) }

    public subscript(_ parameter: ScoredParameter) -> MemberScore {
        get { scores[Int(parameter.rawValue)] }
        set { scores[Int(parameter.rawValue)] = newValue }
    }

    /// The points of the scored members; `nil` when there are none, which is not the same as 0.
    public var sum: Int? {
        var sum: Int?
        for index in scores.indices {
            if let subScore = scores[index].subScore { sum = (sum ?? 0) + subScore.points }
        }
        return sum
    }

    /// The members that stand as `isIncluded` asks.
    public func parameters(where isIncluded: (MemberScore) -> Bool) -> ScoredParameterSet {
        var set: ScoredParameterSet = []
        for index in scores.indices where isIncluded(scores[index]) {
            set.insert(ScoredParameterSet(rawValue: 1 << index))
        }
        return set
    }

    public static func == (a: Self, b: Self) -> Bool {
        for index in a.scores.indices where a.scores[index] != b.scores[index] { return false }
        return true
    }
}
