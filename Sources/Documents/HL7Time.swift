import Vitals

/// A time of HL7 v2: `YYYYMMDDhhmm[ss[.ssss]][+zzzz]`, with or without a second component.
///
/// Less than the minute is no instant, and a date alone none at all. Without a zone the zone of MSH-7 holds for the whole
/// message, and without that London's. Source: HL7 version 2.6, 2.A.22 and the definition of MSH-7.
struct HL7Time: Sendable {
    let local: CivilDateTime
    let offset: Duration?

    init?(_ text: Span<UInt8>) {
        var end = 0
        while end < text.count, text[end] &- 0x30 < 10 { end += 1 }
        guard end == 12 || end == 14, let year = HeaderText.whole(text, 0..<4),
            let month = HeaderText.whole(text, 4..<6),
            let day = HeaderText.whole(text, 6..<8), let hour = HeaderText.whole(text, 8..<10),
            let minute = HeaderText.whole(text, 10..<12), let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let second = end == 14 ? HeaderText.whole(text, 12..<14) : 0
        var microsecond = 0
        if end == 14, end < text.count, text[end] == 0x2E {
            let start = end + 1
            end = start
            var unit = 100_000
            while end < text.count, text[end] &- 0x30 < 10 {
                microsecond += Int(text[end] &- 0x30) * unit
                unit /= 10
                end += 1
            }
            guard end > start else { return nil }
        }
        guard let second, let zone = Self.zone(text, from: end),
            let local = CivilDateTime(date: date, hour: hour, minute: minute, second: second, microsecond: microsecond)
        else { return nil }
        self.local = local
        offset = zone.offset
    }

    /// `±hhmm` or nothing; `nil` for anything else.
    private static func zone(_ text: Span<UInt8>, from start: Int) -> (offset: Duration?, Void)? {
        guard start < text.count else { return (nil, ()) }
        guard text.count == start + 5, text[start] == 0x2B || text[start] == 0x2D, text[start + 1] != 0x2D,
            text[start + 3] != 0x2D, let hours = HeaderText.whole(text, start + 1..<start + 3),
            let minutes = HeaderText.whole(text, start + 3..<start + 5), hours <= 18, minutes <= 59
        else { return nil }
        let span = Duration.seconds(hours * 3600 + minutes * 60)
        return (text[start] == 0x2B ? span : .zero - span, ())
    }

    func instant(default offset: Duration?) -> WallInstant {
        guard let zone = self.offset ?? offset else { return LondonTime.instant(local) }
        return local.instant(offset: zone)
    }
}
