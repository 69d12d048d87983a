import Alarms
import Charts
import Vitals

/// The partial score of a message. It is never called the PEWS: the stream has at most three of the seven parameters,
/// and the charts are for inpatients.
extension AlertContext {
    var score: JSONValue? {
        guard let score = transition.score else { return nil }
        let streamed: [(name: String, member: ScoreMember)] = [
            ("rr", score.respiratoryRate), ("spo2", score.spO2), ("hr", score.heartRate),
        ]
        let scoredCount = streamed.count { Self.points(of: $0.member.score) != nil }
        let given = Set(streamed.filter { $0.member.score != .missing }.map(\.name))
        return .fields([
            "scheme": .string("SPOT-partial"),
            "table_version": .string(composer.chart.version.bounded),
            "table_hash": .string(composer.chart.hash.bounded),
            "members": .array(streamed.filter { given.contains($0.name) }.map { Self.member($0.name, $0.member) }),
            "missing": .array(Self.parameters.filter { !given.contains($0) }.map(JSONValue.string)),
            "partial_sum": scoredCount == 0 ? nil : .integer(Int64(score.partialSum)),
            "minimum_total": .integer(Int64(score.minimumTotal)),
            "maximum_total": .integer(Int64(score.maximumTotal)),
            "statement": .string(
                "SPOT sub-scores (inpatient chart, used outside its stated setting). Partial: \(scoredCount) of seven; "
                    + "SpO2 and heart rate alone reach at most 8 of 26."),
        ])
    }

    /// All seven, in the chart's order, by their column names.
    private static let parameters = ["rr", "resp_distress", "spo2", "oxygen", "hr", "sbp", "crt"]

    private static func member(_ name: String, _ member: ScoreMember) -> JSONValue {
        let points = points(of: member.score)
        return .fields([
            "param": .string(name),
            "value": member.value.map(JSONValue.decimal),
            "points": points.map(JSONValue.integer),
            // Given, but no chart has points for it: never 0.
            "unscorable": points == nil ? .bool(true) : nil,
            "age_s": member.age.secondsValue,
        ])
    }

    private static func points(of score: MemberScore) -> Int64? {
        if case .scored(let subScore) = score { Int64(subScore.rawValue) } else { nil }
    }
}
