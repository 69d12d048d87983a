import Charts
import Configuration
import Decoders
import Glibc
import Ports
import Vitals
import Webhooks

/// Reads the files of a ward and says everything that is wrong with them at once.
public struct WardFiles: Sendable {
    /// Everything `spotward check` shows before the daemon would start.
    public var defects: [ConfigurationDefect] = []
    public var warnings: [ConfigurationWarning] = []
    private var configuration: DaemonConfiguration?
    private var chart: ChartEdition?

    /// - Parameter path: the daemon's configuration file.
    public init(path: String) {
        let reading = DaemonConfiguration.load(
            path: path, knownProtocols: DeviceProtocol.allCases.map(\.rawValue), now: PortClock.life.now().wall,
            credentialsDirectory: Self.credentialsDirectory, hash: { sha256($0) })
        defects = reading.defects
        warnings = reading.warnings + (reading.configuration?.programWarnings ?? [])
        configuration = reading.configuration
        defects += reading.configuration?.addressDefects ?? []
        let bytes = reading.chartFile?.bytes ?? ChartFile.embedded
        do throws(ConfigurationDefects) {
            chart = try ChartFile.read(
                bytes, file: reading.chartFile?.path ?? ChartFile.embeddedName, hash: sha256(bytes))
        } catch {
            defects += error.list
        }
    }

    /// The ward without its secrets: for checking and for replay.
    public func ward() -> Ward? { ward(endpoints: []) }

    /// The ward ready to run, secrets read; `nil` with the reasons in `defects`.
    public mutating func wardWithSecrets() -> Ward? {
        guard let configuration, defects.isEmpty else { return nil }
        defects = configuration.secretDefects(credentialsDirectory: Self.credentialsDirectory)
        defects += configuration.certificateDefects()
        guard defects.isEmpty else { return nil }
        let endpoints = configuration.endpoints.compactMap { endpoint(for: $0) }
        return defects.isEmpty ? ward(endpoints: endpoints) : nil
    }

    /// What comes to its end by this machine's clock; the daemon announces it by a time that it knows to be right.
    public func certificateWarnings() -> [ConfigurationWarning] {
        configuration?.certificateWarnings(at: PortClock.life.now().wall) ?? []
    }

    private func ward(endpoints: [Endpoint]) -> Ward? {
        guard let configuration, let chart, defects.isEmpty else { return nil }
        return Ward(configuration, chart: chart, endpoints: endpoints)
    }

    private mutating func endpoint(for endpoint: EndpointConfiguration) -> Endpoint? {
        func defect(_ reason: String) -> ConfigurationDefect {
            ConfigurationDefect(
                file: endpoint.place.file, line: endpoint.place.line, column: endpoint.place.column,
                key: endpoint.place.key, reason: reason, suggestion: "Correct the endpoint \(endpoint.name)")
        }
        do throws(SecretRefusal) {
            var contents = [try endpoint.secret.read(credentialsDirectory: Self.credentialsDirectory)]
            if let previous = endpoint.previousSecret {
                contents.append(try previous.read(credentialsDirectory: Self.credentialsDirectory))
            }
            do throws(WebhookError) {
                var secrets: [WebhookSecret] = []
                for content in contents { secrets.append(try WebhookSecret(contents: content)) }
                var receiverKeys: [WebhookPublicKey] = []
                if let key = endpoint.receiverKey { receiverKeys = [try WebhookPublicKey(contents: Array(key.utf8))] }
                return try Endpoint(
                    name: endpoint.name, url: endpoint.url, acknowledgementURL: endpoint.acknowledgements?.url,
                    secrets: secrets,
                    receiverKeys: receiverKeys,
                    caFile: endpoint.caFile, pins: endpoint.pins, clientCertificate: endpoint.clientPair,
                    allowedAddresses: endpoint.allowedAddresses.compactMap { AddressRange($0) }, roles: endpoint.roles)
            } catch {
                defects.append(defect("\(error)"))
            }
        } catch {
            defects.append(defect("the secret \(error)"))
        }
        return nil
    }

    /// Where the service manager put the credentials (`LoadCredential=`).
    static var credentialsDirectory: String? {
        guard let value = unsafe getenv("CREDENTIALS_DIRECTORY") else { return nil }
        return unsafe String(cString: value)
    }
}
