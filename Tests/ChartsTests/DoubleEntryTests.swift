import Charts
import Testing
import Vitals

/// The chart file against the second entry.
@Suite struct DoubleEntryTests {
    @Test(arguments: PrintedChart.rows) func everyIntegerAndEveryEdgeScoresAsPrinted(row: PrintedChart.Row) {
        let ages = AgeBand.allCases.filter { row.age.isEmpty || "\($0.name)" == row.age }
        #expect(!ages.isEmpty && row.probes.count > 40)
        for age in ages {
            for value in row.probes where row.plausible.contains(value) {
                let found = subScore(row.parameter, value, age)
                #expect(found?.points == row.score(at: value), "\(age.name) \(row.parameter) \(value)")
            }
        }
    }

    @Test func theSecondEntryCoversAllTablesOfAllAges() {
        #expect(PrintedChart.rows.filter { !$0.age.isEmpty }.count == 12)
        #expect(PrintedChart.rows.filter(\.age.isEmpty).map(\.parameter) == ["SpO2", "CRT", "O2%", "L/min"])
        for age in AgeBand.allCases {
            #expect(PrintedChart.rows.filter { $0.age == "\(age.name)" }.map(\.parameter) == ["RR", "HR", "SBP"])
        }
    }

    @Test(arguments: PrintedChart.rows) func justOutsideThePlausibleRangeIsUnscorable(row: PrintedChart.Row) {
        let isOpenBelow = row.parameter == "O2%" || row.parameter == "L/min"
        let below = isOpenBelow ? 0 : row.plausible.lowerBound.nextDown
        for age in AgeBand.allCases {
            #expect(subScore(row.parameter, below, age) == nil)
            guard row.parameter != "L/min" else { continue }
            #expect(subScore(row.parameter, row.plausible.upperBound.nextUp, age) == nil)
        }
    }

    @Test(arguments: [Double.nan, .signalingNaN, .infinity, -.infinity, -1, -0.0, 1e300])
    func whatIsNoNumberOfThisWorldIsUnscorable(value: Double) {
        for row in PrintedChart.rows where !(row.parameter == "L/min" && value == 1e300) {
            guard !(value == 0 && ["RR", "HR", "SBP"].contains(row.parameter)) else { continue }
            for age in AgeBand.allCases { #expect(subScore(row.parameter, value, age) == nil, "\(row) \(value)") }
        }
    }

    @Test(arguments: AgeBand.allCases) func temperatureIsNeverScored(age: AgeBand) {
        for value in stride(from: 0.0, through: 45, by: 0.5) {
            #expect(NationalChart.chart.subScore(of: .temperature, value: value, in: age) == nil)
        }
    }

    /// Through the whole scorer, as the member of a set.
    private func subScore(_ parameter: String, _ value: Double, _ age: AgeBand) -> SubScore? {
        var set = ObservationSet()
        let member: ScoredParameter
        switch parameter {
        case "RR": (set.respiratoryRate, member) = (value, .respiratoryRate)
        case "HR": (set.heartRate, member) = (value, .heartRate)
        case "SBP": (set.systolicBloodPressure, member) = (.measured(value), .systolicBloodPressure)
        case "SpO2": (set.spO2, member) = (value, .spO2)
        case "CRT": (set.capillaryRefill, member) = (value, .capillaryRefill)
        case "O2%": (set.oxygen, member) = (.level(.percent(value)), .oxygen)
        default: (set.oxygen, member) = (.level(.litresPerMinute(value)), .oxygen)
        }
        return NationalChart.chart.score(set, at: .band(age)).members[member].subScore
    }
}
