import Vitals

/// When the device's memory says that a stored reading was taken, and by which clock.
///
/// Nothing is made up here: a device with a time of day and no date keeps its time of day. Home devices know no zone;
/// their local time is London time to us.
public struct StoredStamp: Sendable, BitwiseCopyable, Hashable {
    /// What the device's clock gives.
    public enum Clock: UInt8, Sendable, BitwiseCopyable {
        /// No clock, one that was never set, or a start that was not heard.
        case none
        /// Hours and minutes without a date.
        case timeOfDay
        /// A local date and time without a zone.
        case local
    }

    /// Seconds of the first reading of the recording, as `startSecond` says.
    private var start: UInt32 = 0
    /// The clock in the two highest bits, `firstIndex` in the others: a frame's content is copied for every frame, so
    /// this is small.
    private var place: UInt32 = 0

    private static let indexBits: UInt32 = 0x3FFF_FFFF

    public init() {}

    init(local: CivilDateTime) {
        let seconds = local.instant(offset: .zero).microseconds / 1_000_000
        guard let start = UInt32(exactly: seconds) else { return }
        self.start = start
        place = UInt32(Clock.local.rawValue) << 30
    }

    init(hour: UInt8, minute: UInt8) {
        start = UInt32(hour) * 3600 + UInt32(minute) * 60
        place = UInt32(Clock.timeOfDay.rawValue) << 30
    }

    public var clock: Clock { Clock(rawValue: UInt8(place >> 30)) ?? .none }

    /// The first reading of the recording: seconds since midnight, or since 1970-01-01T00:00 of the device's own zone,
    /// up to 2106.
    public var startSecond: Int64 { Int64(start) }

    /// How many readings of the recording, a second apart, came before these.
    public var firstIndex: Int { Int(place & Self.indexBits) }

    /// The stamp of what comes `count` readings later.
    func advanced(by count: Int) -> StoredStamp {
        var later = self
        later.place = place & ~Self.indexBits | UInt32(clamping: firstIndex + count) & Self.indexBits
        return later
    }

    /// The instant of the reading `index` of these; `nil` where the device knows no date.
    public func instant(index: Int) -> WallInstant? {
        guard clock == .local else { return nil }
        return LondonTime.instant(localTime(index: index, dayNumber: 0))
    }

    /// The local time of the reading `index` of these, as a download at `now` has it: a recording that would begin in
    /// the future began the day before.
    ///
    /// Source: OSCAR does so for Contec's time of day.
    public func local(index: Int, downloadedAt now: CivilDateTime) -> CivilDateTime? {
        switch clock {
        case .none:
            return nil
        case .local:
            return localTime(index: index, dayNumber: 0)
        case .timeOfDay:
            let isToday = startSecond * 1_000_000 <= now.microsecondOfDay
            return localTime(index: index, dayNumber: now.date.dayNumber - (isToday ? 0 : 1))
        }
    }

    private func localTime(index: Int, dayNumber: Int64) -> CivilDateTime {
        let second = dayNumber * 86_400 + startSecond + Int64(firstIndex) + Int64(index)
        return WallInstant(microseconds: second * 1_000_000).civil()
    }
}
