import Charts
import Vitals

/// The band tables the stream scores by, as the hot path reads them: by address, through a single reference.
///
/// What `Chart.subScore(of:value:in:)` answers, without handing on the whole chart by value (2.5 KB a reading).
struct ScoreTable {
    private static let signCount = 4
    private static let bandCount = Charts.Limits.bandCount
    /// The place after the four ages: a child no chart is for.
    private static let withoutChart = 4

    /// All of it, behind a single reference: what is handed on is a pointer.
    private struct Entry {
        /// The bands of each table laid out side by side, by age, then by vital sign: a `BandTable` is copied whole (216 bytes)
        /// for each look. Where a band begins, and its sub-score; the places past the last are never reached. A table that is
        /// not there has no sub-scores.
        var starts: ContiguousArray<Double> = []
        var subScores: ContiguousArray<SubScore?> = []
        /// The plausible numbers, by vital sign.
        var plausible: ContiguousArray<Stretch>
        /// By age; the last is that of a child no chart is for.
        var lackingPoints: InlineArray<5, LackingPoints>
        /// The whole chart, for what people enter: once an entry, not once a reading.
        var chart: Chart

        mutating func add(_ table: BandTable?) {
            var from = -Double.infinity
            for _ in 0..<ScoreTable.bandCount {
                let isBand = from < .infinity
                starts.append(from)
                subScores.append(isBand ? table?.subScore(at: from) : nil)
                from = isBand ? table?.stretch(around: from).upTo ?? .infinity : .infinity
            }
        }
    }

    private let entry: ContiguousArray<Entry>
    /// Where the escalation levels begin.
    let levels: LevelThresholds

    init(_ chart: Chart) {
        let plausible = VitalSign.allCases.map(\.plausibleRange)
        var entry = Entry(
            plausible: ContiguousArray(plausible.map { Stretch(from: $0.lowerBound, upTo: $0.upperBound.nextUp) }),
            lackingPoints: InlineArray(repeating: LackingPoints(chart, at: .outsideCharts)), chart: chart)
        for band in AgeBand.allCases {
            for sign in VitalSign.allCases { entry.add(chart.table(of: sign, in: band)) }
            entry.lackingPoints[Int(band.rawValue)] = LackingPoints(chart, at: .band(band))
        }
        self.entry = [entry]
        levels = chart.levels
    }

    /// The numbers a vital sign may plausibly have.
    @inline(__always)
    func plausible(_ sign: VitalSign) -> Stretch { entry[0].plausible[Int(sign.rawValue)] }

    /// `nil` when the value cannot be scored.
    func subScore(of sign: VitalSign, value: Double, in band: AgeBand) -> SubScore? {
        guard plausible(sign).contains(value) else { return nil }
        return entry[0].subScores[place(of: value, sign, band)]
    }

    /// The numbers around a value that have its sub-score; `nil` for a vital sign the chart does not score.
    func stretch(of sign: VitalSign, around value: Double, in band: AgeBand) -> Stretch? {
        let place = place(of: value, sign, band)
        guard entry[0].subScores[place] != nil else { return nil }
        let isLast = place % Self.bandCount == Self.bandCount - 1
        return Stretch(
            from: entry[0].starts[place], upTo: isLast ? .infinity : entry[0].starts[place &+ 1])
    }

    /// The whole table, as the chart has it; `nil` for a vital sign the chart does not score.
    func table(of sign: VitalSign, in band: AgeBand) -> BandTable? { entry[0].chart.table(of: sign, in: band) }

    /// Where the band of a value lies.
    @inline(__always)
    private func place(of value: Double, _ sign: VitalSign, _ band: AgeBand) -> Int {
        var place = place(sign, band) &* Self.bandCount
        let last = place &+ Self.bandCount &- 1
        while place < last, value >= entry[0].starts[place &+ 1] { place &+= 1 }
        return place
    }

    @inline(__always)
    private func place(_ sign: VitalSign, _ band: AgeBand) -> Int {
        Int(band.rawValue) * Self.signCount + Int(sign.rawValue)
    }

    /// What members without a sub-score can still add; `nil`: the child has no chart.
    func lacking(in band: AgeBand?) -> LackingPoints {
        entry[0].lackingPoints[band.map { Int($0.rawValue) } ?? Self.withoutChart]
    }

    /// What the chart itself says of a set of observations.
    func members(of observations: ObservationSet, in band: AgeBand?) -> MemberScores {
        entry[0].chart.score(observations, at: band.map(ChartAge.band) ?? .outsideCharts).members
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
