import ArgumentParser
import Configuration
import Glibc
import WardDaemon

/// `--config FILE`, and what is said when the file has defects.
struct ConfigOption: ParsableArguments {
    @Option(name: .customLong("config"), help: ArgumentHelp("The daemon's configuration file.", valueName: "file"))
    var path: String

    /// The ward without its secrets; says every defect and leaves with `EX_CONFIG` when there is one.
    func ward() throws -> Ward {
        let files = WardFiles(path: path)
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
