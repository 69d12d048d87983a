import Alarms
import Testing
import Vitals

/// A restart takes up each episode where its last transition left it, on a clock that begins anew.
@Suite struct RestartTests {
    /// The bedside some time later on the wall clock, with the episode taken up.
    private func restarted(_ transition: AlarmTransition, after seconds: Int, limits: [ClinicianLimit] = []) throws
        -> Bedside
    {
        let wall = transition.at.wall.advanced(by: .seconds(seconds))
        var bedside = try Bedside(startAt: wall.description, admittedAt: "2026-06-15T12:00:00Z", limits: limits)
        bedside.step(.restoreEpisode(transition))
        return bedside
    }

    private func fired() throws -> AlarmTransition {
        var bedside = try Bedside()
        bedside.hold(31, spO2: 88)
        return try #require(bedside.log.last(.chartSpO2Low))
    }

    @Test func theLadderGoesOnFromItsStoredTimes() throws {
        var bedside = try restarted(try fired(), after: 200)
        bedside.hold(99, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low).isEmpty)
        bedside.hold(1, spO2: 88)
        let escalated = try #require(bedside.log.last(.chartSpO2Low))
        #expect(escalated.event == .escalated && escalated.level == 1 && escalated.episodeSequence == 2)
    }

    @Test func stepsThatFellDueWhileItWasDownComeOnceAndInOrder() throws {
        var bedside = try restarted(try fired(), after: 3 * 3600)
        bedside.hold(2, spO2: 88)
        let events = bedside.log.transitions.filter { $0.condition == .chartSpO2Low }
        #expect(events.map(\.event) == [.escalated, .escalated, .escalated] && events.map(\.level) == [1, 2, 3])
    }

    @Test func anAcknowledgementStands() throws {
        var before = try Bedside()
        before.hold(31, spO2: 88)
        before.ask(.acknowledge(try #require(before.log.episode(.chartSpO2Low)), until: nil))
        var after = try restarted(try #require(before.log.last(.chartSpO2Low)), after: 600)
        after.hold(1199, spO2: 88)
        #expect(after.log.events(.chartSpO2Low).isEmpty)
        after.hold(1, spO2: 88)
        #expect(after.log.events(.chartSpO2Low) == [.acknowledgementExpired])
    }

    @Test func aLatchedEpisodeStaysOnTheListAndCanBeTaken() throws {
        var before = try Bedside()
        before.hold(31, spO2: 88)
        before.hold(121, spO2: 98)
        let cleared = try #require(before.log.last(.chartSpO2Low))
        var after = try restarted(cleared, after: 3600)
        after.hold(1, spO2: 98)
        #expect(after.log.events(.chartSpO2Low) == [.reminded])
        after.hold(4000, spO2: 98)
        #expect(after.log.events(.chartSpO2Low) == [.reminded])
        #expect(after.ask(.acknowledge(EpisodeReference(cleared), until: nil)) == .done)
        #expect(after.log.last(.chartSpO2Low)?.isLatched == false)
    }

    @Test func aConcernGoesOn() throws {
        var before = try Bedside()
        before.ask(.concern(Bedside.child, .parent))
        var after = try restarted(try #require(before.log.last(.concern)), after: 100)
        after.pass(seconds: 79)
        #expect(after.log.events(.concern) == [.reminded])
        after.pass(seconds: 1)
        #expect(after.log.events(.concern) == [.reminded, .escalated])
        #expect(after.log.last(.concern)?.latestValue == Double(ConcernSource.parent.rawValue))
    }

    @Test func aSuppressedEpisodeIsToldWhenNothingSuppressesItAnyMore() throws {
        var before = try Bedside()
        before.hold(70, signal: .probeOff)
        before.give(spO2: 80, quality: .spot)
        var after = try restarted(try #require(before.log.last(.chartSpO2Low)), after: 60)
        after.pass()
        #expect(after.log.events(.chartSpO2Low) == [.fired])
    }

    @Test func aClockSetBackCannotPutTheNextStepOutOfReach() throws {
        // The wall clock stands a day before the firing.
        var bedside = try restarted(try fired(), after: -86_400)
        bedside.hold(300, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low) == [.escalated])
    }

    @Test func anAcknowledgementOfARunBeforeIsWrittenDown() throws {
        let old = EpisodeReference(try fired())
        var after = try Bedside(startAt: "2026-06-15T13:00:00Z", admittedAt: "2026-06-15T12:00:00Z")
        #expect(after.ask(.acknowledge(old, until: nil)) == .recorded)
    }

    @Test func aFoldStoppedAndRestoredAtAnySecondSaysTheSameAsOneThatRan() throws {
        var whole = try Bedside()
        whole.hold(31, spO2: 88)
        let fired = try #require(whole.log.last(.chartSpO2Low))
        whole.forgetLog()
        whole.hold(1900, spO2: 88)
        for stop in [1, 299, 300, 301, 899, 900, 1800] {
            // The transition that stood at that second, restored then.
            let last =
                whole.log.transitions.last {
                    $0.condition == .chartSpO2Low && $0.at.wall <= fired.at.wall.advanced(by: .seconds(stop))
                } ?? fired
            let wall = fired.at.wall.advanced(by: .seconds(stop))
            var after = try Bedside(startAt: wall.description, admittedAt: "2026-06-15T12:00:00Z")
            after.step(.restoreEpisode(last))
            after.hold(1900 - stop, spO2: 88)
            let expected = whole.log.transitions.filter { $0.condition == .chartSpO2Low && $0.at.wall > wall }
            let heard = after.log.transitions.filter { $0.condition == .chartSpO2Low }
            #expect(heard.map(\.event) == expected.map(\.event), "stopped after \(stop) s")
            #expect(heard.map(\.at.wall) == expected.map(\.at.wall), "stopped after \(stop) s")
            #expect(heard.map(\.level) == expected.map(\.level))
        }
    }
}
