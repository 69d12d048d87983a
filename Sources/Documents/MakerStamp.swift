import Vitals

/// When a row of a maker's CSV was measured, as far as the row alone says.
enum MakerStamp: Sendable, BitwiseCopyable, Equatable {
    case settled(CivilDateTime)
    /// Two numbers of which one is the day.
    case numeric(NumericDate)
    /// Microseconds since the start of the recording.
    case elapsed(Int64)
}

/// `first/second/year`, and the time of day.
struct NumericDate: Sendable, BitwiseCopyable, Equatable {
    var first: Int
    var second: Int
    var year: Int
    var microsecondOfDay: Int64

    /// Whether both orders make a day of it, and not the same one.
    var isAmbiguous: Bool { first != second && local(.dayFirst) != nil && local(.monthFirst) != nil }

    /// `nil` when there is no such day.
    func local(_ order: DateOrder) -> CivilDateTime? {
        let (day, month) = order == .dayFirst ? (first, second) : (second, first)
        guard let date = CivilDate(year: year, month: month, day: day) else { return nil }
        return CivilDateTime(date: date, microsecondOfDay: microsecondOfDay)
    }
}

/// Reads date and time of day in any order and any of the ways in which makers' apps write them.
///
///     22:20:56 Mar 06 2025    10:30:05PM Jan 2, 2024    5/8/2026 4:46:58 PM    2021-05-15 12:06:42    6 März 2025 …
///
/// Strict where leniency would be a guess: the year has four digits, the clock has seconds (a spreadsheet that leaves them
/// out has rewritten the dates as well), 1 to 12 stand before AM or PM, 0 to 23 alone.
struct MakerStampText {
    let stamp: MakerStamp
    /// Whether AM or PM stands there.
    let isTwelveHour: Bool

    init?(_ text: Span<UInt8>) {
        guard let clock = ClockText(text), let date = Self.date(text, around: clock) else { return nil }
        isTwelveHour = clock.isTwelveHour
        switch date {
        case .known(let date):
            stamp = .settled(CivilDateTime(date: date, microsecondOfDay: clock.microsecondOfDay))
        case .numeric(let first, let second, let year):
            stamp = .numeric(
                NumericDate(first: first, second: second, year: year, microsecondOfDay: clock.microsecondOfDay))
        }
    }

    private enum DateText {
        case known(CivilDate)
        case numeric(Int, Int, year: Int)
    }

    /// One number or word of the date.
    private struct Part: BitwiseCopyable {
        var value = 0
        var digitCount = 0
        var isMonth = false
        /// What stands before it, blanks apart; 0 for nothing.
        var mark: UInt8 = 0
    }

    private static func date(_ text: Span<UInt8>, around clock: ClockText) -> DateText? {
        var parts = InlineArray<3, Part>(repeating: Part())
        var count = 0
        var mark: UInt8 = 0
        var index = 0
        while index < text.count {
            if index == clock.start {
                index = clock.end
                continue
            }
            let byte = text[index]
            if byte == 0x20 {
                index += 1
            } else if (0x2C...0x2F).contains(byte) {
                // , - . /
                mark = byte
                index += 1
            } else {
                let end = endOfWord(text, index, limit: index < clock.start ? clock.start : text.count)
                guard count < 3, end > index, var part = part(text.extracting(index..<end)) else { return nil }
                part.mark = mark
                parts[count] = part
                count += 1
                mark = 0
                index = end
            }
        }
        return count == 3 ? date(parts[0], parts[1], parts[2]) : nil
    }

    private static func date(_ first: Part, _ second: Part, _ third: Part) -> DateText? {
        func known(_ year: Part, _ month: Part, _ day: Part) -> DateText? {
            guard year.digitCount == 4, (1...2).contains(day.digitCount), month.isMonth || month.digitCount <= 2 else {
                return nil
            }
            return CivilDate(year: year.value, month: month.value, day: day.value).map { .known($0) }
        }
        switch (first.isMonth, second.isMonth, third.isMonth) {
        case (true, false, false): return known(third, first, second)
        case (false, true, false):
            return first.digitCount == 4 ? known(first, second, third) : known(third, second, first)
        case (false, false, false): break
        default: return nil
        }
        // 5.3.2025 has the same mark twice; anything else is not one date.
        guard second.mark == third.mark, (0x2D...0x2F).contains(second.mark) else { return nil }
        if first.digitCount == 4 { return known(first, second, third) }
        guard third.digitCount == 4, first.digitCount <= 2, second.digitCount <= 2 else { return nil }
        return .numeric(first.value, second.value, year: third.value)
    }

    /// The end of a run of digits or of letters.
    private static func endOfWord(_ text: Span<UInt8>, _ start: Int, limit: Int) -> Int {
        let isNumber = isDigit(text[start])
        var end = start
        while end < limit, isNumber ? isDigit(text[end]) : isLetter(text[end]) { end += 1 }
        return end
    }

    private static func part(_ word: Span<UInt8>) -> Part? {
        var part = Part()
        guard isDigit(word[0]) else {
            guard let month = MonthName.month(word) else { return nil }
            part.value = month
            part.isMonth = true
            return part
        }
        guard word.count <= 4 else { return nil }
        for index in word.indices { part.value = part.value * 10 + Int(word[index] - 0x30) }
        part.digitCount = word.count
        return part
    }
}

/// `h:mm:ss`, a fraction perhaps, and AM or PM perhaps: where it stands in a text, and what it says.
private struct ClockText {
    let start: Int
    private(set) var end: Int
    private(set) var microsecondOfDay: Int64 = 0
    private(set) var isTwelveHour = false

    init?(_ text: Span<UInt8>) {
        guard let colon = text.indices.first(where: { text[$0] == 0x3A }) else { return nil }
        var first = colon
        while first > 0, isDigit(text[first - 1]) { first -= 1 }
        guard (1...2).contains(colon - first), first == 0 || text[first - 1] == 0x20 || text[first - 1] == 0x54,
            let minute = Self.pair(text, colon + 1), colon + 3 < text.count, text[colon + 3] == 0x3A,
            let second = Self.pair(text, colon + 4)
        else { return nil }
        var hour = 0
        for index in first..<colon { hour = hour * 10 + Int(text[index] - 0x30) }
        start = first > 0 && text[first - 1] == 0x54 ? first - 1 : first
        end = colon + 6
        var fraction: Int64 = 0
        if end + 1 < text.count, text[end] == 0x2E, isDigit(text[end + 1]) {
            end += 1
            var scale: Int64 = 100_000
            while end < text.count, isDigit(text[end]) {
                fraction += Int64(text[end] - 0x30) * scale
                scale /= 10
                end += 1
            }
        }
        if let half = Self.half(text, &end) {
            guard (1...12).contains(hour) else { return nil }
            isTwelveHour = true
            hour = hour % 12 + (half == 0x70 ? 12 : 0)
        }
        guard end == text.count || text[end] == 0x20 || text[end] == 0x2C, hour < 24, minute < 60, second < 60 else {
            return nil
        }
        microsecondOfDay = Int64(hour * 3600 + minute * 60 + second) * 1_000_000 + fraction
    }

    private static func pair(_ text: Span<UInt8>, _ start: Int) -> Int? {
        guard start + 2 <= text.count, isDigit(text[start]), isDigit(text[start + 1]) else { return nil }
        return Int(text[start] - 0x30) * 10 + Int(text[start + 1] - 0x30)
    }

    /// `a` or `p` of AM or PM behind the clock, which it takes; `nil` when neither stands there.
    private static func half(_ text: Span<UInt8>, _ end: inout Int) -> UInt8? {
        var index = end
        while index < text.count, text[index] == 0x20 { index += 1 }
        guard index + 2 <= text.count, text[index + 1] | 0x20 == 0x6D else { return nil }
        let letter = text[index] | 0x20
        guard letter == 0x61 || letter == 0x70, index + 2 == text.count || !isLetter(text[index + 2]) else {
            return nil
        }
        end = index + 2
        return letter
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

private func isLetter(_ byte: UInt8) -> Bool { byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) }
