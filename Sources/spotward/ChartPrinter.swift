import Charts

/// The forms in which `chart show` prints a chart.
package struct ChartPrinter {
    private let edition: ChartEdition
    private let ages: [AgeBand]

    package init(_ edition: ChartEdition, ages: [AgeBand]) {
        self.edition = edition
        self.ages = ages
    }

    static let gapRule =
        "A value between two printed bands takes the higher score. Values are never rounded. Missing is never 0."
    static let setting =
        "Inpatient charts: at home these are SPOT sub-scores, used outside the charts' stated setting."

    /// Name, version, date, hash and source: what says which chart this is.
    package var identityLines: [String] {
        let identity = edition.identity
        return [
            "\(identity.name) version \(identity.version), effective from \(identity.effectiveFrom)",
            "SHA-256: \(identity.hash)",
            "Source: \(identity.source)",
        ]
    }

    package var text: String {
        var lines = identityLines + ["", levels, Self.gapRule, Self.setting]
        for age in ages {
            lines += ["", "Chart \(age.name)"]
            for line in ChartListing.lines(of: edition.chart, for: age) {
                let title = line.parameter + (line.unit.isEmpty ? "" : ", " + line.unit)
                let padding = String(repeating: " ", count: max(1, 22 - title.count))
                lines.append(
                    "  " + title + padding
                        + cells(of: line).map { "\($0.range) → \($0.score)" }.joined(separator: " · "))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    package var markdown: String {
        var lines =
            ["# \(edition.identity.name)", ""] + identityLines.map { "- \($0)" } + [
                "- \(levels)", "", Self.gapRule, Self.setting,
            ]
        for age in ages {
            lines += [
                "", "## Chart \(age.name)", "", "| parameter | unit | 0 | 1 | 2 | 4 | by level |",
                "|---|---|---|---|---|---|---|",
            ]
            for line in ChartListing.lines(of: edition.chart, for: age) {
                let columns = ["0", "1", "2", "4", "by level"].map { score in
                    cells(of: line).filter { $0.score == score }.map(\.range).joined(separator: ", ")
                }
                lines.append("| \(line.parameter) | \(line.unit) | \(columns.joined(separator: " | ")) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Printed edges, minimum inclusive and maximum exclusive, blank where open; a code is its own minimum and maximum.
    /// Devices that score by level have no row.
    package var csv: String {
        var lines = ["chart,parameter,min,max,score"]
        for age in ages {
            for line in ChartListing.lines(of: edition.chart, for: age) {
                let prefix = "\(age.name),\(line.parameter),"
                switch line.scores {
                case .bands(let bands):
                    lines += bands.map { band in
                        let start = band.start.map(ChartListing.printed) ?? ""
                        let end = band.nextStart.map(ChartListing.printed) ?? ""
                        return "\(prefix)\(start),\(end),\(band.subScore.points)"
                    }
                case .codes(let codes):
                    lines += codes.compactMap { entry in
                        entry.subScore.map { "\(prefix)\(entry.code),\(entry.code),\($0.points)" }
                    }
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var levels: String {
        let levels = edition.chart.levels
        return "Levels by total: E1 from \(levels.low), E2 from \(levels.medium), E3 from \(levels.high), "
            + "E4 from \(levels.emergency)."
    }

    private func cells(of line: ChartListing.Line) -> [(range: String, score: String)] {
        switch line.scores {
        case .bands(let bands): bands.map { (ChartListing.printed($0), String($0.subScore.points)) }
        case .codes(let codes): codes.map { ($0.code, $0.subScore.map { String($0.points) } ?? "by level") }
        }
    }
}

extension ChartPrinter {
    package var json: String {
        let identity = edition.identity
        let levels = edition.chart.levels
        let charts = ages.map { age in
            let parameters = ChartListing.lines(of: edition.chart, for: age).map { "        " + json($0) }
            return "    {\"chart\": \(quoted("\(age.name)")), \"parameters\": [\n"
                + parameters.joined(separator: ",\n") + "\n    ]}"
        }
        return """
            {
              "name": \(quoted(identity.name)),
              "version": \(quoted(identity.version)),
              "effective_from": "\(identity.effectiveFrom)",
              "source": \(quoted(identity.source)),
              "hash": \(quoted(identity.hash)),
              "levels": {"E1": \(levels.low), "E2": \(levels.medium), "E3": \(levels.high), "E4": \(levels.emergency)},
              "charts": [
            \(charts.joined(separator: ",\n"))
              ]
            }

            """
    }

    private func json(_ line: ChartListing.Line) -> String {
        let opening = "{\"parameter\": \(quoted(line.parameter)), \"unit\": \(quoted(line.unit)), "
        switch line.scores {
        case .bands(let bands):
            let texts = bands.map { band in
                let start = band.start.map(ChartListing.printed) ?? "null"
                let end = band.nextStart.map(ChartListing.printed) ?? "null"
                return "{\"min\": \(start), \"max\": \(end), \"score\": \(band.subScore.points)}"
            }
            return opening + "\"bands\": [\(texts.joined(separator: ", "))]}"
        case .codes(let codes):
            let texts = codes.map { entry in
                "{\"code\": \(quoted(entry.code)), \"score\": \(entry.subScore.map { String($0.points) } ?? "\"by_level\"")}"
            }
            return opening + "\"codes\": [\(texts.joined(separator: ", "))]}"
        }
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
