import Alarms
import Charts
import Configuration
import Decoders
import Journal
import Ports
import Recordings
import Vitals
import Webhooks

/// The configuration with everything it names resolved: the chart, the streams, the ports' plans, the receivers.
public struct Ward: Sendable {
    public internal(set) var configuration: DaemonConfiguration
    public let chart: ChartEdition
    public internal(set) var composer: AlertComposer
    /// By source; `nil` for drop folders.
    public let streams: [StreamPlan?]
    package var portPlans: [PortPlan]
    var folderPlans: [DropFolderPlan]
    /// Nobody is watched: see `unwatched`.
    var isUnwatched = false
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
            }, levels: chartValue.levels, clockSpeed: configuration.clockSpeed, configHash: configuration.hash,
            receivers: configuration.endpoints.map(\.name))
        var streams = [StreamPlan?](repeating: nil, count: configuration.plan.sources.count)
        var portPlans: [PortPlan] = []
        for device in configuration.devices {
            guard let deviceProtocol = DeviceProtocol(rawValue: device.protocolName) else {
                preconditionFailure("the configuration holds only protocols that were given to its reader")
            }
            let quality = device.profile?.quality ?? DeviceProfile.QualityRules()
            streams[Int(device.source.rawValue)] = StreamPlan(
                deviceProtocol, ignoredFlags: quality.ignoredFlags, warmUp: quality.warmUp)
            portPlans.append(PortPlan(device))
        }
        self.streams = streams
        self.portPlans = portPlans
        folderPlans = configuration.folders.map {
            DropFolderPlan(
                source: $0.source, path: $0.path, sizeLimit: Int64($0.documentByteLimit),
                urgentSuffix: CommandFile.suffix)
        }
    }

    /// What receivers verify with, by endpoint, where the hub signs with a key of its own.
    public var signingKeys: [(endpoint: String, publicKey: String)] {
        endpoints.flatMap { endpoint in endpoint.secrets.compactMap(\.publicKey).map { (endpoint.name, $0) } }
    }

    /// The endpoints that are told every minute that the hub lives.
    var heartbeatReceivers: [HeartbeatStage.Receiver] {
        let told = Set(configuration.endpoints.filter(\.takesHeartbeats).map(\.name))
        return endpoints.filter { told.contains($0.name) }.map {
            HeartbeatStage.Receiver(name: $0.name, roles: $0.roles)
        }
    }

    /// The endpoints that are asked for acknowledgements.
    var askedReceivers: [AcknowledgementFetch.Receiver] {
        let asked = endpoints.filter(\.isAsked).map(\.name)
        // An acknowledgement would find no alarm that it could take.
        return isUnwatched
            ? []
            : configuration.endpoints.compactMap { endpoint in
                guard asked.contains(endpoint.name), let every = endpoint.acknowledgements?.every else { return nil }
                return AcknowledgementFetch.Receiver(name: endpoint.name, every: every)
            }
    }

    public var recordingsPath: String { configuration.stateFolder + "/recordings" }
    /// Files whose last writing says how late it was then.
    var timedFiles: [String] {
        let journal = configuration.stateFolder + "/" + Journal.Limits.fileName
        return [journal, journal + "-wal", registerPath, configuration.file.path]
    }

    /// The standing settings that people gave by command.
    var registerPath: String { configuration.stateFolder + "/register" }

    func recordingHeader(runNumber: Int64, bootID: String, start: Tick) -> RecordingHeader {
        var header = RecordingHeader()
        if isUnwatched { header.about = [RecordingHeader.About(key: "Notes", value: Self.unwatchedNote)] }
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

/// Which program this is: part of every message, every recording and every answer to `--version`.
public enum Build {
    public static let version = "0.1.0"
}
