/// The tables that differ from age to age.
public struct AgeChart: Sendable {
    /// Breaths a minute.
    public let respiratoryRate: BandTable
    /// Beats a minute.
    public let heartRate: BandTable
    /// mmHg.
    public let systolicBloodPressure: BandTable

    public init(respiratoryRate: BandTable, heartRate: BandTable, systolicBloodPressure: BandTable) {
        self.respiratoryRate = respiratoryRate
        self.heartRate = heartRate
        self.systolicBloodPressure = systolicBloodPressure
    }
}
