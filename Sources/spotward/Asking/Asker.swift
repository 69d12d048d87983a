import ArgumentParser
import Glibc
import Register

/// Where the hub is and who asks: what every command to the ward has in common.
struct Asker: ParsableArguments {
    @OptionGroup var place: HubPlace

    @Option(
        help: ArgumentHelp(
            "Who you are, as the team knows you: a name or a staff number. Default: $SPOTWARD_BY.", valueName: "name"))
    var by: String?

    @Option(
        help: ArgumentHelp(
            "What you are: \(Person.Role.allCases.map(\.rawValue).joined(separator: ", ")). Default: $SPOTWARD_ROLE.",
            valueName: "role"),
        transform: CommandWords.role)
    var role: Person.Role?

    @Flag(help: "Print the hub's whole answer as one line of JSON.")
    var json = false

    /// Who is named by the options or by the environment.
    func person(_ environment: (String) -> String? = Environment.value) throws -> Person {
        guard let name = by ?? environment("SPOTWARD_BY"), !name.isEmpty else {
            throw ValidationError("Say who you are: --by NAME, or set SPOTWARD_BY.")
        }
        guard let role = try role(environment) else {
            throw ValidationError(
                "Say what you are: --role \(Person.Role.allCases.map(\.rawValue).joined(separator: "|")), or set SPOTWARD_ROLE."
            )
        }
        return Person(name: name, role: role)
    }

    /// The same where nobody may be turned away for not saying who they are: a concern, a carer's answer.
    func personOrFamily(
        _ otherwise: Person.Role = .parent, _ environment: (String) -> String? = Environment.value
    ) -> Person {
        let name = by ?? environment("SPOTWARD_BY") ?? ""
        // A role in the environment that is none does not hold a concern up.
        let known = (try? role(environment)).flatMap { $0 }
        return Person(name: name.isEmpty ? "name not given" : name, role: known ?? otherwise)
    }

    private func role(_ environment: (String) -> String?) throws -> Person.Role? {
        if let role { return role }
        guard let word = environment("SPOTWARD_ROLE"), !word.isEmpty else { return nil }
        return try CommandWords.role(word)
    }
}

/// The variables of the environment.
enum Environment {
    static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
