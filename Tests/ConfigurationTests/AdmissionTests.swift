import Alarms
import Testing
import Vitals

@testable import Configuration

struct AdmissionTests {
    @Test func anAdmissionIsReadAsWritten() throws {
        let plan = try Ward.read(Ward.sound).get().plan
        let admission = try #require(plan.admissions.first)
        #expect(plan.admissions.map(\.id) == ["adm-7f3a", "adm-c021"])
        #expect(admission.bornOn == CivilDate(year: 2024, month: 3, day: 2))
        #expect(admission.admittedAt.description == "2026-11-21T09:00:00.000Z")
        #expect(admission.label == "AB")
        #expect(admission.cadence == .seconds(4 * 3600))
        #expect(admission.limits.map(\.side) == [.low, .high])
        #expect(admission.limits.map(\.value) == [60, 190])
        #expect(admission.limits.allSatisfy { $0.author == "Dr A Example" && $0.reason == "lung disease" })
        #expect(admission.limits.first?.until?.description == "2026-12-01T00:00:00.000Z")
    }

    @Test(arguments: [
        ("id: adm-c021", "id: adm-7f3a", "12: admissions[2].id: 'adm-7f3a' is already the admission on line 5"),
        ("id: adm-7f3a", "id: 9990000000", "5: admissions[1].id: looks like an NHS number"),
        ("id: adm-7f3a", "id: 999-000-0000", "5: admissions[1].id: looks like an NHS number"),
        ("id: adm-7f3a", "id: a b", "5: admissions[1].id: holds a character a name may not have"),
        ("id: adm-7f3a", "id: ../etc", "5: admissions[1].id: holds a character a name may not have"),
        ("label: AB", "label: 999 000 0000", "8: admissions[1].label: looks like an NHS number"),
        ("label: AB", "label: '   '", "8: admissions[1].label: holds nothing but spaces"),
        (
            "reason: \"lung disease\"", "reason: \"see 9990000000\"",
            "11: admissions[1].limits[1].reason: looks like an NHS number"
        ),
        ("born_on: 2024-03-02", "born_on: 2024-02-30", "6: admissions[1].born_on: is not a date"),
        ("born_on: 2024-03-02", "born_on: 2026-11-22", "6: admissions[1].born_on: lies after admitted_at"),
        (
            "born_on: 2024-03-02", "born_on: 2007-11-21",
            "6: admissions[1].born_on: makes the child 19 or older at admission"
        ),
        (
            "2026-11-21T09:00:00Z", "2026-11-21T09:00:00",
            "7: admissions[1].admitted_at: '2026-11-21T09:00:00' names no zone"
        ),
        ("2026-11-21T09:00:00Z", "2026-11-21", "7: admissions[1].admitted_at: '2026-11-21' is not an instant"),
        ("low: 60", "low: 190", "11: admissions[1].limits[1].high: low 190 is not below high 190"),
        ("high: 190", "high: 301", "11: admissions[1].limits[1].high: 301 is out of range"),
        ("low: 60", "low: -1", "11: admissions[1].limits[1].low: -1 is out of range"),
        ("low: 60, high: 190, ", "", "11: admissions[1].limits[1]: has neither low nor high"),
        (
            "vital_sign: hr, low: 60, high: 190", "vital_sign: spo2, high: 90",
            "11: admissions[1].limits[1].high: there is no high limit on spo2"
        ),
        (
            "vital_sign: hr, low: 60, high: 190", "vital_sign: temp, low: 36",
            "11: admissions[1].limits[1].low: there is no low limit on temp"
        ),
        ("vital_sign: hr", "vital_sign: pulse", "11: admissions[1].limits[1].vital_sign: 'pulse' is not known here"),
        (
            "until: 2026-12-01T00:00:00Z", "until: 2026-11-21T09:00:00Z",
            "11: admissions[1].limits[1].until: lies before admitted_at"
        ),
    ])
    func aDefectiveAdmissionIsToldOnItsLine(old: String, new: String, defect: String) {
        let defects = Ward.defects(replacing: old, with: new)
        #expect(defects.contains(defect))
        // No second defect follows from the first: a port that names a defective admission stays silent.
        #expect(defects.count == 1)
    }

    @Test func aStayIsReadWithItsSettingAndUsualValues() throws {
        let plain = try Ward.read(Ward.sound).get().plan.admissions
        #expect(plain.allSatisfy { $0.setting == .home && $0.usual == [] })
        let values = ["{vital_sign: spo2, value: 91, author: Dr B}", "{vital_sign: temp, value: 36.4, author: Mx C}"]
        for setting in ["home", "school", "ward"] {
            let keys = "label: AB\n    setting: \(setting)\n    usual: [\(values.joined(separator: ", "))]"
            let admission = try #require(try Ward.read(replacing: "label: AB", with: keys).get().plan.admissions.first)
            #expect(admission.setting.rawValue == setting)
            #expect(
                admission.usual == [
                    UsualValue(sign: .spO2, value: 91, author: "Dr B"),
                    UsualValue(sign: .temperature, value: 36.4, author: "Mx C"),
                ])
        }
    }

    @Test(arguments: [
        ("setting: hospice", "9: admissions[1].setting: 'hospice' is not known here"),
        ("usual: [{vital_sign: spo2, value: 91}]", "9: admissions[1].usual[1].author: is missing"),
        (
            "usual: [{vital_sign: spo2, value: 100.5, author: B}]",
            "9: admissions[1].usual[1].value: 100.5 is out of range"
        ),
        (
            "usual: [{vital_sign: hr, value: 90, author: B}, {vital_sign: hr, value: 91, author: B}]",
            "9: admissions[1].usual[2]: is a second usual value of hr"
        ),
        (
            "usual: [{vital_sign: hr, value: 90, author: '9990000000'}]",
            "9: admissions[1].usual[1].author: looks like an NHS number"
        ),
        ("usual: [a, b, c, d, e]", "9: admissions[1].usual: holds 5 usual values"),
        ("floors_declined: {reason: none}", "9: admissions[1].floors_declined.by: is missing"),
        ("floors_declined: {by: Dr B}", "9: admissions[1].floors_declined.reason: is missing"),
        ("floors_declined:", "9: admissions[1].floors_declined: has no value"),
    ])
    func aDefectiveStayIsToldOnItsLine(key: String, defect: String) {
        #expect(Ward.defects(replacing: "label: AB", with: "label: AB\n    \(key)") == [defect])
    }

    // MARK: Floors

    private func floorWarnings(_ limits: String) -> [String] {
        let old =
            "limits:\n      - {vital_sign: hr, low: 60, high: 190, author: \"Dr A Example\", reason: \"lung disease\", until: 2026-12-01T00:00:00Z}"
        let warnings = Ward.read(replacing: old, with: limits).warnings
        return warnings.filter { $0.kind == .floorsNotSet && $0.line == 5 }.map(\.reason)
    }

    @Test func aChildWithoutFloorsIsWarnedOf() {
        let entry = "author: B, reason: c"
        let none = { (signs: String) in
            ["adm-7f3a has no low limit in force on \(signs), and nobody has declined it (floors_declined)"]
        }
        #expect(floorWarnings("limits: []") == none("spo2 and hr"))
        #expect(floorWarnings("limits: [{vital_sign: hr, low: 60, \(entry)}]") == none("spo2"))
        #expect(floorWarnings("limits: [{vital_sign: spo2, low: 85, \(entry)}]") == none("hr"))
        #expect(
            floorWarnings("limits: [{vital_sign: spo2, low: 85, \(entry)}, {vital_sign: hr, high: 190, \(entry)}]")
                == none("hr"))
        let both = "limits: [{vital_sign: spo2, low: 85, \(entry)}, {vital_sign: hr, low: 60, \(entry)"
        #expect(floorWarnings(both + "}]") == [])
        // A floor that has ended is none; the ward's now is noon.
        #expect(floorWarnings(both + ", until: 2026-11-21T12:00:01Z}]") == [])
        #expect(floorWarnings(both + ", until: 2026-11-21T12:00:00Z}]") == none("hr"))
    }

    @Test func floorsThatANamedPersonDeclinedAreNotWarnedOf() throws {
        let declined = "limits: []\n    floors_declined: {by: Dr A Example, reason: \"palliative plan\"}"
        #expect(floorWarnings(declined) == [])
        let old = "    label: AB\n"
        let reading = Ward.read(replacing: old, with: old + "    floors_declined: {by: Dr A, reason: plan}\n")
        #expect(
            try reading.get().declinedFloors == [
                DeclinedFloors(admissionID: "adm-7f3a", author: "Dr A", reason: "plan")
            ])
        #expect(reading.warnings.filter { $0.kind == .floorsNotSet }.map(\.key) == ["admissions[2]"])
    }

    @Test func ageAndDatesHoldAtTheirEdges() {
        #expect(Ward.defects(replacing: "born_on: 2024-03-02", with: "born_on: 2026-11-21") == [])
        #expect(Ward.defects(replacing: "born_on: 2024-03-02", with: "born_on: 2007-11-22") == [])
    }

    @Test func noDefectRepeatsADateOfBirth() {
        for date in ["2027-01-03", "1999-01-03", "2024-13-03"] {
            let texts = Ward.read(replacing: "2024-03-02", with: date).defects.map(\.description)
            #expect(!texts.isEmpty && texts.allSatisfy { !$0.contains(date) })
        }
    }

    @Test func aSecondLimitOnOneSideIsRefused() {
        let second = "\n      - {vital_sign: hr, low: 70, author: B, reason: other}"
        let reading = Ward.defects(
            replacing: "until: 2026-12-01T00:00:00Z}", with: "until: 2026-12-01T00:00:00Z}" + second)
        #expect(reading == ["12: admissions[1].limits[2].low: is a second low limit on hr for this child"])
    }

    @Test func limitsOfOneSignAreComparedAcrossEntries() {
        let second =
            "\n      - {vital_sign: rr, low: 40, author: B, reason: other}\n      - {vital_sign: rr, high: 30, author: B, reason: other}"
        let reading = Ward.defects(
            replacing: "until: 2026-12-01T00:00:00Z}", with: "until: 2026-12-01T00:00:00Z}" + second)
        #expect(reading == ["13: admissions[1].limits[3].high: low 40 is not below high 30"])
    }

    @Test func seventeenLimitsAreTooMany() {
        let entry = "{vital_sign: hr, low: 60, author: B, reason: c}"
        let text = { (count: Int) in
            "    limits: [" + Array(repeating: entry, count: count).joined(separator: ", ") + "]"
        }
        let old =
            "    cadence: 4h\n    limits:\n      - {vital_sign: hr, low: 60, high: 190, author: \"Dr A Example\", reason: \"lung disease\", until: 2026-12-01T00:00:00Z}"
        #expect(Ward.defects(replacing: old, with: text(16)).count == 15)
        #expect(Ward.defects(replacing: old, with: text(17)) == ["9: admissions[1].limits: holds 17 limits"])
    }

    @Test func endedLimitsAndComingAdmissionsAreWarnedOf() {
        let ended = Ward.read(replacing: "until: 2026-12-01T00:00:00Z", with: "until: 2026-11-21T12:00:00Z")
        #expect(ended.configuration != nil)
        #expect(ended.warnings.map(\.kind).contains(.limitExpired))
        let coming = Ward.read(replacing: "2026-11-21T09:00:00Z", with: "2026-11-21T12:00:01Z")
        #expect(coming.configuration != nil)
        #expect(coming.warnings.contains { $0.kind == .admissionInFuture && $0.line == 7 })
    }
}
