import Vitals

/// Which part of the record to read: from an instant on, at most the newest so many, or both.
public struct JournalWindow: Sendable, Hashable {
    public var since: WallInstant?
    /// The newest rows to give, oldest of them first; `nil` for all.
    public var last: Int?

    public init(since: WallInstant? = nil, last: Int? = nil) {
        self.since = since
        self.last = last
    }

    /// Reads `90s`, `15m`, `2h`, `3d` before `now`, or a timestamp (`2026-11-21T22:00`, London time where it names no
    /// zone). `nil` for anything else.
    public static func instant(_ text: String, before now: WallInstant) -> WallInstant? {
        if let stamp = Timestamp(text) { return stamp.instant }
        let unitSeconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last, let seconds = unitSeconds[unit], text.dropLast().allSatisfy(\.isASCIIDigit),
            let count = Int64(text.dropLast()), count <= longestSpanSeconds / seconds
        else { return nil }
        return now.advanced(by: .seconds(-count * seconds))
    }

    /// A hundred years: no journal is older, and no arithmetic here overflows.
    private static let longestSpanSeconds: Int64 = 100 * 366 * 86_400
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
