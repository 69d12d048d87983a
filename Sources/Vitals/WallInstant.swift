/// A point in civil time, for people to read, for a child's age and for a device's own stamp.
///
/// It decides nothing but the age band. Microseconds since 1970-01-01T00:00:00Z.
public struct WallInstant: Sendable, BitwiseCopyable, Hashable, Comparable, Codable {
    public var microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    public static func < (a: Self, b: Self) -> Bool { a.microseconds < b.microseconds }

    public func advanced(by span: Duration) -> Self { Self(microseconds: microseconds &+ span.wholeMicroseconds) }

    /// The time from `start` to here; negative when `start` is later.
    public func since(_ start: Self) -> Duration { .microseconds(microseconds &- start.microseconds) }

    /// The date and time of day at this instant in a zone `offset` ahead of UTC.
    public func civil(offset: Duration = .zero) -> CivilDateTime {
        CivilDateTime(localMicroseconds: microseconds &+ offset.wholeMicroseconds)
    }
}

/// A date and a time of day without a zone, as most home devices stamp their data.
public struct CivilDateTime: Sendable, BitwiseCopyable, Hashable {
    public var date: CivilDate
    /// 0 ..< 86 400 000 000; a leap second is folded into the second before it.
    public var microsecondOfDay: Int64

    static let microsecondsPerDay: Int64 = 86_400_000_000

    public init(date: CivilDate, microsecondOfDay: Int64) {
        self.date = date
        self.microsecondOfDay = microsecondOfDay
    }

    /// `nil` when there is no such time of day. A 60th second is read as the 59th.
    public init?(date: CivilDate, hour: Int, minute: Int, second: Int, microsecond: Int = 0) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second),
            (0...999_999).contains(microsecond)
        else { return nil }
        self.date = date
        let wholeSeconds = Int64(hour) * 3600 + Int64(minute) * 60 + Int64(min(second, 59))
        microsecondOfDay = wholeSeconds * 1_000_000 + Int64(microsecond)
    }

    init(localMicroseconds: Int64) {
        let dayLength = Self.microsecondsPerDay
        let day =
            localMicroseconds >= 0 ? localMicroseconds / dayLength : (localMicroseconds - dayLength + 1) / dayLength
        date = CivilDate(dayNumber: day)
        microsecondOfDay = localMicroseconds - day * dayLength
    }

    public var hour: Int { Int(microsecondOfDay / 3_600_000_000) }
    public var minute: Int { Int(microsecondOfDay / 60_000_000 % 60) }
    public var second: Int { Int(microsecondOfDay / 1_000_000 % 60) }
    public var microsecond: Int { Int(microsecondOfDay % 1_000_000) }

    /// The instant this is in a zone `offset` ahead of UTC.
    public func instant(offset: Duration) -> WallInstant {
        instant(microsecondsAhead: offset.wholeMicroseconds)
    }

    func instant(microsecondsAhead: Int64) -> WallInstant {
        WallInstant(microseconds: date.dayNumber * Self.microsecondsPerDay + microsecondOfDay - microsecondsAhead)
    }
}
