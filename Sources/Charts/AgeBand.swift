public import Vitals

/// The four ages with a chart of their own.
///
/// The year is counted in completed years, so the chart changes on the birthday. The ≥13 chart is used through age 18
/// (S2 titles it 13–18); before birth and from the 19th birthday there is no chart.
public enum AgeBand: UInt8, CaseIterable, Sendable, BitwiseCopyable, Comparable, Codable {
    /// 0–11 months
    case infant
    /// 1–4 years
    case preschool
    /// 5–12 years
    case school
    /// 13–18 years
    case teenage

    /// The first birthday without a chart.
    public static let firstYearWithoutChart = 19

    /// `date` is the calendar date in London at the observation's instant: the change happens at local midnight.
    public init?(bornOn birth: CivilDate, on date: CivilDate) {
        switch birth.completedYears(on: date) {
        case 0: self = .infant
        case 1...4: self = .preschool
        case 5...12: self = .school
        case 13..<Self.firstYearWithoutChart: self = .teenage
        default: return nil
        }
    }

    /// The name used in files, on the command line and in messages.
    public var name: StaticString {
        switch self {
        case .infant: "0-11m"
        case .preschool: "1-4y"
        case .school: "5-12y"
        case .teenage: "13+y"
        }
    }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
