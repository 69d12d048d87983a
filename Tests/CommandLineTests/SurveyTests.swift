import Journal
import Register
import Testing
import Vitals

@testable import Alarms
@testable import spotward

/// What the pages are made from, out of a real journal.
@Suite struct SurveyTests {
    let ward: RecordedWard
    init() throws { ward = try RecordedWard() }

    private func taken(_ number: CommandNumber, at seconds: Int64) -> AlarmTransition {
        var transition = Night.desaturation(.acknowledged, at: seconds)
        transition.state = .acknowledged
        transition.acknowledgedUntil = Night.tick(seconds + 1_800)
        transition.command = number
        return transition
    }

    @Test func anEpisodeStandsOnTheListWithWhoHasIt() throws {
        let number = try ward.command(
            .acknowledge(episode: "4444", minutes: nil, note: "calling"), at: 60,
            episode: String(repeating: "4", count: 32))
        try ward.commit("4", [Night.desaturation(), taken(number, at: 60)])
        let picture = try ward.survey().standing(at: Night.at(600))
        #expect(picture.hubID == "hub-1" && picture.children.map(\.admissionID) == ["adm-a", "adm-b"])
        let child = picture.children[0]
        #expect(child.triage == .high && child.label == "K" && child.ageBand == .preschool)
        #expect(
            child.ranked.first?.taken
                == OpenAlarm.Taken(name: "A.Mensah", role: "nurse", at: Night.at(60), until: Night.at(1_860)))
        #expect(child.limits.map(\.value) == [85])
        // Both alerts are owed to the team, and nobody has answered.
        #expect(picture.undeliveredCount == 2)
        let text = WardListing(ward: picture).text(.plain)
        #expect(text.contains("A.Mensah (nurse) until 03:31:00") && text.contains("44444444"))
    }

    @Test func whereNoDaemonListensThePageSaysSo() throws {
        let picture = try ward.survey().standing(at: Night.at(600))
        #expect(picture.notWatched?.contains("no daemon listens") == true)
        #expect(WardListing(ward: picture).text(.plain).contains("NOBODY IS BEING WATCHED"))
    }

    @Test func theRegistersSettingsStandOnTopOfTheFiles() throws {
        var register = WardRegister(plan: try ward.survey().ward.configuration.plan)
        for deed in [
            WardCommand.Deed.setLimit(
                child: "adm-a", sign: .spO2, side: .low, value: 80, reason: "new plan", until: nil),
            .review(
                child: "adm-b",
                {
                    var form = ReviewForm()
                    form.cadenceMinutes = 240
                    return form
                }()),
        ] {
            _ = try register.take(WardCommand(deed, by: RequestTests.mensah), at: Night.at(0))
        }
        try RegisterFile(path: ward.folder + "/state/register").save(register)
        let children = try ward.survey().standing(at: Night.at(600)).children
        #expect(children[0].limits.map(\.value) == [80] && children[0].limits.map(\.reason) == ["new plan"])
        #expect(children[1].cadence == .seconds(14_400))
    }

    @Test func theStoryOfAnEpisodeHoldsItsStepsItsSamplesAndWhoWasTold() throws {
        let number = try ward.command(
            .acknowledge(episode: "4444", minutes: nil, note: "calling"), at: 60,
            episode: String(repeating: "4", count: 32))
        var batch = JournalBatch()
        for second in Int64(-5)...30 {
            var set = ReadingSet()
            set[.spO2] = second < 0 ? 95 : 89
            batch.readings.append(
                ReadingRecord(
                    readings: set,
                    arrival: Arrival(source: SourceIndex(0), at: Night.tick(second).monotonic),
                    arrivedWall: Night.at(second), child: ChildIndex(0), disposition: .accepted, implausible: []))
        }
        try ward.commit("4", [Night.desaturation(), taken(number, at: 60)], batch)
        let story = try ward.survey().story(of: "444444")
        #expect(story.steps.map(\.transition.event) == [.fired, .acknowledged])
        #expect(story.steps[0].message.data.condition?.ruleText == "the rule in words")
        #expect(story.steps[1].command == EpisodeStory.Said(by: "A.Mensah", role: "nurse", words: "calling"))
        #expect(story.steps[0].deliveries.map(\.endpoint) == ["team"])
        #expect(story.readings.count == 36 && story.readings.first?.at == Night.at(-5))
        let text = EpisodeExplanation(story: story, now: Night.at(600)).text(.plain)
        #expect(text.contains("03:00:00  03:00:30  31        89 %   in breach"), "\(text)")
        #expect(text.contains("team: NOT ACCEPTED YET"))
    }

    @Test(arguments: ["", "44444", "555555"])
    func anIdThatNamesNoEpisodeIsRefused(id: String) throws {
        try ward.commit("4", [Night.desaturation()])
        #expect(throws: (any Error).self) { try ward.survey().story(of: id) }
    }

    @Test func whoHadAConcernBeforeItWasSaidAgainHasItNoMore() throws {
        let number = try ward.command(
            .acknowledge(episode: "1111", minutes: nil, note: nil), at: 50, episode: String(repeating: "1", count: 32))
        var taken = Night.concern()
        (taken.event, taken.state, taken.at) = (.acknowledged, .acknowledged, Night.tick(50))
        taken.acknowledgedUntil = Night.tick(950)
        taken.command = number
        var again = Night.concern()
        (again.event, again.at) = (.renewed, Night.tick(70))
        try ward.commit("1", [Night.concern(), taken, again])
        let concern = try #require(
            try ward.survey().concerns(of: "adm-a", since: Night.at(-3_600), until: Night.at(600)).first)
        #expect(concern.saidAgainAt == Night.at(70) && !concern.isTakenNow && concern.taken.count == 1)
        #expect(concern.text(now: Night.at(80), .plain).contains("NOBODY HAS IT NOW"))
    }

    @Test func aConcernShowsEachReceiverOfItsRolesAndWhoTookIt() throws {
        let number = try ward.command(
            .acknowledge(episode: "1111", minutes: nil, note: nil), at: 50, episode: String(repeating: "1", count: 32))
        var taken = Night.concern()
        taken.event = .acknowledged
        taken.state = .acknowledged
        taken.at = Night.tick(50)
        taken.acknowledgedUntil = Night.tick(950)
        taken.command = number
        try ward.commit("1", [Night.concern(), taken])
        let concerns = try ward.survey().concerns(of: "adm-a", since: Night.at(-3_600), until: Night.at(600))
        #expect(concerns.count == 1)
        let concern = try #require(concerns.first)
        #expect(concern.isOpen && concern.from == "parent" && concern.raisedAt == Night.at(0))
        #expect(concern.received.map(\.endpoint).sorted() == ["review", "team"])
        #expect(concern.received.first { $0.endpoint == "review" }?.roles == "reviewer")
        #expect(concern.received.allSatisfy { $0.acceptedAt == nil })
        #expect(concern.taken.map(\.name) == ["A.Mensah"] && concern.isTakenNow && concern.saidAgainAt == nil)
        #expect(try ward.survey().concerns(of: "adm-b", since: Night.at(-3_600), until: Night.at(600)).isEmpty)
    }

    @Test func theShiftTellsEpisodesCommandsAndWhoLeft() throws {
        let number = try ward.command(
            .acknowledge(episode: "4444", minutes: nil, note: nil), at: 60, episode: String(repeating: "4", count: 32))
        let pause = try ward.command(.pause(child: "adm-a", minutes: 20, reason: "bath"), at: 100)
        let refused = try ward.command(.pause(child: "adm-a", minutes: 20, reason: "again"), at: 110)
        let left = try ward.command(.discharge(child: "adm-b", reason: "well"), at: 200)
        let batch = JournalBatch(
            outcomes: [
                CommandOutcome(number, at: Night.tick(60), .done), CommandOutcome(pause, at: Night.tick(100), .done),
                CommandOutcome(refused, at: Night.tick(110), .notAllowed),
                CommandOutcome(left, at: Night.tick(200), .done),
            ], notices: [Notice(.carerUnanswered, of: ChildIndex(0), at: Night.tick(300))])
        try ward.commit("4", [Night.desaturation(), taken(number, at: 60)], batch)
        let shifts = try ward.survey().shifts(since: Night.at(-3_600), until: Night.at(600))
        #expect(shifts.map(\.admissionID) == ["adm-a", "adm-b"])
        #expect(shifts[0].episodes.map(\.takenBy) == [["A.Mensah (nurse)"]])
        #expect(
            shifts[0].remarks.map(\.text) == [
                "planned pause, A.Mensah (nurse): bath",
                "planned pause, A.Mensah (nurse): again, NOT DONE: not-allowed",
                "the daily question got NO ANSWER",
            ])
        #expect(shifts[1].remarks.map(\.text) == ["discharged, A.Mensah (nurse): well"])
        let page = HandoverPage(
            ward: try ward.survey().standing(at: Night.at(600)), since: Night.at(-3_600), shifts: shifts)
        #expect(page.text(.plain).contains("adm-b, no longer on the ward"))
    }

    @Test func theLevelAClinicianChoseBehindWorseIsKnown() throws {
        var form = ReviewForm()
        form.carerLevel = .high
        let answer = JournalBatch(notices: [Notice(.carerAnswered(.worse), of: ChildIndex(0), at: Night.tick(10))])
        try ward.commit("4", [Night.desaturation()], answer)
        #expect(try ward.survey().standing(at: Night.at(600)).children[0].carer?.level == nil)
        let review = try ward.command(.review(child: "adm-a", form), at: 100)
        try ward.commit("5", [], JournalBatch(outcomes: [CommandOutcome(review, at: Night.tick(100), .done)]))
        #expect(try ward.survey().standing(at: Night.at(600)).children[0].carer?.level == .high)
    }

    @Test func aReadingByHandIsAReadingAndWhatWasEnteredIsSaid() throws {
        var form = ObservationForm()
        form.consciousness = .voice
        #expect(form.plainWords == "avpu V" && !form.hasVitalSign)
        form.respiratoryRate = 40
        form.oxygen = .device(.nasalProngs, .litresPerMinute(2))
        form.systolicBloodPressure = .notDone(.notAttempted)
        form.corrects = 3
        form.correctionReason = "half a minute"
        #expect(form.plainWords == "rr 40, oxygen 2 L/min NP, sbp NCO, avpu V, corrects 3 (half a minute)")
        let entry = ObservationEntry(
            admissionID: "adm-a", measuredAt: Night.at(100), enteredAt: Night.at(110), form: form.line)
        _ = try ward.store.append(
            command: CommandEntry(
                number: CommandNumber(1), at: Night.tick(110), kind: "observe", admissionID: "adm-a",
                byName: "A.Mensah",
                byRole: "nurse", line: WardCommand(.observe(child: "adm-a", form), by: RequestTests.mensah).line,
                origin: .socket, observation: entry))
        let child = try ward.survey().standing(at: Night.at(600)).children[0]
        #expect(child.newestReadingAt == Night.at(100) && child.observedAt == Night.at(100))
    }
}
