import Alarms
import Vitals

/// The `admissions:` part of the daemon file: the children, by pseudonym.
struct AdmissionReader {
    let defects: DefectList
    let now: WallInstant
    /// Where each admission begins.
    private(set) var lines: [Int] = []
    private var lineOfID: [String: Int] = [:]

    init(defects: DefectList, now: WallInstant) {
        self.defects = defects
        self.now = now
    }

    /// One place for each member of the list, so that a position is the child's index; `nil` where a member is defective.
    mutating func read(_ field: Field?) -> [Admission?] {
        guard let members = field?.list(Limits.admissionCount, of: "admissions") else { return [] }
        lines = members.map(\.node.line)
        return members.map { member in member.mapping { read(&$0) } }
    }

    private mutating func read(_ admission: inout StrictMapping) -> Admission? {
        let id = readID(admission.required("id"))
        let bornOn = readDate(admission.required("born_on"))
        let admittedField = admission.required("admitted_at")
        let admittedAt = admittedField?.instant()
        let label = admission.optional("label")?.freeText(Limits.labelCount)
        let cadence = admission.optional("cadence")?.duration(in: Limits.cadence)
        let limits = ClinicianLimitReader.read(
            admission.optional("limits"), admittedAt: admittedAt, now: now, defects)
        guard let admittedAt else { return nil }
        if admittedAt > now, let admittedField {
            defects.warn(
                .admissionInFuture, line: admittedField.node.line, key: admittedField.path,
                "the admission has not begun: no alarm is raised before it does")
        }
        guard let id, let bornOn, isAgeSound(bornOn, admittedAt) else { return nil }
        return Admission(
            id: id, bornOn: bornOn.date, admittedAt: admittedAt, label: label, limits: limits, cadence: cadence)
    }

    private mutating func readID(_ field: Field?) -> String? {
        guard let field, let id = field.name() else { return nil }
        if let first = lineOfID[id] {
            field.refuse("'\(id)' is already the admission on line \(first)", "Give each admission its own pseudonym")
            return nil
        }
        lineOfID[id] = field.node.line
        return id
    }

    private func readDate(_ field: Field?) -> (date: CivilDate, field: Field)? {
        guard let field, let date = field.date() else { return nil }
        return (date, field)
    }

    /// The dates themselves stay out of the message: one of them is a date of birth.
    private func isAgeSound(_ bornOn: (date: CivilDate, field: Field), _ admittedAt: WallInstant) -> Bool {
        let admittedOn = LondonTime.date(at: admittedAt)
        guard bornOn.date <= admittedOn else {
            bornOn.field.refuse("lies after admitted_at", "Check both dates")
            return false
        }
        guard bornOn.date.completedYears(on: admittedOn) < Limits.ageInYears else {
            bornOn.field.refuse(
                "makes the child \(Limits.ageInYears) or older at admission", "The charts end at the 19th birthday")
            return false
        }
        return true
    }
}
