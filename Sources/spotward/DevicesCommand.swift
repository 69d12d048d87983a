import ArgumentParser
import Glibc
import Journal
import Ports
import Vitals
import WardDaemon

/// `spotward devices`: what is attached, what it is taken for, whose it is.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "List serial devices: attached or not, taken for what, bound to which child.",
        discussion: """
            First the ports of the configuration, then what else is plugged in under /dev/serial/by-id and could be named \
            in it. Nothing is opened for reading and nothing is written to any device: while the daemon runs this is safe.

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
        let reports = DeviceReport.all(of: ward)
        for report in reports { print(json ? report.json(now: now) : report.text(now: now)) }
        if reports.isEmpty { print("No serial port is configured and none is plugged in.") }
    }
}
