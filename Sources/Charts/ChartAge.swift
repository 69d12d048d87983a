public import Vitals

/// Which chart an observation set is held against, if any.
public enum ChartAge: Sendable, BitwiseCopyable, Hashable {
    /// The date of birth or the date of the observation is unknown. What has the same bands at every age still scores.
    case notGiven
    /// Before birth, or from the 19th birthday. Nothing scores.
    case outsideCharts
    case band(AgeBand)

    public init(bornOn birth: CivilDate?, on date: CivilDate?) {
        guard let birth, let date else {
            self = .notGiven
            return
        }
        self = AgeBand(bornOn: birth, on: date).map(Self.band) ?? .outsideCharts
    }

    public var band: AgeBand? {
        if case .band(let band) = self { band } else { nil }
    }
}
