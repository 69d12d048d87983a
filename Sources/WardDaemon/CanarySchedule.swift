import Vitals

/// When in a day a hub tests the way its alerts go: a minute of its own, which moves by up to half an hour from day to day. Two tests are
/// therefore never more than 24½ hours apart, and hubs of one ward do not all ring at once.
///
/// From the hub's name and the day alone, so that a restart comes to the same minute. Days are of UTC: none is longer or shorter.
struct CanarySchedule: Sendable {
    let hubID: String

    static let minutes = 24 * 60
    static let jitter = 30

    /// The minute of the day, from midnight UTC.
    func minute(of date: CivilDate) -> Int {
        let base = Int(Self.hash(hubID) % UInt64(Self.minutes - Self.jitter))
        return base + Int(Self.hash("\(hubID)|\(date)") % UInt64(Self.jitter))
    }

    /// The day whose test is due by now: today's, once its minute has come.
    func due(at now: WallInstant) -> CivilDate? {
        let date = now.civil().date
        let minute = (now.microseconds &- date.dayNumber &* 86_400_000_000) / 60_000_000
        return minute >= Int64(self.minute(of: date)) ? date : nil
    }

    /// FNV-1a with its bits stirred once more: the same on every machine and in every run.
    private static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        return hash ^ hash >> 33
    }
}
