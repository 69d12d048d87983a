import Alarms
import Testing
import Vitals

@Suite struct LadderTests {
    private static let floor = ClinicianLimit(
        sign: .spO2, side: .low, value: 85, author: "Dr Example", reason: "test")

    /// Minutes from the firing, with each event of an episode that nobody takes.
    private func climb(_ bedside: borrowing Bedside, _ kind: ConditionKind) -> [String] {
        let transitions = bedside.log.transitions.filter { $0.condition == kind && $0.event != .unknown }
        guard let fired = transitions.first else { return [] }
        return transitions.map {
            let minutes = Int($0.at.monotonic.since(fired.at.monotonic).inSeconds.rounded()) / 60
            return "\(minutes) \($0.event.name) L\($0.level)"
        }
    }

    @Test func aP1GoesToOneMoreAtTwoFiveAndTenMinutesAndIsRepeatedBetweenAndAfter() throws {
        var bedside = try Bedside(limits: [Self.floor])
        bedside.hold(16 + 21 * 60, spO2: 80)
        #expect(
            climb(bedside, .limitSpO2Low) == [
                "0 fired L0", "2 escalated L1", "4 reminded L1", "5 escalated L2", "7 reminded L2", "9 reminded L2",
                "10 escalated L3", "15 reminded L3", "20 reminded L3",
            ])
        let last = try #require(bedside.log.transitions.last { $0.condition == .limitSpO2Low })
        #expect(last.roles == [.primaryNurse, .secondNurse, .inCharge, .escalation] && last.ladder == .critical)
    }

    @Test(arguments: [-86_400, -60, 60, 86_400]) func aStepOfTheTimeOfDayMovesNoStepOfTheLadder(seconds: Int) throws {
        var bedside = try Bedside()
        bedside.hold(31 + 4 * 60, spO2: 88)
        bedside.clockAhead = .seconds(seconds)
        bedside.hold(12 * 60, spO2: 88)
        #expect(climb(bedside, .chartSpO2Low) == ["0 fired L0", "5 escalated L1", "15 escalated L2"])
    }

    @Test func aP2EndsInsideTheQuarterOfAnHourTheChartAllows() throws {
        var bedside = try Bedside()
        bedside.hold(31 + 46 * 60, spO2: 88)
        #expect(
            climb(bedside, .chartSpO2Low) == [
                "0 fired L0", "5 escalated L1", "15 escalated L2", "25 reminded L2", "30 escalated L3",
                "45 reminded L3",
            ])
    }

    @Test func equipmentStaysOnTheHubForTwentyMinutesAndThenGoesToTheTeam() throws {
        var bedside = try Bedside()
        for _ in 0..<(61 + 20 * 60) {
            bedside.give(signal: .probeOff)
            bedside.give(spO2: 98, from: Bedside.folder)
            bedside.pass()
        }
        let probe = bedside.log.transitions.filter { $0.condition == .probeOff }
        #expect(probe.map(\.event) == [.fired, .escalated, .escalated])
        #expect(probe.map(\.roles) == [[], [], .primaryNurse])
    }

    @Test func aConcernGoesToTheNurseAndTheReviewerAtOnce() throws {
        var bedside = try Bedside()
        bedside.ask(.concern(Bedside.child, .parent))
        bedside.pass(seconds: 10 * 60)
        let roles = bedside.log.transitions.filter { $0.condition == .concern && $0.event != .reminded }.map(\.roles)
        #expect(
            roles == [
                [.primaryNurse, .reviewer], [.primaryNurse, .reviewer, .inCharge],
                [.primaryNurse, .reviewer, .inCharge, .secondNurse],
                [.primaryNurse, .reviewer, .inCharge, .secondNurse, .escalation],
            ])
    }

    @Test func aRiseStartsTheLadderOfTheNewPriorityAndKeepsItsLevel() throws {
        var bedside = try Bedside()
        bedside.hold(121 + 15 * 60, spO2: 93)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired, .escalated])
        bedside.hold(31, spO2: 88)
        let raised = try #require(bedside.log.transitions.last)
        #expect(raised.event == .raised && raised.level == 1 && raised.roles == [.primaryNurse, .secondNurse])
        bedside.hold(15 * 60 - 2, spO2: 88)
        #expect(bedside.log.transitions.last { $0.condition == .chartSpO2Low }?.event == .reminded)
        bedside.hold(1, spO2: 88)
        #expect(bedside.log.transitions.last { $0.condition == .chartSpO2Low }?.level == 2)
    }

    @Test func stepsMissedInAGapComeOnceEachAndInOrder() throws {
        var bedside = try Bedside(limits: [Self.floor])
        bedside.hold(17, spO2: 80)
        bedside.forgetLog()
        bedside.leap(seconds: 47 * 60)
        let events = bedside.log.transitions.filter { $0.condition == .limitSpO2Low && $0.event != .unknown }
        #expect(events.map(\.event) == [.escalated, .escalated, .escalated])
        #expect(events.map(\.level) == [1, 2, 3])
        bedside.leap(seconds: 47 * 60)
        #expect(bedside.log.events(.limitSpO2Low).suffix(1) == [.reminded], "however many were missed")
    }

    @Test func aMessageSaysWhenTheNextStepIs() throws {
        var bedside = try Bedside()
        bedside.hold(31, spO2: 88)
        let fired = try #require(bedside.log.transitions.first)
        #expect(fired.nextStepAt == fired.at.advanced(by: .seconds(300)) && fired.ladderStartedAt == fired.at)
    }

    @Test func theHoldStopsTheLadderAndABreachLetsItGoOn() throws {
        var bedside = try Bedside()
        bedside.hold(31 + 280, spO2: 88)
        bedside.hold(60, spO2: 98)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired], "the step at 5 min waits for the hold")
        bedside.hold(2, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired, .escalated])
        #expect(bedside.log.transitions.last?.reopenedCount == 1)
    }

    @Test func whatIsOverByTheNumbersAndWasTakenByNobodyIsRemindedOfOnce() throws {
        var bedside = try Bedside()
        bedside.hold(40, spO2: 88)
        bedside.hold(130, spO2: 98)
        let cleared = try #require(bedside.log.transitions.last)
        #expect(cleared.event == .clearedUnacknowledged && cleared.isLatched && cleared.resolution == .data)
        bedside.hold(3600, spO2: 98)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired, .clearedUnacknowledged, .reminded])
        let episode = try #require(bedside.log.episode(.chartSpO2Low))
        #expect(bedside.ask(.acknowledge(episode, until: nil)) == .done)
        #expect(
            bedside.log.transitions.last?.event == .acknowledged && bedside.log.transitions.last?.isLatched == false)
        #expect(bedside.ask(.acknowledge(episode, until: nil)) == .recorded)
    }

    @Test func aNewEpisodeTakesThePlaceOfTheLatchedOne() throws {
        var bedside = try Bedside()
        bedside.hold(40, spO2: 88)
        bedside.hold(130, spO2: 98)
        bedside.hold(40, spO2: 88)
        let told = bedside.log.transitions.filter { $0.condition == .chartSpO2Low }
        #expect(told.map(\.event) == [.fired, .clearedUnacknowledged, .resolved, .fired])
        #expect(told[2].startedAt == told[0].startedAt && !told[2].isLatched && told[3].startedAt != told[0].startedAt)
    }

    @Test func whatWasTakenOrIsOfP3ResolvesWithoutALatch() throws {
        var bedside = try Bedside()
        bedside.hold(125, spO2: 93)
        bedside.hold(130, spO2: 98)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired, .resolved])
        bedside.hold(40, spO2: 88)
        bedside.ask(.acknowledge(try #require(bedside.log.episode(.chartSpO2Low)), until: nil))
        bedside.hold(130, spO2: 98)
        #expect(bedside.log.events(.chartSpO2Low).suffix(3) == [.fired, .acknowledged, .resolved])
    }

    @Test func anAlarmSaysWhatElseStandsAroundTheChild() throws {
        var bedside = try Bedside()
        bedside.give(temp: 37.9, from: Bedside.folder)
        bedside.pass(seconds: 20)
        let until = bedside.now.wall.advanced(by: .seconds(600))
        bedside.step(.command(Command(CommandNumber(1), .pause(Bedside.child, until: until)), at: bedside.now))
        bedside.step(.command(Command(CommandNumber(2), .concern(Bedside.child, .parent)), at: bedside.now))
        let concern = try #require(bedside.log.last(.concern)?.context)
        #expect(concern.open.isEmpty && concern.temperature == 37.9 && concern.temperatureAge == .seconds(20))
        #expect(concern.pausedUntil?.wall == until && concern.quietUntil == nil)
        bedside.hold(40, spO2: 88)
        #expect(bedside.log.last(.chartSpO2Low)?.context?.open == [.concern])
        #expect(
            bedside.log.transitions.allSatisfy { ($0.context == nil) == ("\($0.subject)".hasPrefix("child") == false) })
    }
}
