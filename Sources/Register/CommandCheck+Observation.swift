import Alarms
import Charts
import Vitals

/// Entered observations.
extension CommandCheck {
    mutating func check(_ form: ObservationForm, of child: String) {
        if form.fields.keys.allSatisfy({ ["measured_at", "confirmed", "corrects", "correction_reason"].contains($0) }) {
            refuse("", "has no observation", "Give at least one")
        }
        for (key, value, range) in form.ranged { check(value, range, key, isConfirmed: form.isConfirmed) }
        var form = form
        checkCorrection(&form, of: child)
        command.deed = .observe(child: child, form)
        if command.by.role.isFamily {
            for (key, isGiven) in [("intuition", form.intuition != nil), ("sepsis", form.sepsis != nil)] where isGiven {
                refuse(key, "is a clinician's to enter", "If you are worried, say so: a concern needs no reason")
            }
        }
        guard let record = onWard(child), let measuredAt = form.measuredAt else { return }
        if measuredAt > now.advanced(by: Limits.futureTolerance) {
            refuse("measured_at", "lies in the future", "Check the clock, the date and the zone")
        }
        if measuredAt < record.admission.admittedAt {
            refuse("measured_at", "lies before the admission", "Check the date; older values belong to the notes")
        }
    }

    /// What is put right was measured when the wrong value was: where no time is given it is the corrected observation's, so
    /// that an old value does not become a fresh one.
    private mutating func checkCorrection(_ form: inout ObservationForm, of child: String) {
        if let corrects = form.corrects {
            if let corrected, corrected.child == child {
                form.measuredAt = form.measuredAt ?? corrected.measuredAt
            } else {
                refuse(
                    "corrects", "\(corrects) is not the number of an observation of \(child)",
                    "Take the number from the answer it was entered with")
            }
            if form.correctionReason == nil {
                refuse("correction_reason", "is missing", "Say what was wrong: the old value is kept beside it")
            }
        } else if form.correctionReason != nil {
            refuse("corrects", "is missing", "Say which observation it corrects")
        }
    }

    /// S3 C3.16: what a machine sends is refused outside the range, what a person enters is asked once more.
    private mutating func check(_ value: Double, _ range: ClosedRange<Double>, _ key: String, isConfirmed: Bool) {
        guard !value.isFinite || (!isConfirmed && !range.contains(value)) else { return }
        refuse(
            key, "\(value) is not from \(range.lowerBound.shortestDecimal) to \(range.upperBound.shortestDecimal)",
            "Check it; if it is right, confirm it: it is kept, and not scored")
    }
}

extension ObservationForm {
    /// The ranges of what is entered. Source: SPOT NPEWS UI specification (S4).
    static let oxygenPercent = OxygenLevel.entryPercent
    static let oxygenFlow = OxygenLevel.entryFlow
    static let capillaryRefillSeconds = 1.0...10.0

    /// What is given as a number, with its key and its range.
    fileprivate var ranged: [(key: String, value: Double, range: ClosedRange<Double>)] {
        var values: [(key: String, value: Double, range: ClosedRange<Double>)] = []
        func add(_ key: String, _ value: Double?, _ range: ClosedRange<Double>) {
            if let value { values.append((key, value, range)) }
        }
        for (sign, value) in [
            (VitalSign.spO2, spO2), (.heartRate, heartRate), (.respiratoryRate, respiratoryRate),
            (.temperature, temperature),
        ] {
            add("\(sign.shortName)", value, sign.plausibleRange)
        }
        switch oxygen?.level {
        case .percent(let percent): add("oxygen.percent", percent, Self.oxygenPercent)
        case .litresPerMinute(let flow): add("oxygen.litres_per_minute", flow, Self.oxygenFlow)
        case nil: break
        }
        if case .measured(let pressure) = systolicBloodPressure {
            add("systolic_blood_pressure", pressure, SystolicBloodPressure.plausibleRange)
        }
        add("capillary_refill", capillaryRefill, Self.capillaryRefillSeconds)
        return values
    }
}
