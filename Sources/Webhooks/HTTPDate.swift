import Vitals

/// The one form of a date that HTTP sends today (RFC 9110, section 5.6.7): `Fri, 31 Dec 1999 23:59:59 GMT`.
enum HTTPDate {
    /// `nil` for anything else, the two obsolete forms among it. The day of the week is not checked against the date.
    static func instant(_ text: String) -> WallInstant? {
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
