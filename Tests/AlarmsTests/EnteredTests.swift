@testable import Alarms
import Charts
import Testing
import Vitals

@Suite struct EnteredTests {
    @Test func whatAPersonCountedIsJudgedAtOnce() throws {
        var bedside = try Bedside()
        bedside.enter(number: 3) { $0.vitalSigns[.respiratoryRate] = 70 }
        let fired = try #require(bedside.log.last(.chartRespiratoryRateHigh))
        #expect(fired.event == .fired && fired.triggerValue == 70 && fired.command == CommandNumber(3))
        #expect(fired.quality.contains(.spot))
    }

    @Test func anEntryWithVitalSignsIsASignOfLifeAndOneWithoutIsNone() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 400)
        bedside.enter { $0.respiratoryDistress = .mild }
        bedside.pass()
        #expect(bedside.log.changes(.silence) == [.fired])
        bedside.enter { $0.vitalSigns[.temperature] = 37 }
        bedside.pass()
        #expect(bedside.log.changes(.silence) == [.fired, .resolved])
    }

    @Test func nothingEnteredIsNothingAndNeverZero() throws {
        var bedside = try Bedside()
        bedside.enter { _ in }
        let score = try #require(bedside.log.score)
        for parameter in ScoredParameter.allCases { #expect(score[parameter] == .missing) }
        #expect(score.total == nil && score.minimumTotal == 0 && score.maximumTotal == 26)
        #expect(bedside.log.transitions.isEmpty)
    }

    @Test func membersCarryTheirValueAndTheirAge() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 100)
        bedside.enter(made: 90) {
            $0.respiratoryDistress = .moderate
            $0.oxygen = .device(.nasalProngs, .litresPerMinute(2))
            $0.systolicBloodPressure = .measured(95)
            $0.capillaryRefill = 3
        }
        let score = try #require(bedside.log.score)
        #expect(score.respiratoryDistress == ScoreMember(value: 2, score: .scored(.two), age: .seconds(90)))
        #expect(score.oxygen == ScoreMember(value: 2, score: .scored(.two), age: .seconds(90)))
        #expect(score.systolicBloodPressure == ScoreMember(value: 95, score: .scored(.zero), age: .seconds(90)))
        #expect(score.capillaryRefill == ScoreMember(value: 3, score: .scored(.two), age: .seconds(90)))
    }

    @Test(arguments: [(600.0, true), (600.001, false)])
    func tenMinutesLateStillScoresAndLaterStaysOut(secondsAgo: Double, isScored: Bool) throws {
        var bedside = try Bedside()
        bedside.enter(made: secondsAgo) {
            $0.respiratoryDistress = .severe
            $0.vitalSigns[.respiratoryRate] = 70
        }
        #expect((bedside.log.score?.respiratoryDistress.score == .scored(.four)) == isScored)
        #expect((bedside.log.changes(.chartRespiratoryRateHigh) == [.fired]) == isScored)
        #expect(bedside.log.transitions.isEmpty == !isScored)
    }

    @Test func aCadenceLengthensWhatIsLateAndHowLongAnEntrySpeaks() throws {
        // Every 20 minutes: 25 minutes late is in time, and an entry speaks for 20 and 60 minutes.
        var bedside = try Bedside(cadence: .seconds(1200))
        bedside.enter(made: 1500) { $0.capillaryRefill = 4 }
        #expect(bedside.log.score?.capillaryRefill.score == .scored(.two))
        bedside.pass(seconds: 4800 - 1500)
        #expect(bedside.log.score?.capillaryRefill.score == .scored(.two))
        bedside.pass()
        #expect(bedside.log.score?.capillaryRefill == .missing)
    }

    @Test func aBirthdayScoresWhatWasEnteredByTheNewChart() throws {
        // The 1st birthday at midnight in London. 75 mmHg: another band of systolic pressure.
        let chart = try shippedChart()
        let table = (chart[.infant].systolicBloodPressure, chart[.preschool].systolicBloodPressure)
        let pressure = try #require(
            (40...140).map(Double.init).first { table.0.subScore(at: $0) != table.1.subScore(at: $0) })
        var bedside = try Bedside(bornOn: "2025-06-16", startAt: "2026-06-15T22:59:30Z")
        bedside.enter { $0.systolicBloodPressure = .measured(pressure) }
        #expect(bedside.log.score?.systolicBloodPressure.score == .scored(table.0.subScore(at: pressure)))
        bedside.pass(seconds: 60)
        bedside.give(hr: 120)
        #expect(bedside.log.score?.ageBand == .preschool)
        #expect(bedside.log.score?.systolicBloodPressure.score == .scored(table.1.subScore(at: pressure)))
    }

    @Test func fromTheNineteenthBirthdayWhatIsEnteredIsUnscorable() throws {
        var bedside = try Bedside(bornOn: "2007-06-15")
        bedside.enter { $0.fillWell() }
        let score = try #require(bedside.log.score)
        for parameter in ScoredParameter.allCases { #expect(score[parameter].score == .unscorable) }
        #expect(score.total == nil)
    }

    @Test func aRestartShowsAndScoresWhatWasEnteredAndAlarmsNobody() throws {
        var bedside = try Bedside(rules: .shortLived)
        var entry = EnteredObservations()
        entry.fillWell()
        entry.vitalSigns[.respiratoryRate] = 70
        entry.respiratoryDistress = .severe
        entry.consciousness = .pain
        bedside.step(.restoreObservations(Bedside.child, entry, at: bedside.tick(at: -100).wall))
        bedside.pass()
        let score = try #require(bedside.log.score)
        #expect(score.total == 8 && score.respiratoryDistress.age == .seconds(101))
        bedside.pass(seconds: 19)
        #expect(bedside.log.score?.total == 8)
        bedside.pass()
        #expect(bedside.log.score?.total == nil)
        #expect(bedside.log.transitions.isEmpty)
    }
}

@Suite struct EnteredCorrectionTests {
    @Test func aCorrectionReplacesTheValueOfItsMoment() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 100)
        bedside.enter(made: 50) {
            $0.respiratoryDistress = .severe
            $0.vitalSigns[.respiratoryRate] = 70
        }
        bedside.enter(made: 50, isCorrection: true) {
            $0.respiratoryDistress = .mild
            $0.vitalSigns[.respiratoryRate] = 25
        }
        #expect(bedside.log.score?.respiratoryDistress.score == .scored(.one))
        #expect(bedside.log.score?.respiratoryRate.score == .scored(.zero))
        #expect(bedside.log.changes(.chartRespiratoryRateHigh) == [.fired, .resolved])
    }

    @Test func aCorrectionReplacesAnOlderValueAndNeverANewerOne() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 100)
        bedside.enter(made: 50) { $0.respiratoryDistress = .severe }
        bedside.enter(made: 51, isCorrection: true) { $0.respiratoryDistress = RespiratoryDistress.none }
        #expect(bedside.log.score?.respiratoryDistress.score == .scored(.four))
        bedside.enter(made: 49, isCorrection: true) { $0.respiratoryDistress = RespiratoryDistress.none }
        #expect(bedside.log.score?.respiratoryDistress.score == .scored(.zero))
    }

    @Test func aCorrectionOfAVitalSignNewerReadingsStandForAlarmsNobody() throws {
        var bedside = try Bedside()
        bedside.enter { $0.vitalSigns[.spO2] = 98 }
        bedside.hold(30, spO2: 97)
        bedside.enter(made: 30, isCorrection: true) { $0.vitalSigns[.spO2] = 80 }
        #expect(bedside.log.score?.spO2.score == .scored(.zero) && bedside.log.changes(.chartSpO2Low).isEmpty)
    }

    @Test func aCorrectionTooLateToBeNewsStillTakesTheWrongNumberOutOfTheScore() throws {
        var bedside = try Bedside()
        bedside.enter {
            $0.respiratoryDistress = RespiratoryDistress.none
            $0.vitalSigns[.respiratoryRate] = 25
            $0.consciousness = .alert
        }
        bedside.pass(seconds: 601)
        bedside.enter(made: 601, isCorrection: true) {
            $0.respiratoryDistress = .severe
            $0.vitalSigns[.respiratoryRate] = 70
            $0.consciousness = .pain
            $0.capillaryRefill = 5
        }
        let score = try #require(bedside.log.score)
        #expect(score.respiratoryDistress.score == .scored(.four) && score.respiratoryRate.score == .scored(.four))
        #expect(score.capillaryRefill == .missing, "it was not entered in time, so there is nothing to correct")
        for kind in [ConditionKind.chartRespiratoryRateHigh, .chartPartialSum, .consciousness] {
            #expect(bedside.log.changes(kind).isEmpty)
        }
    }

    @Test func aCorrectionTooLateToBeNewsEndsNothing() throws {
        var bedside = try Bedside()
        bedside.enter { $0.consciousness = .pain }
        bedside.pass(seconds: 601)
        bedside.enter(made: 601, isCorrection: true) { $0.consciousness = .alert }
        bedside.pass(seconds: 5)
        #expect(bedside.log.changes(.consciousness) == [.fired])
    }

    @Test func aCorrectionFindsItsMomentWhenTheClockWasSetInBetween() throws {
        var bedside = try Bedside()
        bedside.enter {
            $0.vitalSigns[.respiratoryRate] = 70
            $0.respiratoryDistress = .severe
        }
        let made = bedside.now.wall
        var later = bedside.tick(at: 60)
        later.wall = later.wall.advanced(by: .seconds(3))
        bedside.step(.tick(later))
        var entry = EnteredObservations()
        entry.vitalSigns[.respiratoryRate] = 25
        entry.respiratoryDistress = RespiratoryDistress.none
        let deed = Command.Deed.observe(Bedside.child, entry, at: made, isCorrection: true)
        bedside.step(.command(Command(CommandNumber(2), deed), at: later))
        #expect(bedside.log.score?.respiratoryRate.score == .scored(.zero))
        #expect(bedside.log.score?.respiratoryDistress.score == .scored(.zero))
    }
}

@Suite struct EnteredSumTests {
    @Test func enteredMembersMakeTheSumAtOnceAndABetterEntryEndsItAtOnce() throws {
        var bedside = try Bedside()
        bedside.enter(number: 9) {
            $0.respiratoryDistress = .severe
            $0.oxygen = .level(.litresPerMinute(1))
        }
        #expect(bedside.log.last(.chartPartialSum)?.triggerValue == 5)
        #expect(bedside.log.last(.chartPartialSum)?.command == CommandNumber(9))
        bedside.enter { $0.respiratoryDistress = .mild }
        #expect(bedside.log.changes(.chartPartialSum) == [.fired, .resolved])
    }

    @Test func fourPointsAreNoMediumAndNineAreHigh() throws {
        var bedside = try Bedside()
        bedside.enter { $0.respiratoryDistress = .severe }
        #expect(bedside.log.changes(.chartPartialSum).isEmpty)
        bedside.enter { $0.oxygen = .device(.highFlow, nil) }
        #expect(bedside.log.last(.chartPartialSum)?.stage == .mild)
        bedside.enter {
            $0.oxygen = .device(.highFlow, nil); $0.vitalSigns[.respiratoryRate] = 45
        }
        let sum = try #require(bedside.log.score?.partialSum)
        #expect(sum >= 9 && bedside.log.changes(.chartPartialSum) == [.fired, .raised])
    }

    @Test func anEnteredMemberThatRanOutMakesTheSumUnknownAndDoesNotResolveIt() throws {
        var bedside = try Bedside(rules: .shortLived)
        bedside.enter {
            $0.respiratoryDistress = .severe
            $0.oxygen = .level(.litresPerMinute(1))
        }
        bedside.hold(400, spO2: 98, hr: 110)
        #expect(bedside.log.changes(.chartPartialSum) == [.fired, .unknown])
        bedside.enter {
            $0.respiratoryDistress = RespiratoryDistress.none
            $0.oxygen = .air
        }
        #expect(bedside.log.changes(.chartPartialSum) == [.fired, .unknown, .resolved])
    }

    @Test func otherMembersRaiseASumWhoseOwnHaveRunOut() throws {
        var bedside = try Bedside(rules: .shortLived)
        bedside.enter {
            $0.respiratoryDistress = .severe
            $0.oxygen = .level(.litresPerMinute(1))
        }
        bedside.pass(seconds: 130)
        #expect(bedside.log.changes(.chartPartialSum) == [.fired, .unknown])
        bedside.enter {
            $0.vitalSigns[.spO2] = 88
            $0.vitalSigns[.heartRate] = 220
            $0.vitalSigns[.respiratoryRate] = 80
        }
        #expect(bedside.log.changes(.chartPartialSum) == [.fired, .unknown, .raised])
        bedside.pass(seconds: 5)
        #expect(bedside.log.changes(.chartPartialSum) == [.fired, .unknown, .raised], "it knows its own members")
    }

    @Test func anEntryDoesNotCutShortTheOnsetOfAMemberThatStreams() throws {
        // SpO2 93 adds 1 and has two minutes to be true; the distress adds 4.
        var bedside = try Bedside()
        bedside.hold(5, spO2: 93)
        bedside.enter { $0.respiratoryDistress = .severe }
        #expect(bedside.log.changes(.chartPartialSum).isEmpty)
        bedside.hold(130, spO2: 93)
        #expect(bedside.log.changes(.chartPartialSum) == [.fired])
    }

    @Test func anEntryOnTopOfAMemberThatHasServedItsOnsetIsTold() throws {
        var bedside = try Bedside()
        bedside.hold(125, spO2: 93)
        #expect(bedside.log.changes(.chartSpO2Low) == [.fired])
        bedside.enter { $0.respiratoryDistress = .severe }
        #expect(bedside.log.changes(.chartPartialSum) == [.fired])
    }

    @Test func anEntryOfSomethingElseDoesNotCutShortTheHoldOfAMemberThatStreams() throws {
        var bedside = try Bedside()
        bedside.enter { $0.respiratoryDistress = .severe }
        bedside.hold(130, spO2: 93)
        #expect(bedside.log.changes(.chartPartialSum) == [.fired])
        bedside.hold(3, spO2: 98)
        bedside.enter { $0.capillaryRefill = 2 }
        #expect(bedside.log.changes(.chartPartialSum) == [.fired])
        bedside.hold(120, spO2: 98)
        #expect(bedside.log.changes(.chartPartialSum) == [.fired, .resolved])
    }

    @Test func aRestoredSumIsNotResolvedByAMemberThatIsNotThereYet() throws {
        var before = try Bedside()
        before.enter {
            $0.respiratoryDistress = .severe
            $0.oxygen = .level(.litresPerMinute(1))
        }
        let open = try #require(before.log.last(.chartPartialSum))
        var bedside = try Bedside()
        bedside.step(.restoreEpisode(open))
        bedside.hold(200, spO2: 98, hr: 110)
        #expect(bedside.log.changes(.chartPartialSum) == [.unknown])
        bedside.enter {
            $0.respiratoryDistress = RespiratoryDistress.none
            $0.oxygen = .air
        }
        #expect(bedside.log.changes(.chartPartialSum) == [.unknown, .resolved])
    }
}
