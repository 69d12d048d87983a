public import Vitals

/// Which chart this is. It stands beside the chart so that the lookup path carries no strings.
public struct ChartIdentity: Sendable, Hashable {
    public let name: String
    public let version: String
    public let effectiveFrom: CivilDate
    /// Where the bands were taken from, in words.
    public let source: String
    /// SHA-256 of the chart file's bytes, lower-case hexadecimal.
    public let hash: String

    public init(name: String, version: String, effectiveFrom: CivilDate, source: String, hash: String) {
        self.name = name
        self.version = version
        self.effectiveFrom = effectiveFrom
        self.source = source
        self.hash = hash
    }
}

/// A chart and which one it is.
public struct ChartEdition: Sendable {
    public let identity: ChartIdentity
    public let chart: Chart

    public init(identity: ChartIdentity, chart: Chart) {
        self.identity = identity
        self.chart = chart
    }
}
