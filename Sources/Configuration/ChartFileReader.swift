import Charts
import Vitals
import Yams

/// Walks the nodes of a chart file and collects what is wrong with them. A method that returns `nil` has noted a defect.
struct ChartFileReader {
    let file: String
    private(set) var defects: [ConfigurationDefect] = []

    init(file: String) { self.file = file }

    mutating func edition(_ root: Node, hash: String) -> ChartEdition? {
        let keys = ["name", "version", "effective_from", "source", "levels", "all_ages", "by_age"]
        guard let fields = fields(root, "", keys) else { return nil }
        let name = text(fields["name"], "name")
        let version = text(fields["version"], "version")
        let source = text(fields["source"], "source")
        let effectiveFrom = date(fields["effective_from"], "effective_from")
        let levels = levels(fields["levels"], "levels")
        let common = common(fields["all_ages"], "all_ages")
        let ageCharts = ageCharts(fields["by_age"], "by_age")
        guard let name, let version, let source, let effectiveFrom, let levels, let common, let ageCharts else {
            return nil
        }
        return ChartEdition(
            identity: ChartIdentity(
                name: name, version: version, effectiveFrom: effectiveFrom, source: source, hash: hash),
            chart: Chart(common: common, levels: levels, ageChart: ageCharts))
    }

    // MARK: Sections

    private mutating func levels(_ node: Node?, _ path: String) -> LevelThresholds? {
        guard let node, let fields = fields(node, path, ["low", "medium", "high", "emergency"]) else { return nil }
        let low = whole(fields["low"], path + ".low")
        let medium = whole(fields["medium"], path + ".medium")
        let high = whole(fields["high"], path + ".high")
        let emergency = whole(fields["emergency"], path + ".emergency")
        guard let low, let medium, let high, let emergency else { return nil }
        guard let levels = LevelThresholds(low: low, medium: medium, high: high, emergency: emergency) else {
            let limit = Charts.Limits.levelTotal
            note(node, path, "the levels do not rise from 1 to at most \(limit)", "Published: 1, 5, 9, 13.")
            return nil
        }
        return levels
    }

    private mutating func common(_ node: Node?, _ path: String) -> CommonChart? {
        let keys = [
            "spo2", "crt", "oxygen_percent", "oxygen_l_min", "oxygen_support", "resp_distress", "sbp_not_done",
        ]
        guard let node, let fields = fields(node, path, keys) else { return nil }
        let spO2 = table(fields["spo2"], path + ".spo2")
        let capillaryRefill = table(fields["crt"], path + ".crt")
        let percent = table(fields["oxygen_percent"], path + ".oxygen_percent")
        let flow = table(fields["oxygen_l_min"], path + ".oxygen_l_min")
        let support = support(fields["oxygen_support"], path + ".oxygen_support")
        let distress = scores(
            fields["resp_distress"], path + ".resp_distress", RespiratoryDistress.allCases.map { "\($0.name)" })
        let notDone = scores(
            fields["sbp_not_done"], path + ".sbp_not_done", SystolicNotDone.allCases.map { "\($0.code)" })
        guard let spO2, let capillaryRefill, let percent, let flow, let support, let distress, let notDone,
            let air = support["air"] ?? nil
        else { return nil }
        return CommonChart(
            spO2: spO2, capillaryRefill: capillaryRefill, oxygenPercent: percent, oxygenFlow: flow, air: air,
            device: { support["\($0.code)"] ?? nil }, distress: { distress["\($0.name)"] ?? .four },
            systolicNotDone: { notDone["\($0.code)"] ?? .four })
    }

    private mutating func ageCharts(_ node: Node?, _ path: String) -> ((AgeBand) -> AgeChart)? {
        let ages = AgeBand.allCases.map { "\($0.name)" }
        guard let node, let fields = fields(node, path, ages) else { return nil }
        let charts = ages.map { ageChart(fields[$0], "\(path).\($0)") }.compactMap(\.self)
        guard charts.count == AgeBand.allCases.count else { return nil }
        return { charts[Int($0.rawValue)] }
    }

    private mutating func ageChart(_ node: Node?, _ path: String) -> AgeChart? {
        guard let node, let fields = fields(node, path, ["rr", "hr", "sbp"]) else { return nil }
        let respiratoryRate = table(fields["rr"], path + ".rr")
        let heartRate = table(fields["hr"], path + ".hr")
        let systolic = table(fields["sbp"], path + ".sbp")
        guard let respiratoryRate, let heartRate, let systolic else { return nil }
        return AgeChart(respiratoryRate: respiratoryRate, heartRate: heartRate, systolicBloodPressure: systolic)
    }

    // MARK: Tables

    private mutating func table(_ node: Node?, _ path: String) -> BandTable? {
        guard let node, let fields = fields(node, path, ["printed_to", "bands"]) else { return nil }
        let step = number(fields["printed_to"], path + ".printed_to")
        guard let bandsNode = fields["bands"] else { return nil }
        guard let items = bandsNode.sequence, !items.isEmpty else {
            note(bandsNode, path + ".bands", "it is not a list of bands", "Write '- {from: lowest, score: 4}' first.")
            return nil
        }
        var lowest: SubScore?
        var bands: [(from: Double, subScore: SubScore)] = []
        for (place, item) in items.enumerated() {
            let itemPath = "\(path).bands[\(place)]"
            guard let fields = self.fields(item, itemPath, ["from", "score"]) else { continue }
            let subScore = subScore(fields["score"], itemPath + ".score")
            if place == 0 {
                guard fields["from"]?.scalar?.string == "lowest" else {
                    note(
                        fields["from"] ?? item, itemPath + ".from", "the first band must be open below",
                        "Write 'from: lowest'.")
                    continue
                }
                lowest = subScore
            } else if let from = number(fields["from"], itemPath + ".from"), let subScore {
                bands.append((from, subScore))
            }
        }
        guard let step, let lowest, bands.count + 1 == items.count else { return nil }
        do {
            return try BandTable(printedTo: step, lowest: lowest, bands)
        } catch {
            note(error, in: items, of: node, path)
            return nil
        }
    }

    private mutating func note(_ defect: BandTableDefect, in items: Node.Sequence, of node: Node, _ path: String) {
        func band(_ place: Int) -> (Node, String) {
            (items.indices.contains(place + 1) ? items[place + 1] : node, "\(path).bands[\(place + 1)]")
        }
        switch defect {
        case .tooManyBands:
            note(
                node, path, "there are more than \(Charts.Limits.bandCount) bands",
                "Join neighbours with the same score.")
        case .stepNotPrintable:
            note(node, path + ".printed_to", "it is not a positive number of hundredths", "Published: 0.01 or 1.")
        case .edgeNotPrintable(let place):
            let (node, key) = band(place)
            note(node, key + ".from", "it is not a number of whole hundredths within reach", "Write it as printed.")
        case .bandsOutOfOrder(let place):
            let (node, key) = band(place)
            note(node, key + ".from", "it does not start above the band before it", "List the bands from low to high.")
        case .bandNarrowerThanStep(let place):
            let (node, key) = band(place)
            note(node, key + ".from", "the band before it ends before it begins", "Correct the start or printed_to.")
        case .scoreFallsAfterRising(let place):
            let (node, key) = band(place)
            note(node, key + ".score", "scores fall again after they rose", "From low to high they fall, then rise.")
        }
    }

    // MARK: Coded scores

    private mutating func support(_ node: Node?, _ path: String) -> [String: SubScore?]? {
        let devices = SupportDevice.allCases.map { "\($0.code)" }
        guard let node, let fields = fields(node, path, ["air"] + devices) else { return nil }
        var scores: [String: SubScore?] = [:]
        for key in ["air"] + devices {
            if key != "air", fields[key]?.scalar?.string == "by_level" {
                scores.updateValue(nil, forKey: key)
            } else if let score = subScore(fields[key], "\(path).\(key)") {
                scores[key] = score
            }
        }
        return scores.count == devices.count + 1 ? scores : nil
    }

    private mutating func scores(_ node: Node?, _ path: String, _ keys: [String]) -> [String: SubScore]? {
        guard let node, let fields = fields(node, path, keys) else { return nil }
        var scores: [String: SubScore] = [:]
        for key in keys { scores[key] = subScore(fields[key], "\(path).\(key)") }
        return scores.count == keys.count ? scores : nil
    }
}

extension ChartFileReader {
    // MARK: Nodes

    /// The values of a mapping by key. Unknown and missing keys are noted; what is known is still returned, so that the
    /// defects inside it are found in the same run.
    private mutating func fields(_ node: Node, _ path: String, _ keys: [String]) -> [String: Node]? {
        guard let mapping = node.mapping else {
            note(node, path, "it is not a mapping", "Keys here: \(keys.joined(separator: ", ")).")
            return nil
        }
        var fields: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            if keys.contains(name) {
                fields[name] = value
            } else {
                let suggestion = ConfigurationDefect.suggestion(for: name, among: keys)
                note(key, path.isEmpty ? name : "\(path).\(name)", "there is no such key", suggestion)
            }
        }
        for key in keys where fields[key] == nil {
            note(node, path.isEmpty ? key : "\(path).\(key)", "it is missing", "A chart is complete or it is not used.")
        }
        return fields
    }

    private mutating func text(_ node: Node?, _ path: String) -> String? {
        guard let node else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty else {
            note(node, path, "it is not a text", "Write one line of text.")
            return nil
        }
        return text
    }

    private mutating func date(_ node: Node?, _ path: String) -> CivilDate? {
        guard let node, let text = text(node, path) else { return nil }
        guard let date = CivilDate(text) else {
            note(node, path, "'\(text)' is not a date", "Write YYYY-MM-DD.")
            return nil
        }
        return date
    }

    private mutating func number(_ node: Node?, _ path: String) -> Double? {
        guard let node else { return nil }
        guard let text = node.scalar?.string, let number = Double(text), number.isFinite else {
            note(node, path, "it is not a number", "Write a number with a point.")
            return nil
        }
        return number
    }

    private mutating func whole(_ node: Node?, _ path: String) -> Int? {
        guard let node else { return nil }
        guard let text = node.scalar?.string, let number = Int(text) else {
            note(node, path, "it is not a whole number", "Write a whole number.")
            return nil
        }
        return number
    }

    private mutating func subScore(_ node: Node?, _ path: String) -> SubScore? {
        guard let node else { return nil }
        guard let text = node.scalar?.string, let score = UInt8(text).flatMap(SubScore.init(rawValue:)) else {
            note(node, path, "it is not a sub-score", "Sub-scores are 0, 1, 2 and 4.")
            return nil
        }
        return score
    }

    private mutating func note(_ node: Node, _ key: String, _ reason: String, _ suggestion: String) {
        defects.append(
            ConfigurationDefect(
                file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, key: key, reason: reason,
                suggestion: suggestion))
    }
}
