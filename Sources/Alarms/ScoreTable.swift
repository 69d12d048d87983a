import Charts
import Vitals

/// The band tables the stream scores by, as the hot path reads them: by address, through a single reference.
///
/// What `Chart.subScore(of:value:in:)` answers, without handing on the whole chart by value (2.5 KB a reading).
struct ScoreTable {
    private static let signCount = 4

    /// By age, then by vital sign.
    private let tables: ContiguousArray<BandTable?>
    /// Where the escalation levels begin.
    let levels: LevelThresholds

    init(_ chart: Chart) {
        var tables: ContiguousArray<BandTable?> = []
        for band in AgeBand.allCases {
            for sign in VitalSign.allCases { tables.append(chart.table(of: sign, in: band)) }
        }
        self.tables = tables
        levels = chart.levels
    }

    /// `nil` when the value cannot be scored.
    func subScore(of sign: VitalSign, value: Double, in band: AgeBand) -> SubScore? {
        guard sign.plausibleRange.contains(value) else { return nil }
        return table(of: sign, in: band)?.subScore(at: value)
    }

    /// `nil` for a vital sign the chart does not score.
    func table(of sign: VitalSign, in band: AgeBand) -> BandTable? {
        tables[Int(band.rawValue) * Self.signCount + Int(sign.rawValue)]
    }
}
