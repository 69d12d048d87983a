/// The points one parameter adds: white 0, yellow 1, orange 2, pink 4. There is no 3.
///
/// Source: the four SPOT inpatient charts (S1).
public enum SubScore: UInt8, CaseIterable, Sendable, BitwiseCopyable, Comparable, Codable {
    case zero = 0
    case one = 1
    case two = 2
    case four = 4

    public var points: Int { Int(rawValue) }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
