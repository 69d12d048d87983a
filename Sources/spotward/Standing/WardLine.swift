import Alarms
import Charts
import Vitals

/// A row of the triage list as JSON. Absent values are left out; times are UTC.
struct WardLine: Encodable {
    var admission: String
    var label: String?
    var triage: String
    var alarms: [AlarmLine]
    var newestReadingAt: String?
    var newestReadingAgeS: Double?
    var coverageTodayPct: Int64?
    var score: ScoreLine?
    var pausedUntil: String?
    var quietUntil: String?
    var carerAnswer: String?
    var carerAnsweredAt: String?
    var carerUnansweredSince: String?

    init(_ child: ChildOnWard, of ward: WardPicture) {
        admission = child.admissionID
        label = child.label
        triage = child.triage == .rest ? "rest" : child.triage.heading.lowercased()
        alarms = (child.ranked + child.heldBack).map(AlarmLine.init)
        newestReadingAt = child.newestReadingAt?.description
        newestReadingAgeS = child.newestReadingAt.map { ward.at.since($0).inSeconds }
        coverageTodayPct = child.coverage?.percent
        score = child.score.map { ScoreLine($0, levels: ward.levels) }
        pausedUntil = child.pausedUntil?.description
        quietUntil = child.quietUntil?.description
        carerAnswer = child.carer?.answer.map { "\($0.code)" }
        carerAnsweredAt = child.carer?.at?.description
        carerUnansweredSince = child.carer?.unansweredSince?.description
    }
}

/// An open alarm as JSON.
struct AlarmLine: Encodable {
    var episode: String
    var condition: String
    var priority: String
    var state: String
    var level: UInt8
    var startedAt: String
    var value: Double?
    var unknown: Bool
    var latched: Bool
    var test: Bool
    var suppressedBy: [String]
    var source: String?
    var takenBy: String?
    var takenRole: String?
    var takenUntil: String?
    var nextStepAt: String?

    init(_ alarm: OpenAlarm) {
        let transition = alarm.transition
        episode = alarm.episodeID
        condition = "\(transition.condition.family)"
        priority = "\(transition.priority.label)"
        state = "\(transition.state.name)"
        level = transition.level
        startedAt = transition.startedAt.wall.description
        value = transition.latestValue
        unknown = transition.isUnknown
        latched = transition.isLatched
        test = transition.isTest
        suppressedBy = transition.suppressedBy.printedNames
        source = alarm.sourceName
        takenBy = alarm.taken?.name
        takenRole = alarm.taken?.role
        takenUntil = alarm.taken?.until?.description
        nextStepAt = transition.nextStepAt?.wall.description
    }
}

/// A score as JSON: a total only where it is complete.
struct ScoreLine: Encodable {
    var scheme: String
    var changedAt: String
    var total: UInt8?
    var level: String
    var partialSum: UInt8?
    var minimumTotal: UInt8
    var maximumTotal: UInt8
    var missing: [String]
    var statement: String

    init(_ standing: ScoreStanding, levels: LevelThresholds) {
        let score = standing.snapshot
        let words = ScoreWords(score: score, levels: levels)
        scheme = score.total == nil ? "SPOT-partial" : "SPOT-complete"
        changedAt = standing.at.description
        total = score.total
        level = "\(words.level.name)"
        partialSum = score.total == nil ? score.partialSum : nil
        minimumTotal = score.minimumTotal
        maximumTotal = score.maximumTotal
        missing = words.missing.map { "\($0.name)" }
        statement = ScoreWords.setting + (score.total == nil ? ". Partial. \(ScoreWords.blunt)." : ". Complete.")
    }
}
