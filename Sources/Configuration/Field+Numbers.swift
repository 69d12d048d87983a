import Vitals

/// Numbers, spans, sizes, dates and instants, each read in one way only.
extension Field {
    /// A whole number: digits, at most one sign.
    func integer(in range: ClosedRange<Int>) -> Int? {
        guard let word = bareWord(expected: "a whole number") else { return nil }
        guard let value = Quantity.integer(word) else {
            refuse("'\(word.readable)' is not a whole number", "Write a number such as \(range.lowerBound)")
            return nil
        }
        guard range.contains(value) else {
            refuse("\(value) is out of range", "Write \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    /// A decimal number: digits, and a point with digits behind it where needed.
    func number(in range: ClosedRange<Double>) -> Double? {
        guard let word = bareWord(expected: "a number") else { return nil }
        guard let value = Quantity.decimal(word) else {
            refuse("'\(word.readable)' is not a number", "Write a number such as \(Quantity.text(range.lowerBound))")
            return nil
        }
        guard range.contains(value) else {
            refuse(
                "\(Quantity.text(value)) is out of range",
                "Write \(Quantity.text(range.lowerBound)) to \(Quantity.text(range.upperBound))")
            return nil
        }
        return value
    }

    /// A span of time: a whole number and one of s, m, h, d.
    func duration(in range: ClosedRange<Duration>) -> Duration? {
        guard let word = bareWord(expected: "a span of time") else { return nil }
        guard let value = Quantity.duration(word) else {
            refuse("'\(word.readable)' is not a span of time", "Write a whole number and s, m, h or d, as 15s or 4h")
            return nil
        }
        guard range.contains(value) else {
            refuse(
                "\(word) is out of range",
                "Write \(Quantity.text(range.lowerBound)) to \(Quantity.text(range.upperBound))")
            return nil
        }
        return value
    }

    /// A size: a whole number and one of B, KiB, MiB, GiB.
    func byteCount(in range: ClosedRange<Int>) -> Int? {
        guard let word = bareWord(expected: "a size") else { return nil }
        guard let value = Quantity.byteCount(word) else {
            refuse("'\(word.readable)' is not a size", "Write a whole number and B, KiB, MiB or GiB, as 64MiB")
            return nil
        }
        guard range.contains(value) else {
            refuse(
                "\(word) is out of range",
                "Write \(Quantity.sizeText(range.lowerBound)) to \(Quantity.sizeText(range.upperBound))")
            return nil
        }
        return value
    }

    /// A date as `YYYY-MM-DD`. The text is not repeated in the message: it may be a date of birth.
    func date() -> CivilDate? {
        guard let word = bareWord(expected: "a date") else { return nil }
        guard let date = CivilDate(word) else {
            refuse("is not a date", "Write YYYY-MM-DD, a day that exists")
            return nil
        }
        return date
    }

    /// An instant with its zone, as `2026-11-21T09:00:00Z`.
    func instant() -> WallInstant? {
        guard let word = bareWord(expected: "an instant") else { return nil }
        guard let stamp = Timestamp(word) else {
            refuse("'\(word.readable)' is not an instant", "Write it as 2026-11-21T09:00:00Z")
            return nil
        }
        guard stamp.offset != nil else {
            refuse("'\(word.readable)' names no zone", "Add Z for UTC or an offset such as +01:00")
            return nil
        }
        return stamp.instant
    }
}
