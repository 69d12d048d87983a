import Alarms
import Charts
import Testing
import Vitals

@testable import Register

/// Who may come to the ward, and what is written down then.
@Suite struct AdmissionTests {
    @Test func anAdmissionGivesTheChildAndItsLimitsToTheEvaluator() throws {
        var ward = Ward()
        let accepted = try ward.take(.admit(Ward.form()))
        #expect(accepted.child == ChildIndex(2))
        #expect(accepted.admission?.limits.count == 3)
        #expect(accepted.deeds.count == 4)
        guard case .admit(let child, let plan) = accepted.deeds[0], case .setLimit(_, let limit) = accepted.deeds[1]
        else {
            Issue.record("\(accepted.deeds)")
            return
        }
        #expect(child == ChildIndex(2) && plan.admittedAt == Ward.now && plan.cadence == nil)
        #expect(limit.sign == .spO2 && limit.side == .low && limit.value == 88)
        #expect(ward.register.plan.admissions[2].limits[0].author == "N. Ward")
        #expect(accepted.command.at == Ward.now && accepted.changesSettings)
    }

    @Test func aPseudonymIsMadeWhereNoneIsGivenAndIsNeverGivenTwice() throws {
        var ward = Ward()
        let id = try #require(try ward.take(.admit(Ward.form(nil))).admissionID)
        #expect(id.hasPrefix("adm-") && id.count == 10)
        #expect(ward.refusedKeys(.admit(Ward.form(id))) == ["id"])
        _ = try ward.take(.discharge(child: id, reason: "well"))
        #expect(ward.refusedKeys(.admit(Ward.form(id))) == ["id"])
        var next = WardStart(plan: Ward.plan, kept: ward.register.standingCommands, at: Ward.now).register
        #expect(next.index(of: id) == nil)
        #expect(throws: CommandRefusals.self) {
            try next.take(WardCommand(.admit(Ward.form(id)), by: Ward.nurse), at: Ward.now)
        }
    }

    @Test(arguments: [".a", "-a", "a b", "a/b", "é", "9990000018"])
    func aPseudonymOfOtherCharactersIsRefused(id: String) {
        var ward = Ward()
        #expect(ward.refusedKeys(.admit(Ward.form(id))) == ["id"])
    }

    @Test func everythingThatIsWrongIsSaidAtOnce() {
        var ward = Ward()
        var form = Ward.form("wren-1", daysOld: -1)
        form.limits = [LimitForm(sign: .spO2, side: .high, value: 99, reason: "")]
        form.cadenceMinutes = -5
        form.nhsNumber = "999 000 0019"
        #expect(
            ward.refusedKeys(.admit(form), by: Ward.mother)
                == [
                    "limits[1].reason", "by.role", "born_on", "id", "cadence_minutes", "limits[1].side", "limits",
                    "nhs_number",
                ])
    }

    @Test func aDateOfBirthIsHeldToTheChartsAndNotRepeated() throws {
        var ward = Ward()
        let today = LondonTime.date(at: Ward.now)
        func form(_ id: String, years: Int, daysLater: Int64) throws -> AdmissionForm {
            var form = Ward.form(id)
            let date = try #require(
                CivilDate(year: Int(today.year) - years, month: Int(today.month), day: Int(today.day)))
            form.bornOn = CivilDate(dayNumber: date.dayNumber + daysLater)
            return form
        }
        #expect(ward.refusedKeys(.admit(Ward.form("a", daysOld: 0))) == [])
        #expect(ward.refusedKeys(.admit(Ward.form("b", daysOld: -1))) == ["born_on"])
        #expect(try ward.refusedKeys(.admit(form("c", years: 19, daysLater: 0))) == ["born_on"])
        #expect(try ward.take(.admit(form("d", years: 19, daysLater: 1))).warnings.count == 1)
        #expect(try ward.take(.admit(form("e", years: 19, daysLater: 30))).warnings.count == 1)
        #expect(try ward.take(.admit(form("f", years: 19, daysLater: 31))).warnings.isEmpty)
        let oldest = try form("g", years: 40, daysLater: 0)
        #expect {
            try ward.take(.admit(oldest))
        } throws: { error in
            guard let refusals = error as? CommandRefusals else { return false }
            return refusals.description.contains("Check the year")
                && !refusals.description.contains(oldest.bornOn.description)
        }
    }

    @Test func floorsAreSetOrDeclinedByName() throws {
        var ward = Ward()
        for missing in 0..<3 {
            var form = Ward.form()
            form.limits.remove(at: missing)
            #expect(ward.refusedKeys(.admit(form)) == ["limits"])
        }
        var form = Ward.form()
        form.floorsDeclined = "no need"
        #expect(ward.refusedKeys(.admit(form)) == ["floors_declined"])
        form.limits = []
        let accepted = try ward.take(.admit(form))
        let record = try #require(accepted.child.flatMap { ward.register[$0] })
        #expect(record.floorsDeclined == Decision(by: Ward.nurse, at: Ward.now, reason: "no need"))
        #expect(record.admission.limits.isEmpty)
    }

    @Test func theTemplateProposesTheCadenceAndAPersonDecides() throws {
        for template in Template.allCases {
            var ward = Ward()
            var form = Ward.form()
            form.template = template
            #expect(Limits.cadenceMinutes.contains(template.cadenceMinutes) && !template.observations.isEmpty)
            let admission = try #require(try ward.take(.admit(form)).admission)
            #expect(admission.cadence == .seconds(template.cadenceMinutes * 60))
            form.id = "streams"
            form.cadenceMinutes = 0
            #expect(try #require(try ward.take(.admit(form)).admission).cadence == nil)
        }
        var ward = Ward()
        for (minutes, keys) in [(-1, ["cadence_minutes"]), (1, []), (10_080, []), (10_081, ["cadence_minutes"])] {
            var form = Ward.form("a\(minutes + 1)")
            form.cadenceMinutes = minutes
            #expect(ward.refusedKeys(.admit(form)) == keys)
        }
    }

    @Test func theNHSNumberIsCheckedAndForgotten() throws {
        var ward = Ward()
        var form = Ward.form()
        form.nhsNumber = "999 000 0018"
        form.limits[0].reason = "see 999-000-0018"
        let accepted = try ward.take(.admit(form))
        #expect(!accepted.command.requestLine.contains("0018"))
        #expect(accepted.command.line.contains("see [left out]"))
        #expect(accepted.warnings.count == 1)
        form.id = "robin-4"
        form.nhsNumber = "999 000 0081"
        #expect(ward.refusedKeys(.admit(form)) == ["nhs_number"])
    }

    @Test func usualValuesCarryWhoWroteThemDown() throws {
        var ward = Ward()
        var form = Ward.form()
        form.usual = [UsualValue(sign: .spO2, value: 93, author: "")]
        #expect(try #require(try ward.take(.admit(form)).admission).usual.first?.author == "N. Ward")
        form.id = "robin-4"
        form.usual += [UsualValue(sign: .spO2, value: 101, author: "Dr B")]
        #expect(ward.refusedKeys(.admit(form)) == ["usual[2].value", "usual[2].vital_sign"])
    }
}
