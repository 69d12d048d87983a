/// One interval of a table as it is printed: from `start` to just short of `nextStart`.
///
/// Only the starts are named in a table, so that no band can leave a gap before the next one.
public struct ScoredBand: Sendable, BitwiseCopyable, Hashable {
    /// The printed start, inclusive; `nil` when the band is open below.
    public let start: Double?
    /// The printed start of the band above; `nil` when the band is open above.
    public let nextStart: Double?
    /// The last value printed in the band: `nextStart` less one printed step (149.99 before 150, 91 before 91.01).
    public let printedEnd: Double?
    public let subScore: SubScore
}
