import Charts

/// The keys of a chart file, group by group. Every key is required: a chart is complete or it is not used.
///
/// Each method asks for all its keys before it gives up, so that every defect is found in one run.
enum ChartFileReader {
    static func edition(_ file: inout StrictMapping, hash: String) -> ChartEdition? {
        let name = file.required("name")?.text()
        let version = file.required("version")?.text()
        let effectiveFrom = file.required("effective_from")?.date()
        let source = file.required("source")?.text()
        let levels = Self.levels(file.required("levels"))
        let common = file.required("all_ages")?.mapping { Self.common(&$0) }
        let ageChart = file.required("by_age")?.mapping { Self.ageCharts(&$0) }
        guard let name, let version, let source, let effectiveFrom, let levels, let common, let ageChart else {
            return nil
        }
        return ChartEdition(
            identity: ChartIdentity(
                name: name, version: version, effectiveFrom: effectiveFrom, source: source, hash: hash),
            chart: Chart(common: common, levels: levels, ageChart: ageChart))
    }

    private static func levels(_ field: Field?) -> LevelThresholds? {
        field?.mapping { levels in
            let totals = 1...Charts.Limits.levelTotal
            let low = levels.required("low")?.integer(in: totals)
            let medium = levels.required("medium")?.integer(in: totals)
            let high = levels.required("high")?.integer(in: totals)
            let emergency = levels.required("emergency")?.integer(in: totals)
            guard let low, let medium, let high, let emergency else { return nil }
            guard let thresholds = LevelThresholds(low: low, medium: medium, high: high, emergency: emergency) else {
                field?.refuse("do not rise from low to emergency", "Published: 1, 5, 9, 13")
                return nil
            }
            return thresholds
        }
    }

    private static func common(_ group: inout StrictMapping) -> CommonChart? {
        let spO2 = ChartTableReader.table(group.required("spo2"))
        let capillaryRefill = ChartTableReader.table(group.required("crt"))
        let percent = ChartTableReader.table(group.required("oxygen_percent"))
        let flow = ChartTableReader.table(group.required("oxygen_l_min"))
        let support = group.required("oxygen_support")?.mapping { Self.support(&$0) }
        let distress: ((RespiratoryDistress) -> SubScore)? =
            group.required("resp_distress")?.mapping { scores(&$0) { "\($0.name)" } }
        let notDone: ((SystolicNotDone) -> SubScore)? =
            group.required("sbp_not_done")?.mapping { scores(&$0) { "\($0.code)" } }
        guard let spO2, let capillaryRefill, let percent, let flow, let support, let distress, let notDone else {
            return nil
        }
        return CommonChart(
            spO2: spO2, capillaryRefill: capillaryRefill, oxygenPercent: percent, oxygenFlow: flow, air: support.air,
            device: support.device, distress: distress, systolicNotDone: notDone)
    }

    private static func ageCharts(_ group: inout StrictMapping) -> ((AgeBand) -> AgeChart)? {
        var charts: [AgeChart] = []
        for age in AgeBand.allCases {
            if let chart = group.required("\(age.name)")?.mapping({ ageChart(&$0) }) { charts.append(chart) }
        }
        guard charts.count == AgeBand.allCases.count else { return nil }
        return { charts[Int($0.rawValue)] }
    }

    private static func ageChart(_ group: inout StrictMapping) -> AgeChart? {
        let respiratoryRate = ChartTableReader.table(group.required("rr"))
        let heartRate = ChartTableReader.table(group.required("hr"))
        let systolic = ChartTableReader.table(group.required("sbp"))
        guard let respiratoryRate, let heartRate, let systolic else { return nil }
        return AgeChart(respiratoryRate: respiratoryRate, heartRate: heartRate, systolicBloodPressure: systolic)
    }

    // MARK: Coded scores

    /// The score of each code of a closed list.
    private static func scores<Code: CaseIterable & Hashable>(
        _ group: inout StrictMapping, named name: (Code) -> String
    ) -> ((Code) -> SubScore)? {
        var scores: [Code: SubScore] = [:]
        for code in Code.allCases { scores[code] = group.required(name(code))?.subScore() }
        guard scores.count == Code.allCases.count else { return nil }
        return { scores[$0] ?? .four }
    }

    /// The score of air, and of each device, where `by_level` leaves it to the level.
    private static func support(
        _ group: inout StrictMapping
    ) -> (air: SubScore, device: (SupportDevice) -> SubScore?)? {
        let air = group.required("air")?.subScore()
        var scores: [SupportDevice: SubScore] = [:]
        var isComplete = true
        for device in SupportDevice.allCases {
            guard let field = group.required("\(device.code)") else {
                isComplete = false
                continue
            }
            if field.isByLevel { continue }
            scores[device] = field.subScore()
            if scores[device] == nil { isComplete = false }
        }
        guard let air, isComplete else { return nil }
        return (air, { scores[$0] })
    }
}

extension Field {
    /// One of the four sub-scores a chart gives.
    func subScore() -> SubScore? {
        guard let word = bareWord(expected: "a sub-score") else { return nil }
        guard let score = SubScore.allCases.first(where: { "\($0.rawValue)" == word }) else {
            refuse("'\(word.readable)' is not a sub-score", "Sub-scores are 0, 1, 2 and 4")
            return nil
        }
        return score
    }

    /// Whether this device scores by the level of its oxygen.
    fileprivate var isByLevel: Bool {
        guard case .scalar("by_level", isQuoted: false) = node.content else { return false }
        return true
    }
}
