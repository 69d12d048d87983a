/// Where a table begins to give a sub-score, in the words a chart prints: "at or below 91", "at or above 150".
public struct BandEdge: Sendable, BitwiseCopyable, Hashable {
    public enum Comparison: Sendable, BitwiseCopyable, Hashable {
        case below
        case atOrBelow
        case atOrAbove

        public var words: StaticString {
            switch self {
            case .below: "below"
            case .atOrBelow: "at or below"
            case .atOrAbove: "at or above"
            }
        }
    }

    public let comparison: Comparison
    public let value: Double
}

/// Too low or too high: the two sides of the band with the lowest sub-score.
public enum BandSide: Sendable, BitwiseCopyable, Hashable {
    case low
    case high
}
