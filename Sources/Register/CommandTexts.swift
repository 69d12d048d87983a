/// The texts of a command that people wrote, and what may stand in them.
extension WardCommand {
    /// One text, with the key it has in the line.
    private struct Text {
        let key: String
        let text: String
        let limit: Int
    }

    /// Every text that is longer than its limit, empty or not printable.
    var textRefusals: [CommandRefusal] {
        texts.compactMap { text in
            PrintableText.problem(with: text.text, text.limit).map {
                CommandRefusal(text.key, $0, "Write 1 to \(text.limit) characters on one line")
            }
        }
    }

    /// The command with nothing in its words to refuse: for somebody who is worried.
    var cleaned: WardCommand {
        var command = self
        let name = PrintableText.cleaned(by.name, Limits.personCount)
        command.by.name = PrintableText.problem(with: name, Limits.personCount) == nil ? name : Person.unknownName
        switch deed {
        case .concern(let child, let source, let note):
            command.deed = .concern(child: Self.cleanedName(child), from: source, note: Self.cleanedNote(note))
        case .carerAnswer(let child, let answer, let note):
            command.deed = .carerAnswer(child: Self.cleanedName(child), answer, note: Self.cleanedNote(note))
        default: break
        }
        return command
    }

    private static func cleanedName(_ name: String) -> String { PrintableText.cleaned(name, Limits.nameCount) }

    /// A note of nothing but spaces is none.
    private static func cleanedNote(_ note: String?) -> String? {
        note.map { PrintableText.cleaned($0, Limits.noteCount) }.flatMap { note in
            note.allSatisfy(\.isWhitespace) ? nil : note
        }
    }

    private var texts: [Text] {
        var texts = [Text(key: "by.name", text: by.name, limit: Limits.personCount)]
        func add(_ key: String, _ text: String?, _ limit: Int) {
            if let text { texts.append(Text(key: key, text: text, limit: limit)) }
        }
        if case .admit(let form) = deed {
            add("id", form.id, Limits.nameCount)
            add("label", form.label, Limits.labelCount)
            add("floors_declined", form.floorsDeclined, Limits.reasonCount)
            add("nhs_number", form.nhsNumber, Limits.nhsNumberCount)
            for (place, limit) in form.limits.enumerated() {
                add("limits[\(place + 1)].reason", limit.reason, Limits.reasonCount)
            }
            for (place, usual) in form.usual.enumerated() where !usual.author.isEmpty {
                add("usual[\(place + 1)].author", usual.author, Limits.personCount)
            }
            return texts
        }
        add("child", deed.child, Limits.nameCount)
        add("source", deed.source, Limits.nameCount)
        add("episode", deed.episode, Limits.episodeCount)
        add("message", deed.message?.name, Limits.episodeCount)
        add("endpoint", deed.message?.endpoint, Limits.nameCount)
        switch deed {
        case .acknowledge, .concern, .carerAnswer: add("note", deed.words, Limits.noteCount)
        case .observe: add("correction_reason", deed.words, Limits.reasonCount)
        case .review(_, let form):
            add("note", form.note, Limits.noteCount)
            add("chart_reason", form.chartReason, Limits.reasonCount)
            for (place, usual) in (form.usual ?? []).enumerated() where !usual.author.isEmpty {
                add("usual[\(place + 1)].author", usual.author, Limits.personCount)
            }
        default: add("reason", deed.words, Limits.reasonCount)
        }
        return texts
    }
}
