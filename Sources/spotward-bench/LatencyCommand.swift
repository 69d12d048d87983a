import Alarms
import ArgumentParser
import Glibc
import Ports
import Vitals
import WardDaemon

/// The daemon as it runs, on wires that another program feeds: when each line was decided.
struct LatencyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "Run a whole ward on wires fed by another program, and say when each line was decided.",
        discussion: """
            deploy/bench/latency.py makes the ward, feeds it and joins the instants. Told by lines on standard input: the \
            first begins the account, the second ends it, the third stops the ward.

            A line is decided when its reading is in the evaluator's hand no more: its record is on the way to the journal. \
            Journal, recording, commands and delivery run as they always do.
            """)

    @Option(help: "The ward's configuration file.")
    var config: String

    @Option(help: "The folder of the wires, where the instants go.")
    var folder: String

    @Option(help: "Wires, the first sources of the ward.")
    var wires: Int

    @Flag(help: "The wires are pipes, read as HID devices are.")
    var pipes = false

    @Option(help: "Seconds of the ward's clock between two ticks.")
    var tick = 1

    @Option(help: "Seconds without a reading until silence is told, as the ward's rules have it.")
    var silence = 300

    func run() throws {
        var files = WardFiles(path: config)
        guard var ward = files.wardWithSecrets() else {
            throw ValidationError(files.defects.map(\.description).joined(separator: "\n"))
        }
        var finder = DeviceFinder()
        if pipes {
            try makeDeviceTree()
            finder = DeviceFinder(sysRoot: folder + "/sys", devRoot: folder + "/dev")
            for place in ward.portPlans.indices { ward.portPlans[place].link = .hidraw(reportByteCount: 64) }
        }
        let stamps = DecisionStamps(wireCount: wires, silence: .seconds(silence))
        let pipeline = try Daemon(ward).start(
            DaemonLog(warningsOf: ward), finder: finder, tickEvery: .seconds(tick), watch: stamps.watch)
        say("started")
        _ = readLine()
        stamps.begin()
        let cpu = Self.processorMicroseconds()
        let begun = DecisionStamps.now()
        _ = readLine()
        let ended = DecisionStamps.now()
        let used = Self.processorMicroseconds() - cpu
        let account = stamps.end()
        _ = readLine()
        pipeline.stop()
        try account.write(to: folder)
        say(
            "{\"begun\": \(begun), \"ended\": \(ended), \"cpu\": \(Double(used) / 1e6), \"readings\": \(account.readings),"
                + " \"rows\": \(account.rows), \"first_row\": \(account.firstRow), \"last_row\": \(account.lastRow)}")
    }

    /// Lines are waited for by the script, so they do not stay in a buffer.
    private func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    /// What the kernel would show of one raw HID device; pipes have its number, 0:0.
    private func makeDeviceTree() throws {
        for part in ["/dev", "/sys", "/sys/class", "/sys/class/tty", "/sys/class/hidraw", "/sys/class/hidraw/hidraw0"] {
            mkdir(folder + part, 0o700)
        }
        mkdir(folder + "/sys/class/hidraw/hidraw0/device", 0o700)
        guard let file = fopen(folder + "/sys/class/hidraw/hidraw0/dev", "w") else {
            throw ValidationError("\(folder) cannot be written to.")
        }
        fputs("0:0\n", file)
        fclose(file)
    }

    private static func processorMicroseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
