import Alarms
import Testing
import Vitals

@Suite struct OnsetTests {
    @Test func aShortDipStaysQuiet() throws {
        let drawn = try strip("..ss....")
        #expect(drawn == "........")
    }

    @Test func aDeepDipFiresOnceAfterThirtySecondsAndClearsOnValidData() throws {
        let drawn = try strip("..sssss.............")
        #expect(drawn == ".....F.............c")
    }

    @Test func aMildDipFiresAfterTwoMinutes() throws {
        let drawn = try strip(".mmmmmmmmmmmmmm..............")
        #expect(drawn == ".............F.............C.")
    }

    @Test func worseningRaisesAndEasingLowers() throws {
        let drawn = try strip(".mmmmmmmmmmmmmmssssmmmmmmmmmm.............")
        #expect(drawn == ".............F....R......L...............c")
    }

    @Test(arguments: [(29, 0), (30, 0), (31, 1)]) func theOnsetIsReachedAtThirtySecondsAndNotBefore(
        count: Int, fired: Int
    ) throws {
        // The first reading of the dip is at second 0 of it, so the 31st is 30 s later.
        var bedside = try Bedside()
        bedside.hold(60, spO2: 98)
        bedside.hold(count, spO2: 88)
        #expect(bedside.log.transitions.count == fired)
    }

    @Test func oneArtefactNeitherSatisfiesTheOnsetNorResetsIt() throws {
        var bedside = try Bedside()
        bedside.hold(60, spO2: 98)
        bedside.hold(1, spO2: 50)
        bedside.hold(60, spO2: 98)
        #expect(bedside.log.transitions.isEmpty)
        bedside.hold(15, spO2: 88)
        bedside.hold(1, spO2: 98)
        bedside.hold(15, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired])
    }

    @Test(arguments: [(6, [AlarmEvent.fired]), (7, [])]) func aFifthOfTheWindowMayBeGoodAndNoMore(
        goodSeconds: Int, events: [AlarmEvent]
    ) throws {
        var bedside = try Bedside()
        bedside.hold(60, spO2: 98)
        bedside.hold(12, spO2: 88)
        bedside.hold(goodSeconds, spO2: 98)
        bedside.hold(13, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low) == events)
    }

    @Test(arguments: [(1, [AlarmEvent.fired]), (2, [])]) func aFifthOfTheWindowMayBeMissingAndNoMore(
        missingInSix: Int, events: [AlarmEvent]
    ) throws {
        // Gaps longer than the continuity are not filled; three of seven seconds each, so the share is well to one side.
        var rules = AlarmRules()
        rules.continuity = .zero
        var bedside = try Bedside(rules: rules)
        bedside.hold(60, spO2: 98)
        for _ in 0..<6 {
            bedside.hold(6 - missingInSix, spO2: 88)
            bedside.pass(seconds: missingInSix)
        }
        bedside.hold(1, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low) == events)
    }

    @Test func readingsFourSecondsApartAreContinuous() throws {
        var bedside = try Bedside()
        for _ in 0..<20 {
            bedside.give(spO2: 88)
            bedside.pass(seconds: 4)
        }
        #expect(bedside.log.events(.chartSpO2Low) == [.fired])
    }

    @Test func onsetWaitsFrozenThroughAShortLossAndIsForgottenAfterALongOne() throws {
        for (gap, events) in [(60, [AlarmEvent.fired]), (120, [])] {
            var bedside = try Bedside()
            bedside.hold(60, spO2: 98)
            bedside.hold(25, spO2: 88)
            bedside.pass(seconds: gap)
            bedside.hold(8, spO2: 88)
            #expect(bedside.log.events(.chartSpO2Low) == events, "after \(gap) s without data")
        }
    }

    @Test func aNearMissIsCounted() throws {
        var bedside = try Bedside()
        bedside.hold(60, spO2: 98)
        bedside.hold(20, spO2: 88)
        bedside.hold(60, spO2: 98)
        bedside.hold(40, spO2: 88)
        let fired = try #require(bedside.log.transitions.first)
        #expect(fired.nearMissCount >= 1)
        #expect(fired.window == WindowCounts(seconds: 30, valid: 30, breaching: 30))
        #expect(fired.startedAt.monotonic == bedside.tick(at: 140).monotonic)
    }
}
