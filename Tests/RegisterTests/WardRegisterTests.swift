import Alarms
import Charts
import Testing
import Vitals

@testable import Register

/// Who may do what to the ward, and what it does then.
@Suite struct WardRegisterTests {
    @Test func whoeverTakesAnAlarmIsNotPromisedMoreThanItsLadderAllows() throws {
        var ward = Ward()
        func sentence(_ minutes: Int?) throws -> String {
            try ward.take(.acknowledge(episode: "ep-1", minutes: minutes, note: nil)).sentence
        }
        #expect(try sentence(240).contains("for 240 min, or less where its ladder allows less."))
        #expect(try !sentence(nil).contains(" min"))
        #expect(try ward.take(.testAlert(child: nil)).sentence.contains("of the hub is on its way"))
    }

    @Test func onlyClinicalRolesChangeWhatIsClinical() {
        let clinical: Set<Person.Role> = [.nurse, .doctor, .clinician]
        let family: Set<Person.Role> = [.parent, .youngPerson]
        for kind in CommandKind.allCases {
            let allowed = Set(Person.Role.allCases.filter(kind.mayBeGiven))
            switch kind {
            case .concern, .muteSound: #expect(allowed == Set(Person.Role.allCases))
            case .carerAnswer, .observe: #expect(allowed == clinical.union(family))
            case .bind, .testAlert, .redrive: #expect(allowed == clinical.union([.technician]))
            default: #expect(allowed == clinical, "\(kind)")
            }
        }
        var ward = Ward()
        #expect(ward.refusedKeys(.discharge(child: "wren-1", reason: "x"), by: Ward.mother) == ["by.role"])
        #expect(ward.refusedKeys(.discharge(child: "wren-1", reason: "x"), by: Ward.technician) == ["by.role"])
    }

    @Test func aFamilysTapQuietsTheSoundAndTakesNoAlarm() throws {
        var ward = Ward()
        #expect {
            try ward.take(.acknowledge(episode: "ep-1", minutes: nil, note: nil), by: Ward.mother)
        } throws: {
            "\($0)".contains("Your tap quiets the sound for two minutes (mute-sound)")
        }
        let mute = try ward.take(.muteSound(child: "wren-1"), by: Ward.mother)
        #expect(mute.deeds.isEmpty && !mute.changesSettings)
    }

    @Test func anAcknowledgementNamesOneEpisodeAndEnds() throws {
        var ward = Ward()
        let accepted = try ward.take(.acknowledge(episode: "ep-1", minutes: 240, note: nil))
        guard case .acknowledge(let reference, let until?) = accepted.deeds[0] else {
            Issue.record("\(accepted.deeds)")
            return
        }
        #expect(reference == Ward.episode(of: ChildIndex(0)) && until == Ward.now.advanced(by: .seconds(240 * 60)))
        #expect(accepted.admissionID == "wren-1")
        for (minutes, keys) in [(0, ["minutes"]), (1, []), (241, ["minutes"])] {
            #expect(ward.refusedKeys(.acknowledge(episode: "ep-1", minutes: minutes, note: nil)) == keys)
        }
        #expect(ward.refusedKeys(.acknowledge(episode: "ep-2", minutes: nil, note: nil)) == ["episode"])
        #expect(ward.refusedKeys(.close(episode: "ep-2", reason: "x")) == ["episode"])
        #expect(ward.refusedKeys(.void(episode: "ep-1", reason: " ")) == ["reason"])
    }

    @Test func nothingButAnUnknownChildRefusesAWorry() throws {
        var ward = Ward()
        _ = try ward.take(.pause(child: "wren-1", minutes: 60, reason: "bath"))
        for role in Person.Role.allCases {
            let person = Person(name: "999 000 0018", role: role)
            let note = "999 000 0018\n" + String(repeating: "x", count: 900)
            let accepted = try ward.take(.concern(child: "wren-1", from: .parent, note: note), by: person)
            guard case .concern(ChildIndex(0), .parent) = accepted.deeds[0] else {
                Issue.record("\(accepted.deeds)")
                return
            }
            #expect(!accepted.command.line.contains("0018"))
            #expect(try WardCommand(line: accepted.command.line) == accepted.command)
        }
        #expect {
            try ward.take(.concern(child: "wrne-1", from: .parent, note: nil), by: Ward.mother)
        } throws: { "\($0)".contains("ring the ward now, and 999") }
    }

    @Test func aWorryNeedsNoNameWhereThereIsOneChild() throws {
        var ward = Ward()
        #expect(ward.refusedKeys(.concern(child: "", from: .parent, note: nil), by: Ward.mother) == ["child"])
        _ = try ward.take(.discharge(child: "kestrel-7", reason: "well"))
        let accepted = try ward.take(.concern(child: "", from: .parent, note: nil), by: Ward.mother)
        #expect(accepted.admissionID == "wren-1" && accepted.command.deed.child == "wren-1")
        _ = try ward.take(.discharge(child: "wren-1", reason: "well"))
        #expect(ward.refusedKeys(.concern(child: "", from: .parent, note: nil), by: Ward.mother) == ["child"])
    }

    @Test func aLimitIsPlausibleAndLowIsBelowHigh() throws {
        var ward = Ward()
        func limit(
            _ sign: VitalSign, _ side: Side, _ value: Double, until: WallInstant? = nil
        ) -> WardCommand.Deed {
            .setLimit(child: "wren-1", sign: sign, side: side, value: value, reason: "plan", until: until)
        }
        #expect(ward.refusedKeys(limit(.spO2, .low, 19.9)) == ["value"])
        #expect(ward.refusedKeys(limit(.spO2, .low, 20)) == [])
        #expect(ward.refusedKeys(limit(.spO2, .low, .nan)) == ["value"])
        #expect(ward.refusedKeys(limit(.spO2, .high, 99)) == ["side"])
        #expect(ward.refusedKeys(limit(.temperature, .low, 36)) == ["side"])
        #expect(ward.refusedKeys(limit(.heartRate, .low, 100)) == [])
        #expect(ward.refusedKeys(limit(.heartRate, .high, 100)) == ["value"])
        #expect(ward.refusedKeys(limit(.heartRate, .high, 100.5)) == [])
        #expect(ward.refusedKeys(limit(.heartRate, .low, 100.5)) == ["value"])
        #expect(ward.refusedKeys(limit(.spO2, .low, 85, until: Ward.now)) == ["until"])
        let year = Ward.now.advanced(by: Limits.longestLimit)
        #expect(ward.refusedKeys(limit(.spO2, .low, 85, until: year)) == [])
        #expect(ward.refusedKeys(limit(.spO2, .low, 85, until: year.advanced(by: .microseconds(1)))) == ["until"])
        #expect(ward.register.plan.admissions[0].limits.count == 3)
    }

    @Test func aFloorIsTakenAwayByNameAndItsHistoryStays() throws {
        var ward = Ward()
        let removal = WardCommand.Deed.removeLimit(child: "wren-1", sign: .spO2, side: .low, reason: "palliative plan")
        let accepted = try ward.take(removal)
        guard case .removeLimit(ChildIndex(0), .spO2, .low) = accepted.deeds[0] else {
            Issue.record("\(accepted.deeds)")
            return
        }
        let record = ward.register.children[0]
        #expect(record.floorsDeclined?.by == Ward.nurse && record.limitHistory.count == 1)
        #expect(ward.refusedKeys(removal) == ["side"])
    }

    @Test func aDeviceBelongsToOneChild() throws {
        var ward = Ward()
        #expect(ward.refusedKeys(.bind(source: "oximetre", child: "wren-1", isConfirmed: false)) == ["source"])
        #expect(ward.refusedKeys(.bind(source: "entered", child: "wren-1", isConfirmed: false)) == ["source"])
        #expect(ward.refusedKeys(.bind(source: "oximeter", child: "robin-9", isConfirmed: true)) == ["child"])
        let accepted = try ward.take(
            .bind(source: "oximeter", child: "kestrel-7", isConfirmed: false), by: Ward.technician)
        guard case .bind(SourceIndex(0), ChildIndex(1)) = accepted.deeds[0] else {
            Issue.record("\(accepted.deeds)")
            return
        }
        #expect(ward.register.plan.sources[0].child == ChildIndex(1))
        #expect(accepted.warnings.count == 1, "a cadence of hours on a device that streams is worth a word")
    }

    @Test(arguments: [
        (AlarmSubject.child(ChildIndex(0)), true), (.child(ChildIndex(1)), true), (.source(SourceIndex(0), nil), true),
        (.source(SourceIndex(1), ChildIndex(1)), true), (.source(SourceIndex(1), nil), false), (.hub, false),
    ])
    func reBindingWithAnOpenAlarmIsConfirmed(subject: AlarmSubject, isRefused: Bool) {
        var ward = Ward()
        ward.openEpisodes = [Ward.episode(subject)]
        let keys = ward.refusedKeys(.bind(source: "oximeter", child: "kestrel-7", isConfirmed: false))
        #expect(keys == (isRefused ? ["confirmed"] : []))
        if isRefused {
            #expect(ward.refusedKeys(.bind(source: "oximeter", child: "kestrel-7", isConfirmed: true)) == [])
        }
        #expect(ward.refusedKeys(.bind(source: "spare", child: "wren-1", isConfirmed: false)) == [])
    }

    @Test func aPauseAndAQuietLastAnHourAtMost() throws {
        var ward = Ward()
        for (minutes, keys) in [(0, ["minutes"]), (1, []), (61, ["minutes"]), (60, [])] {
            ward = Ward()
            #expect(ward.refusedKeys(.pause(child: "wren-1", minutes: minutes, reason: "bath")) == keys)
            #expect(ward.refusedKeys(.quiet(child: "wren-1", minutes: minutes, reason: "cable")) == keys)
        }
        let rest = try #require(ward.register.children[0].pause)
        let end = Ward.now.advanced(by: .seconds(3600))
        #expect(rest.until == end && !rest.isLive(at: end) && rest.isLive(at: end.advanced(by: .microseconds(-1))))
        ward.now = end.advanced(by: .microseconds(-1))
        #expect(ward.refusedKeys(.pause(child: "wren-1", minutes: 5, reason: "bath")) == ["child"])
        #expect(ward.refusedKeys(.quiet(child: "wren-1", minutes: 5, reason: "cable")) == ["child"])
        let ended = try ward.take(.endPause(child: "wren-1"))
        #expect(ended.deeds.count == 1 && ward.register.children[0].pause == nil)
        #expect(try ward.take(.endPause(child: "wren-1")).warnings == ["No pause was running."])
        #expect(ward.refusedKeys(.pause(child: "wren-1", minutes: 5, reason: "bath")) == [])
    }

    @Test func aPauseTheEvaluatorDidNotAllowIsTakenBack() throws {
        var ward = Ward()
        let before = ward.register
        let pause = try ward.take(.pause(child: "wren-1", minutes: 5, reason: "bath"))
        let quiet = try ward.take(.quiet(child: "wren-1", minutes: 5, reason: "cable"))
        ward.register.withdraw(pause.command)
        ward.register.withdraw(quiet.command)
        #expect(ward.register == before)
    }

    @Test func whoLeavesTakesNoDeviceAlong() throws {
        var ward = Ward()
        let accepted = try ward.take(.discharge(child: "wren-1", reason: "well"))
        guard case .discharge(ChildIndex(0)) = accepted.deeds[0], case .bind(SourceIndex(0), nil) = accepted.deeds[1]
        else {
            Issue.record("\(accepted.deeds)")
            return
        }
        #expect(ward.refusedKeys(.pause(child: "wren-1", minutes: 5, reason: "bath")) == ["child"])
        #expect(ward.refusedKeys(.bind(source: "oximeter", child: "wren-1", isConfirmed: true)) == ["child"])
        #expect(ward.register.children.count == 2, "an index never moves")
    }

    @Test func aReviewChangesWhatItGives() throws {
        var ward = Ward()
        var form = ReviewForm()
        form.cadenceMinutes = 0
        form.setting = .school
        form.carerLevel = .medium
        form.usual = [UsualValue(sign: .heartRate, value: 100, author: "")]
        let accepted = try ward.take(.review(child: "kestrel-7", form))
        guard case .setCadence(ChildIndex(1), nil) = accepted.deeds[0],
            case .carerLevel(ChildIndex(1), .medium) = accepted.deeds[1]
        else {
            Issue.record("\(accepted.deeds)")
            return
        }
        #expect(accepted.admission?.setting == .school && accepted.admission?.usual.first?.author == "N. Ward")
        form.carerLevel = EscalationLevel.none
        #expect(ward.refusedKeys(.review(child: "kestrel-7", form)) == ["note"])
        #expect(try ward.take(.review(child: "kestrel-7", ReviewForm())).deeds.isEmpty)
    }

    @Test func theNeighbouringChartIsChosenNearABirthdayOnly() throws {
        let today = LondonTime.date(at: Ward.now)
        /// Days from today to the fifth birthday, the chart, whether it may be, and when it ends in days from today.
        let cases: [(days: Int64, band: AgeBand, end: Int64?)] = [
            (29, .school, nil), (28, .school, 28), (1, .school, 1), (0, .preschool, 29), (-28, .preschool, 1),
            (-29, .preschool, nil), (1, .infant, nil), (1, .teenage, nil),
        ]
        for (days, band, end) in cases {
            var ward = Ward()
            var form = Ward.form()
            let birthday = CivilDate(dayNumber: today.dayNumber + days)
            form.bornOn = try #require(
                CivilDate(year: Int(birthday.year) - 5, month: Int(birthday.month), day: Int(birthday.day)))
            _ = try ward.take(.admit(form))
            var review = ReviewForm()
            review.chart = band
            #expect(ward.refusedKeys(.review(child: "robin-3", review)) == [end == nil ? "chart" : "chart_reason"])
            review.chartReason = "small for age"
            guard let end else { continue }
            let deeds = try ward.take(.review(child: "robin-3", review)).deeds
            guard case .chooseChart(_, band?, let until) = deeds[0] else {
                Issue.record("\(deeds)")
                return
            }
            let last = CivilDateTime(date: CivilDate(dayNumber: today.dayNumber + end), microsecondOfDay: 0)
            #expect(until == LondonTime.instant(last), "\(days) \(band)")
        }
    }
}
