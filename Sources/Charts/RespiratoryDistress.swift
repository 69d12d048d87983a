/// The worst sign of respiratory distress seen. Which signs make which grade is printed on each chart (S1).
public enum RespiratoryDistress: UInt8, CaseIterable, Sendable, BitwiseCopyable, Codable {
    case none
    case mild
    case moderate
    case severe

    public var name: StaticString {
        switch self {
        case .none: "none"
        case .mild: "mild"
        case .moderate: "moderate"
        case .severe: "severe"
        }
    }
}
