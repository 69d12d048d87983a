import Alarms
import Charts
import Configuration
import Decoders
import Ports
import Recordings
import Vitals
import Webhooks

/// The configuration with everything it names resolved: the chart, the streams, the ports' plans, the receivers.
public struct Ward: Sendable {
    public let configuration: DaemonConfiguration
    public let chart: ChartEdition
    public let composer: AlertComposer
    /// By source; `nil` for drop folders.
    public let streams: [StreamPlan?]
    let portPlans: [PortPlan]
    let folderPlans: [DropFolderPlan]
    /// Empty where nothing is sent: a replay.
    let endpoints: [Endpoint]

    /// - Parameter endpoints: with their secrets; none for a replay.
    init(_ configuration: DaemonConfiguration, chart: ChartEdition, endpoints: [Endpoint]) {
        self.configuration = configuration
        self.chart = chart
        self.endpoints = endpoints
        let chartValue = chart.chart
        composer = AlertComposer(
            hub: HubIdentity(id: configuration.hubID, build: Build.version), plan: configuration.plan,
            rules: configuration.rules, rulesIdentity: configuration.rulesIdentity, chart: chart.identity,
            edges: { sign, side, subScore, age in
                chartValue.edge(of: sign, atLeast: subScore, side: side == .low ? .low : .high, in: age).map {
                    PrintedEdge(comparison: "\($0.comparison.words)", value: $0.value)
                }
            }, levels: chartValue.levels, clockSpeed: configuration.clockSpeed, configHash: configuration.hash)
        var streams = [StreamPlan?](repeating: nil, count: configuration.plan.sources.count)
        var portPlans: [PortPlan] = []
        for port in configuration.serialPorts {
            guard let deviceProtocol = DeviceProtocol(rawValue: port.protocolName) else { continue }
            streams[Int(port.source.rawValue)] = StreamPlan(deviceProtocol)
            portPlans.append(
                PortPlan(source: port.source, path: port.path, line: port.line, deviceProtocol))
        }
        self.streams = streams
        self.portPlans = portPlans
        folderPlans = configuration.folders.map {
            DropFolderPlan(
                source: $0.source, path: $0.path, sizeLimit: Int64($0.documentByteLimit),
                urgentSuffix: CommandFile.suffix)
        }
    }

    public var recordingsPath: String { configuration.stateFolder + "/recordings" }
    /// The standing settings that people gave by command.
    var registerPath: String { configuration.stateFolder + "/register" }

    func recordingHeader(runNumber: Int64, bootID: String, start: Tick) -> RecordingHeader {
        var header = RecordingHeader()
        header.hubBuild = Build.version
        header.bootID = bootID
        header.runID = String(runNumber)
        header.segment = 0
        header.clockSpeed = configuration.clockSpeed
        header.startedAt = start.monotonic
        header.startedAtWall = start.wall
        header.configurationHash = configuration.hash
        header.rulesHash = configuration.rulesIdentity.hash
        header.chartHash = chart.identity.hash
        // What people enter comes as commands and needs no source of its own here.
        header.sources = configuration.plan.sources.enumerated().filter { $1.name != Source.entered.name }.map {
            index, source in
            RecordingSource(
                index: SourceIndex(UInt16(index)), kind: streams[index] == nil ? .folder : .serial,
                format: streams[index]?.deviceProtocol.rawValue ?? "documents",
                admission: source.child.flatMap { configuration.plan.name(of: $0) }, name: source.name)
        }
        return header
    }
}

extension PortPlan {
    /// The protocol's own line, with what the configuration says otherwise.
    init(source: SourceIndex, path: String, line override: SerialLineOverride, _ deviceProtocol: DeviceProtocol) {
        let line = deviceProtocol.serialLine
        let parity: SerialSettings.Parity =
            switch override.parity {
            case .none?: .none
            case .even?: .even
            case .odd?: .odd
            case nil: SerialSettings.Parity(line.parity)
            }
        let settings = SerialSettings(
            baud: BaudRate(rawValue: override.baud ?? line.baud) ?? .b9600,
            dataBits: SerialSettings.DataBits(rawValue: override.dataBits ?? line.dataBits) ?? .eight, parity: parity,
            stopBits: SerialSettings.StopBits(rawValue: override.stopBits ?? line.stopBits) ?? .one,
            flowControl: SerialSettings.FlowControl(line.flowControl))
        self.init(
            source: source, address: .path(path), link: .serial(settings), startBytes: [deviceProtocol.startCommand],
            keepAlive: deviceProtocol.keepAlive.map { KeepAlive(bytes: $0.command, every: $0.every) })
    }
}

extension SerialSettings.Parity {
    init(_ parity: SerialLine.Parity) {
        self =
            switch parity {
            case .none: .none
            case .odd: .odd
            case .even: .even
            }
    }
}

extension SerialSettings.FlowControl {
    init(_ flowControl: SerialLine.FlowControl) {
        self =
            switch flowControl {
            case .none: .none
            case .xonXoff: .software
            case .rtsCts: .hardware
            }
    }
}

/// Which program this is: part of every message, every recording and every answer to `--version`.
public enum Build {
    public static let version = "0.1.0"
}
