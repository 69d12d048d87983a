import Alarms
import Charts
import Vitals

/// Why an alarm is there, as JSON: the page's figures, with their units in their names. Absent values are left out; times are UTC.
struct WhyLine: Encodable {
    var episode: String
    var admission: String?
    var source: String?
    var at: String
    var condition: String
    var priority: String
    var state: String
    var unknown: Bool
    var latched: Bool
    var test: Bool
    var takenUntil: String?
    var nextStepAt: String?
    var rule: Rule
    var startedAt: String
    var startedAgeS: Double
    var firedAt: String
    var value: Double?
    var threshold: Double?
    var unit: String?
    var window: Window?
    var latenessS: Double?
    var nearMisses: UInt32
    var samples: [Sample]
    /// There were more than are kept here.
    var samplesCut: Bool
    var score: ScoreLine?
    var heldBack: [HeldBack]
    var remarks: [HandoverLine.Remark]
    var steps: [Step]

    struct Rule: Encodable {
        var text: String?
        var dwellS: Double?
        var validityMin: Double?
        var margin: Double?
        var holdS: Double?
        var by: String?
        var reason: String?
        var ratified: Bool
        var rulesHash: String?
        var chartHash: String
    }

    /// What the window held and what it needed, in seconds.
    struct Window: Encodable {
        var lengthS: UInt16
        var validS: UInt16
        var validNeededS: Int
        var inBreachS: UInt16
        var inBreachNeededS: Int
    }

    struct Sample: Encodable {
        var at: String
        /// By the vital sign's short name: `spo2` in per cent, `hr` and `rr` a minute, `temp` in degrees Celsius.
        var values: [String: Double]
        var disposition: String
    }

    struct HeldBack: Encodable {
        var at: String
        var episode: String
        var condition: String
        var suppressedBy: [String]
    }

    struct Step: Encodable {
        var at: String
        var event: String
        var priority: String
        var level: UInt8
        var by: String?
        var role: String?
        var words: String?
        var takenUntil: String?
        var roles: [String]
        var deliveries: [Delivery]
    }

    struct Delivery: Encodable {
        var endpoint: String
        var attempts: Int64
        var acceptedAt: String?
        var receiptAt: String?
        var displayedAt: String?
        var leftAs: String?
    }

    /// `nil` where nothing is on record of the episode.
    init?(_ story: EpisodeStory, at now: WallInstant) {
        guard let first = story.first, let newest = story.newest?.transition else { return nil }
        let fired = first.transition
        episode = story.episodeID
        admission = story.admissionID
        source = story.sourceName
        at = now.description
        condition = "\(newest.condition.family)"
        priority = "\(newest.priority.label)"
        state = "\(newest.state.name)"
        unknown = newest.isUnknown
        latched = newest.isLatched
        test = newest.isTest
        takenUntil = newest.acknowledgedUntil?.wall.description
        nextStepAt = newest.nextStepAt?.wall.description
        rule = Rule(first.message.data, chart: story.chart)
        startedAt = fired.startedAt.wall.description
        startedAgeS = now.since(fired.startedAt.wall).inSeconds
        firedAt = fired.firedAt.wall.description
        value = fired.triggerValue
        threshold = fired.threshold
        unit = fired.condition.vitalSign.map { "\($0.unit)" }
        window = Window(fired, share: first.message.data.condition?.validityMin)
        latenessS = fired.lateness?.inSeconds
        nearMisses = fired.nearMissCount
        samples = story.readings.map(Sample.init)
        samplesCut = story.isCut
        score = fired.score.map {
            ScoreLine(ScoreStanding(snapshot: $0, at: fired.at.wall), levels: story.chart.chart.levels)
        }
        heldBack = story.heldBack.map {
            HeldBack(
                at: $0.at.description, episode: $0.shortID, condition: "\($0.condition.family)",
                suppressedBy: $0.by.printedNames)
        }
        remarks = story.notices.map { HandoverLine.Remark(at: $0.at.description, text: $0.text) }
        steps = story.steps.map(Step.init)
    }
}

extension WhyLine.Rule {
    fileprivate init(_ message: StoredMessage.Body, chart: ChartEdition) {
        self.init(
            text: message.condition?.ruleText, dwellS: message.condition?.dwellS,
            validityMin: message.condition?.validityMin, margin: message.condition?.margin,
            holdS: message.condition?.holdS, by: message.condition?.personalRule?.by,
            reason: message.condition?.personalRule?.reason, ratified: message.provenance?.rulesRatified == true,
            rulesHash: message.provenance?.rulesHash, chartHash: message.score?.tableHash ?? chart.identity.hash)
    }
}

extension WhyLine.Window {
    /// `nil` where no window decided.
    fileprivate init?(_ fired: AlarmTransition, share: Double?) {
        guard fired.isOfWindow else { return nil }
        let (window, share) = (fired.window, share ?? EpisodeExplanation.usualShare)
        self.init(
            lengthS: window.seconds, validS: window.valid,
            validNeededS: EpisodeExplanation.needed(share, of: window.seconds), inBreachS: window.breaching,
            inBreachNeededS: EpisodeExplanation.needed(share, of: window.valid))
    }
}

extension WhyLine.Sample {
    fileprivate init(_ sample: EpisodeStory.Sample) {
        let values = VitalSign.allCases.compactMap { sign in sample.readings[sign].map { ("\(sign.shortName)", $0) } }
        self.init(
            at: sample.at.description, values: Dictionary(uniqueKeysWithValues: values),
            disposition: sample.disposition)
    }
}

extension WhyLine.Step {
    fileprivate init(_ step: EpisodeStory.Step) {
        let transition = step.transition
        let taken = transition.event == .acknowledged ? transition.acknowledgedUntil : nil
        self.init(
            at: transition.at.wall.description, event: "\(transition.event.name)",
            priority: "\(transition.priority.label)", level: transition.level, by: step.command?.by,
            role: step.command?.role, words: step.command?.words, takenUntil: taken?.wall.description,
            roles: RoleSet.names.filter { transition.roles.contains($0.role) }.map { "\($0.name)" },
            deliveries: step.deliveries.map {
                WhyLine.Delivery(
                    endpoint: $0.endpoint, attempts: $0.attemptCount, acceptedAt: $0.acceptedAt?.description,
                    receiptAt: $0.receiptAt?.description, displayedAt: $0.displayedAt?.description, leftAs: $0.leftAs)
            })
    }
}

extension SuppressorSet {
    /// As the alert log names them.
    var printedNames: [String] { Self.names.filter { contains($0.suppressor) }.map { "\($0.name)" } }
}

extension AlarmTransition {
    /// Whether a window of seconds decided: not one measurement, and not the equipment.
    var isOfWindow: Bool { window.seconds > 0 && condition.alarmClass == .physiological && !quality.contains(.spot) }
}
