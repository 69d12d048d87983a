@testable import Alarms
import Charts
import Testing
import Vitals

@Suite struct ScoreTableTests {
    @Test func theEvaluatorsTablesAnswerAsTheChartDoes() throws {
        let chart = try shippedChart()
        let tables = ScoreTable(chart)
        var values = stride(from: -2.0, through: 302, by: 0.25).flatMap { [$0.nextDown, $0, $0.nextUp] }
        values += stride(from: -1.0, through: 301, by: 1).flatMap { [$0 - 0.01, $0 + 0.01] }
        values += [.nan, .infinity, -.infinity]
        for band in AgeBand.allCases {
            for sign in VitalSign.allCases {
                let disagreeing = values.filter {
                    tables.subScore(of: sign, value: $0, in: band) != chart.subScore(of: sign, value: $0, in: band)
                }
                #expect(disagreeing == [], "\(sign) in \(band)")
            }
        }
    }
}
