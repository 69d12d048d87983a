import Alarms
import Charts
import Vitals

/// An admission, a limit and a review in their JSON form.
extension AdmissionForm {
    func fields(isRequest: Bool) -> [String: JSON] {
        var fields: [String: JSON] = [:]
        fields["id"] = .text(id)
        fields["born_on"] = .string(bornOn.description)
        fields["label"] = .text(label)
        fields["setting"] = .word(setting, Words.settings)
        fields["template"] = .word(template, Words.templates)
        fields["cadence_minutes"] = .whole(cadenceMinutes)
        if !limits.isEmpty { fields["limits"] = .array(limits.map { .object($0.fields) }) }
        fields["floors_declined"] = .text(floorsDeclined)
        if !usual.isEmpty { fields["usual"] = .array(usual.map { .object($0.fields) }) }
        if isRequest { fields["nhs_number"] = .text(nhsNumber) }
        return fields
    }

    init(_ fields: inout Fields) throws(CommandRefusal) {
        let bornOn = try fields.need(try fields.date("born_on"), "born_on")
        self.init(bornOn: bornOn, setting: try fields.word("setting", Words.settings) ?? .home)
        id = try fields.text("id")
        label = try fields.text("label")
        template = try fields.word("template", Words.templates)
        cadenceMinutes = try fields.minutes("cadence_minutes")
        for member in try fields.list("limits", atMost: Limits.limitCount) ?? [] {
            var limit = try Fields(member.value, at: member.path)
            limits.append(try LimitForm(&limit))
            try limit.finish()
        }
        floorsDeclined = try fields.text("floors_declined")
        usual = try fields.usualValues() ?? []
        nhsNumber = try fields.text("nhs_number")
    }
}

extension LimitForm {
    var fields: [String: JSON] {
        var fields: [String: JSON] = [:]
        fields["vital_sign"] = .word(sign, Words.signs)
        fields["side"] = .word(side, Words.sides)
        fields["value"] = .number(value)
        fields["reason"] = .string(reason)
        fields["until"] = until.map(JSON.instant)
        return fields
    }

    init(_ fields: inout Fields) throws(CommandRefusal) {
        self.init(
            sign: try fields.need(try fields.word("vital_sign", Words.signs), "vital_sign"),
            side: try fields.need(try fields.word("side", Words.sides), "side"),
            value: try fields.need(try fields.number("value"), "value"), reason: try fields.needText("reason"),
            until: try fields.instant("until"))
    }
}

extension ReviewForm {
    var fields: [String: JSON] {
        var fields: [String: JSON] = [:]
        fields["note"] = .text(note)
        fields["cadence_minutes"] = .whole(cadenceMinutes)
        fields["setting"] = .word(setting, Words.settings)
        fields["chart"] = .word(chart, Words.charts)
        fields["chart_reason"] = .text(chartReason)
        fields["carer_level"] = .word(carerLevel, Words.levels)
        fields["usual"] = usual.map { .array($0.map { .object($0.fields) }) }
        return fields
    }

    init(_ fields: inout Fields) throws(CommandRefusal) {
        self.init()
        note = try fields.text("note")
        cadenceMinutes = try fields.minutes("cadence_minutes")
        setting = try fields.word("setting", Words.settings)
        chart = try fields.word("chart", Words.charts)
        chartReason = try fields.text("chart_reason")
        carerLevel = try fields.word("carer_level", Words.levels)
        usual = try fields.usualValues()
    }
}

extension UsualValue {
    /// The author is left out where it is whoever gives the command.
    fileprivate var fields: [String: JSON] {
        var fields: [String: JSON] = [:]
        fields["vital_sign"] = .word(sign, Words.signs)
        fields["value"] = .number(value)
        fields["author"] = author.isEmpty ? nil : .string(author)
        return fields
    }
}

extension Fields {
    fileprivate mutating func usualValues() throws(CommandRefusal) -> [UsualValue]? {
        guard let members = try list("usual", atMost: Limits.usualCount) else { return nil }
        var values: [UsualValue] = []
        for member in members {
            var fields = try Fields(member.value, at: member.path)
            values.append(
                UsualValue(
                    sign: try fields.need(try fields.word("vital_sign", Words.signs), "vital_sign"),
                    value: try fields.need(try fields.number("value"), "value"),
                    author: try fields.text("author") ?? ""))
            try fields.finish()
        }
        return values
    }
}
