import Alarms
import Charts
import Vitals

/// The score of a message, with everything it lacks. Less than all seven parameters is never called a score's total nor the
/// PEWS, and the charts are for inpatients.
extension AlertContext {
    var score: JSON? {
        guard let score = transition.score else { return nil }
        let given = ScoredParameter.allCases.filter { score[$0].score != .missing }
        let missing = ScoredParameter.allCases.filter { score[$0].score == .missing }
        let scoredCount = given.count { score[$0].score.subScore != nil }
        return .fields([
            "scheme": .text(score.total == nil ? "SPOT-partial" : "SPOT-complete"),
            "table_version": .string(composer.chart.version.bounded),
            "table_hash": .string(composer.chart.hash.bounded),
            "members": .array(given.map { member($0, score[$0]) }),
            "missing": .array(missing.map { .text($0.name) }),
            "partial_sum": scoredCount == 0 || score.total != nil ? nil : .number(score.partialSum),
            "total": score.total.map { .number($0) },
            "minimum_total": .number(score.minimumTotal),
            "maximum_total": .number(score.maximumTotal),
            "statement": .string(statement(scoredCount, isComplete: score.total != nil)),
            "usual": usual,
        ])
    }

    private func statement(_ scoredCount: Int, isComplete: Bool) -> String {
        let setting =
            admission?.setting == .ward ? "inpatient chart" : "inpatient chart, used outside its stated setting"
        guard !isComplete else {
            return "SPOT score (\(setting)). Complete: all seven parameters, each at the age given beside it."
        }
        return "SPOT sub-scores (\(setting)). Partial: \(scoredCount) of seven; "
            + "SpO2 and heart rate alone reach at most 8 of 26."
    }

    /// What the child usually has: beside the score, never in it (S3 C19.3).
    private var usual: JSON? {
        guard let usual = admission?.usual, !usual.isEmpty else { return nil }
        return .array(
            usual.prefix(Limits.usualValueCount).map { usual in
                .fields([
                    "param": .text(usual.sign.shortName),
                    "value": .number(usual.value),
                    "by": .string(usual.author.bounded),
                ])
            })
    }

    private func member(_ parameter: ScoredParameter, _ member: ScoreMember) -> JSON {
        let points = member.score.subScore.map { Int64($0.rawValue) }
        let grade = Self.grade(parameter, member)
        return .fields([
            "param": .text(parameter.name),
            "value": grade == nil ? member.value.map { JSON.number($0) } : nil,
            "unit": parameter == .oxygen ? oxygenUnit : nil,
            "grade": grade.map(JSON.string),
            "points": points.map { JSON.number($0) },
            // Given, but no chart has points for it: never 0.
            "unscorable": points == nil ? .bool(true) : nil,
            "age_s": member.age.secondsValue,
        ])
    }

    /// Per cent or litres a minute. The other members have one unit each.
    private var oxygenUnit: JSON? { transition.score?.oxygenSupport?.level.map { .text($0.unit) } }

    /// The word for what is no figure.
    private static func grade(_ parameter: ScoredParameter, _ member: ScoreMember) -> String? {
        switch parameter {
        case .respiratoryDistress:
            member.value.flatMap { UInt8(exactly: $0) }.flatMap(RespiratoryDistress.init)?.name.description
        case .oxygen:
            // Only air has no level and a sub-score of 0.
            member.value != nil ? nil : member.score.subScore == .zero ? "air" : "support, level not given"
        case .systolicBloodPressure: member.value == nil ? "not done" : nil
        case .respiratoryRate, .spO2, .heartRate, .capillaryRefill: nil
        }
    }
}
