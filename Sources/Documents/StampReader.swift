import Vitals

/// Reads `measured_at`, and remembers the hour of the last one.
///
///     2026-07-01T12 :34:56 +01:00
///     ^hour (13)    ^mm:ss ^zone: nothing, Z or an offset
///
/// Rows that follow each other mostly share the hour and the zone. Within one hour of one zone, London's included since its
/// clocks change on the hour, an instant is the hour's plus minutes and seconds; that saves the calendar and the
/// clock-change rule for almost every row. Counted by callgrind on CSV rows of three vital signs: 3,140 instructions a row
/// became 2,140 with `Z`, and 4,610 became 2,120 without a zone. Everything else goes to `Timestamp`, which alone decides
/// what a timestamp is.
struct StampReader: Sendable {
    /// Written as the last stamp read the long way had it; a zone is at most six bytes.
    private var hourText = InlineArray<13, UInt8>(repeating: 0)
    private var zoneText = InlineArray<6, UInt8>(repeating: 0)
    private var zoneByteCount = 0
    /// The instant of minute 0 and second 0; `nil` until a stamp has been read.
    private var hourInstant: WallInstant?

    /// Up to the whole second.
    private static let clockByteCount = 19

    mutating func instant(_ text: Span<UInt8>) -> WallInstant? {
        if let known = fromKnownHour(text) { return known }
        guard let timestamp = Timestamp(text) else { return nil }
        let instant = timestamp.instant
        remember(text, instant)
        return instant
    }

    private func fromKnownHour(_ text: Span<UInt8>) -> WallInstant? {
        guard let hourInstant, text.count == Self.clockByteCount + zoneByteCount,
            let span = Self.minutesAndSeconds(text)
        else { return nil }
        for index in 0..<13 where text[index] != hourText[index] { return nil }
        for index in 0..<zoneByteCount where text[Self.clockByteCount + index] != zoneText[index] { return nil }
        return WallInstant(microseconds: hourInstant.microseconds &+ span)
    }

    /// Keeps the hour of a stamp that has no fraction and no 60th second.
    private mutating func remember(_ text: Span<UInt8>, _ instant: WallInstant) {
        let zoneByteCount = text.count - Self.clockByteCount
        guard (0...6).contains(zoneByteCount), let span = Self.minutesAndSeconds(text) else { return }
        if zoneByteCount > 0, text[Self.clockByteCount] == 0x2E || text[Self.clockByteCount] == 0x2C { return }
        for index in 0..<13 { hourText[index] = text[index] }
        for index in 0..<zoneByteCount { zoneText[index] = text[Self.clockByteCount + index] }
        self.zoneByteCount = zoneByteCount
        hourInstant = WallInstant(microseconds: instant.microseconds &- span)
    }

    /// `:mm:ss` at its place, in microseconds; `nil` when it is anything else.
    private static func minutesAndSeconds(_ text: Span<UInt8>) -> Int64? {
        guard text.count >= clockByteCount, text[13] == 0x3A, text[16] == 0x3A else { return nil }
        let minuteTens = text[14] &- 0x30
        let minuteOnes = text[15] &- 0x30
        let secondTens = text[17] &- 0x30
        let secondOnes = text[18] &- 0x30
        guard minuteTens < 6, minuteOnes < 10, secondTens < 6, secondOnes < 10 else { return nil }
        let minutes = Int64(minuteTens &* 10 &+ minuteOnes)
        return (minutes * 60 + Int64(secondTens &* 10 &+ secondOnes)) * 1_000_000
    }
}
