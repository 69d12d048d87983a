import Charts
import Vitals

/// The band tables the stream scores by, as the hot path reads them: by address, through a single reference.
///
/// What `Chart.subScore(of:value:in:)` answers, without handing on the whole chart by value (2.5 KB a reading).
struct ScoreTable {
    private static let signCount = 4
    /// The place after the four ages: a child no chart is for.
    private static let withoutChart = 4

    /// What is asked less often than a table, behind a reference of its own.
    private struct Rest {
        /// By age; the last is that of a child no chart is for.
        var lackingPoints: InlineArray<5, LackingPoints>
        /// The whole chart, for what people enter: once an entry, not once a reading.
        var chart: Chart
    }

    /// By age, then by vital sign.
    private let tables: ContiguousArray<BandTable?>
    private let rest: ContiguousArray<Rest>
    /// Where the escalation levels begin.
    let levels: LevelThresholds

    init(_ chart: Chart) {
        var tables: ContiguousArray<BandTable?> = []
        var rest = Rest(
            lackingPoints: InlineArray(repeating: LackingPoints(chart, at: .outsideCharts)), chart: chart)
        for band in AgeBand.allCases {
            for sign in VitalSign.allCases { tables.append(chart.table(of: sign, in: band)) }
            rest.lackingPoints[Int(band.rawValue)] = LackingPoints(chart, at: .band(band))
        }
        self.tables = tables
        self.rest = [rest]
        levels = chart.levels
    }

    /// `nil` when the value cannot be scored.
    func subScore(of sign: VitalSign, value: Double, in band: AgeBand) -> SubScore? {
        guard sign.plausibleRange.contains(value) else { return nil }
        return tables[place(sign, band)]?.subScore(at: value)
    }

    /// The numbers around a value that have its sub-score; `nil` for a vital sign the chart does not score.
    func stretch(of sign: VitalSign, around value: Double, in band: AgeBand) -> Stretch? {
        guard let (from, upTo) = tables[place(sign, band)]?.stretch(around: value) else { return nil }
        return Stretch(from: from, upTo: upTo)
    }

    /// `nil` for a vital sign the chart does not score.
    func table(of sign: VitalSign, in band: AgeBand) -> BandTable? {
        tables[place(sign, band)]
    }

    @inline(__always)
    private func place(_ sign: VitalSign, _ band: AgeBand) -> Int {
        Int(band.rawValue) * Self.signCount + Int(sign.rawValue)
    }

    /// What members without a sub-score can still add; `nil`: the child has no chart.
    func lacking(in band: AgeBand?) -> LackingPoints {
        rest[0].lackingPoints[band.map { Int($0.rawValue) } ?? Self.withoutChart]
    }

    /// What the chart itself says of a set of observations.
    func members(of observations: ObservationSet, in band: AgeBand?) -> MemberScores {
        rest[0].chart.score(observations, at: band.map(ChartAge.band) ?? .outsideCharts).members
    }
}

/// The least and the most each parameter can add while it has no sub-score, at one age.
struct LackingPoints: BitwiseCopyable {
    /// By parameter; the last place is the oxygen of a child known to be on a device.
    private var least = InlineArray<8, UInt8>(repeating: 0)
    private var most = InlineArray<8, UInt8>(repeating: 0)
    private static let supportedOxygen = 7
    /// The four that only people enter, together.
    private(set) var leastOfEntered: UInt8 = 0
    private(set) var mostOfEntered: UInt8 = 0

    init(_ chart: Chart, at age: ChartAge) {
        for parameter in ScoredParameter.allCases {
            set(chart.possible(parameter, at: age), at: Int(parameter.rawValue))
        }
        set(chart.possible(.oxygen, at: age, isSupported: true), at: Self.supportedOxygen)
        for parameter in [ScoredParameter.respiratoryDistress, .oxygen, .systolicBloodPressure, .capillaryRefill] {
            leastOfEntered += least[Int(parameter.rawValue)]
            mostOfEntered += most[Int(parameter.rawValue)]
        }
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
