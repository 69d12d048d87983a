import ArgumentParser
import Journal
import WardDaemon

/// Where the state folder is: from the configuration, or named itself. The one place where a configuration file is turned into
/// the state directory it names.
struct StatePlace: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's configuration file, which names the state directory. Default: $SPOTWARD_CONFIG.",
            valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The state directory itself, instead of a configuration.", valueName: "dir"))
    var state: String?

    func validate() throws {
        guard config == nil || state == nil else {
            throw ValidationError("Say where the state is: either --config FILE or --state DIR, not both.")
        }
    }

    /// The state directory, and where its daemon listens: beside the journal, unless a configuration says otherwise.
    private func folder() throws -> (path: String, controlSocket: String) {
        if let state { return (state, state + "/control.sock") }
        guard let config = config ?? Environment.value("SPOTWARD_CONFIG") else {
            throw ValidationError("Say where the state is: --config FILE or --state DIR, or set SPOTWARD_CONFIG.")
        }
        let files = WardFiles(path: config)
        guard let ward = files.ward() else { throw ConfigOption.refusal(files.defects) }
        return (ward.configuration.stateFolder, ward.configuration.controlSocket)
    }

    /// Looks at the journal there, with all that its daemon has. What it refuses is said, and ends the command with a status of
    /// its own.
    func journal<Value>(_ body: (ReadOnlyJournal) throws -> Value) throws -> Value {
        do {
            let folder = try folder()
            _ = DaemonPulse.missing(at: folder.controlSocket, stateFolder: nil)
            return try body(try JournalOptions.open(folder.path))
        } catch let error as JournalError {
            StandardError.complain("\(error)")
            throw ExitCode(JournalOptions.exitStatus(of: error.kind))
        }
    }
}
