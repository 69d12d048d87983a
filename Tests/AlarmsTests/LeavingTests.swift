import Alarms
import Testing
import Vitals

@Suite struct LeavingTests {
    @Test func aValueInsideTheBandButNotTheMarginDoesNotResolve() throws {
        let drawn = try strip("..ssss" + String(repeating: "e", count: 30)).filter { $0 != "." }
        #expect(drawn == "FL")
    }

    @Test func dataThatGoesWhileFiringIsUnknownAndNeverResolved() throws {
        let drawn = try strip("..ssss" + String(repeating: "-", count: 60))
        #expect(drawn == ".....F..?" + String(repeating: ".", count: 25) + "E" + String(repeating: ".", count: 31))
    }

    @Test func probeOffDoesNotResolveEither() throws {
        let drawn = try strip("..ssss" + String(repeating: "x", count: 30))
        #expect(drawn == ".....F..?" + String(repeating: ".", count: 25) + "E.")
    }

    @Test func theHoldStartsOverAfterABreakInTheData() throws {
        var bedside = try Bedside()
        bedside.hold(30, spO2: 98)
        bedside.hold(40, spO2: 88)
        bedside.hold(119, spO2: 98)
        bedside.pass(seconds: 10)
        bedside.hold(120, spO2: 98)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired])
        bedside.hold(1, spO2: 98)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired, .clearedUnacknowledged])
    }

    @Test func breachingAgainDuringTheHoldIsTheSameEpisode() throws {
        var bedside = try Bedside()
        bedside.hold(30, spO2: 98)
        bedside.hold(40, spO2: 88)
        bedside.hold(60, spO2: 98)
        bedside.hold(5, spO2: 88)
        bedside.hold(130, spO2: 98)
        let transitions = bedside.log.transitions.filter { $0.condition == .chartSpO2Low }
        #expect(transitions.map(\.event) == [.fired, .clearedUnacknowledged])
        #expect(transitions.last?.reopenedCount == 1)
        #expect(Set(transitions.map(\.startedAt)).count == 1)
        #expect(transitions.map(\.episodeSequence) == [1, 2])
    }

    @Test func aResolutionCarriesTheResolvingValueAndTheWorst() throws {
        var bedside = try Bedside()
        bedside.hold(30, spO2: 98)
        bedside.hold(20, spO2: 88)
        bedside.hold(20, spO2: 84)
        bedside.hold(130, spO2: 97)
        let resolved = try #require(bedside.log.transitions.last)
        #expect(resolved.event == .clearedUnacknowledged && resolved.state == .resolved)
        #expect(resolved.latestValue == 97 && resolved.worstValue == 84)
    }

    @Test func aRestoredEpisodeGoesOnWhereItsLastTransitionLeftIt() throws {
        var before = try Bedside()
        before.hold(30, spO2: 98)
        before.hold(40, spO2: 88)
        let fired = try #require(before.log.transitions.first)

        var after = try Bedside()
        after.step(.restoreEpisode(fired))
        after.hold(30, spO2: 88)
        #expect(after.log.events(.chartSpO2Low).isEmpty)
        after.hold(130, spO2: 98)
        let resolved = try #require(after.log.transitions.first)
        #expect(resolved.event == .clearedUnacknowledged && resolved.episodeSequence == 2)
        #expect(resolved.startedAt == fired.startedAt && resolved.firedAt == fired.firedAt)
    }

    @Test func aRestoredEpisodeWithoutDataIsUnknown() throws {
        var before = try Bedside()
        before.hold(40, spO2: 88)
        var after = try Bedside()
        after.step(.restoreEpisode(try #require(before.log.transitions.first)))
        after.pass(seconds: 40)
        #expect(after.log.events(.chartSpO2Low) == [.unknown])
    }

    @Test func aGoodMeasurementOlderThanTheNewestSampleEndsNothing() throws {
        var bedside = try Bedside()
        bedside.hold(40, spO2: 88)
        bedside.give(spO2: 98, measured: 20, from: Bedside.folder)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired])
        bedside.give(spO2: 98, from: Bedside.folder)
        #expect(bedside.log.last(.chartSpO2Low)?.resolution == .data)
    }
}
