import Vitals

/// The `Retry-After` header of an answer (RFC 9110, section 10.2.3): a number of seconds, or a date.
///
///     Retry-After: 120
///     Retry-After: Fri, 31 Dec 1999 23:59:59 GMT
public enum RetryAfter {
    /// The wait it asks for from `now`; zero for a date that has passed. `nil` for anything else, negative numbers
    /// and the two date forms that RFC 9110 calls obsolete among them: the schedule then goes on as if nothing was said.
    public static func wait(_ text: String, now: WallInstant) -> Duration? {
        let bytes = Array(text.utf8)
        if !bytes.isEmpty, bytes.allSatisfy({ (0x30...0x39).contains($0) }) {
            // Held at a day, far above every bound, so that twenty digits are a long wait and not a trap.
            return .seconds(min(Int64(text) ?? .max, 86_400))
        }
        guard let date = instant(ofHTTPDate: text) else { return nil }
        return max(.zero, date.since(now))
    }

    /// `Fri, 31 Dec 1999 23:59:59 GMT`. The day of the week is not checked against the date.
    private static func instant(ofHTTPDate text: String) -> WallInstant? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[0].utf8.count == 4, words[0].hasSuffix(","), words[5] == "GMT",
            let month = months.firstIndex(of: String(words[2])), let day = number(words[1], digitCount: 2),
            let year = number(words[3], digitCount: 4), let date = CivilDate(year: year, month: month + 1, day: day)
        else { return nil }
        let clock = words[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, let hour = number(clock[0], digitCount: 2),
            let minute = number(clock[1], digitCount: 2),
            let second = number(clock[2], digitCount: 2)
        else { return nil }
        return CivilDateTime(date: date, hour: hour, minute: minute, second: second)?.instant(offset: .zero)
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func number(_ text: Substring, digitCount: Int) -> Int? {
        guard text.utf8.count == digitCount, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}
