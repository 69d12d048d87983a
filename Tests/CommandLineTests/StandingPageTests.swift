import Alarms
import Charts
import Register
import Testing
import Vitals

@testable import spotward

/// The brief, the handover and a concern's standing.
@Suite struct StandingPageTests {
    private func worried() throws -> ChildOnWard {
        var child = try #require(try Night.ward().children.last)
        child.setting = .home
        child.ageBand = .preschool
        child.template = .bronchiolitis
        child.cadence = .seconds(4 * 3_600)
        child.admittedAt = Night.at(-200_000)
        child.limits = [
            ClinicianLimit(sign: .spO2, side: .low, value: 88, author: "Dr Singh", reason: "agreed", until: nil)
        ]
        child.usual = [UsualValue(sign: .spO2, value: 93, author: "Dr Singh")]
        child.observedAt = Night.at(-3_600)
        child.carer = CarerNote(answer: .worse, at: Night.at(100), unansweredSince: nil)
        return child
    }

    @Test func theBriefIsSituationBackgroundAssessmentRecommendation() throws {
        let levels = try Night.edition().chart.levels
        let text = BriefPage(child: try worried(), at: Night.at(600), levels: levels).text(.plain)
        #expect(text == Golden.brief, "\(text)")
    }

    @Test func aPartialScoreIsNeverPrintedAsATotal() throws {
        let levels = try Night.edition().chart.levels
        let partial = ScoreWords(score: Night.partial, levels: levels)
        let lines = partial.lines(usual: []).joined(separator: "\n")
        #expect(lines.contains("PARTIAL, 2 of 7, sum 5, the total would be 5 to 23 of 26"))
        #expect(lines.contains("SpO2 and heart rate alone reach at most 8 of 26") && lines.contains("missing: "))
        #expect(partial.line == "partial 5, 2 of 7, 5–23")
        let complete = ScoreWords(score: Night.complete, levels: levels)
        #expect(complete.line == "SPOT 10 (High)")
        #expect(complete.lines(usual: [])[0].contains("complete, total 10 of 26, level High"))
        let nothing = ScoreWords(score: Night.empty, levels: levels)
        #expect(nothing.line == "no score: nothing current" && nothing.missing.count == 7)
        #expect(nothing.lines(usual: [])[0].contains("PARTIAL, 0 of 7, no sum, the total would be 0 to 26 of 26"))
    }

    @Test(arguments: ScoredParameter.allCases)
    func aScoreThatLacksOneMemberSaysWhich(parameter: ScoredParameter) throws {
        var score = Night.complete
        switch parameter {
        case .respiratoryRate: score.respiratoryRate = .missing
        case .respiratoryDistress: score.respiratoryDistress = .missing
        case .spO2: score.spO2 = .missing
        case .oxygen: score.oxygen = .missing
        case .heartRate: score.heartRate = .missing
        case .systolicBloodPressure: score.systolicBloodPressure = .missing
        case .capillaryRefill: score.capillaryRefill = .missing
        }
        let words = ScoreWords(score: score, levels: try Night.edition().chart.levels)
        #expect(words.missing == [parameter] && !words.line.contains("SPOT"))
        #expect(words.lines(usual: []).contains("  missing: \(parameter.plainName)"))
    }

    @Test func airIsCalledAirAndSupportWithoutALevelIsNot() throws {
        var member = Night.complete.oxygen
        member.value = nil
        member.score = .scored(.zero)
        #expect(ScoredParameter.oxygen.spoken(member) == "air")
        member.score = .scored(.two)
        #expect(ScoredParameter.oxygen.spoken(member) == "support, level not given")
    }

    @Test(arguments: [
        (OxygenSupport.level(.litresPerMinute(2)), "2 L/min"), (.level(.percent(28)), "28 %"),
        (.device(.nasalProngs, .litresPerMinute(2)), "2 L/min NP"),
    ]) func oxygenIsShownInTheUnitItWasGivenIn(support: OxygenSupport, words: String) throws {
        var score = Night.complete
        score.oxygenSupport = support
        let lines = ScoreWords(score: score, levels: try Night.edition().chart.levels).lines(usual: [])
        #expect(lines.contains { $0.contains("oxygen") && $0.contains(" \(words) ") })
    }

    @Test func aScoreOfBeforeSaysALevelWithoutAUnit() throws {
        let lines = ScoreWords(score: Night.complete, levels: try Night.edition().chart.levels).lines(usual: [])
        #expect(lines.contains { $0.contains("oxygen") && $0.contains("level 2") })
    }

    @Test func aHandoverSaysWhichAnswerWhichLimitAndWhichDevice() {
        #expect(WardCommand.Deed.carerAnswer(child: "a", .same, note: nil).plainWords == "the same")
        #expect(WardCommand.Deed.carerAnswer(child: "a", .worse, note: "pale").plainWords == "worse, pale")
        #expect(
            WardCommand.Deed.setLimit(child: "a", sign: .spO2, side: .low, value: 92, reason: "plan", until: nil)
                .plainWords
                == "SpO2 at or below 92 %, plan")
        #expect(
            WardCommand.Deed.removeLimit(child: "a", sign: .heartRate, side: .high, reason: "well").plainWords
                == "heart rate high, well")
        #expect(WardCommand.Deed.bind(source: "left", child: "a", isConfirmed: true).plainWords == "left to a")
        #expect(WardCommand.Deed.bind(source: "left", child: nil, isConfirmed: true).plainWords == "left to nobody")
    }

    @Test func theBriefSaysWhatWhoeverIsWorriedSaid() throws {
        var child = ChildOnWard("adm-a")
        var transition = Night.desaturation()
        transition.condition = .concern
        var alarm = Night.open(transition, "1")
        alarm.said = "looks grey"
        child.alarms = [alarm]
        let page = BriefPage(child: child, at: Night.at(60), levels: try Night.edition().chart.levels)
        #expect(page.situation[0].contains(": looks grey"))
    }

    @Test func theBriefSaysWhoChoseTheChartNextDoor() throws {
        var child = ChildOnWard("adm-a")
        let levels = try Night.edition().chart.levels
        func background() -> String {
            BriefPage(child: child, at: Night.at(60), levels: levels).background.joined(separator: "\n")
        }
        #expect(!background().contains("chosen by"))
        child.chartChosen = "Dr Singh, until Sunday: small for age"
        #expect(background().contains("not the chart of the age; chosen by Dr Singh, until Sunday: small for age"))
    }

    @Test func pupilsAreNormalOrNot() {
        #expect(ConditionKind.pupils.spoken(0) == "normal" && ConditionKind.pupils.spoken(1) == "not normal")
    }

    @Test func theUsualValueStandsBesideTheScoreAndNotInIt() throws {
        let levels = try Night.edition().chart.levels
        let words = ScoreWords(score: Night.partial, levels: levels)
        let usual = [UsualValue(sign: .spO2, value: 89, author: "Dr Singh")]
        let with = words.lines(usual: usual)
        let without = words.lines(usual: [])
        #expect(with[0] == without[0] && with.contains { $0.contains("89 % (Dr Singh)") })
    }

    @Test func whatEscalatesWithoutPointsStandsAboveTheScore() throws {
        let levels = try Night.edition().chart.levels
        func recommendation(_ change: (inout ChildOnWard) -> Void) throws -> String {
            var child = ChildOnWard("adm-a")
            child.score = ScoreStanding(snapshot: Night.partial, at: Night.at(0))
            change(&child)
            return BriefPage(child: child, at: Night.at(60), levels: levels).recommendation.joined(separator: "\n")
        }
        func trigger(_ kind: ConditionKind, _ grade: Double) -> OpenAlarm {
            var transition = Night.desaturation()
            transition.condition = kind
            transition.latestValue = grade
            return Night.open(transition, "1")
        }
        #expect(try recommendation { _ in }.contains("at least Medium by the score"))
        let voice = Double(Consciousness.voice.rawValue)
        #expect(
            try recommendation { $0.alarms = [trigger(.consciousness, voice)] }.contains("High by a specific concern"))
        #expect(try recommendation { $0.alarms = [trigger(.pupils, 1)] }.contains("Emergency by a specific concern"))
        let high = Double(EscalationLevel.high.rawValue)
        #expect(try recommendation { $0.alarms = [trigger(.intuition, high)] }.contains("High by clinical intuition"))
        // What the carer's "worse" asks for is a clinician's to choose, and until then never shown as none.
        let worse = try recommendation {
            $0.score = nil
            $0.carer = CarerNote(answer: .worse, at: Night.at(0))
        }
        #expect(worse.contains("PENDING") && !worse.contains("the chart's level is"))
        let chosen = try recommendation { $0.carer = CarerNote(answer: .worse, at: Night.at(0), level: .high) }
        #expect(chosen.contains("High by the carer's answer") && !chosen.contains("PENDING"))
        #expect(try recommendation { $0.score = nil }.contains("nothing is scored"))
    }

    @Test func noRecommendationIsTreatment() throws {
        for level in EscalationLevel.allCases {
            for word in ["give", "oxygen", "dose", "treat", "antibiotic", "nebul"] {
                #expect(!level.asksFor.lowercased().contains(word))
            }
        }
    }

    @Test func theHandoverTellsWhatFiredWhoTookItAndWhatIsOpen() throws {
        var ward = try Night.ward()
        ward.children = ward.children.filter { ["adm-a", "adm-d"].contains($0.admissionID) }
        var resolved = Night.desaturation(.resolved, began: -7_200, at: -6_000)
        resolved.state = .resolved
        let steps: [(episodeID: String, transition: AlarmTransition, taker: String?)] = [
            ("9999999999", Night.desaturation(began: -7_200, at: -7_170), nil),
            ("9999999999", Night.desaturation(.acknowledged, began: -7_200, at: -7_100), "A.Mensah (nurse)"),
            ("9999999999", Night.desaturation(.acknowledged, began: -7_200, at: -6_900), "A.Mensah (nurse)"),
            ("9999999999", resolved, nil),
            ("22222222ab", Night.desaturation(), nil),
        ]
        var shift = ChildShift("adm-a")
        shift.episodes = ChildShift.episodes(steps)
        shift.remarks = [(Night.at(-5_000), "planned pause of 20 min, A.Mensah (nurse): bath")]
        let gone = ChildShift("adm-z")
        let page = HandoverPage(ward: ward, since: Night.at(-43_200), shifts: [shift, gone])
        let text = page.text(.plain)
        #expect(text == Golden.handover, "\(text)")
    }

    @Test func anEpisodeThatReopensIsNotOverAndOneHeldBackThroughoutIsLeftOut() {
        var resolved = Night.desaturation(.resolved, at: 100)
        resolved.state = .resolved
        var held = Night.desaturation(.suppressed)
        held.suppressedBy = [.probeOff]
        let episodes = ChildShift.episodes([
            ("a", Night.desaturation(), nil), ("b", held, nil), ("a", resolved, nil),
            ("a", Night.desaturation(.fired, at: 200), nil),
        ])
        #expect(episodes.map(\.shortID) == ["a"] && episodes[0].endedAt == nil)
    }

    @Test func theFamilySeesWhoHasReceivedAndWhoHasTakenAConcern() throws {
        var status = ConcernStatus(
            episodeID: "1", admissionID: "adm-a", raisedAt: Night.at(0), from: "parent", isOpen: true,
            received: [
                ConcernStatus.Receipt(endpoint: "team", roles: "primary", acceptedAt: Night.at(1)),
                ConcernStatus.Receipt(endpoint: "review", roles: "reviewer", acceptedAt: nil),
            ], taken: [], isTakenNow: false, nextStepAt: Night.at(180), endedAt: nil)
        #expect(
            status.text(now: Night.at(60), .plain) == """
                Concern about adm-a, 2026-11-22 03:00:00 +00:00, 1 min ago
                  from: parent
                  received by team (primary) 2026-11-22 03:00:01 +00:00, 59 s ago
                  NOT YET RECEIVED by review (reviewer)
                  nobody has taken it yet
                  if nobody takes it, the next call goes out in 2 min
                """)
        status.taken = [
            ConcernStatus.Taker(name: "A.Mensah", role: "nurse", at: Night.at(50), until: Night.at(950))
        ]
        #expect(
            status.text(now: Night.at(60), .plain).hasSuffix(
                """
                \n  taken by A.Mensah (nurse) 2026-11-22 03:00:50 +00:00, 10 s ago, until 03:15:50
                  NOBODY HAS IT NOW
                  if nobody takes it, the next call goes out in 2 min
                """))
        status.isTakenNow = true
        status.saidAgainAt = Night.at(30)
        let text = status.text(now: Night.at(60), .plain)
        #expect(text.contains("\n  said again 2026-11-22 03:00:30 +00:00, 30 s ago\n") && !text.contains("next call"))
        status.received = []
        #expect(status.text(now: Night.at(60), .plain).contains("SENT TO NOBODY"))
    }
}
