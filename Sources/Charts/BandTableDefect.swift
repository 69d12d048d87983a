/// Why a list of bands is not a table. `at` counts the bands after the lowest, from 0.
public enum BandTableDefect: Error, Sendable, Hashable {
    case tooManyBands
    /// The step is not a positive number of hundredths.
    case stepNotPrintable
    /// A start is not finite, not in whole hundredths or beyond `Limits.printedEdge`.
    case edgeNotPrintable(at: Int)
    /// A start is not above the one before it.
    case bandsOutOfOrder(at: Int)
    /// The band before ends before it begins.
    case bandNarrowerThanStep(at: Int)
    /// Scores fall and then rise on every chart; a fall after a rise is a typing error.
    case scoreFallsAfterRising(at: Int)
}
