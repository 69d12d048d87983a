import Alarms
import Charts
import Testing
import Vitals

@Suite struct ScoreTests {
    @Test func spO2AndHeartRateAloneReachAtMostEight() throws {
        var bedside = try Bedside()
        bedside.give(spO2: 60, hr: 250)
        let score = try #require(bedside.log.scores.last?.score)
        #expect(score.partialSum == 8 && score.minimumTotal == 8 && score.maximumTotal == 26)
        #expect(score.respiratoryRate.score == .missing)
    }

    @Test func aMemberIsMissingAfterItsMinuteAndNeverZero() throws {
        var bedside = try Bedside()
        bedside.give(spO2: 88, hr: 120)
        bedside.pass(seconds: 60)
        bedside.give(hr: 120)
        #expect(bedside.log.scores.last?.score.spO2.score == .scored(.four))
        bedside.pass()
        bedside.give(hr: 120)
        let score = try #require(bedside.log.scores.last?.score)
        #expect(score.spO2.score == .missing && score.partialSum == 0 && score.maximumTotal == 22)
    }

    @Test func theSumFiresAsSlowlyAsItsSlowestMember() throws {
        // SpO2 4 (30 s) and HR 155, sub-score 2 (180 s): a sum of 6 is reached with the heart rate.
        var bedside = try Bedside()
        bedside.hold(180, spO2: 88, hr: 155)
        #expect(bedside.log.events(.chartPartialSum).isEmpty)
        bedside.hold(1, spO2: 88, hr: 155)
        #expect(bedside.log.events(.chartPartialSum) == [.fired])
    }

    @Test func theSumIsNotResolvedByAMemberThatVanished() throws {
        var bedside = try Bedside()
        bedside.hold(200, spO2: 88, hr: 155)
        bedside.hold(400, hr: 155)
        #expect(bedside.log.events(.chartPartialSum) == [.fired, .unknown, .escalated])
        bedside.hold(130, spO2: 98, hr: 155)
        #expect(bedside.log.events(.chartPartialSum) == [.fired, .unknown, .escalated, .clearedUnacknowledged])
    }

    @Test func aScoreIsWrittenOnlyWhenASubScoreChanges() throws {
        var bedside = try Bedside()
        bedside.hold(20, spO2: 97, hr: 120)
        bedside.hold(20, spO2: 96, hr: 125)
        bedside.hold(20, spO2: 93, hr: 125)
        #expect(bedside.log.scores.count == 2)
    }
}
