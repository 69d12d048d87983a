import Vitals

/// What a person does to one episode they name.
enum EpisodeAct: BitwiseCopyable {
    /// Takes it, until an instant; `nil` for as long as the ladder lets it last.
    case acknowledge(until: WallInstant?)
    case close
    /// Entered in error.
    case void

    var isEnd: Bool { if case .acknowledge = self { false } else { true } }

    /// An episode that has ended, and whose condition has had another since: what is done to it is only written down.
    var resultForEarlier: CommandOutcome.Result { .recorded }
}

extension Episode {
    mutating func take(_ act: EpisodeAct, at tick: Tick, rules: RuleTable) -> EpisodeLife.Answer {
        answer { life in
            switch act {
            case .acknowledge(let until):
                let asked = until.map { Tick(monotonic: tick.monotonic(at: $0), wall: $0) }
                return life.acknowledge(until: asked, at: tick, rules: rules)
            case .close: return life.close(.closed)
            case .void: return life.void()
            }
        }
    }
}

extension EpisodeLife.Answer {
    var result: CommandOutcome.Result {
        switch self {
        case .event: .done
        case .recorded: .recorded
        case .notAllowed: .notAllowed
        }
    }
}
