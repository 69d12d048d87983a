import Alarms
import Charts
import Vitals

/// Admissions, limits and reviews.
extension CommandCheck {
    mutating func check(_ asked: AdmissionForm) {
        var form = asked
        checkAge(form.bornOn)
        form.id = checkedID(form.id)
        if let label = form.label, label.filter(\.isNumber).count >= 10 {
            refuse("label", "looks like an NHS number", "Use initials or a nickname")
        }
        form.cadenceMinutes = form.cadenceMinutes ?? form.template?.cadenceMinutes ?? 0
        checkCadence(form.cadenceMinutes)
        checkLimits(form)
        form.usual = checked(form.usual)
        if let number = form.nhsNumber {
            do { _ = try NHSNumber(number) } catch {
                refuse("nhs_number", error.description, "Read it again from the letter or the wristband")
            }
        }
        form.nhsNumber = nil
        if register.children.count >= Alarms.Limits.admissions {
            refuse("", "the hub holds no more children", "Restart the daemon: it lets go of those who left")
        }
        command.deed = .admit(form)
    }

    /// Neither date is repeated: one of them is a date of birth.
    private mutating func checkAge(_ bornOn: CivilDate) {
        let today = LondonTime.date(at: now)
        guard bornOn <= today else {
            refuse("born_on", "lies in the future", "Check the date")
            return
        }
        let years = bornOn.completedYears(on: today)
        guard years < Limits.ageInYears else {
            let isMistyped = years > Limits.oldestAgeInYears
            refuse(
                "born_on",
                isMistyped ? "makes the child older than \(Limits.oldestAgeInYears)" : "makes the child \(years)",
                isMistyped ? "Check the year" : "The charts end at the 19th birthday: this ward is not for adults")
            return
        }
        if let last = ChartBorder.birthday(Limits.ageInYears, bornOn: bornOn),
            last.dayNumber - today.dayNumber <= Limits.warningDaysBeforeLastChart
        {
            warnings.append("The charts end at the 19th birthday, within 30 days: from then on nothing is scored.")
        }
    }

    private mutating func checkedID(_ id: String?) -> String {
        guard let id else { return register.newID() }
        let isPlain = id.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
            default: false
            }
        }
        if !isPlain || id.hasPrefix(".") || id.hasPrefix("-") {
            refuse("id", "holds a character a pseudonym may not have", "Use A–Z a–z 0–9 . _ - and begin with a letter")
        }
        if id.filter(\.isNumber).count >= 10 {
            refuse("id", "looks like an NHS number", "Use a pseudonym, or leave it out and one is made")
        }
        if register.isTaken(id) {
            refuse("id", "'\(id)' is or was another stay", "Leave it out and one is made")
        }
        return id
    }

    private mutating func checkCadence(_ minutes: Int?) {
        guard let minutes, minutes != 0, !Limits.cadenceMinutes.contains(minutes) else { return }
        refuse(
            "cadence_minutes", "\(minutes) is neither 0 nor from 1 to \(Limits.cadenceMinutes.upperBound)",
            "0 says that devices stream; 240 is every four hours")
    }

    // MARK: Limits

    private mutating func checkLimits(_ form: AdmissionForm) {
        var values: [LimitSlot: Double] = [:]
        if form.limits.count > Limits.limitCount {
            refuse("limits", "are more than \(Limits.limitCount)", "Keep one on each side")
        }
        for (place, limit) in form.limits.enumerated() {
            let key = "limits[\(place + 1)]."
            checkValue(limit, key)
            if values.updateValue(limit.value, forKey: LimitSlot(sign: limit.sign, side: limit.side)) != nil {
                refuse(
                    key + "side", "is a second \(limit.side.name) limit on \(limit.sign.shortName)", "Keep one of them")
            }
        }
        for sign in VitalSign.allCases {
            checkOrder(
                sign, low: values[LimitSlot(sign: sign, side: .low)], high: values[LimitSlot(sign: sign, side: .high)],
                "limits")
        }
        checkFloors(form, values)
    }

    /// SpO2 and heart rate alone can hardly reach a high score, so a named person sets their floors or says why not.
    private mutating func checkFloors(_ form: AdmissionForm, _ values: [LimitSlot: Double]) {
        let missing = ChildRecord.floors.filter { values[LimitSlot(sign: $0.sign, side: $0.side)] == nil }
        if missing.isEmpty {
            guard form.floorsDeclined != nil else { return }
            refuse("floors_declined", "is given, and every floor is set", "Leave it out, or leave out a limit")
        } else if form.floorsDeclined == nil {
            let names = missing.map { "\($0.sign.shortName) \($0.side.name)" }.joined(separator: ", ")
            refuse(
                "limits", "have no \(names)", "Set each, or say why this child needs none (floors_declined)")
        }
    }

    mutating func check(_ limit: LimitForm, of child: String) {
        checkValue(limit, "")
        guard let record = onWard(child) else { return }
        let other = record.limit(on: limit.sign, limit.side == .low ? .high : .low, at: now)?.value
        checkOrder(
            limit.sign, low: limit.side == .low ? limit.value : other, high: limit.side == .high ? limit.value : other,
            "value")
    }

    mutating func checkRemoval(_ child: String, _ sign: VitalSign, _ side: Side) {
        guard let record = onWard(child), record.limit(on: sign, side, at: now) == nil else { return }
        refuse("side", "there is no \(side.name) limit on \(sign.shortName)", "Nothing is to be taken away")
    }

    private mutating func checkValue(_ limit: LimitForm, _ key: String) {
        guard ConditionKind.limit(on: limit.sign, limit.side) != nil else {
            refuse(
                key + "side", "there is no \(limit.side.name) limit on \(limit.sign.shortName)",
                "Limits are: spo2 low; hr and rr low and high")
            return
        }
        let range = limit.sign.plausibleRange
        if !range.contains(limit.value) {
            refuse(
                key + "value", "\(limit.value) is not from \(range.lowerBound) to \(range.upperBound)",
                "Check the number and the vital sign")
        }
        if let until = limit.until, until <= now {
            refuse(key + "until", "is over already", "Give a time to come, or leave it out")
        } else if let until = limit.until, until > now.advanced(by: Limits.longestLimit) {
            refuse(key + "until", "is more than a year away", "Leave it out: the limit then holds for the whole stay")
        }
    }

    private mutating func checkOrder(_ sign: VitalSign, low: Double?, high: Double?, _ key: String) {
        guard let low, let high, !(low < high) else { return }
        refuse(
            key, "\(sign.shortName) low \(low.shortestDecimal) is not below high \(high.shortestDecimal)",
            "Every value would be an alarm: swap or correct them")
    }

    // MARK: Reviews

    mutating func check(_ asked: ReviewForm, of child: String) {
        var form = asked
        checkCadence(form.cadenceMinutes)
        if let usual = form.usual { form.usual = checked(usual) }
        command.deed = .review(child: child, form)
        let isNoted = form.note != nil
        if form.carerLevel == EscalationLevel.none, !isNoted {
            refuse("note", "is missing", "Say why the carer's worry asks for nothing")
        }
        if form.chart == nil, form.chartReason != nil {
            refuse("chart_reason", "is given without a chart", "Give the chart, or use the note")
        }
        guard let record = onWard(child), let chart = form.chart else { return }
        switch ChartBorder.choice(of: chart, bornOn: record.admission.bornOn, at: now) {
        case .ofTheAge: break
        case .adjacent:
            if form.chartReason == nil {
                refuse("chart_reason", "is missing", "Say why the neighbouring chart suits this child better")
            }
        case .tooFar:
            refuse(
                "chart", "is not the neighbouring one within \(Limits.adjacentChartDays) days of the birthday between",
                "The chart of the age stays")
        }
    }

    private mutating func checked(_ values: [UsualValue]) -> [UsualValue] {
        if values.count > Limits.usualCount {
            refuse("usual", "are more than \(Limits.usualCount)", "Keep one of each vital sign")
        }
        var seen: Set<VitalSign> = []
        for (place, usual) in values.enumerated() {
            let range = usual.sign.plausibleRange
            if !range.contains(usual.value) {
                refuse(
                    "usual[\(place + 1)].value",
                    "\(usual.value) is not from \(range.lowerBound) to \(range.upperBound)",
                    "Check the number and the vital sign")
            }
            if !seen.insert(usual.sign).inserted {
                refuse("usual[\(place + 1)].vital_sign", "is there twice", "Keep one of them")
            }
        }
        return values.map {
            UsualValue(sign: $0.sign, value: $0.value, author: $0.author.isEmpty ? command.by.name : $0.author)
        }
    }
}
