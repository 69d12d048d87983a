import ArgumentParser
import Register
import Vitals

/// A command that asks one thing of the ward: it becomes a `WardCommand`, goes to the hub over its control socket, and
/// the hub's answer is what is printed.
///
/// Making the request needs no hub, so that every form of every command can be tried in a test.
protocol WardAsking: ParsableCommand {
    var asker: Asker { get }

    /// What is asked and by whom. `now` reads `10m` (ago) and `2h` (from now).
    func request(at now: WallInstant) throws -> WardCommand
}

extension WardAsking {
    func run() throws {
        let request = try request(at: JournalOptions.now())
        try HubAnswer.ask(request, asker).finish(json: asker.json)
    }
}
