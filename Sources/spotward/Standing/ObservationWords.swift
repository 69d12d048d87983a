import Charts
import Register
import Vitals

extension ObservationForm {
    /// What was entered, as it was entered: `rr 40, distress mild, oxygen 2 L/min NP`.
    var plainWords: String {
        let signs: [(VitalSign, Double?)] = [
            (.respiratoryRate, respiratoryRate), (.spO2, spO2), (.heartRate, heartRate), (.temperature, temperature),
        ]
        var words = signs.compactMap { sign, value in value.map { "\(sign.shortName) \($0.shortestDecimal)" } }
        if let respiratoryDistress { words.append("distress \(respiratoryDistress.name)") }
        if let oxygen { words.append("oxygen \(oxygen.plainWords)") }
        switch systolicBloodPressure {
        case .measured(let pressure): words.append("sbp \(pressure.shortestDecimal)")
        case .notDone(let why): words.append("sbp \(why.code)")
        case nil: break
        }
        if let capillaryRefill { words.append("crt \(capillaryRefill.shortestDecimal)") }
        if let consciousness { words.append("avpu \(consciousness.code)") }
        if let hasAbnormalPupils { words.append("pupils \(hasAbnormalPupils ? "abnormal" : "normal")") }
        if let sepsis { words.append("sepsis \(sepsis.name)") }
        if let intuition { words.append("intuition \(intuition.name)") }
        if let corrects { words.append("corrects \(corrects) (\((correctionReason ?? "").printable))") }
        return words.joined(separator: ", ")
    }

    /// Whether a vital sign is among what was entered: a reading by hand.
    var hasVitalSign: Bool { !entered.vitalSigns.given.isEmpty }
}

extension OxygenSupport {
    /// `air`, `2 L/min NP`, `28 %`.
    var plainWords: String {
        let device: String? = if case .device(let device, _) = self { "\(device.code)" } else { nil }
        let amount: String? =
            switch level {
            case .percent(let percent): "\(percent.shortestDecimal) %"
            case .litresPerMinute(let flow): "\(flow.shortestDecimal) L/min"
            case nil: nil
            }
        let words = [amount, device].compactMap(\.self)
        return words.isEmpty ? "air" : words.joined(separator: " ")
    }
}

extension WardCommand.Deed {
    /// What it was about, and the words a person gave with it.
    var plainWords: String? {
        switch self {
        case .observe(_, let form): return form.plainWords
        case .carerAnswer(_, let answer, let note):
            return [answer.plainName, note].compactMap(\.self).joined(separator: ", ")
        case .setLimit(_, let sign, let side, let value, let reason, let until):
            let end = until.map { ", until \($0.forPeople)" } ?? ""
            return "\(sign.spokenName) \(side == .low ? "at or below" : "at or above") \(sign.spoken(value)), "
                + "\(reason)\(end)"
        case .removeLimit(_, let sign, let side, let reason): return "\(sign.spokenName) \(side.name), \(reason)"
        case .bind(let source, let child, _): return "\(source) to \(child ?? "nobody")"
        default: return words
        }
    }
}
