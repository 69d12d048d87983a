/// Something in a sound configuration that a person should know before relying on it. It stops nothing.
public struct ConfigurationWarning: Sendable, Hashable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// Nobody has approved the alarm rules.
        case rulesUnratified
        /// A device named by its USB ids alone, which others of its model or its cable have too.
        case deviceByIDsAlone
        /// A device without a child: its readings are counted and go to nobody.
        case portUnbound
        /// A child for whom no source can bring readings: only its silence will be told.
        case childWithoutSource
        /// The clock does not run at life's speed, so every message is marked as a test.
        case clockNotLife
        /// An endpoint's secret is a systemd credential and the service manager gave no credentials directory.
        case credentialsDirectoryUnset
        /// A clinician's limit ended in the past.
        case limitExpired
        /// An admission that begins later than now.
        case admissionInFuture
        /// A child without a floor for SpO2 and heart rate, and nobody who declined them.
        case floorsNotSet
        /// The independent reviewer of a concern is only where the treating team is.
        case reviewerNotApart
        /// The daily test of the way an alert goes is switched off.
        case canaryOff
        /// A certificate comes to its end, has ended, or does not say when it does.
        case certificateEnds
        /// A daemon that ends at each start goes on doing so, and tells nobody.
        case safeModeOff
        /// A program that is to call in the room, or over the second route, cannot be run.
        case programNotRunnable
    }

    public var kind: Kind
    public var file: String
    /// From 1; 0 where the whole file is meant.
    public var line: Int
    public var key: String
    /// What is so and what follows; no full stop.
    public var reason: String

    public init(kind: Kind, file: String, line: Int, key: String, reason: String) {
        self.kind = kind
        self.file = file
        self.line = line
        self.key = key
        self.reason = reason
    }

    /// `FILE:LINE: warning: KEY: REASON.`
    public var description: String {
        let place = line > 0 ? "\(file):\(line): " : "\(file): "
        return place + "warning: " + (key.isEmpty ? "" : "\(key): ") + reason + "."
    }
}
