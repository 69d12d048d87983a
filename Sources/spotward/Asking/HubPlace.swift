import ArgumentParser
import Configuration
import WardDaemon

/// Where the hub's control socket and its journal are: from the configuration, or named themselves.
struct HubPlace: ParsableArguments {
    @Option(
        help: ArgumentHelp("The daemon's configuration file. Default: $SPOTWARD_CONFIG.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp("The hub's control socket itself. Default: $SPOTWARD_SOCKET.", valueName: "socket"))
    var socket: String?

    /// The configuration's path; `nil` when neither option nor environment names one.
    func configuration(_ environment: (String) -> String? = Environment.value) -> String? {
        config ?? environment("SPOTWARD_CONFIG")
    }

    /// A socket named itself. The environment's stands back behind a configuration named by option.
    func namedSocket(_ environment: (String) -> String? = Environment.value) -> String? {
        socket ?? (config == nil ? environment("SPOTWARD_SOCKET") : nil)
    }

    /// Where the daemon listens; leaves with every defect of the configuration when there is one.
    func socketPath() throws -> String {
        if let path = namedSocket() { return path }
        return try ward().configuration.controlSocket
    }

    /// Where the hub keeps what it knows; `nil` where only its socket is named.
    func stateFolder() -> String? {
        guard namedSocket() == nil, let path = configuration() else { return nil }
        return WardFiles(path: path).ward()?.configuration.stateFolder
    }

    /// The ward of the configuration, without its secrets.
    func ward() throws -> Ward {
        guard let path = configuration() else {
            throw ValidationError("Say where the hub is: --config FILE, or set SPOTWARD_CONFIG.")
        }
        let files = WardFiles(path: path)
        guard let ward = files.ward() else { throw ConfigOption.refusal(files.defects) }
        return ward
    }

    /// What a concern needs of the configuration. A file with defects holds no concern up that has a socket to go to.
    func forConcern() -> ConcernWay {
        var way = ConcernWay(socket: .nowhere("nobody said where the hub is: --config FILE or SPOTWARD_CONFIG"))
        if let path = configuration() {
            let files = WardFiles(path: path)
            if let hub = files.ward()?.configuration {
                way.socket = .path(hub.controlSocket)
                way.stateFolder = namedSocket() == nil ? hub.stateFolder : nil
                way.phone = hub.hubPhone
                way.instructions = hub.hubInstructions
                way.folder = (hub.folders.first { $0.child == nil } ?? hub.folders.first)?.path
            } else {
                way.socket = .nowhere(
                    "the configuration \(path) cannot be used: \(files.defects.first.map { "\($0)" } ?? "")")
            }
        }
        if let path = namedSocket() { way.socket = .path(path) }
        return way
    }
}

/// The ways a concern can take, and what to say when none is open.
struct ConcernWay {
    var socket: HubSocket
    var stateFolder: String?
    var phone: String?
    var instructions: String?
    /// A drop folder.
    var folder: String?
}

/// Where the hub listens, or why that is not known.
enum HubSocket: Equatable {
    case path(String)
    case nowhere(String)

    var complaint: String {
        switch self {
        case .path: ""
        case .nowhere(let reason): reason
        }
    }
}
