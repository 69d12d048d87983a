import Charts
import Testing
import Vitals

@Suite struct BandTableTests {
    @Test(arguments: [
        (149.99, 0), (149.99.nextUp, 1), (149.995, 1), (150, 1), (109.99, 1), (109.995, 1), (110.0.nextDown, 1),
        (110, 0),
    ])
    func aValueBetweenTwoPrintedBandsTakesTheHigherScore(value: Double, points: Int) {
        #expect(NationalChart.chart.subScore(of: .heartRate, value: value, in: .infant)?.points == points)
    }

    @Test(arguments: [(91.0, 4), (91.005, 4), (91.01, 1), (94.99, 1), (94.995, 1), (95, 0), (20, 4), (100, 0)])
    func saturationFollowsTheGapRule(value: Double, points: Int) {
        #expect(NationalChart.chart.subScore(of: .spO2, value: value, in: .school)?.points == points)
    }

    @Test(arguments: [
        (VitalSign.spO2, SubScore.four, BandSide.low, "at or below 91.0"), (.spO2, .two, .low, "at or below 91.0"),
        (.spO2, .one, .low, "below 95.0"), (.heartRate, .one, .high, "at or above 150.0"),
        (.heartRate, .four, .high, "at or above 180.0"), (.heartRate, .one, .low, "below 110.0"),
        (.heartRate, .four, .low, "below 80.0"), (.respiratoryRate, .two, .high, "at or above 60.0"),
    ])
    func anAlertCanNameTheEdgeThatWasCrossed(sign: VitalSign, subScore: SubScore, side: BandSide, words: String) throws
    {
        let edge = try #require(NationalChart.chart.edge(of: sign, atLeast: subScore, side: side, in: .infant))
        #expect("\(edge.comparison.words) \(edge.value)" == words)
        let threshold = NationalChart.chart.threshold(of: sign, atLeast: subScore, side: side, in: .infant)
        #expect(threshold == edge.value)
    }

    @Test func aSideWithoutTheScoreHasNoEdge() {
        let chart = NationalChart.chart
        #expect(chart.edge(of: .spO2, atLeast: .one, side: .high, in: .infant) == nil)
        #expect(chart.edge(of: .temperature, atLeast: .one, side: .high, in: .infant) == nil)
        #expect(chart.edge(of: .heartRate, atLeast: .zero, side: .high, in: .infant) == nil)
        // 13+ has no low 2: at least 2 is the low 4.
        #expect(chart.threshold(of: .respiratoryRate, atLeast: .two, side: .low, in: .teenage) == 10)
        // 1–4 years has no low 1: at least 1 is the low 2.
        #expect(chart.threshold(of: .respiratoryRate, atLeast: .one, side: .low, in: .preschool) == 20)
    }

    @Test(arguments: AgeBand.allCases, [VitalSign.spO2, .heartRate, .respiratoryRate])
    func theEdgeIsWhereTheScoreBegins(age: AgeBand, sign: VitalSign) throws {
        let chart = NationalChart.chart
        for subScore in SubScore.allCases where subScore > .zero {
            for side in [BandSide.low, .high] {
                guard let edge = chart.edge(of: sign, atLeast: subScore, side: side, in: age) else { continue }
                let inward = side == .low ? 0.01 : -0.01
                let reached = edge.comparison == .below ? edge.value - 0.01 : edge.value
                let notReached = edge.comparison == .below ? edge.value : edge.value + inward
                #expect(try #require(chart.subScore(of: sign, value: reached, in: age)) >= subScore)
                // The double nearest to one printed step inward.
                let inside = (notReached * 100).rounded() / 100
                #expect(try #require(chart.subScore(of: sign, value: inside, in: age)) < subScore)
            }
        }
    }

    @Test func disorderIsRefusedWithItsPlace() {
        #expect(throws: BandTableDefect.bandsOutOfOrder(at: 1)) {
            try BandTable(printedTo: 0.01, lowest: .four, [(from: 95, subScore: .one), (from: 95, subScore: .zero)])
        }
        #expect(throws: BandTableDefect.bandNarrowerThanStep(at: 1)) {
            try BandTable(printedTo: 1, lowest: .four, [(from: 95, subScore: .one), (from: 95.5, subScore: .zero)])
        }
        #expect(throws: BandTableDefect.scoreFallsAfterRising(at: 2)) {
            try BandTable(
                printedTo: 1, lowest: .zero,
                [(from: 1, subScore: .one), (from: 2, subScore: .two), (from: 3, subScore: .one)])
        }
        for start in [Double.nan, .infinity, 91.005, Limits.printedEdge + 1] {
            #expect(throws: BandTableDefect.edgeNotPrintable(at: 0)) {
                try BandTable(printedTo: 0.01, lowest: .four, [(from: start, subScore: .one)])
            }
        }
        for step in [0, -0.01, 0.001, Double.nan] {
            #expect(throws: BandTableDefect.stepNotPrintable) { try BandTable(printedTo: step, lowest: .four) }
        }
    }

    @Test func aTableHoldsAsManyBandsAsTheLimitAndNoMore() throws {
        let bands = (1...Limits.bandCount).map { (from: Double($0), subScore: SubScore.zero) }
        let table = try BandTable(printedTo: 0.01, lowest: .zero, Array(bands.dropLast()))
        #expect(table.bandCount == Limits.bandCount)
        #expect(table.band(at: Limits.bandCount - 1)?.nextStart == nil && table.band(at: Limits.bandCount) == nil)
        #expect(throws: BandTableDefect.tooManyBands) { try BandTable(printedTo: 0.01, lowest: .zero, bands) }
    }

    @Test func aTableOfOneBandScoresEverythingTheSame() throws {
        let table = try BandTable(printedTo: 1, lowest: .two)
        for value in [-1e300, -1, 0, 1, 1e300] { #expect(table.subScore(at: value) == .two) }
    }
}
