/// A calendar date without a time or a zone, proleptic Gregorian.
public struct CivilDate: Sendable, BitwiseCopyable, Hashable, Comparable {
    public let year: Int32
    /// 1…12
    public let month: UInt8
    /// 1…31
    public let day: UInt8

    /// Years a date may name. Wide enough for any record, narrow enough that no arithmetic here overflows.
    public static let years: ClosedRange<Int> = 0...9999

    /// `nil` when there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard Self.years.contains(year), (1...12).contains(month), day >= 1,
            day <= Self.dayCount(ofMonth: month, year: year)
        else { return nil }
        self.year = Int32(year)
        self.month = UInt8(month)
        self.day = UInt8(day)
    }

    /// The date that is `dayNumber` days after 1970-01-01.
    public init(dayNumber: Int64) {
        // Howard Hinnant's civil_from_days: eras of 400 years, years that begin in March.
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        day = UInt8(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        self.month = UInt8(month)
        year = Int32(truncatingIfNeeded: yearOfEra + era * 400 + (month <= 2 ? 1 : 0))
    }

    /// Days since 1970-01-01.
    public var dayNumber: Int64 {
        let shiftedYear = Int64(year) - (month <= 2 ? 1 : 0)
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let shiftedMonth = Int64(month) + (month > 2 ? -3 : 9)
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + Int64(day) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// 0 is Sunday.
    public var weekday: Int { Int((dayNumber % 7 + 11) % 7) }

    public static func < (a: Self, b: Self) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }

    public static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    static func dayCount(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Completed years from this date of birth to `date`; negative before birth.
    ///
    /// A child born on 29 February has its birthday on 1 March in a common year (decision, `docs/clinical-safety.md`).
    public func completedYears(on date: CivilDate) -> Int {
        let beforeBirthday = (date.month, date.day) < (month, day)
        return Int(date.year) - Int(year) - (beforeBirthday ? 1 : 0)
    }
}

/// As `2024-06-01`.
extension CivilDate: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = CivilDate(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date such as 2024-06-01")
        }
        self = date
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
