import Alarms
import Charts
import Testing
import Vitals

@Suite struct TriggerTests {
    @Test(arguments: [
        (Consciousness.alert, nil), (.voice, 1.0), (.pain, 2), (.unresponsive, 3), (.asleep, nil),
    ])
    func lessThanAlertIsP1AtOnce(grade: Consciousness, told: Double?) throws {
        var bedside = try Bedside()
        bedside.enter(number: 7) { $0.consciousness = grade }
        #expect(bedside.log.changes(.consciousness) == (told == nil ? [] : [.fired]))
        let transition = bedside.log.last(.consciousness)
        #expect(transition?.triggerValue == told && transition?.stage == (told == nil ? nil : .severe))
        #expect(transition?.priority == (told == nil ? nil : .critical))
        if told != nil { #expect(transition?.command == CommandNumber(7)) }
    }

    @Test func onlyAnAnswerThatIsEnteredEndsIt() throws {
        var bedside = try Bedside()
        bedside.enter { $0.consciousness = .pain }
        bedside.pass(seconds: 30)
        bedside.enter { $0.consciousness = .alert }
        #expect(bedside.log.changes(.consciousness) == [.fired, .resolved])
        let last = bedside.log.last(.consciousness)
        #expect(last?.triggerValue == Double(Consciousness.alert.rawValue))
        #expect(last?.worstValue == Double(Consciousness.pain.rawValue))
    }

    @Test func aWorseGradeOfTheSameStageIsToldAndTheSameOrABetterOneIsNot() throws {
        var bedside = try Bedside()
        for grade in [Consciousness.voice, .voice, .pain, .voice, .unresponsive] {
            bedside.enter { $0.consciousness = grade }
            bedside.pass()
        }
        #expect(bedside.log.changes(.consciousness) == [.fired, .raised, .raised])
        let told = bedside.log.transitions.filter { $0.condition == .consciousness }.compactMap(\.triggerValue)
        #expect(told == [1, 2, 3])
    }

    @Test func aChildAsleepEndsNoAlarmOfConsciousness() throws {
        var bedside = try Bedside()
        bedside.enter { $0.consciousness = .voice }
        bedside.pass(seconds: 5)
        bedside.enter(number: 2) { $0.consciousness = .asleep }
        #expect(bedside.log.events(.consciousness) == [.fired])
        bedside.enter(number: 3) { $0.consciousness = .voice }
        #expect(bedside.log.events(.consciousness) == [.fired], "no worse than before it slept")
        bedside.enter(number: 4) { $0.consciousness = .pain }
        #expect(bedside.log.events(.consciousness) == [.fired, .raised])
        bedside.enter(number: 5) { $0.consciousness = .alert }
        #expect(bedside.log.last(.consciousness)?.resolution == .data)
        bedside.enter(number: 6) { $0.consciousness = .asleep }
        #expect(bedside.log.last(.consciousness)?.resolution == .data, "asleep alarms nobody either")
    }

    @Test func pupilsAreP1AndNormalOnesEndIt() throws {
        var bedside = try Bedside()
        bedside.enter { $0.hasAbnormalPupils = false }
        #expect(bedside.log.transitions.isEmpty)
        bedside.enter { $0.hasAbnormalPupils = true }
        #expect(bedside.log.last(.pupils)?.priority == .critical && bedside.log.last(.pupils)?.triggerValue == 1)
        bedside.enter { $0.hasAbnormalPupils = false }
        #expect(bedside.log.changes(.pupils) == [.fired, .resolved])
    }

    @Test func suspicionOfSepsisIsP2AndOfShockP1() throws {
        var bedside = try Bedside()
        for suspicion in [SepsisSuspicion.none, .sepsis, .shock, .sepsis, .none] {
            bedside.enter { $0.sepsis = suspicion }
            bedside.pass()
        }
        #expect(bedside.log.changes(.sepsis) == [.fired, .raised, .lowered, .resolved])
        let told = bedside.log.transitions.filter {
            $0.condition == .sepsis && [.fired, .raised, .lowered].contains($0.event)
        }
        #expect(told.map(\.priority) == [.high, .critical, .high])
        #expect(told.map(\.triggerValue) == [1, 2, 1])
    }

    @Test(arguments: [
        (EscalationLevel.none, nil), (.low, Priority.high), (.medium, .high), (.high, .critical),
        (.emergency, .critical),
    ])
    func intuitionAsksForWhatTheClinicianSays(level: EscalationLevel, priority: Priority?) throws {
        var bedside = try Bedside()
        bedside.enter { $0.intuition = level }
        #expect(bedside.log.last(.intuition)?.priority == priority)
        #expect(bedside.log.last(.intuition)?.triggerValue == priority.map { _ in Double(level.rawValue) })
        bedside.enter { $0.intuition = EscalationLevel.none }
        #expect(bedside.log.changes(.intuition) == (priority == nil ? [] : [.fired, .resolved]))
    }

    @Test func whatAnEntryLeavesOutStandsAsItWas() throws {
        var bedside = try Bedside()
        bedside.enter { $0.consciousness = .voice }
        bedside.enter { $0.fillWell() }
        bedside.pass(seconds: 10)
        #expect(bedside.log.changes(.consciousness) == [.fired])
    }

    @Test func aTriggerIsUnknownWhenItsEntryIsTooOldAndNeverResolvedByTime() throws {
        var bedside = try Bedside(rules: .shortLived)
        bedside.enter { $0.consciousness = .voice }
        bedside.pass(seconds: 120)
        #expect(bedside.log.changes(.consciousness) == [.fired])
        bedside.pass()
        #expect(bedside.log.changes(.consciousness) == [.fired, .unknown])
        bedside.pass(seconds: 600)
        #expect(bedside.log.changes(.consciousness) == [.fired, .unknown])
        bedside.enter { $0.consciousness = .voice }
        bedside.pass(seconds: 120)
        #expect(bedside.log.changes(.consciousness) == [.fired, .unknown], "the same again is not news")
        bedside.enter { $0.consciousness = .alert }
        #expect(bedside.log.changes(.consciousness) == [.fired, .unknown, .resolved])
    }

    @Test(arguments: [(600.0, true), (600.001, false)])
    func anEntryTenMinutesLateStillCallsAndALaterOneDoesNot(secondsAgo: Double, isTold: Bool) throws {
        var bedside = try Bedside(admittedAt: "2026-06-15T11:00:00Z")
        bedside.enter(made: secondsAgo) { $0.consciousness = .unresponsive }
        #expect(bedside.log.changes(.consciousness) == (isTold ? [.fired] : []))
        if isTold { #expect(bedside.log.last(.consciousness)?.lateness == .seconds(600)) }
    }

    @Test func anOlderEntryDoesNotOverruleANewerOne() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 120)
        bedside.enter(made: 10) { $0.consciousness = .pain }
        bedside.enter(made: 60) { $0.consciousness = .alert }
        #expect(bedside.log.changes(.consciousness) == [.fired])
    }

    @Test func anEntryOfATimeToComeCountsWhenItComes() throws {
        var bedside = try Bedside(rules: .shortLived)
        bedside.enter(made: -3600) { $0.consciousness = .pain }
        bedside.pass(seconds: 121)
        #expect(bedside.log.changes(.consciousness) == [.fired, .unknown])
    }

    @Test func aRestartKeepsAnOpenTriggerAndItsGrade() throws {
        var before = try Bedside(rules: .shortLived)
        before.enter { $0.consciousness = .voice }
        let open = try #require(before.log.last(.consciousness))

        var bedside = try Bedside(rules: .shortLived)
        var entry = EnteredObservations()
        entry.consciousness = .voice
        bedside.step(.restoreEpisode(open))
        bedside.step(.restoreObservations(Bedside.child, entry, at: bedside.tick(at: -100).wall))
        bedside.pass(seconds: 20)
        #expect(bedside.log.changes(.consciousness).isEmpty, "told before, and not old yet")
        bedside.pass()
        #expect(bedside.log.changes(.consciousness) == [.unknown])
        bedside.enter { $0.consciousness = .pain }
        #expect(bedside.log.changes(.consciousness) == [.unknown, .raised])
    }

    @Test func aRestoredTriggerNobodyCanSpeakForIsUnknown() throws {
        var before = try Bedside()
        before.enter { $0.hasAbnormalPupils = true }
        let open = try #require(before.log.last(.pupils))
        var bedside = try Bedside()
        bedside.step(.restoreEpisode(open))
        bedside.pass()
        #expect(bedside.log.changes(.pupils) == [.unknown])
    }
}
