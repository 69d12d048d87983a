import Alarms
import Vitals

/// What each command has beside `command`, `by` and `at`.
extension WardCommand.Deed {
    /// The fields of this command.
    func fields(isRequest: Bool) -> [String: JSON] {
        var fields: [String: JSON] = [:]
        fields["child"] = .text(child)
        switch self {
        case .admit(let form):
            fields = form.fields(isRequest: isRequest)
        case .discharge(_, let reason):
            fields["reason"] = .string(reason)
        case .setLimit(_, let sign, let side, let value, let reason, let until):
            let form = LimitForm(sign: sign, side: side, value: value, reason: reason, until: until)
            fields.merge(form.fields) { $1 }
        case .removeLimit(_, let sign, let side, let reason):
            fields["vital_sign"] = .word(sign, Words.signs)
            fields["side"] = .word(side, Words.sides)
            fields["reason"] = .string(reason)
        case .bind(let source, let child, let isConfirmed):
            fields["source"] = .string(source)
            fields["nobody"] = .flag(child == nil)
            fields["confirmed"] = .flag(isConfirmed)
        case .review(_, let form):
            fields.merge(form.fields) { $1 }
        case .pause(_, let minutes, let reason), .quiet(_, let minutes, let reason):
            fields["minutes"] = .whole(minutes)
            fields["reason"] = .string(reason)
        case .acknowledge(let episode, let minutes, let note):
            fields["episode"] = .string(episode)
            fields["minutes"] = .whole(minutes)
            fields["note"] = .text(note)
        case .close(let episode, let reason), .void(let episode, let reason):
            fields["episode"] = .string(episode)
            fields["reason"] = .string(reason)
        case .concern(let child, let source, let note):
            fields["child"] = child.isEmpty ? nil : .string(child)
            fields["from"] = .word(source, Words.concernSources)
            fields["note"] = .text(note)
        case .carerAnswer(_, let answer, let note):
            fields["answer"] = .word(answer, Words.carerAnswers)
            fields["note"] = .text(note)
        case .observe(_, let form):
            fields.merge(form.fields) { $1 }
        case .redrive(let message, let endpoint):
            fields["message"] = .string(message)
            fields["endpoint"] = .text(endpoint)
        case .dropMessage(let message, let endpoint, let reason):
            fields["message"] = .string(message)
            fields["endpoint"] = .text(endpoint)
            fields["reason"] = .string(reason)
        case .endPause, .endQuiet, .muteSound, .testAlert:
            break
        }
        return fields
    }

    /// The command of a kind, out of its fields.
    init(_ kind: CommandKind, _ fields: inout Fields, by role: Person.Role) throws(CommandRefusal) {
        switch kind {
        case .admit:
            self = .admit(try AdmissionForm(&fields))
        case .discharge:
            self = .discharge(child: try fields.needText("child"), reason: try fields.needText("reason"))
        case .setLimit:
            let child = try fields.needText("child")
            let form = try LimitForm(&fields)
            self = .setLimit(
                child: child, sign: form.sign, side: form.side, value: form.value, reason: form.reason,
                until: form.until)
        case .removeLimit:
            self = .removeLimit(
                child: try fields.needText("child"),
                sign: try fields.need(try fields.word("vital_sign", Words.signs), "vital_sign"),
                side: try fields.need(try fields.word("side", Words.sides), "side"),
                reason: try fields.needText("reason"))
        case .bind:
            self = try Self.bind(&fields)
        case .review:
            self = .review(child: try fields.needText("child"), try ReviewForm(&fields))
        case .pause:
            self = .pause(
                child: try fields.needText("child"), minutes: try fields.need(try fields.minutes("minutes"), "minutes"),
                reason: try fields.needText("reason"))
        case .endPause:
            self = .endPause(child: try fields.needText("child"))
        case .quiet:
            self = .quiet(
                child: try fields.needText("child"), minutes: try fields.need(try fields.minutes("minutes"), "minutes"),
                reason: try fields.needText("reason"))
        case .endQuiet:
            self = .endQuiet(child: try fields.needText("child"))
        case .acknowledge:
            self = .acknowledge(
                episode: try fields.needText("episode"), minutes: try fields.minutes("minutes"),
                note: try fields.text("note"))
        case .close:
            self = .close(episode: try fields.needText("episode"), reason: try fields.needText("reason"))
        case .void:
            self = .void(episode: try fields.needText("episode"), reason: try fields.needText("reason"))
        case .muteSound:
            self = .muteSound(child: try fields.text("child"))
        case .concern:
            self = .concern(
                child: try fields.text("child") ?? "",
                from: try fields.word("from", Words.concernSources) ?? ConcernSource(role),
                note: try fields.text("note"))
        case .carerAnswer:
            self = .carerAnswer(
                child: try fields.needText("child"),
                try fields.need(try fields.word("answer", Words.carerAnswers), "answer"), note: try fields.text("note"))
        case .observe:
            self = .observe(child: try fields.needText("child"), try ObservationForm(&fields))
        case .testAlert:
            self = .testAlert(child: try fields.text("child"))
        case .redrive:
            self = .redrive(message: try fields.needText("message"), endpoint: try fields.text("endpoint"))
        case .dropMessage:
            self = .dropMessage(
                message: try fields.needText("message"), endpoint: try fields.text("endpoint"),
                reason: try fields.needText("reason"))
        }
    }

    /// To take a device from everybody is said, not left out.
    private static func bind(_ fields: inout Fields) throws(CommandRefusal) -> Self {
        let source = try fields.needText("source")
        let child = try fields.text("child")
        let isNobodys = try fields.flag("nobody")
        guard (child == nil) == isNobodys else {
            throw fields.refusal(
                "child", "says neither one child nor nobody", "Give \"child\", or \"nobody\": true to take it from all")
        }
        return .bind(source: source, child: child, isConfirmed: try fields.flag("confirmed"))
    }
}

extension ConcernSource {
    /// Who is worried, where a command does not say it.
    init(_ role: Person.Role) {
        self =
            switch role {
            case .parent: .parent
            case .youngPerson: .youngPerson
            case .nurse, .doctor, .clinician, .technician: .staff
            }
    }
}

extension Fields {
    /// Whole minutes; the bounds are the command's.
    mutating func minutes(_ key: String) throws(CommandRefusal) -> Int? {
        guard let minutes = try whole(key) else { return nil }
        guard let minutes = Int(exactly: minutes), (-1_000_000...1_000_000).contains(minutes) else {
            throw refusal(key, "is not a number of minutes", "Write whole minutes")
        }
        return minutes
    }
}
