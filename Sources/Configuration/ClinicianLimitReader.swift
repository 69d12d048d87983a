import Alarms
import Vitals

/// The `limits:` of one admission: bounds a clinician set for one child, each with who, why and until when.
struct ClinicianLimitReader {
    private let defects: DefectList
    private var limits: [ClinicianLimit] = []

    static func read(
        _ field: Field?, admittedAt: WallInstant?, now: WallInstant, _ defects: DefectList
    ) -> [ClinicianLimit] {
        guard let members = field?.list(Limits.clinicianLimitCount, of: "limits") else { return [] }
        var reader = ClinicianLimitReader(defects: defects)
        for member in members {
            member.mapping { reader.read(&$0, admittedAt: admittedAt, now: now) }
        }
        return reader.limits
    }

    private init(defects: DefectList) { self.defects = defects }

    private mutating func read(_ entry: inout StrictMapping, admittedAt: WallInstant?, now: WallInstant) {
        let sign = entry.required("vital_sign")?.choice(VitalSign.allCases.map { ("\($0.shortName)", $0) })
        let low = entry.optional("low")
        let high = entry.optional("high")
        let author = entry.required("author")?.freeText(Limits.authorCount)
        let reason = entry.required("reason")?.freeText(Limits.reasonCount)
        let until = readEnd(entry.optional("until"), admittedAt: admittedAt, now: now)
        if !entry.has("low"), !entry.has("high") {
            defects.add(at: entry.node, key: entry.path, "has neither low nor high", "Add 'low:' or 'high:'")
        }
        guard let sign, let author, let reason else { return }
        for (side, field) in [(Side.low, low), (.high, high)] {
            guard let field, let value = readBound(field, sign, side) else { continue }
            let limit = ClinicianLimit(
                sign: sign, side: side, value: value, author: author, reason: reason, until: until)
            add(limit, field)
        }
    }

    private func readBound(_ field: Field, _ sign: VitalSign, _ side: Side) -> Double? {
        guard ConditionKind.limit(on: sign, side) != nil else {
            field.refuse(
                "there is no \(side.name) limit on \(sign.shortName)", "Limits: spo2 low; hr and rr low and high")
            return nil
        }
        return field.number(in: sign.plausibleRange)
    }

    private func readEnd(_ field: Field?, admittedAt: WallInstant?, now: WallInstant) -> WallInstant? {
        guard let field, let until = field.instant() else { return nil }
        if let admittedAt, until <= admittedAt {
            field.refuse("lies before admitted_at", "Check both instants, or delete the limit")
        } else if until <= now {
            defects.warn(
                .limitExpired, line: field.node.line, key: field.path,
                "the limit ended at \(until) and is not used")
        }
        return until
    }

    /// Two limits on one side would leave open which one holds.
    private mutating func add(_ limit: ClinicianLimit, _ field: Field) {
        if limits.contains(where: { $0.sign == limit.sign && $0.side == limit.side }) {
            field.refuse(
                "is a second \(limit.side.name) limit on \(limit.sign.shortName) for this child", "Keep one of them")
            return
        }
        if let other = limits.first(where: { $0.sign == limit.sign }) {
            let (low, high) = limit.side == .low ? (limit.value, other.value) : (other.value, limit.value)
            guard low < high else {
                field.refuse(
                    "low \(Quantity.text(low)) is not below high \(Quantity.text(high))",
                    "Every value would be an alarm: swap or correct them")
                return
            }
        }
        limits.append(limit)
    }
}
