extension Double {
    /// The shortest decimal that reads back as this number, without a trailing `.0`: `91`, `36.6`.
    public var shortestDecimal: String {
        guard self == rounded(), abs(self) < 1e15 else { return description }
        return String(Int64(self))
    }
}

extension VitalSign {
    /// As people say it.
    public var spokenName: String {
        switch self {
        case .spO2: "SpO2"
        case .heartRate: "heart rate"
        case .respiratoryRate: "respiratory rate"
        case .temperature: "temperature"
        }
    }

    /// A value with its unit as people read it.
    public func spoken(_ value: Double) -> String {
        switch self {
        case .spO2: "\(value.shortestDecimal) %"
        case .heartRate, .respiratoryRate: "\(value.shortestDecimal)/min"
        case .temperature: "\(value.shortestDecimal) °C"
        }
    }
}
