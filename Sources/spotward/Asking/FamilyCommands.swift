import Alarms
import ArgumentParser
import Charts
import Register
import Vitals

/// `spotward carer`: the answer to the daily question.
struct CarerCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "carer",
        abstract: "Give the answer to the daily question: how is your child compared with before?",
        discussion: """
            The answer is one letter: W worse, S the same, B better, A asleep, U nobody to ask. Worse is a concern: it \
            calls the team and the independent reviewer at once. Whoever answers, a name is welcome and not needed.

            Example:
              spotward carer adm-7f3a S --by "Kim's father" --role parent
            """)

    @Argument(help: ArgumentHelp("The admission's pseudonym.", valueName: "child"))
    var child: String

    @Argument(help: ArgumentHelp("W, S, B, A or U.", valueName: "answer"), transform: CommandWords.carer)
    var answer: CarerAnswer

    @Option(help: ArgumentHelp("What you see, in your own words.", valueName: "words"))
    var note: String?

    @OptionGroup var asker: Asker

    func request(at now: WallInstant) throws -> WardCommand {
        WardCommand(.carerAnswer(child: child, answer, note: note), by: asker.personOrFamily())
    }
}

/// `spotward mute`: the hub's own sound rests for two minutes.
struct MuteCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "mute",
        abstract: "Let the hub's sound rest for two minutes; nothing else changes.",
        discussion: """
            For families. The alarm goes on, the team is told all the same, and after two minutes the sound comes back if \
            it is still so.

            Example:
              spotward mute adm-7f3a --by "Kim's father" --role parent
            """)

    @Argument(help: ArgumentHelp("The admission's pseudonym; all sounds if left out.", valueName: "child"))
    var child: String?

    @OptionGroup var asker: Asker

    func request(at now: WallInstant) throws -> WardCommand {
        WardCommand(.muteSound(child: child), by: asker.personOrFamily())
    }
}
