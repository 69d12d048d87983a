import Vitals

/// What a correction has to fit: whose the observation is that it corrects, and when that was measured.
public struct CorrectedObservation: Sendable, Hashable {
    public var child: String
    public var measuredAt: WallInstant

    public init(child: String, measuredAt: WallInstant) {
        self.child = child
        self.measuredAt = measuredAt
    }
}

extension WardCommand.Deed {
    /// The journal's number of the observation this corrects.
    public var correctedObservation: Int64? {
        if case .observe(_, let form) = self { form.corrects } else { nil }
    }
}
