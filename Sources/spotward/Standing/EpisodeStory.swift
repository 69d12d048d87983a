import Alarms
import Charts
import Vitals

/// All that is on record of one episode: enough for a person to take the decision once more by hand.
struct EpisodeStory {
    var episodeID: String
    var admissionID: String?
    var sourceName: String?
    var steps: [Step]
    /// Of the child or the source, from a minute before the onset on, in the order they came.
    var readings: [Sample]
    /// There were more than are kept here.
    var isCut = false
    /// Other alarms of the child that were held back while this one stood.
    var heldBack: [HeldBack] = []
    var notices: [(at: WallInstant, text: String)] = []
    var chart: ChartEdition

    /// One transition, what was said of it, and who was told.
    struct Step {
        var transition: AlarmTransition
        var message: StoredMessage
        var command: Said?
        var deliveries: [Delivery] = []
    }

    /// The command behind a step.
    struct Said: Equatable {
        var by: String
        var role: String
        var words: String?
    }

    /// How one receiver was told of a step.
    struct Delivery: Equatable {
        var endpoint: String
        var attemptCount: Int64
        var acceptedAt: WallInstant?
        /// When the receiver named its own id for it, and when it said that it was shown.
        var receiptAt: WallInstant?
        var displayedAt: WallInstant?
        /// Given up on, or dropped by a person.
        var leftAs: String?
    }

    struct Sample {
        var at: WallInstant
        var readings: ReadingSet
        /// The name of what became of it; `accepted` was judged.
        var disposition: String
        var implausible: VitalSignSet = []

        var isJudged: Bool { disposition == "\(ReadingRecord.Disposition.accepted.name)" }
    }

    struct HeldBack: Equatable {
        var at: WallInstant
        var condition: ConditionKind
        var by: SuppressorSet
        var shortID: String
    }

    /// The first step that says why: it fired, or was held back when it would have.
    var first: Step? { steps.first }
    var newest: Step? { steps.last }

    /// Where the condition begins to breach at a stage, as the evaluator compared it.
    func line(_ transition: AlarmTransition) -> BreachLine? {
        BreachLine(transition, chart: chart.chart)
    }
}

/// The number a value is compared with: below it on the low side, at or above it on the high side, it breaches.
struct BreachLine {
    let side: Side
    let crossing: Double
    /// As the chart or the clinician wrote it.
    let printed: Double
    let words: String

    /// `nil` where a transition names no threshold of a vital sign.
    init?(_ transition: AlarmTransition, chart: Chart) {
        let kind = transition.condition
        guard let sign = kind.vitalSign, let side = kind.side, let threshold = transition.threshold else { return nil }
        self.side = side
        printed = threshold
        let chartSide: BandSide = side == .low ? .low : .high
        let wanted: SubScore = transition.stage == .severe ? .four : .one
        if kind.isOfChart, let age = transition.score?.ageBand,
            let table = chart.table(of: sign, in: age),
            let crossing = table.crossing(atLeast: wanted, side: chartSide),
            let edge = table.edge(atLeast: wanted, side: chartSide), edge.value == threshold
        {
            self.crossing = crossing
            words = "\(edge.comparison.words) \(sign.spoken(edge.value))"
        } else {
            // A clinician's limit and a prompt breach at the value itself.
            crossing = side == .low ? threshold.nextUp : threshold
            words = "\(side == .low ? "at or below" : "at or above") \(sign.spoken(threshold))"
        }
    }

    func isBreached(by value: Double) -> Bool { side == .low ? value < crossing : value >= crossing }
}

extension ConditionKind {
    /// Whether its threshold stands on the chart.
    fileprivate var isOfChart: Bool {
        switch self {
        case .chartSpO2Low, .chartHeartRateLow, .chartHeartRateHigh, .chartRespiratoryRateLow,
            .chartRespiratoryRateHigh:
            true
        default: false
        }
    }
}
