/// Instants as text: the ISO 8601 profile of RFC 3339, read strictly and written one way.
public struct Timestamp: Sendable, BitwiseCopyable, Hashable {
    public var local: CivilDateTime
    /// `nil` when the text named no zone, as device clocks do.
    public var offset: Duration?

    /// The instant; a text without a zone is London wall-clock time.
    public var instant: WallInstant {
        if let offset { local.instant(offset: offset) } else { LondonTime.instant(local) }
    }

    /// Reads `YYYY-MM-DD[T| ]hh:mm[:ss[.fraction]][Z|±hh[:]mm]`; `nil` for anything else. Digits of the fraction past the
    /// sixth are dropped.
    public init?(_ text: Span<UInt8>) {
        var reader = DigitReader()
        guard let year = reader.number(digitCount: 4, text), reader.take(0x2D, text),
            let month = reader.number(digitCount: 2, text), reader.take(0x2D, text),
            let day = reader.number(digitCount: 2, text), let date = CivilDate(year: year, month: month, day: day),
            reader.take(0x54, text) || reader.take(0x20, text) || reader.take(0x74, text),
            let hour = reader.number(digitCount: 2, text), reader.take(0x3A, text),
            let minute = reader.number(digitCount: 2, text)
        else { return nil }
        var second = 0
        var microsecond = 0
        if reader.take(0x3A, text) {
            guard let wholeSecond = reader.number(digitCount: 2, text) else { return nil }
            second = wholeSecond
            if reader.take(0x2E, text) || reader.take(0x2C, text) {
                guard let fraction = reader.fraction(text) else { return nil }
                microsecond = fraction
            }
        }
        guard
            let local = CivilDateTime(date: date, hour: hour, minute: minute, second: second, microsecond: microsecond),
            let zone = reader.zone(text)
        else { return nil }
        self.local = local
        offset = zone.offset
    }

    public init?(_ text: String) {
        let copy = Array(text.utf8)
        self.init(copy.span)
    }
}

extension CivilDate: CustomStringConvertible {
    /// Reads `YYYY-MM-DD`.
    public init?(_ text: Span<UInt8>) {
        var reader = DigitReader()
        guard let year = reader.number(digitCount: 4, text), reader.take(0x2D, text),
            let month = reader.number(digitCount: 2, text), reader.take(0x2D, text),
            let day = reader.number(digitCount: 2, text), reader.isAtEnd(text)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public init?(_ text: String) {
        let copy = Array(text.utf8)
        self.init(copy.span)
    }

    /// `YYYY-MM-DD`
    public var description: String {
        var text = StampText()
        text.add(self)
        return text.string
    }
}

extension WallInstant: CustomStringConvertible {
    /// `YYYY-MM-DDThh:mm:ss.mmmZ`, always UTC and always milliseconds, so that texts sort as instants do.
    public var description: String {
        var text = text(offset: .zero)
        text.add("Z")
        return text.string
    }

    /// London wall-clock time with its offset, for people: `YYYY-MM-DDThh:mm:ss.mmm+01:00`.
    public var londonDescription: String {
        let offset = LondonTime.offset(at: self)
        var text = text(offset: offset)
        text.add(offset == .zero ? "+00:00" : "+01:00")
        return text.string
    }

    private func text(offset: Duration) -> StampText {
        let civil = civil(offset: offset)
        var text = StampText()
        text.add(civil.date)
        text.add("T")
        text.add(civil.hour, width: 2)
        text.add(":")
        text.add(civil.minute, width: 2)
        text.add(":")
        text.add(civil.second, width: 2)
        text.add(".")
        text.add(civil.microsecond / 1000, width: 3)
        return text
    }
}

/// A stamp as it is being written. Bytes, because an alert has a dozen stamps and each was seven strings put together.
private struct StampText {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(32) }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// `YYYY-MM-DD`
    mutating func add(_ date: CivilDate) {
        add(Int(date.year), width: 4)
        add("-")
        add(Int(date.month), width: 2)
        add("-")
        add(Int(date.day), width: 2)
    }

    /// With zeros in front up to `width`; a greater number is written whole.
    mutating func add(_ number: Int, width: Int) {
        if number < 0 { add("-") }
        let magnitude = number.magnitude
        var place: UInt = 1
        for _ in 1..<width { place *= 10 }
        while magnitude / place > 9 { place *= 10 }
        while place > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(magnitude / place % 10))
            place /= 10
        }
    }
}

/// Reads fixed-width numbers off the front of a text. The text is a parameter because a `Span` cannot be stored.
private struct DigitReader {
    private var index = 0

    func isAtEnd(_ text: Span<UInt8>) -> Bool { index == text.count }

    mutating func take(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
        guard index < text.count, text[index] == byte else { return false }
        index += 1
        return true
    }

    mutating func number(digitCount: Int, _ text: Span<UInt8>) -> Int? {
        guard index + digitCount <= text.count else { return nil }
        var value = 0
        for offset in 0..<digitCount {
            guard let digit = digit(text[index + offset]) else { return nil }
            value = value * 10 + digit
        }
        index += digitCount
        return value
    }

    /// One or more digits after the point, as microseconds.
    mutating func fraction(_ text: Span<UInt8>) -> Int? {
        var value = 0
        var digitCount = 0
        while index < text.count, let digit = digit(text[index]) {
            if digitCount < 6 { value = value * 10 + digit }
            digitCount += 1
            index += 1
        }
        guard digitCount > 0 else { return nil }
        for _ in min(digitCount, 6)..<6 { value *= 10 }
        return value
    }

    /// The rest of the text as a zone: nothing, `Z`, or an offset of at most 18 hours.
    mutating func zone(_ text: Span<UInt8>) -> (offset: Duration?, Void)? {
        if isAtEnd(text) { return (nil, ()) }
        if take(0x5A, text) || take(0x7A, text) { return isAtEnd(text) ? (.zero, ()) : nil }
        let isAhead = take(0x2B, text)
        guard isAhead || take(0x2D, text), let hours = number(digitCount: 2, text) else { return nil }
        _ = take(0x3A, text)
        guard let minutes = number(digitCount: 2, text), isAtEnd(text), hours <= 18, minutes <= 59 else { return nil }
        let span = Duration.seconds(hours * 3600 + minutes * 60)
        return (isAhead ? span : .zero - span, ())
    }

    private func digit(_ byte: UInt8) -> Int? { (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil }
}
