import ArgumentParser
import Glibc
import Journal
import Logging
import Ports
import WardDaemon

/// `spotward run`: watches until it is told to stop.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Watch the ward: read the devices, judge, tell the team.",
        discussion: """
            Runs in the foreground until SIGTERM or SIGINT and stops in order within five seconds. Says what happens on \
            standard error; alerts go to the endpoints of the configuration and into the journal. What an earlier run still \
            owes is sent first.

            SIGHUP reads the configuration and all it names again. Where any of it has a defect, every defect is said and the \
            ward goes on as it was; otherwise the daemon stops in order and begins again with it, as the same process.

            Exit status: 0 stopped in order, 78 the configuration has defects, 73 the journal cannot be used, 70 otherwise.

            Example:
              spotward run --config /etc/spotward/spotward.yaml
            """)

    @OptionGroup var config: ConfigOption

    func run() throws { try Self.watch(configuredBy: try config.path()) }

    /// What the command does once it has been read.
    static func watch(configuredBy path: String) throws {
        StandardStreams.hold()
        let log = LogStream()
        LoggingSystem.bootstrap { StreamLogHandler(label: $0, stream: log) }
        var logger = Logger(label: "spotward")
        logger.logLevel = .info

        var files = WardFiles(path: path)
        guard let ward = files.wardWithSecrets() else { throw ConfigOption.refusal(files.defects) }
        for warning in files.warnings { logger.warning("\(warning)") }
        do {
            try Daemon(ward, logger: logger).run(configuredBy: path)
        } catch let error as JournalError {
            StandardError.complain("\(error)")
            throw ExitCode(EX_CANTCREAT)
        } catch {
            StandardError.complain("the daemon cannot start: \(error)")
            throw ExitCode(EX_SOFTWARE)
        }
    }
}
