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

    public var clock = Clock.none
    /// The first reading of the recording: seconds since midnight, or since 1970-01-01T00:00 of the device's own zone.
    public var startSecond: Int64 = 0
    /// How many readings of the recording, a second apart, came before these.
    public var firstIndex: UInt32 = 0

    public init() {}

    init(local: CivilDateTime) {
        clock = .local
        startSecond = local.instant(offset: .zero).microseconds / 1_000_000
    }

    init(hour: UInt8, minute: UInt8) {
        clock = .timeOfDay
        startSecond = Int64(hour) * 3600 + Int64(minute) * 60
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
