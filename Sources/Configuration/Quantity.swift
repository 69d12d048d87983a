import Vitals

/// Numbers with units as people write them in files. Each answers `nil` for anything but its one form, and for what does
/// not fit its type.
enum Quantity {
    /// Decimal digits after at most one minus sign; no underscores, no octal, no base 60.
    static func integer(_ word: String) -> Int? {
        let digits = word.utf8.first == 0x2D ? word.utf8.dropFirst() : word.utf8[...]
        guard (1...18).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
        return Int(word)
    }

    static func decimal(_ word: String) -> Double? {
        let unsigned = word.utf8.first == 0x2D ? word.utf8.dropFirst() : word.utf8[...]
        let parts = unsigned.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard (1...18).contains(unsigned.count), parts.count <= 2,
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) })
        else { return nil }
        return Double(word)
    }

    static func duration(_ word: String) -> Duration? {
        guard let (count, unit) = countAndUnit(word) else { return nil }
        let seconds: Int? =
            switch unit {
            case "s": count
            case "m": scaled(count, by: 60)
            case "h": scaled(count, by: 3600)
            case "d": scaled(count, by: 86_400)
            default: nil
            }
        return seconds.map { .seconds($0) }
    }

    static func byteCount(_ word: String) -> Int? {
        guard let (count, unit) = countAndUnit(word) else { return nil }
        return switch unit {
        case "B": count
        case "KiB": scaled(count, by: 1 << 10)
        case "MiB": scaled(count, by: 1 << 20)
        case "GiB": scaled(count, by: 1 << 30)
        default: nil
        }
    }

    /// The shortest way to write a span that `duration` reads.
    static func text(_ span: Duration) -> String {
        let seconds = span.components.seconds
        for (length, unit) in [(Int64(86_400), "d"), (3600, "h"), (60, "m")]
        where seconds > 0 && seconds % length == 0 {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }

    static func sizeText(_ byteCount: Int) -> String {
        for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")]
        where byteCount > 0 && byteCount % (1 << shift) == 0 {
            return "\(byteCount >> shift)\(unit)"
        }
        return "\(byteCount)B"
    }

    /// Without the point where nothing stands behind it.
    static func text(_ number: Double) -> String {
        let text = "\(number)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func countAndUnit(_ word: String) -> (count: Int, unit: String)? {
        let digits = word.utf8.prefix(while: isDigit)
        guard (1...15).contains(digits.count), let count = Int(String(Substring(digits))) else { return nil }
        return (count, String(Substring(word.utf8.dropFirst(digits.count))))
    }

    private static func scaled(_ count: Int, by factor: Int) -> Int? {
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }
}
