import Charts
import Vitals

/// The band tables the stream scores by, as the hot path reads them: by address, through a single reference.
///
/// What `Chart.subScore(of:value:in:)` answers, without handing on the whole chart by value (2.5 KB a reading).
struct ScoreTable {
    private static let signCount = 4

    /// By age, then by vital sign.
    private let tables: ContiguousArray<BandTable?>
    /// By age; the last is that of a child no chart is for.
    private let lackingPoints: ContiguousArray<LackingPoints>
    /// The whole chart, for what people enter: once an entry, not once a reading.
    private let charts: ContiguousArray<Chart>
    /// Where the escalation levels begin.
    let levels: LevelThresholds

    init(_ chart: Chart) {
        var tables: ContiguousArray<BandTable?> = []
        var lackingPoints: ContiguousArray<LackingPoints> = []
        for band in AgeBand.allCases {
            for sign in VitalSign.allCases { tables.append(chart.table(of: sign, in: band)) }
            lackingPoints.append(LackingPoints(chart, at: .band(band)))
        }
        lackingPoints.append(LackingPoints(chart, at: .outsideCharts))
        self.tables = tables
        self.lackingPoints = lackingPoints
        charts = [chart]
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

    /// What members without a sub-score can still add; `nil`: the child has no chart.
    func lacking(in band: AgeBand?) -> LackingPoints {
        lackingPoints[band.map { Int($0.rawValue) } ?? lackingPoints.count - 1]
    }

    /// What the chart itself says of a set of observations.
    func members(of observations: ObservationSet, in band: AgeBand?) -> MemberScores {
        charts[0].score(observations, at: band.map(ChartAge.band) ?? .outsideCharts).members
    }
}

/// The least and the most each parameter can add while it has no sub-score, at one age.
struct LackingPoints: BitwiseCopyable {
    /// By parameter; the last place is the oxygen of a child known to be on a device.
    private var least = InlineArray<8, UInt8>(repeating: 0)
    private var most = InlineArray<8, UInt8>(repeating: 0)
    private static let supportedOxygen = 7

    init(_ chart: Chart, at age: ChartAge) {
        for parameter in ScoredParameter.allCases {
            set(chart.possible(parameter, at: age), at: Int(parameter.rawValue))
        }
        set(chart.possible(.oxygen, at: age, isSupported: true), at: Self.supportedOxygen)
    }

    /// Adds what one parameter can come to.
    @inline(__always)
    func add(_ parameter: ScoredParameter, isSupported: Bool, minimum: inout UInt8, maximum: inout UInt8) {
        let place = parameter == .oxygen && isSupported ? Self.supportedOxygen : Int(parameter.rawValue)
        minimum += least[place]
        maximum += most[place]
    }

    private mutating func set(_ possible: ClosedRange<SubScore>, at place: Int) {
        least[place] = possible.lowerBound.rawValue
        most[place] = possible.upperBound.rawValue
    }
}
