/// What came of reading a configuration: the checked values, or every reason there are none; and what to know either way.
public struct ConfigurationReading: Sendable {
    /// `nil` when there is a defect.
    public var configuration: DaemonConfiguration?
    /// Of all files read, in reading order.
    public var defects: [ConfigurationDefect]
    public var warnings: [ConfigurationWarning]
    /// The chart file as bytes, also beside defects, so that its own are told in the same breath.
    public var chartFile: LoadedFile?

    /// The configuration, or its defects thrown.
    public func get() throws(ConfigurationDefects) -> DaemonConfiguration {
        guard let configuration, defects.isEmpty else { throw ConfigurationDefects(defects) }
        return configuration
    }
}
