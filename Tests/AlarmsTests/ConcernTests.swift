import Alarms
import Charts
import Testing
import Vitals

/// Martha's Rule: whoever is worried is heard, whatever the numbers say.
@Suite struct ConcernTests {
    enum Bed: CaseIterable { case noVitals, staleVitals, normalVitals, paused, quiet, unplugged, silent }

    @Test(arguments: Bed.allCases) func itFiresInTheTickOfItsCommand(bed: Bed) throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 15)
        switch bed {
        case .noVitals: break
        case .staleVitals:
            bedside.hold(1, spO2: 98, hr: 110)
            bedside.pass(seconds: 200)
        case .normalVitals: bedside.hold(60, spO2: 98, hr: 110)
        case .paused: bedside.ask(.pause(Bedside.child, until: bedside.wall(in: 600)))
        case .quiet: bedside.ask(.quiet(Bedside.child, until: bedside.wall(in: 600)))
        case .unplugged:
            bedside.step(.source(Bedside.oximeter, .gone, at: bedside.now.monotonic))
            bedside.pass(seconds: 30)
        case .silent: bedside.pass(seconds: 1200)
        }
        #expect(bedside.ask(.concern(Bedside.child, .parent)) == .done)
        let fired = try #require(bedside.log.transitions.last)
        #expect(fired.condition == .concern && fired.event == .fired && fired.at == bedside.now)
        #expect(fired.roles == [.primaryNurse, .reviewer] && fired.suppressedBy.isEmpty && fired.priority == .high)
        #expect(fired.triggerValue == Double(ConcernSource.parent.rawValue) && fired.score != nil)
    }

    @Test func noReadingEverEndsIt() throws {
        var bedside = try Bedside()
        bedside.ask(.concern(Bedside.child, .youngPerson))
        bedside.hold(4000, spO2: 98, hr: 110)
        #expect(!bedside.log.events(.concern).contains(.resolved))
        #expect(bedside.ask(.close(try #require(bedside.log.episode(.concern)))) == .done)
        #expect(bedside.log.transitions.last { $0.condition == .concern }?.resolution == .closed)
    }

    @Test func saidAgainItStartsItsLadderOverAndNobodyHasItAnyMore() throws {
        var bedside = try Bedside()
        bedside.ask(.concern(Bedside.child, .parent))
        bedside.pass(seconds: 180)
        bedside.ask(.acknowledge(try #require(bedside.log.episode(.concern)), until: nil))
        bedside.ask(.concern(Bedside.child, .parent))
        let renewed = try #require(bedside.log.transitions.last)
        #expect(renewed.event == .renewed && renewed.level == 1 && renewed.acknowledgedUntil == nil)
        #expect(renewed.roles == [.primaryNurse, .reviewer, .inCharge] && renewed.ladderStartedAt == bedside.now)
    }

    @Test func whenTheAcknowledgementRunsOutTheCarerIsAskedAgain() throws {
        var bedside = try Bedside()
        bedside.ask(.concern(Bedside.child, .parent))
        bedside.ask(.acknowledge(try #require(bedside.log.episode(.concern)), until: nil))
        bedside.pass(seconds: 899)
        #expect(bedside.log.notices.isEmpty)
        bedside.pass()
        #expect(bedside.log.events(.concern) == [.fired, .acknowledged, .acknowledgementExpired])
        #expect(bedside.log.notices.map(\.kind) == [.carerAsked])
    }

    @Test(arguments: CarerAnswer.allCases) func onlyTheAnswerWorseIsAConcern(answer: CarerAnswer) throws {
        var bedside = try Bedside()
        #expect(bedside.ask(.carerAnswer(Bedside.child, answer)) == .done)
        #expect(bedside.log.events(.concern) == (answer == .worse ? [.fired] : []))
        #expect(bedside.log.notices.map(\.kind) == [.carerAnswered(answer)])
    }

    @Test func aClinicianMayRaiseItToP1ButItsLadderStays() throws {
        var bedside = try Bedside()
        #expect(bedside.ask(.carerLevel(Bedside.child, .emergency)) == .recorded)
        bedside.ask(.concern(Bedside.child, .carerQuestion))
        #expect(bedside.ask(.carerLevel(Bedside.child, .high)) == .done)
        let raised = try #require(bedside.log.transitions.last)
        #expect(raised.event == .raised && raised.priority == .critical && raised.ladder == .concern)
        #expect(bedside.ask(.carerLevel(Bedside.child, .medium)) == .done)
        #expect(bedside.log.transitions.last?.event == .lowered && bedside.log.transitions.last?.priority == .high)
    }
}
