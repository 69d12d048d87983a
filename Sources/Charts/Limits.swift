/// Upper bounds of this target.
public enum Limits {
    /// Bands in one table. The published charts have at most seven.
    public static let bandCount = 8
    /// The furthest from zero a printed edge may lie. Far above any vital sign, far below where hundredths lose exactness.
    public static let printedEdge = 100_000.0
    /// The highest total at which an escalation level may begin. Above what seven sub-scores can reach.
    public static let levelTotal = 28
}
