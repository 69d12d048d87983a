import Alarms
import Testing
import Vitals

@Suite struct AcknowledgementTests {
    /// A P2 that has just fired.
    private func firing() throws -> Bedside {
        var bedside = try Bedside()
        bedside.hold(31, spO2: 88)
        return bedside
    }

    @Test(arguments: [(1799, 0), (1800, 1)]) func itHoldsForAsLongAsItsLadderSaysAndThenClimbs(
        seconds: Int, expiries: Int
    ) throws {
        var bedside = try firing()
        #expect(bedside.ask(.acknowledge(try #require(bedside.log.episode(.chartSpO2Low)), until: nil)) == .done)
        bedside.forgetLog()
        bedside.hold(seconds, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low).count == expiries)
        if expiries == 1 {
            let expired = try #require(bedside.log.transitions.first { $0.condition == .chartSpO2Low })
            #expect(expired.event == .acknowledgementExpired && expired.state == .firing && expired.level == 1)
            #expect(expired.roles == [.primaryNurse, .secondNurse])
            #expect(expired.nextStepAt == expired.at.advanced(by: .seconds(600)), "the steps keep their distance")
        }
    }

    @Test(arguments: [(600.0, 600.0), (1800, 1800), (1801, 1800), (90_000, 1800)])
    func nobodyCanTakeItForLongerThanTheLadderLets(asked: Double, lasts: Double) throws {
        var bedside = try firing()
        let episode = try #require(bedside.log.episode(.chartSpO2Low))
        #expect(bedside.ask(.acknowledge(episode, until: bedside.wall(in: asked))) == .done)
        #expect(bedside.log.transitions.last?.acknowledgedUntil?.wall == bedside.wall(in: lasts))
    }

    @Test func anAcknowledgementThatIsOverAlreadyIsRefused() throws {
        var bedside = try firing()
        let episode = try #require(bedside.log.episode(.chartSpO2Low))
        #expect(bedside.ask(.acknowledge(episode, until: bedside.wall(in: 0))) == .notAllowed)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired])
        #expect(bedside.ask(.acknowledge(episode, until: bedside.wall(in: 1))) == .done)
    }

    @Test func takingItAgainExtendsIt() throws {
        var bedside = try firing()
        let episode = try #require(bedside.log.episode(.chartSpO2Low))
        bedside.ask(.acknowledge(episode, until: nil))
        bedside.hold(1700, spO2: 88)
        bedside.ask(.acknowledge(episode, until: nil))
        bedside.forgetLog()
        bedside.hold(1700, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low).isEmpty)
    }

    @Test func aRiseEndsIt() throws {
        var bedside = try Bedside()
        bedside.hold(121, spO2: 93)
        bedside.ask(.acknowledge(try #require(bedside.log.episode(.chartSpO2Low)), until: nil))
        bedside.hold(31, spO2: 88)
        let raised = try #require(bedside.log.transitions.last)
        #expect(raised.event == .raised && raised.acknowledgedUntil == nil && !raised.wasAcknowledged)
    }

    @Test func oneThatRunsOutDuringTheHoldWaitsForABreach() throws {
        var bedside = try firing()
        bedside.ask(.acknowledge(try #require(bedside.log.episode(.chartSpO2Low)), until: bedside.wall(in: 30)))
        bedside.forgetLog()
        bedside.hold(60, spO2: 98)
        #expect(bedside.log.events(.chartSpO2Low).isEmpty)
        bedside.hold(1, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low) == [.acknowledgementExpired])
    }

    @Test func aTransitionNamesTheCommandThatMadeIt() throws {
        var bedside = try firing()
        bedside.ask(.acknowledge(try #require(bedside.log.episode(.chartSpO2Low)), until: nil))
        #expect(bedside.log.transitions.last?.command == bedside.log.outcomes.last?.number)
        bedside.hold(1800, spO2: 88)
        #expect(bedside.log.transitions.last { $0.condition == .chartSpO2Low }?.command == nil)
    }

    /// Whoever takes one alarm of a child has not taken the others: they climb as if nobody had come.
    @Test func theChildsOtherAlarmsClimbOn() throws {
        func told(taking: Bool) throws -> RecordLog {
            var bedside = try Bedside()
            bedside.hold(31, spO2: 88, hr: 190)
            bedside.ask(.concern(Bedside.child, .parent))
            let episode = try #require(bedside.log.episode(.chartSpO2Low))
            if taking { #expect(bedside.ask(.acknowledge(episode, until: nil)) == .done) }
            bedside.hold(1700, spO2: 88, hr: 190)
            return bedside.log
        }
        let (taken, untaken) = (try told(taking: true), try told(taking: false))
        #expect(taken.events(.chartSpO2Low) == [.fired, .acknowledged])
        for other in [ConditionKind.chartHeartRateHigh, .concern] {
            #expect(taken.events(other) == untaken.events(other), "\(other)")
            #expect(taken.events(other).contains(.escalated), "\(other)")
        }
    }

    @Test func anEpisodeNobodyKnowsIsRefusedAndAnOlderOneIsWrittenDown() throws {
        var bedside = try firing()
        let first = try #require(bedside.log.episode(.chartSpO2Low))
        var later = first
        later.firedAt = bedside.wall(in: 1)
        #expect(bedside.ask(.acknowledge(later, until: nil)) == .noSuchEpisode)
        var elsewhere = first
        elsewhere.subject = .child(ChildIndex(7))
        #expect(bedside.ask(.acknowledge(elsewhere, until: nil)) == .noSuchChild)
        bedside.ask(.close(first))
        bedside.hold(31, spO2: 88)
        #expect(bedside.log.episode(.chartSpO2Low) != first)
        #expect(bedside.ask(.acknowledge(first, until: nil)) == .recorded)
        #expect(bedside.log.transitions.last?.acknowledgedUntil == nil)
    }

    @Test func closingNeedsNoDataAndWhatIsStillTrueFiresAnew() throws {
        var bedside = try firing()
        let episode = try #require(bedside.log.episode(.chartSpO2Low))
        #expect(bedside.ask(.close(episode)) == .done)
        #expect(bedside.log.transitions.last?.event == .resolved && bedside.log.transitions.last?.resolution == .closed)
        bedside.hold(30, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired, .resolved])
        bedside.hold(1, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired, .resolved, .fired])
    }

    @Test func whatWasEnteredInErrorIsVoid() throws {
        var bedside = try Bedside()
        bedside.give(spO2: 80, from: Bedside.folder)
        let episode = try #require(bedside.log.episode(.chartSpO2Low))
        #expect(bedside.ask(.void(episode)) == .done)
        let voided = try #require(bedside.log.transitions.last)
        #expect(voided.event == .voided && voided.state == .void && voided.resolution == .void)
        #expect(bedside.ask(.void(episode)) == .recorded)
        #expect(bedside.ask(.close(episode)) == .recorded)
    }

    /// Somebody takes an alarm of a hub whose clock is an hour behind; then the clock is put right.
    @Test func untilWhenSomebodyHasItIsSaidByTheTimeOfDayOfNow() throws {
        var bedside = try Bedside()
        bedside.hold(40, spO2: 88)
        let until = bedside.tick(at: 40 + 600)
        bedside.ask(.acknowledge(try #require(bedside.log.episode(.chartSpO2Low)), until: until.wall))
        #expect(bedside.log.last(.chartSpO2Low)?.acknowledgedUntil == until)
        bedside.clockAhead = .seconds(3_600)
        bedside.pass(seconds: 70)
        let unknown = try #require(bedside.log.last(.chartSpO2Low))
        #expect(unknown.event == .unknown && unknown.state == .acknowledged)
        #expect(unknown.acknowledgedUntil?.monotonic == until.monotonic)
        #expect(unknown.acknowledgedUntil?.wall == until.wall.advanced(by: .seconds(3_600)))
    }
}
