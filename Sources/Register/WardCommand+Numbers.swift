extension WardCommand.Deed {
    /// The same with every NHS number taken out of what people wrote, and whether there was one.
    var withoutNHSNumbers: (deed: Self, isFound: Bool) {
        var isFound = false
        func clean(_ text: String) -> String {
            let (rest, isThere) = NHSNumber.left(outOf: text)
            isFound = isFound || isThere
            return rest
        }
        let deed: Self
        switch self {
        case .admit(var form):
            form.floorsDeclined = form.floorsDeclined.map(clean)
            for place in form.limits.indices { form.limits[place].reason = clean(form.limits[place].reason) }
            for place in form.usual.indices { form.usual[place].author = clean(form.usual[place].author) }
            deed = .admit(form)
        case .discharge(let child, let reason):
            deed = .discharge(child: child, reason: clean(reason))
        case .setLimit(let child, let sign, let side, let value, let reason, let until):
            deed = .setLimit(child: child, sign: sign, side: side, value: value, reason: clean(reason), until: until)
        case .removeLimit(let child, let sign, let side, let reason):
            deed = .removeLimit(child: child, sign: sign, side: side, reason: clean(reason))
        case .review(let child, var form):
            form.note = form.note.map(clean)
            form.chartReason = form.chartReason.map(clean)
            deed = .review(child: child, form)
        case .pause(let child, let minutes, let reason):
            deed = .pause(child: child, minutes: minutes, reason: clean(reason))
        case .quiet(let child, let minutes, let reason):
            deed = .quiet(child: child, minutes: minutes, reason: clean(reason))
        case .acknowledge(let episode, let minutes, let note):
            deed = .acknowledge(episode: episode, minutes: minutes, note: note.map(clean))
        case .close(let episode, let reason):
            deed = .close(episode: episode, reason: clean(reason))
        case .void(let episode, let reason):
            deed = .void(episode: episode, reason: clean(reason))
        case .concern(let child, let source, let note):
            deed = .concern(child: child, from: source, note: note.map(clean))
        case .carerAnswer(let child, let answer, let note):
            deed = .carerAnswer(child: child, answer, note: note.map(clean))
        case .observe(let child, var form):
            form.correctionReason = form.correctionReason.map(clean)
            deed = .observe(child: child, form)
        case .dropMessage(let message, let endpoint, let reason):
            deed = .dropMessage(message: message, endpoint: endpoint, reason: clean(reason))
        case .bind, .endPause, .endQuiet, .muteSound, .testAlert, .redrive:
            deed = self
        }
        return (deed, isFound)
    }
}
