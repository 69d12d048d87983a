import Alarms
import Vitals

/// The `admissions:` part of the daemon file: the children, by pseudonym.
struct AdmissionReader {
    let defects: DefectList
    let now: WallInstant
    /// Floors that a named person declined.
    private(set) var declinedFloors: [DeclinedFloors] = []
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
        let declined = admission.optional("floors_declined")?.mapping { readDeclined(&$0, by: id) }
        let settings = Admission.Setting.allCases.map { ($0.rawValue, $0) }
        let setting = admission.optional("setting")?.choice(settings)
        let usual = readUsual(admission.optional("usual"))
        guard let admittedAt else { return nil }
        if admittedAt > now, let admittedField {
            defects.warn(
                .admissionInFuture, line: admittedField.node.line, key: admittedField.path,
                "the admission has not begun: no alarm is raised before it does")
        }
        guard let id, let bornOn, isAgeSound(bornOn, admittedAt) else { return nil }
        var read = Admission(
            id: id, bornOn: bornOn.date, admittedAt: admittedAt, label: label, limits: limits, cadence: cadence)
        if let setting { read.setting = setting }
        read.usual = usual
        if let declined { declinedFloors.append(declined) }
        if !admission.has("floors_declined") { warnOfMissingFloors(read, admission) }
        return read
    }

    // MARK: Floors

    private func readDeclined(_ entry: inout StrictMapping, by id: String?) -> DeclinedFloors? {
        let author = entry.required("by")?.freeText(Limits.authorCount)
        let reason = entry.required("reason")?.freeText(Limits.reasonCount)
        guard let id, let author, let reason else { return nil }
        return DeclinedFloors(admissionID: id, author: author, reason: reason)
    }

    private func warnOfMissingFloors(_ read: Admission, _ admission: StrictMapping) {
        let missing = [VitalSign.spO2, .heartRate].filter { sign in
            !read.limits.contains { $0.sign == sign && $0.side == .low && ($0.until.map { now < $0 } ?? true) }
        }
        guard !missing.isEmpty else { return }
        let signs = missing.map { "\($0.shortName)" }.joined(separator: " and ")
        defects.warn(
            .floorsNotSet, line: admission.node.line, key: admission.path,
            "\(read.id) has no low limit in force on \(signs), and nobody has declined it (floors_declined)")
    }

    // MARK: Usual values

    private func readUsual(_ field: Field?) -> [UsualValue] {
        guard let members = field?.list(Limits.usualValueCount, of: "usual values") else { return [] }
        var usual: [UsualValue] = []
        for member in members {
            guard let value = member.mapping({ readUsualValue(&$0) }) else { continue }
            if usual.contains(where: { $0.sign == value.sign }) {
                member.refuse("is a second usual value of \(value.sign.shortName)", "Keep one of them")
            }
            usual.append(value)
        }
        return usual
    }

    private func readUsualValue(_ entry: inout StrictMapping) -> UsualValue? {
        let sign = entry.required("vital_sign")?.choice(VitalSign.allCases.map { ("\($0.shortName)", $0) })
        let value = entry.required("value")
        let author = entry.required("author")?.freeText(Limits.authorCount)
        guard let sign, let number = value?.number(in: sign.plausibleRange), let author else { return nil }
        return UsualValue(sign: sign, value: number, author: author)
    }

    // MARK: Who and when

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
