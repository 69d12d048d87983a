import Alarms
import ArgumentParser
import Charts
import Register
import Testing
import Vitals

@testable import spotward

/// Each command becomes exactly the request its words say, and a slip gets a sentence instead of a request.
@Suite struct RequestTests {
    static let now = WallInstant(microseconds: 1_795_000_000_000_000)
    static let nurse = ["--by", "A.Mensah", "--role", "nurse"]
    static let mensah = Person(name: "A.Mensah", role: .nurse)

    private func request<Command: WardAsking>(_ type: Command.Type, _ words: [String]) throws -> WardCommand {
        try #require(try type.parseAsRoot(words) as? Command).request(at: Self.now)
    }

    /// What is said of words that are refused; `nil` when they are taken.
    private func complaint<Command: WardAsking>(_ type: Command.Type, _ words: [String]) -> String? {
        do {
            _ = try request(type, words)
            return nil
        } catch {
            return Command.message(for: error)
        }
    }

    @Test func observeEntersEveryFieldItIsGivenAndNoOther() throws {
        let words = [
            "adm-7f3a", "--rr", "40", "--distress", "mild", "--avpu", "A", "--spo2", "93.5", "--hr", "150", "--temp",
            "38.4", "--oxygen", "2 L/min NP", "--sbp", "95", "--crt", "2", "--pupils", "normal", "--sepsis", "none",
            "--intuition", "high", "--measured-at", "10m", "--confirm",
        ]
        var form = ObservationForm()
        form.respiratoryRate = 40
        form.respiratoryDistress = .mild
        form.consciousness = .alert
        form.spO2 = 93.5
        form.heartRate = 150
        form.temperature = 38.4
        form.oxygen = .device(.nasalProngs, .litresPerMinute(2))
        form.systolicBloodPressure = .measured(95)
        form.capillaryRefill = 2
        form.hasAbnormalPupils = false
        form.sepsis = SepsisSuspicion.none
        form.intuition = .high
        form.measuredAt = Self.now.advanced(by: .seconds(-600))
        form.isConfirmed = true
        #expect(
            try request(ObserveCommand.self, words + Self.nurse)
                == WardCommand(.observe(child: "adm-7f3a", form), by: Self.mensah))

        var little = ObservationForm()
        little.respiratoryRate = 40
        #expect(
            try request(ObserveCommand.self, ["adm-7f3a", "--rr", "40"] + Self.nurse)
                == WardCommand(.observe(child: "adm-7f3a", little), by: Self.mensah))
    }

    @Test func aCorrectionNamesWhatItCorrectsAndWhy() throws {
        let command = try request(
            ObserveCommand.self, ["k", "--rr", "30", "--corrects", "412", "--reason", "half a minute"] + Self.nurse)
        guard case .observe(_, let form) = command.deed else { throw Unexpected() }
        #expect(form.corrects == 412 && form.correctionReason == "half a minute")
        #expect(complaint(ObserveCommand.self, ["k", "--rr", "30", "--corrects", "412"] + Self.nurse) != nil)
        #expect(complaint(ObserveCommand.self, ["k", "--rr", "30", "--reason", "why"] + Self.nurse) != nil)
        #expect(complaint(ObserveCommand.self, ["k"] + Self.nurse) != nil)
    }

    @Test func admitNeedsFloorsOrAReasonForNone() throws {
        let words = ["--born-on", "2024-06-01"] + Self.nurse
        #expect(complaint(AdmitCommand.self, words) != nil)
        #expect(complaint(AdmitCommand.self, words + ["--spo2-floor", "90", "--hr-floor", "80"]) != nil)
        let born = try #require(CivilDate("2024-06-01"))
        var declined = AdmissionForm(bornOn: born)
        declined.floorsDeclined = "comfort care"
        #expect(
            try request(AdmitCommand.self, words + ["--decline-floors", "comfort care"])
                == WardCommand(.admit(declined), by: Self.mensah))

        var form = AdmissionForm(bornOn: born, setting: .school)
        form.id = "adm-1"
        form.label = "K"
        form.template = .bronchiolitis
        form.cadenceMinutes = 240
        form.limits = [
            LimitForm(sign: .spO2, side: .low, value: 90, reason: "agreed"),
            LimitForm(sign: .heartRate, side: .low, value: 80, reason: "agreed"),
            LimitForm(sign: .heartRate, side: .high, value: 190, reason: "agreed"),
        ]
        form.usual = [UsualValue(sign: .spO2, value: 93, author: "A.Mensah")]
        form.nhsNumber = "999 000 0018"
        let all = [
            "--id", "adm-1", "--label", "K", "--setting", "school", "--template", "bronchiolitis", "--cadence", "4h",
            "--spo2-floor", "90", "--hr-floor", "80", "--hr-ceiling", "190", "--floor-reason", "agreed", "--usual",
            "spo2=93", "--nhs-number", "999 000 0018",
        ]
        let command = try request(AdmitCommand.self, words + all)
        #expect(command == WardCommand(.admit(form), by: Self.mensah))
        #expect(!command.line.contains("999"))
    }

    @Test func aLimitIsSetOrRemovedAndNeverBoth() throws {
        #expect(
            try request(
                LimitCommand.self, ["k", "spo2", "low", "85", "--reason", "heart", "--until", "2h"] + Self.nurse)
                == WardCommand(
                    .setLimit(
                        child: "k", sign: .spO2, side: .low, value: 85, reason: "heart",
                        until: Self.now.advanced(by: .seconds(7200))), by: Self.mensah))
        #expect(
            try request(LimitCommand.self, ["k", "hr", "high", "--remove", "--reason", "repaired"] + Self.nurse)
                == WardCommand(
                    .removeLimit(child: "k", sign: .heartRate, side: .high, reason: "repaired"), by: Self.mensah))
        for words in [["k", "spo2", "low"], ["k", "spo2", "low", "85", "--remove"], ["k", "spo2", "low", "85 %"]] {
            #expect(complaint(LimitCommand.self, words + ["--reason", "r"] + Self.nurse) != nil)
        }
    }

    @Test func theOtherCommandsSayWhatTheyAreCalled() throws {
        func expect<Command: WardAsking>(
            _ type: Command.Type, _ words: [String], _ deed: WardCommand.Deed,
            _ location: SourceLocation = #_sourceLocation
        ) throws {
            let asked = try request(type, words + Self.nurse)
            #expect(asked == WardCommand(deed, by: Self.mensah), sourceLocation: location)
        }
        try expect(DischargeCommand.self, ["k", "--reason", "well"], .discharge(child: "k", reason: "well"))
        try expect(BindCommand.self, ["bedside", "k"], .bind(source: "bedside", child: "k", isConfirmed: false))
        try expect(
            BindCommand.self, ["bedside", "--nobody", "--confirm"],
            .bind(source: "bedside", child: nil, isConfirmed: true))
        try expect(
            PauseCommand.self, ["k", "--minutes", "20", "--reason", "bath"],
            .pause(child: "k", minutes: 20, reason: "bath"))
        try expect(PauseCommand.self, ["k", "--end"], .endPause(child: "k"))
        try expect(
            QuietCommand.self, ["k", "--minutes", "1", "--reason", "probe"],
            .quiet(child: "k", minutes: 1, reason: "probe"))
        try expect(QuietCommand.self, ["k", "--end"], .endQuiet(child: "k"))
        try expect(
            AcknowledgeCommand.self, ["3f2a9c", "--minutes", "10", "--note", "calling"],
            .acknowledge(episode: "3f2a9c", minutes: 10, note: "calling"))
        try expect(CloseCommand.self, ["3f2a9c", "--reason", "seen"], .close(episode: "3f2a9c", reason: "seen"))
        try expect(VoidCommand.self, ["3f2a9c", "--reason", "slip"], .void(episode: "3f2a9c", reason: "slip"))
        try expect(MuteCommand.self, [], .muteSound(child: nil))
        try expect(TestAlertCommand.self, ["k"], .testAlert(child: "k"))
        try expect(CarerCommand.self, ["k", "w", "--note", "tired"], .carerAnswer(child: "k", .worse, note: "tired"))
        var form = ReviewForm()
        form.note = "seen"
        form.cadenceMinutes = 0
        form.chart = .preschool
        form.chartReason = "small"
        form.carerLevel = .medium
        try expect(
            ReviewCommand.self,
            [
                "k", "--note", "seen", "--cadence", "continuous", "--chart", "1-4y", "--reason", "small",
                "--carer-level", "medium",
            ], .review(child: "k", form))
    }

    @Test(arguments: [0, 61])
    func aPauseIsOfOneToSixtyMinutes(minutes: Int) {
        func words(_ minutes: Int) -> [String] {
            ["k", "--minutes", "\(minutes)", "--reason", "bath"] + Self.nurse
        }
        #expect(complaint(PauseCommand.self, words(minutes)) != nil)
        #expect(complaint(PauseCommand.self, words(1)) == nil && complaint(PauseCommand.self, words(60)) == nil)
        #expect(complaint(QuietCommand.self, words(minutes)) != nil)
        #expect(complaint(PauseCommand.self, ["k", "--minutes", "20"] + Self.nurse) != nil)
        #expect(complaint(PauseCommand.self, ["k", "--end", "--minutes", "20"] + Self.nurse) != nil)
    }

    @Test func aSlipIsAnsweredWithTheWordsThatWouldHaveBeenUnderstood() throws {
        let slips: [([String], String)] = [
            (["k", "--avpu", "X"], "A, V, P, U or asleep"),
            (["k", "--distress", "bad"], "none, mild, moderate or severe"),
            (["k", "--sbp", "U2"], "NCO"), (["k", "--oxygen", "some"], "28 % FM"),
            (["k", "--rr", "nan"], "97 or 36.6"),
        ]
        for (words, expected) in slips {
            let said = try #require(complaint(ObserveCommand.self, words + Self.nurse))
            #expect(said.contains(expected), "\(said)")
        }
        let said = try #require(complaint(CarerCommand.self, ["k", "Q"]))
        #expect(said.contains("W (worse)"))
    }

    @Test func whoAsksComesFromTheOptionsThenTheEnvironment() throws {
        let environment: (String) -> String? = { ["SPOTWARD_BY": "B.Singh", "SPOTWARD_ROLE": "doctor"][$0] }
        let named = try Asker.parse(Self.nurse)
        #expect(try named.person(environment) == Self.mensah)
        let unnamed = try Asker.parse([])
        #expect(try unnamed.person(environment) == Person(name: "B.Singh", role: .doctor))
        #expect(throws: ValidationError.self) { try unnamed.person { _ in nil } }
        #expect(throws: ValidationError.self) { try unnamed.person { ["SPOTWARD_BY": "B"][$0] } }
        #expect(throws: ValidationError.self) {
            try unnamed.person { ["SPOTWARD_BY": "B", "SPOTWARD_ROLE": "porter"][$0] }
        }
    }

    @Test func everyCommandTeachesWithAnExample() {
        let commands = Spotward.configuration.groupedSubcommands.flatMap(\.subcommands)
        #expect(commands.count >= 25)
        for command in commands {
            let text = command.configuration.discussion
            let hasExample = text.contains("Example:\n") || text.contains("Examples:\n")
            #expect(hasExample && text.contains("spotward "), "\(command)")
            #expect(command.configuration.abstract.last.map { ".?".contains($0) } ?? false, "\(command)")
        }
    }

    private struct Unexpected: Error {}
}
