import Vitals

/// What a receiver's account of a day's alerts differs in from the hub's, as one number, so that it goes the way of a `HubSign`.
///
/// ```
/// bits   31…29   28…27      26…24          23…8               7…0
///        0       what       class of it    days since 1970    receiver, its place from 1
/// ```
public struct DayDifference: Sendable, BitwiseCopyable, Hashable {
    public enum What: UInt8, Sendable, BitwiseCopyable, CaseIterable {
        /// It holds fewer than it has accepted.
        case missing
        /// As many, and not the same ones.
        case others
    }

    /// The receiver by its place in the configuration, from 1.
    public var receiver: Int
    public var date: CivilDate
    public var what: What
    /// Of which class they are; `nil` where each class has as many.
    public var alarmClass: AlarmClass?

    public init(receiver: Int, date: CivilDate, what: What, alarmClass: AlarmClass?) {
        self.receiver = receiver
        self.date = date
        self.what = what
        self.alarmClass = alarmClass
    }

    public var value: UInt32 {
        UInt32(UInt8(clamping: receiver)) | UInt32(UInt16(clamping: date.dayNumber)) << 8
            | (alarmClass.map { UInt32($0.rawValue) + 1 } ?? 0) << 24 | UInt32(what.rawValue) << 27
    }

    /// `nil` for a number that is none.
    public init?(value: Double) {
        guard let bits = UInt32(exactly: value), bits >> 29 == 0,
            let what = What(rawValue: UInt8(truncatingIfNeeded: bits >> 27))
        else { return nil }
        let place = UInt8(truncatingIfNeeded: bits >> 24 & 7)
        let alarmClass = place == 0 ? nil : AlarmClass(rawValue: place - 1)
        guard place == 0 || alarmClass != nil else { return nil }
        self.init(
            receiver: Int(bits & 0xFF), date: CivilDate(dayNumber: Int64(bits >> 8 & 0xFFFF)), what: what,
            alarmClass: alarmClass)
    }
}
