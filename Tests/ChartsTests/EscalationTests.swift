import Charts
import Testing

@Suite struct EscalationTests {
    @Test(arguments: [
        (0, EscalationLevel.none), (1, .low), (4, .low), (5, .medium), (8, .medium), (9, .high), (12, .high),
        (13, .emergency), (26, .emergency),
    ])
    func theLevelsBeginAtOneFiveNineAndThirteen(total: Int, level: EscalationLevel) {
        #expect(NationalChart.chart.levels.level(ofTotal: total) == level)
    }

    @Test func thresholdsThatDoNotRiseAreRefused() {
        #expect(LevelThresholds(low: 1, medium: 5, high: 9, emergency: Limits.levelTotal) != nil)
        #expect(LevelThresholds(low: 1, medium: 5, high: 9, emergency: Limits.levelTotal + 1) == nil)
        #expect(LevelThresholds(low: 0, medium: 5, high: 9, emergency: 13) == nil)
        #expect(LevelThresholds(low: 1, medium: 5, high: 5, emergency: 13) == nil)
    }

    @Test func theHighestStandsAndOnATieTheFirstIsNamed() {
        var triggers = Triggers()
        #expect(Escalation(score: EscalationLevel.none, triggers: triggers) == .standing(.none, nil))
        #expect(Escalation(score: nil, triggers: triggers) == .unknown)
        triggers.intuitionLevel = .medium
        #expect(Escalation(score: .low, triggers: triggers) == .standing(.medium, .clinicalIntuition))
        triggers.carerLevel = .medium
        #expect(Escalation(score: .low, triggers: triggers) == .standing(.medium, .carerQuestion))
        triggers.sepsis = .sepsis
        #expect(Escalation(score: nil, triggers: triggers) == .standing(.medium, .specificConcern))
        #expect(Escalation(score: .medium, triggers: triggers) == .standing(.medium, .score))
        triggers.intuitionLevel = .high
        #expect(Escalation(score: .medium, triggers: triggers) == .standing(.high, .clinicalIntuition))
    }

    @Test(arguments: [
        (Consciousness.alert, EscalationLevel.none), (.asleep, .none), (.voice, .high), (.pain, .emergency),
        (.unresponsive, .emergency),
    ])
    func consciousnessEscalatesWithoutPoints(consciousness: Consciousness, level: EscalationLevel) {
        var triggers = Triggers()
        triggers.consciousness = consciousness
        #expect(triggers.specificConcern == level)
    }

    @Test func sepsisAndPupilsEscalate() {
        var triggers = Triggers()
        triggers.sepsis = SepsisSuspicion.none
        #expect(triggers.specificConcern == .none)
        triggers.sepsis = .sepsis
        #expect(triggers.specificConcern == .medium)
        triggers.sepsis = .shock
        #expect(triggers.specificConcern == .high)
        triggers.hasAbnormalPupils = true
        #expect(triggers.specificConcern == .emergency)
    }

    @Test func aWorryWithoutALevelIsPendingAndNeverNone() {
        var triggers = Triggers()
        triggers.carer = .worse
        #expect(Escalation(score: EscalationLevel.none, triggers: triggers) == .pending(.carerQuestion))
        #expect(Escalation(score: nil, triggers: triggers) == .pending(.carerQuestion))
        #expect(Escalation(score: .low, triggers: triggers) == .standing(.low, .score))
        triggers.hasClinicalIntuition = true
        #expect(Escalation(score: nil, triggers: triggers) == .pending(.carerQuestion))
        triggers.carerLevel = EscalationLevel.none
        #expect(Escalation(score: nil, triggers: triggers) == .pending(.clinicalIntuition))
        triggers.intuitionLevel = EscalationLevel.none
        #expect(Escalation(score: EscalationLevel.none, triggers: triggers) == .standing(.none, nil))
    }

    @Test(arguments: [CarerAnswer.same, .better, .asleep, .unavailable])
    func aChosenLevelCountsWhateverTheCarerSaid(answer: CarerAnswer) {
        var triggers = Triggers()
        triggers.carer = answer
        #expect(Escalation(score: EscalationLevel.none, triggers: triggers) == .standing(.none, nil))
        triggers.carerLevel = .high
        #expect(Escalation(score: .low, triggers: triggers) == .standing(.high, .carerQuestion))
    }
}
