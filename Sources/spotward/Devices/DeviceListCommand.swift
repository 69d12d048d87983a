import ArgumentParser
import Configuration
import Glibc
import Ports
import Vitals
import WardDaemon

extension DevicesCommand {
    /// `spotward devices` and `spotward devices list`: what is attached, what it is taken for, whose it is.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Each device: attached or not, taken for what and how sure, whose, what came of it.",
            discussion: """
                First the devices of the configuration, then what else is plugged in and could be named in it. Nothing is \
                opened and nothing is written to any device: while the daemon runs this is safe. Frames and readings are \
                those of the newest run, as the journal has them.

                Examples:
                  spotward devices --config spotward.yaml
                  spotward devices --config spotward.yaml --json
                """)

        @OptionGroup var config: ConfigOption

        @Flag(help: "Print one line of JSON for each device.")
        var json = false

        func run() throws {
            let ward = try config.ward()
            let now = PortClock.life.now().wall
            _ = DaemonPulse.missing(at: ward.configuration.controlSocket, stateFolder: nil)
            let reports = DeviceReport.all(
                of: ward, attached: DeviceFinder().attached(), catalogue: .embedded, at: now)
            let output = OutputFile()
            for report in reports {
                try output.write(Array(((json ? report.json(now: now) : report.text(now: now)) + "\n").utf8))
            }
            if reports.isEmpty { StandardError.complain("No device is configured and none is plugged in.") }
        }
    }

    /// `spotward devices scan`: what to write into the configuration.
    struct Scan: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "scan",
            abstract: "Suggest what to write into the configuration for what is plugged in.",
            discussion: """
                Prints a block for `ports:` of the configuration. A device that is known for sure is ready to paste; one \
                behind a cable whose chip many devices have stands there as a comment with what it may be: look at what is \
                on the case, and choose. What the configuration names already is left out. Nothing is opened, and nothing \
                is written to any device.

                Examples:
                  spotward devices scan
                  spotward devices scan --config spotward.yaml
                """)

        @Option(
            help: ArgumentHelp(
                "The daemon's configuration file: what it names is left out. Default: $SPOTWARD_CONFIG.",
                valueName: "file"))
        var config: String?

        func run() throws {
            let attached = DeviceFinder().attached()
            var reports = DeviceReport.others(attached, beside: [], .embedded)
            var taken: [String] = []
            if let config = config ?? Environment.value("SPOTWARD_CONFIG") {
                let files = WardFiles(path: config)
                guard let ward = files.ward() else { throw ConfigOption.refusal(files.defects) }
                reports = DeviceReport.all(
                    of: ward, attached: attached, catalogue: .embedded, at: PortClock.life.now().wall
                ).filter { $0.name == nil }
                taken = ward.configuration.plan.sources.map(\.name)
            }
            let text = DeviceSuggestion(reports, attached: attached, taken: taken).text()
            guard text.isEmpty else { return try OutputFile().write(Array(text.utf8)) }
            StandardError.complain(
                "Nothing is plugged in that the configuration does not name. Is the cable in? `lsusb` shows what the kernel sees."
            )
        }
    }
}
