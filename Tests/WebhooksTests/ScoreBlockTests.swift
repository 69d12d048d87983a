@testable import Alarms
import Charts
import Foundation
import Testing
import Vitals

@testable import Webhooks

/// A score says what it lacks, and is a total only when it lacks nothing.
@Suite struct ScoreBlockTests {
    @Test func allSevenMakeATotalInTheChartsOrderWithGradesAsWords() throws {
        let score = try block(TestWard.completeScore)
        #expect(score["scheme"] as? String == "SPOT-complete" && score["total"] as? Int == 10)
        #expect(score["partial_sum"] == nil && score["missing"] as? [String] == [])
        let members = try #require(score["members"] as? [[String: Any]])
        #expect(
            members.map { $0["param"] as? String } == ["rr", "resp_distress", "spo2", "oxygen", "hr", "sbp", "crt"])
        #expect(members.map { $0["points"] as? Int } == [2, 2, 4, 0, 1, 0, 1])
        #expect(members.map { $0["grade"] as? String } == [nil, "moderate", nil, "air", nil, "not done", nil])
        #expect(members.map { $0["value"] as? Double } == [44, nil, 89, nil, 142, nil, 2.5])
        #expect(members.allSatisfy { $0["age_s"] as? Int == 600 })
        #expect((score["statement"] as? String)?.contains("Complete: all seven") == true)
    }

    @Test(arguments: [
        (OxygenSupport.level(.litresPerMinute(2)), ["L/min"]), (.device(.faceMask, .percent(2)), ["%"]), (.air, []),
    ]) func oxygenHasTheUnitItWasGivenIn(support: OxygenSupport, units: [String]) throws {
        var score = TestWard.completeScore
        score.oxygen.value = support == .air ? nil : 2
        score.oxygenSupport = support
        let members = try #require(try block(score)["members"] as? [[String: Any]])
        #expect(members.compactMap { $0["unit"] as? String } == units && members[3]["unit"] as? String == units.first)
    }

    @Test(arguments: ScoredParameter.allCases)
    func withoutAnyOneThereIsNoTotal(parameter: ScoredParameter) throws {
        for absence in [MemberScore.missing, .unscorable] {
            let score = try block(TestWard.completeScore.with(parameter, absence))
            #expect(score["scheme"] as? String == "SPOT-partial" && score["total"] == nil)
            #expect(score["missing"] as? [String] == (absence == .missing ? ["\(parameter.name)"] : []))
            let statement = try #require(score["statement"] as? String)
            #expect(statement.contains("Partial: 6 of seven; SpO2 and heart rate alone reach at most 8 of 26."))
        }
    }

    @Test func theWholeRangeOfPossibleTotalsAndTheTableAreNamed() throws {
        let score = try block(try #require(TestWard.desaturation().score))
        #expect(score["partial_sum"] as? Int == 5 && score["minimum_total"] as? Int == 5)
        #expect(score["maximum_total"] as? Int == 23)
        #expect(score["table_version"] as? String == "2023-11" && score["table_hash"] as? String == "c0ffee")
    }

    @Test func theUsualValueStandsBesideTheScoreAndChangesNothing() throws {
        var composer = TestWard.composer()
        var without = try block(TestWard.completeScore, composer)
        composer.change(ChildIndex(0)) { $0.usual = [UsualValue(sign: .spO2, value: 88, author: "Dr A Example")] }
        let with = try block(TestWard.completeScore, composer)
        let usual = try #require(with["usual"] as? [[String: Any]])
        #expect(usual.count == 1 && usual[0]["param"] as? String == "spo2" && usual[0]["value"] as? Int == 88)
        #expect(usual[0]["by"] as? String == "Dr A Example" && without["usual"] == nil)
        without["usual"] = usual
        #expect(without as NSDictionary == with as NSDictionary)
    }

    @Test func onlyOnAWardIsTheChartInItsPlace() throws {
        var composer = TestWard.composer()
        for (setting, isOutside) in [(Admission.Setting.home, true), (.school, true), (.ward, false)] {
            composer.change(ChildIndex(0)) { $0.setting = setting }
            let statement = try #require(try block(TestWard.completeScore, composer)["statement"] as? String)
            #expect(statement.contains("outside its stated setting") == isOutside)
        }
    }

    @Test func aGradeOutsideItsListIsAFigureAndSupportIsNeverAir() throws {
        var score = TestWard.completeScore
        score.respiratoryDistress.value = 9
        score.oxygen = ScoreMember(value: nil, score: .unscorable, age: .zero)
        var members = try #require(try block(score)["members"] as? [[String: Any]])
        #expect(members[1]["grade"] == nil && members[1]["value"] as? Int == 9)
        #expect(members[3]["grade"] as? String == "support, level not given")
        score.oxygen = ScoreMember(value: 2, score: .scored(.two), age: .zero)
        members = try #require(try block(score)["members"] as? [[String: Any]])
        #expect(members[3]["grade"] == nil && members[3]["value"] as? Int == 2)
    }

    private func block(
        _ score: ScoreSnapshot, _ composer: AlertComposer = TestWard.composer()
    ) throws -> [String: Any] {
        var transition = TestWard.desaturation()
        transition.score = score
        let line = composer.compose(transition).line
        let message = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let data = try #require(message?["data"] as? [String: Any])
        return try #require(data["score"] as? [String: Any])
    }
}

extension ScoreSnapshot {
    fileprivate func with(_ parameter: ScoredParameter, _ score: MemberScore) -> ScoreSnapshot {
        var copy = self
        switch parameter {
        case .respiratoryRate: copy.respiratoryRate.score = score
        case .respiratoryDistress: copy.respiratoryDistress.score = score
        case .spO2: copy.spO2.score = score
        case .oxygen: copy.oxygen.score = score
        case .heartRate: copy.heartRate.score = score
        case .systolicBloodPressure: copy.systolicBloodPressure.score = score
        case .capillaryRefill: copy.capillaryRefill.score = score
        }
        return copy
    }
}
