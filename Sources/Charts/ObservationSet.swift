/// What was seen of a child at one time: each scored parameter, or nothing. Absent is absent, never 0.
public struct ObservationSet: Sendable, BitwiseCopyable, Hashable {
    /// Breaths a minute.
    public var respiratoryRate: Double?
    public var respiratoryDistress: RespiratoryDistress?
    /// Per cent.
    public var spO2: Double?
    public var oxygen: OxygenSupport?
    /// Beats a minute.
    public var heartRate: Double?
    public var systolicBloodPressure: SystolicBloodPressure?
    /// Seconds.
    public var capillaryRefill: Double?

    /// Values of capillary refill outside are unscorable. Source: S4, 1–10 s.
    public static let plausibleCapillaryRefill = 1.0...10.0

    public init(
        respiratoryRate: Double? = nil, respiratoryDistress: RespiratoryDistress? = nil, spO2: Double? = nil,
        oxygen: OxygenSupport? = nil, heartRate: Double? = nil, systolicBloodPressure: SystolicBloodPressure? = nil,
        capillaryRefill: Double? = nil
    ) {
        self.respiratoryRate = respiratoryRate
        self.respiratoryDistress = respiratoryDistress
        self.spO2 = spO2
        self.oxygen = oxygen
        self.heartRate = heartRate
        self.systolicBloodPressure = systolicBloodPressure
        self.capillaryRefill = capillaryRefill
    }
}
