import ArgumentParser
import Configuration
import Glibc
import WardDaemon

/// `--config FILE` or `SPOTWARD_CONFIG`, and what is said when the file has defects.
struct ConfigOption: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("The daemon's configuration file. Default: $SPOTWARD_CONFIG.", valueName: "file"))
    var named: String?

    /// The configuration's path; a usage error when neither option nor environment names one.
    func path(_ environment: (String) -> String? = Environment.value) throws -> String {
        guard let path = named ?? environment("SPOTWARD_CONFIG") else {
            throw ValidationError("Say where the configuration is: --config FILE, or set SPOTWARD_CONFIG.")
        }
        return path
    }

    /// The ward without its secrets; says every defect and leaves with `EX_CONFIG` when there is one.
    func ward() throws -> Ward {
        let files = WardFiles(path: try path())
        guard let ward = files.ward() else { throw Self.refusal(files.defects) }
        return ward
    }

    /// One line a defect, then a count.
    static func refusal(_ defects: [ConfigurationDefect]) -> ExitCode {
        for defect in defects { StandardError.complain("\(defect)") }
        StandardError.complain(
            "\(defects.count) defect\(defects.count == 1 ? "" : "s"). docs/configuration.md explains every key.")
        return ExitCode(EX_CONFIG)
    }
}
