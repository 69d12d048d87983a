import Alarms
import Testing
import Vitals

@Suite struct PauseTests {
    @Test(arguments: [(0.0, false), (1, true), (3600, true), (3601, false)])
    func aPauseOrAQuietLastsAnHourAtMost(seconds: Double, isAllowed: Bool) throws {
        var bedside = try Bedside()
        let expected: CommandOutcome.Result = isAllowed ? .done : .notAllowed
        #expect(bedside.ask(.pause(Bedside.child, until: bedside.wall(in: seconds))) == expected)
        #expect(bedside.ask(.quiet(Bedside.child, until: bedside.wall(in: seconds))) == expected)
        #expect(bedside.log.notices.count == (isAllowed ? 2 : 0))
    }

    @Test func aPauseEndsByItselfAndSaysSo() throws {
        var bedside = try Bedside()
        bedside.ask(.pause(Bedside.child, until: bedside.wall(in: 60)))
        bedside.pass(seconds: 59)
        #expect(bedside.log.notices.count == 1)
        bedside.pass()
        #expect(bedside.log.notices.last?.kind == .pauseEnded && bedside.log.notices.last?.command == nil)
    }

    @Test func aSecondPauseNeedsATimelyReadingAfterTheFirst() throws {
        var bedside = try Bedside()
        bedside.hold(5, spO2: 98)
        bedside.ask(.pause(Bedside.child, until: bedside.wall(in: 60)))
        #expect(bedside.ask(.pause(Bedside.child, until: bedside.wall(in: 60))) == .notAllowed)
        bedside.hold(30, spO2: 98)
        bedside.pass(seconds: 40)
        #expect(bedside.ask(.pause(Bedside.child, until: bedside.wall(in: 60))) == .notAllowed)
        bedside.hold(1, spO2: 98)
        #expect(bedside.ask(.pause(Bedside.child, until: bedside.wall(in: 60))) == .done)
    }

    @Test func silenceCountsFromTheEndOfThePauseAndTellsTheTrueTime() throws {
        var bedside = try Bedside()
        bedside.hold(1, spO2: 98)
        bedside.ask(.pause(Bedside.child, until: bedside.wall(in: 600)))
        bedside.pass(seconds: 899)
        #expect(bedside.log.events(.silence).isEmpty)
        bedside.pass()
        let silence = try #require(bedside.log.last(.silence))
        #expect(silence.event == .fired && silence.stage == .mild)
        #expect(silence.latestValue == 901 && silence.startedAt == bedside.start)
    }

    @Test func aPauseEndedEarlyLetsSilenceCountFromThere() throws {
        var bedside = try Bedside()
        bedside.hold(1, spO2: 98)
        bedside.ask(.pause(Bedside.child, until: bedside.wall(in: 3600)))
        bedside.pass(seconds: 60)
        #expect(bedside.ask(.endPause(Bedside.child)) == .done)
        bedside.pass(seconds: 299)
        #expect(bedside.log.events(.silence).isEmpty)
        bedside.pass()
        #expect(bedside.log.events(.silence) == [.fired])
    }

    @Test func theEquipmentsAlarmsWaitForTheEndOfThePauseAndAreToldInItsTick() throws {
        var bedside = try Bedside()
        bedside.ask(.pause(Bedside.child, until: bedside.wall(in: 120)))
        bedside.step(.source(Bedside.oximeter, .gone, at: bedside.now.monotonic))
        bedside.pass(seconds: 119)
        #expect(bedside.log.events(.deviceGone) == [.suppressed])
        #expect(bedside.log.last(.deviceGone)?.suppressedBy == .plannedPause)
        bedside.pass()
        #expect(bedside.log.events(.deviceGone) == [.suppressed, .fired])
        #expect(bedside.log.last(.deviceGone)?.at == bedside.now)
    }

    @Test func vitalSignsAreJudgedDuringAPauseAndAQuiet() throws {
        var bedside = try Bedside()
        bedside.ask(.pause(Bedside.child, until: bedside.wall(in: 600)))
        bedside.ask(.quiet(Bedside.child, until: bedside.wall(in: 600)))
        bedside.hold(70, signal: .probeOff)
        #expect(bedside.log.last(.probeOff)?.event == .suppressed)
        bedside.hold(31, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired], "a probe's alarm that nobody hears suppresses nothing")
    }

    @Test func quietHoldsTheEquipmentAndBreaksForUrgentSilence() throws {
        var bedside = try Bedside()
        bedside.ask(.quiet(Bedside.child, until: bedside.wall(in: 3600)))
        bedside.pass(seconds: 300)
        #expect(bedside.log.last(.silence)?.event == .suppressed && bedside.log.last(.silence)?.suppressedBy == .quiet)
        bedside.pass(seconds: 599)
        #expect(bedside.log.events(.silence) == [.suppressed])
        bedside.pass()
        #expect(bedside.log.events(.silence) == [.suppressed, .raised, .fired])
        #expect(bedside.log.last(.silence)?.roles == .primaryNurse)
    }

    @Test func quietEndsByItselfOrWhenAskedTo() throws {
        var bedside = try Bedside()
        bedside.ask(.quiet(Bedside.child, until: bedside.wall(in: 400)))
        bedside.pass(seconds: 399)
        #expect(bedside.log.events(.silence) == [.suppressed])
        bedside.pass()
        #expect(bedside.log.events(.silence) == [.suppressed, .fired] && bedside.log.notices.last?.kind == .quietEnded)
        bedside.ask(.quiet(Bedside.child, until: bedside.wall(in: 400)))
        #expect(bedside.ask(.endQuiet(Bedside.child)) == .done)
        #expect(bedside.log.notices.last?.kind == .quietEnded && bedside.log.notices.last?.command != nil)
    }

    @Test func desaturatingAndThenBeingPausedIsStillAnUrgentSilence() throws {
        var bedside = try Bedside()
        bedside.hold(10, spO2: 98)
        bedside.hold(20, spO2: 88)
        bedside.ask(.pause(Bedside.child, until: bedside.wall(in: 600)))
        bedside.pass(seconds: 600 + 299)
        #expect(bedside.log.events(.silence).isEmpty)
        bedside.pass(seconds: 2)
        let silence = try #require(bedside.log.last(.silence))
        #expect(silence.event == .fired && silence.priority == .high && silence.audience == .team)
    }
}
