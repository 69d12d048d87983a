import Vitals

/// What stands before the first entry: which hub, which run, which clocks, which rules, which sources.
///
/// A bare capture of one device needs only `deviceProtocol` and `about`; every other part may be absent.
public struct RecordingHeader: Sendable, Hashable {
    /// The version this project writes and the only one it reads.
    public static let version = 1

    /// One line of description, for people: Name, Maker, Model, Firmware, Link, Recorded, By, Licence, Notes.
    public struct About: Sendable, Hashable {
        public var key: String
        public var value: String
        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    public var about: [About] = []
    /// A bare device capture's wire protocol; its only source then has index 0.
    public var deviceProtocol: String?

    public var hubBuild: String?
    /// The kernel's boot id: monotonic instants of one boot can be compared.
    public var bootID: String?
    /// One run of the daemon.
    public var runID: String?
    /// 0 for the first file of a run, then one more at each rotation.
    public var segment: UInt64?
    /// How many seconds of recorded clock pass in one second of life; 1 but in demonstrations.
    public var clockSpeed: Double?

    /// Instants of entries are written as the time since this one.
    public var startedAt = MonotonicInstant(microseconds: 0)
    /// The wall clock at `startedAt`.
    public var startedAtWall: WallInstant?

    public var configurationHash: String?
    public var rulesHash: String?
    public var chartHash: String?

    public var sources: [RecordingSource] = []

    public init() {}

    /// Whether an entry may name this source.
    public func hasSource(_ index: SourceIndex) -> Bool {
        if sources.isEmpty { return deviceProtocol != nil && index.rawValue == 0 }
        return sources.contains { $0.index == index }
    }
}

/// One row of the table of sources.
public struct RecordingSource: Sendable, Hashable {
    public enum Kind: String, CaseIterable, Sendable { case serial, folder, test }

    public var index: SourceIndex
    public var kind: Kind
    /// The wire protocol or document format.
    public var format: String
    /// The pseudonym of the admission it is bound to.
    public var admission: String?
    /// As configured; never a person's.
    public var name: String

    public init(index: SourceIndex, kind: Kind, format: String, admission: String? = nil, name: String) {
        self.index = index
        self.kind = kind
        self.format = format
        self.admission = admission
        self.name = name
    }
}
