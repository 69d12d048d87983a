import Charts
import Vitals

/// What a person saw and entered, beside the vital signs that come as a reading: the members of the score no device
/// gives, and what escalates without points. `nil` is not entered, never 0; what is not entered stands as it was.
public struct EnteredObservations: Sendable, BitwiseCopyable, Hashable {
    /// Vital signs measured or counted by hand; they are judged as single deliberate measurements.
    public var vitalSigns: ReadingSet
    public var respiratoryDistress: RespiratoryDistress?
    public var oxygen: OxygenSupport?
    public var systolicBloodPressure: SystolicBloodPressure?
    /// Seconds.
    public var capillaryRefill: Double?
    public var consciousness: Consciousness?
    public var hasAbnormalPupils: Bool?
    public var sepsis: SepsisSuspicion?
    /// What the clinician's intuition asks for; `EscalationLevel.none` withdraws it.
    public var intuition: EscalationLevel?

    public init(vitalSigns: ReadingSet = ReadingSet(signal: .measuring, quality: .spot)) {
        self.vitalSigns = vitalSigns
    }
}
