import Charts

/// A chart as lines to be printed: each parameter with its bands or its codes.
struct ChartListing {
    struct Line {
        /// The name in the csv and json forms.
        let parameter: String
        let unit: String
        let scores: Scores
    }

    enum Scores {
        case bands([ScoredBand])
        /// `nil` where the level decides.
        case codes([(code: String, subScore: SubScore?)])
    }

    /// All seven parameters of one age, those that are the same at every age among them.
    static func lines(of chart: Chart, for age: AgeBand) -> [Line] {
        let common = chart.common
        let support =
            [("air", SubScore?.some(common.air))]
            + SupportDevice.allCases.map { ("\($0.code)", common.subScore(of: $0)) }
        return [
            bands("RR", "/min", chart[age].respiratoryRate),
            Line(
                parameter: "resp_distress", unit: "",
                scores: .codes(RespiratoryDistress.allCases.map { ("\($0.name)", common.subScore(of: $0)) })),
            bands("SpO2", "%", common.spO2),
            Line(parameter: "oxygen_support", unit: "", scores: .codes(support)),
            bands("oxygen_percent", "%", common.oxygenPercent),
            bands("oxygen_l_min", "L/min", common.oxygenFlow),
            bands("HR", "/min", chart[age].heartRate),
            bands("SBP", "mmHg", chart[age].systolicBloodPressure),
            Line(
                parameter: "sbp_not_done", unit: "",
                scores: .codes(SystolicNotDone.allCases.map { ("\($0.code)", common.subScore(of: $0)) })),
            bands("CRT", "s", common.capillaryRefill),
        ]
    }

    private static func bands(_ parameter: String, _ unit: String, _ table: BandTable) -> Line {
        Line(parameter: parameter, unit: unit, scores: .bands((0..<table.bandCount).compactMap(table.band(at:))))
    }

    /// A number as a chart prints it: 110, 91.01.
    static func printed(_ number: Double) -> String {
        number == number.rounded() ? String(Int(number)) : "\(number)"
    }

    /// A band as a chart prints it: ≤91, 91.01–94.99, ≥95.
    static func printed(_ band: ScoredBand) -> String {
        switch (band.start, band.printedEnd) {
        case (nil, nil): "any"
        case (nil, .some(let end)): "≤" + printed(end)
        case (.some(let start), nil): "≥" + printed(start)
        case (.some(let start), .some(let end)): printed(start) + "–" + printed(end)
        }
    }
}
