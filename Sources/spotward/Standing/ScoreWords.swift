import Alarms
import Charts
import Vitals

/// A score in words that claim no more than was measured: what is in it and how old, what is missing, and between which
/// totals the whole would lie.
struct ScoreWords {
    let score: ScoreSnapshot
    let levels: LevelThresholds

    static let setting = "SPOT sub-scores (inpatient chart, used outside its stated setting)"
    static let blunt = "SpO2 and heart rate alone reach at most 8 of 26"

    /// Members without a sub-score.
    var missing: [ScoredParameter] { ScoredParameter.allCases.filter { score[$0].score.subScore == nil } }

    /// One line for a list: `SPOT 7 (Medium)`, or `partial 4, 2 of 7, 4–22`.
    var line: String {
        if let total = score.total { return "SPOT \(total) (\(levels.level(ofTotal: Int(total)).name))" }
        let count = ScoredParameter.allCases.count - missing.count
        guard count > 0 else { return "no score: nothing current" }
        return "partial \(score.partialSum), \(count) of 7, \(score.minimumTotal)–\(score.maximumTotal)"
    }

    /// What the chart asks for at the level that is certain: that of the total, or of the least it can be.
    var level: EscalationLevel { levels.level(ofTotal: Int(score.total ?? score.minimumTotal)) }

    /// Nothing scored is no sum, and not 0.
    private var sum: String {
        missing.count < ScoredParameter.allCases.count ? "sum \(score.partialSum)" : "no sum"
    }

    /// A member's value as people read it; of oxygen also the device, where it is known.
    private func spoken(_ parameter: ScoredParameter, _ member: ScoreMember) -> String {
        guard parameter == .oxygen, let oxygen = score.oxygenSupport, oxygen.level != nil else {
            return parameter.spoken(member)
        }
        return oxygen.plainWords
    }

    /// The whole of it, a member a line.
    func lines(usual: [UsualValue]) -> [String] {
        var lines: [String] = []
        let total = score.total
        lines.append(
            total.map { "\(Self.setting): complete, total \($0) of 26, level \(levels.level(ofTotal: Int($0)).name)" }
                ?? "\(Self.setting): PARTIAL, \(7 - missing.count) of 7, \(sum), the total would be "
                + "\(score.minimumTotal) to \(score.maximumTotal) of 26")
        var table = TextTable(["MEMBER", "VALUE", "POINTS", "AGE THEN", "USUAL"], indent: 2)
        for parameter in ScoredParameter.allCases where score[parameter].score != .missing {
            let member = score[parameter]
            let points = member.score.subScore.map { "\($0.points)" } ?? "no chart scores it"
            let usualHere = parameter.vitalSign.flatMap { sign in usual.first { $0.sign == sign } }
            table.append([
                parameter.plainName, spoken(parameter, member), points,
                member.age.forPeople,
                usualHere.map { "\($0.sign.spoken($0.value)) (\($0.author.printable))" } ?? "",
            ])
        }
        if !table.isEmpty { lines += table.lines(.plain) }
        let absent = ScoredParameter.allCases.filter { score[$0].score == .missing }
        if !absent.isEmpty { lines.append("  missing: " + absent.map(\.plainName).joined(separator: ", ")) }
        if total == nil { lines.append("  A partial sum is not a PEWS. \(Self.blunt).") }
        return lines
    }
}

extension ScoredParameter {
    var plainName: String {
        switch self {
        case .respiratoryRate: "respiratory rate"
        case .respiratoryDistress: "respiratory distress"
        case .spO2: "SpO2"
        case .oxygen: "oxygen"
        case .heartRate: "heart rate"
        case .systolicBloodPressure: "systolic pressure"
        case .capillaryRefill: "capillary refill"
        }
    }

    var vitalSign: VitalSign? {
        switch self {
        case .respiratoryRate: .respiratoryRate
        case .spO2: .spO2
        case .heartRate: .heartRate
        case .respiratoryDistress, .oxygen, .systolicBloodPressure, .capillaryRefill: nil
        }
    }

    /// A member as people read it. What is scored without a value is a pressure that was not measured, or air.
    func spoken(_ member: ScoreMember) -> String {
        if let value = member.value { return spoken(value) }
        return switch self {
        case .systolicBloodPressure: "not measured"
        // Only air has no level and a sub-score of 0.
        case .oxygen: member.score.subScore == .zero ? "air" : "support, level not given"
        default: "–"
        }
    }

    /// A member's value as people read it. Of a grade it is the place in its list.
    private func spoken(_ value: Double) -> String {
        if let vitalSign { return vitalSign.spoken(value) }
        switch self {
        case .respiratoryDistress:
            guard let place = Int(exactly: value), RespiratoryDistress.allCases.indices.contains(place) else { break }
            return "\(RespiratoryDistress.allCases[place].name)"
        case .systolicBloodPressure: return "\(value.shortestDecimal) mmHg"
        case .capillaryRefill: return "\(value.shortestDecimal) s"
        // Per cent or litres a minute: scores written before this was kept do not say which.
        case .oxygen: return "level \(value.shortestDecimal)"
        default: break
        }
        return value.shortestDecimal
    }
}

extension EscalationLevel {
    /// What the published chart asks for at this level. It is never treatment.
    var asksFor: String {
        switch self {
        case .none: "nothing beyond the agreed readings"
        case .low: "the nurse in charge to know, and to reassess within 60 minutes"
        case .medium:
            "a review by a doctor of ST3 or above within 30 minutes, reassessment within 30, SpO2 watched continuously"
        case .high: "a rapid review within 15 minutes, and reassessment within 30"
        case .emergency: "an immediate emergency call (on a ward 2222; at home 999), and reassessment within 15 minutes"
        }
    }
}
