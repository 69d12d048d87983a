import Vitals

extension WallInstant {
    /// London time with its offset: `2026-11-21 23:07:24 +00:00`.
    var forPeople: String {
        let text = londonDescription
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) \(text.suffix(6))"
    }

    /// The same with how long ago it was: `2026-11-21 23:07:24 +00:00, 12 min ago`; what lies ahead is `in 8 s`.
    func forPeople(_ now: WallInstant) -> String { "\(forPeople), \(ago(now))" }

    /// How long ago, in its two largest units: `3 d 4 h`, `12 min`, `8 s`; what lies ahead is `in 8 s`.
    func age(_ now: WallInstant) -> String {
        let span = now.since(self)
        return span <= .seconds(-1) ? "in \(span.forPeople)" : span.forPeople
    }

    /// `12 min ago`, `in 8 s`.
    func ago(_ now: WallInstant) -> String { now.since(self) <= .seconds(-1) ? age(now) : age(now) + " ago" }

    /// The time of day in London: `23:07:24`.
    var clock: String { String(londonDescription.dropFirst(11).prefix(8)) }
}

extension Duration {
    /// In its two largest units: `3 d 4 h`, `4 h`, `12 min`, `8 s`.
    var forPeople: String {
        let seconds = (wholeMicroseconds / 1_000_000).magnitude
        return switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3_600: "\(seconds / 60) min"
        case ..<86_400: Self.words(seconds / 3_600, "h", seconds / 60 % 60, "min")
        default: Self.words(seconds / 86_400, "d", seconds / 3_600 % 24, "h")
        }
    }

    private static func words(_ large: UInt64, _ unit: String, _ small: UInt64, _ smallUnit: String) -> String {
        small == 0 ? "\(large) \(unit)" : "\(large) \(unit) \(small) \(smallUnit)"
    }
}
