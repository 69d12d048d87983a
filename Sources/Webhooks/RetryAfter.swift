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
        guard let date = HTTPDate.instant(text) else { return nil }
        return max(.zero, date.since(now))
    }
}
