import Alarms
import ArgumentParser
import Glibc
import Ports
import Register
import Vitals

/// `spotward concern`: somebody is worried. It needs no numbers and no permission.
struct ConcernCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "concern",
        abstract: "Say that you are worried about a child: the team and an independent reviewer are called.",
        discussion: """
            It goes through whatever the numbers say, with no device attached, while paused or quiet, and nothing on the hub \
            can hold it back. With one child on the hub the pseudonym may be left out. Nobody is turned away for not saying \
            who they are.

            When the hub cannot be reached this says so in capitals, shows the telephone number to ring, and ends with a \
            status that is not 0.

            --status shows who has received it and who has taken it.

            Examples:
              spotward concern adm-7f3a --note "breathing looks different" --from parent
              spotward concern --status adm-7f3a --config spotward.yaml
            """)

    @Argument(help: ArgumentHelp("The admission's pseudonym.", valueName: "child"))
    var child: String?

    @Option(help: ArgumentHelp("What worries you, in your own words.", valueName: "words"))
    var note: String?

    @Option(help: "parent, young-person or staff.", transform: CommandWords.concernSource)
    var from: ConcernSource?

    @Flag(help: "Show who has received and who has taken the concerns, instead of saying one.")
    var status = false

    @OptionGroup var asker: Asker

    /// Shorter than for other commands: whoever waits here must soon be told to ring.
    static let patience = Duration.seconds(5)

    func validate() throws {
        if status, note != nil || from != nil {
            throw ValidationError("--status only looks: leave out --note and --from.")
        }
    }

    func request() -> WardCommand {
        let person = asker.personOrFamily(from == .staff ? .clinician : from == .youngPerson ? .youngPerson : .parent)
        let said = from ?? (person.role == .youngPerson ? .youngPerson : person.role.isFamily ? .parent : .staff)
        return WardCommand(.concern(child: child ?? "", from: said, note: note), by: person)
    }

    func run() throws {
        guard !status else { return try ConcernStatusPage.show(child: child, place: asker.place, json: asker.json) }
        let hub = asker.place.forConcern()
        do throws(ConcernFailure) {
            let answer = try Self.send(request(), by: hub)
            if asker.json { print(answer.line) } else { print(answer.text) }
        } catch {
            let file =
                error.isRefused
                ? .notLeft : DroppedConcern.write(request(), to: hub.folder, at: JournalOptions.now())
            let sentence = ConcernUnsent(failure: error, phone: hub.phone, instructions: hub.instructions, file: file)
            StandardError.complain(sentence.text)
            if asker.json { print(sentence.answer.line) }
            throw ExitCode(error.isRefused ? EX_DATAERR : EX_UNAVAILABLE)
        }
    }

    private static func send(_ request: WardCommand, by way: ConcernWay) throws(ConcernFailure) -> HubAnswer {
        guard case .path(let path) = way.socket else { throw ConcernFailure(way.socket.complaint, mayBeSent: false) }
        let line: String
        do throws(ControlError) {
            line = try ControlClient(path: path).ask(line: request.requestLine, within: patience)
        } catch {
            throw ConcernFailure(
                DaemonPulse.reason(error, stateFolder: way.stateFolder), mayBeSent: error.mayBeDone)
        }
        guard let answer = try? HubAnswer(line: line) else {
            throw ConcernFailure("what answered is not this hub", mayBeSent: true)
        }
        guard answer.answer.isDone else {
            // A hub that is too busy to listen may take the file later; one that does not know the child never will.
            let isUnknown = answer.answer.refusals.contains { $0.hasPrefix("child:") }
            throw ConcernFailure(answer.answer.message, mayBeSent: false, isRefused: isUnknown)
        }
        return answer
    }
}
