import Alarms
import Charts
import Vitals

/// The blocks of a message that say how an alarm is doing among people: who is called, who has it, who is worried, what
/// ended it.
extension AlertContext {
    /// Whom it calls and when it calls on. Nothing of it hangs on deliveries: the ladder counts from firing.
    var ladder: JSON {
        .fields([
            "kind": .text(transition.ladder.name),
            "level": .number(transition.level),
            "roles": transition.roles.words,
            "started_at": transition.ladderStartedAt.map { .string($0.wall.description) },
            "next_step_at": transition.nextStepAt.map { .string($0.wall.description) },
        ])
    }

    /// Who has it, and how somebody can take it; `nil` where neither is so.
    var acknowledgement: JSON? {
        let taken = transition.acknowledgedUntil
        guard isTakeable || taken != nil || takenBy != nil else { return nil }
        let lasts = stillToCome?.step.lasts ?? composer.rules[transition.ladder].acknowledgementLasts
        return .fields([
            "acked_until": taken.map { .string($0.wall.description) },
            "acked": takenBy.map { command in
                .fields([
                    "by": .string(command.by.bounded),
                    "role": .string(command.role.bounded),
                    "at": .string(command.at.description),
                    "note": command.note.map { .string($0.boundedNote) },
                ])
            },
            "methods": isTakeable ? .array([.text("answer"), .text("file")]) : nil,
            "expires_at": isTakeable ? .string(transition.at.wall.advanced(by: lasts).description) : nil,
        ])
    }

    /// Whether an acknowledgement would still change something.
    private var isTakeable: Bool {
        guard transition.suppressedBy.isEmpty else { return false }
        return switch transition.state {
        case .firing, .resolving, .acknowledged: true
        case .resolved: transition.isLatched
        case .inactive, .pending, .void: false
        }
    }

    /// A certificate that has not ended yet: whoever takes it has it until the end is nearer by a step.
    var stillToCome: CertificateNews? {
        guard kind == .certificate, let value = transition.latestValue, let news = CertificateNews(value: value),
            news.step.stage == .mild
        else { return nil }
        return news
    }

    /// Who took it, where this message is about that.
    var takenBy: CommandText? { transition.event == .acknowledged ? command : nil }

    /// Who is worried. Never the name of who said it: a family's name is half of a child's.
    var concern: JSON? {
        guard kind == .concern else { return nil }
        return .fields([
            "who": concernSource.map { .text($0.name) },
            "answer": origin?.answer.map { .text($0.code) },
            "note": saidNote.map { .string($0.boundedNote) },
            "independent_reviewer_notified": .bool(transition.roles.contains(.reviewer)),
        ])
    }

    /// The note of the concern, and of no command that came later.
    private var saidNote: String? {
        guard let origin, origin.concern != nil || origin.answer != nil else { return nil }
        return origin.note
    }

    /// What ended it, in the message that says so.
    var resolution: JSON? {
        guard let resolution = transition.resolution, endedNow else { return nil }
        let person = endedBy
        return .fields([
            "kind": .text(resolution.name),
            "at": .string(transition.at.wall.description),
            "by": person.map { .string($0.by.bounded) },
            "reason": person?.note.map { .string($0.boundedNote) },
        ])
    }

    private var endedNow: Bool {
        switch transition.event {
        case .resolved, .clearedUnacknowledged, .voided: true
        case .fired, .raised, .lowered, .unknown, .suppressed, .escalated, .reminded, .acknowledged,
            .acknowledgementExpired, .renewed:
            false
        }
    }

    /// The person who ended it; the data has no name.
    var endedBy: CommandText? {
        guard endedNow, let resolution = transition.resolution, resolution != .data else { return nil }
        return command
    }

    /// What was seen, in the chart's words, where the condition is about a grade and no figure.
    var grade: String? {
        guard let value = transition.latestValue ?? transition.triggerValue, let place = UInt8(exactly: value) else {
            return nil
        }
        return switch kind {
        case .consciousness: Consciousness(rawValue: place)?.word
        case .pupils: place == 0 ? "normal" : "not normal"
        case .sepsis: SepsisSuspicion(rawValue: place)?.name.description
        case .intuition: EscalationLevel(rawValue: place)?.name.description
        default: nil
        }
    }
}

extension Consciousness {
    /// AVPU as people say it.
    var word: String {
        switch self {
        case .alert: "alert"
        case .voice: "responds to voice"
        case .pain: "responds to pain"
        case .unresponsive: "unresponsive"
        case .asleep: "asleep"
        }
    }
}
