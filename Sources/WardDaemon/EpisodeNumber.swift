/// The id of an episode as a number. Thousands are known at a time, and a text of 32 digits is a block of the heap each: a
/// hub would take half a MiB for them, a little more each day.
struct EpisodeNumber: Sendable, Hashable {
    private static let digitCount = 32
    private let value: UInt128

    /// - Parameter id: 32 hexadecimal digits in lower case, as `EpisodeIdentity` makes them; `nil` for any other text.
    init?(_ id: String) {
        guard id.utf8.count == Self.digitCount, let value = Self.number(id) else { return nil }
        self.value = value
    }

    var id: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: Self.digitCount - digits.utf8.count) + digits
    }

    /// - Parameter name: the first digits of an id, or all of them.
    func begins(with name: String) -> Bool {
        let count = name.utf8.count
        guard (1...Self.digitCount).contains(count), let number = Self.number(name) else { return false }
        return value >> (4 * (Self.digitCount - count)) == number
    }

    private static func number(_ digits: String) -> UInt128? {
        var number: UInt128 = 0
        for byte in digits.utf8 {
            switch byte {
            case 0x30...0x39: number = number << 4 | UInt128(byte - 0x30)
            case 0x61...0x66: number = number << 4 | UInt128(byte - 0x61 + 10)
            default: return nil
            }
        }
        return number
    }
}
