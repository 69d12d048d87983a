import Alarms
import Vitals

/// Everything `spotward run` is told by its files, checked. A value of this type has no defect.
public struct DaemonConfiguration: Sendable {
    /// The file itself, for its hash in every message.
    public var file: LoadedFile
    /// SHA-256 of the file, hex, as the caller computed it.
    public var hash: String

    /// `[a-z0-9-]{1,32}`; part of every message's `source`.
    public var hubID: String
    /// What the hub shows when nobody answers: whom to ring.
    public var hubPhone: String?
    /// What the hub shows beside it.
    public var hubInstructions: String?
    /// How many evaluators share the ward; `nil`: as many as its children ask for.
    public var shards: Int?
    /// A program that sounds in the room what no receiver has taken.
    public var annunciate: String?
    /// A program that calls for attention over another way what has reached nobody for five minutes.
    public var secondRoute: String?
    /// How often receivers are told that the hub lives.
    public var heartbeatPeriod: Duration = .seconds(60)
    /// Whether the way an alert goes is tested once a day. Left out: where the clock runs at life's speed, since other days are
    /// nobody's.
    public var sendsCanary = true
    /// Whether a daemon that ended several times just after its start goes on with what it owes alone.
    public var hasSafeMode = true
    /// Where the journal, the recordings and the lock live.
    public var stateFolder: String
    /// Where commands are taken; at most `Limits.socketPathByteCount` bytes.
    public var controlSocket: String
    /// The admissions of the file, of which there may be none, and the sources: first the devices, then the folders,
    /// each in the order of the file, and last `Source.entered`.
    public var plan: WardPlan
    /// Of the admissions whose floors a named person declined.
    public var declinedFloors: [DeclinedFloors]
    public var devices: [DeviceConfiguration]
    public var folders: [DropFolderConfiguration]
    public var endpoints: [EndpointConfiguration]
    public var rules: AlarmRules
    public var rulesIdentity: RulesIdentity
    /// The chart that replaces the one compiled in, as bytes; `ChartFile` checks them.
    public var chartFile: LoadedFile?
    /// The hash of `chartFile`.
    public var chartHash: String?
    public var recordings: RecordingBudget
    public var retention: RetentionPeriods
    /// How much faster than life the clocks run; anything but 1 marks every message as a test.
    public var clockSpeed: Double
}

/// Why a child of the file has no floor for SpO2 or heart rate.
public struct DeclinedFloors: Sendable, Hashable {
    public var admissionID: String
    public var author: String
    public var reason: String
}

/// A folder that files of readings are dropped into.
public struct DropFolderConfiguration: Sendable, Hashable {
    public var name: String
    public var source: SourceIndex
    public var path: String
    /// `nil`: each row names its child.
    public var child: ChildIndex?
    public var mode: Source.Mode
    /// A larger file is refused unread.
    public var documentByteLimit: Int
}

/// A receiver of alerts.
public struct EndpointConfiguration: Sendable, Hashable {
    public var name: String
    /// An `https` address.
    public var url: String
    /// Whom it reaches; never empty.
    public var roles: RoleSet
    /// The endpoint that gets what this one does not accept; never in a circle.
    public var fallback: String?
    public var secret: SecretSource
    /// The secret before this one, while receivers change over: messages are signed with both.
    public var previousSecret: SecretSource?
    /// The public key a receiver signs its answers with, `whpk_` and Base64, where it does not use the shared secret.
    public var receiverKey: String?
    /// Certificates to trust in place of the system's.
    public var caFile: String?
    /// Where `ca_file` stands.
    public var caPlace: FilePlace?
    /// Whether it is told that the hub lives.
    public var takesHeartbeats = true
    /// Where and how often it is asked who has taken an alarm; `nil` where it is not asked.
    public var acknowledgements: AcknowledgementQuestions?
    /// Public keys of which the receiver must have one, `sha256//` and Base64; none, or at least two.
    public var pins: [String] = []
    /// What the hub shows to a receiver that asks who it is: both or none.
    public var clientCertificate: String?
    public var clientKey: SecretSource?
    /// Where they stand.
    public var clientPlace: FilePlace?
    /// Private networks that alerts may go to, as ranges: `10.20.0.0/16`.
    public var allowedAddresses: [String] = []
    /// Where the secret stands in its file, for defects found later.
    public var place: FilePlace
    /// Where `previousSecret` stands.
    public var previousPlace: FilePlace?
}

/// A receiver that is asked who has taken an alarm, because nobody can call the hub.
public struct AcknowledgementQuestions: Sendable, Hashable {
    /// An `https` address.
    public var url: String
    /// While nothing urgent waits for somebody to take it.
    public var every: Duration
}

/// A line of a configuration file and the key on it.
public struct FilePlace: Sendable, Hashable {
    public var file: String
    public var line: Int
    public var column: Int
    public var key: String
}

/// How much disk the recordings may take.
public struct RecordingBudget: Sendable, Hashable {
    /// All segments together, bytes; the oldest go first.
    public var keepByteCount: Int = 512 << 20
    /// One segment, bytes; at most half of `keepByteCount`.
    public var segmentByteCount: Int = 16 << 20

    public init() {}
}

/// How long what is on record is kept.
public struct RetentionPeriods: Sendable, Hashable {
    /// Readings and scores.
    public var readings: Duration = .seconds(14 * 86_400)
    /// What came in, as it came.
    public var recordings: Duration = .seconds(14 * 86_400)
    /// Alarms that are over, what was sent of them, what people asked and entered. The audit log is never cut.
    public var episodes: Duration = .seconds(365 * 86_400)

    public init() {}
}

extension DaemonConfiguration {
    /// What is wrong with the secrets as they lie on disk now: missing, empty, open to others, too large.
    ///
    /// Apart from `load`, because a configuration can be checked on a machine that must not hold the secrets.
    public func secretDefects(credentialsDirectory: String?) -> [ConfigurationDefect] {
        endpoints.flatMap { endpoint in
            var secrets = [(endpoint.secret, endpoint.place)]
            if let previous = endpoint.previousSecret {
                secrets.append((previous, endpoint.previousPlace ?? endpoint.place))
            }
            if let key = endpoint.clientKey { secrets.append((key, endpoint.clientPlace ?? endpoint.place)) }
            return secrets.compactMap { $0.defect(at: $1, credentialsDirectory: credentialsDirectory) }
        }
    }
}

extension SecretSource {
    fileprivate func defect(at place: FilePlace, credentialsDirectory: String?) -> ConfigurationDefect? {
        do throws(SecretRefusal) {
            _ = try read(credentialsDirectory: credentialsDirectory)
            return nil
        } catch {
            let subject = path(credentialsDirectory: credentialsDirectory).map { "the secret \($0)" } ?? "the secret"
            return ConfigurationDefect(
                file: place.file, line: place.line, column: place.column, key: place.key,
                reason: "\(subject) \(error)", suggestion: error.suggestion)
        }
    }
}
