/// An NHS number that passes its check: ten digits, the last by modulus 11.
///
/// The check finds a mistyped digit and two that are swapped. It does not say whose number it is, or that it was issued:
/// 999 000 0000 to 999 999 9999 never are, and are for tests (NHS Data Dictionary).
public struct NHSNumber: Sendable, Hashable {
    /// Ten digits in one run.
    public let digits: String

    /// Digits in one run, or with spaces or dashes between them, as `943 476 5919` is printed.
    public init(_ text: String) throws(Refusal) {
        var digits: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39: digits.append(byte - 0x30)
            case UInt8(ascii: " "), UInt8(ascii: "-"): break
            default: throw .otherCharacter
            }
            guard digits.count <= 10 else { throw .moreThanTenDigits }
        }
        guard digits.count == 10 else { throw .fewerThanTenDigits }
        guard let check = Self.checkDigit(digits.prefix(9)) else { throw .neverGiven }
        guard check == digits[9] else { throw .wrongCheckDigit }
        self.digits = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
    }

    public enum Refusal: Error, Sendable, Hashable, CaseIterable, CustomStringConvertible {
        case otherCharacter
        case fewerThanTenDigits
        case moreThanTenDigits
        case wrongCheckDigit
        /// The check comes out as 10, which no NHS number has.
        case neverGiven

        /// Never with the number in it: it may be a child's with one digit wrong.
        public var description: String {
            switch self {
            case .otherCharacter: "holds something that is neither a digit, a space nor a dash"
            case .fewerThanTenDigits: "has fewer than ten digits"
            case .moreThanTenDigits: "has more than ten digits"
            case .wrongCheckDigit: "does not pass its check: a digit is wrong or two are swapped"
            case .neverGiven: "is none: no NHS number begins with these nine digits"
            }
        }
    }

    /// Weights 10 to 2; 11 less the remainder by 11, where 11 is 0 and 10 is invalid.
    private static func checkDigit(_ nine: ArraySlice<UInt8>) -> UInt8? {
        var sum = 0
        for (place, digit) in nine.enumerated() { sum += Int(digit) * (10 - place) }
        let check = (11 - sum % 11) % 11
        return check == 10 ? nil : UInt8(check)
    }
}

extension NHSNumber {
    /// The text with every NHS number in it, spaced or not, replaced: it has no place in a note. It gets no longer.
    static func left(outOf text: String) -> (text: String, isFound: Bool) {
        var rest = Array(text.unicodeScalars)[...]
        var kept = String.UnicodeScalarView()
        var isFound = false
        while let first = rest.first {
            let run = rest.prefix { isDigit($0) || $0 == " " || $0 == "-" }
            guard isDigit(first) else {
                kept.append(first)
                rest = rest.dropFirst()
                continue
            }
            let spent = run.lastIndex(where: isDigit).map { run[...$0] } ?? run
            let candidate = String(String.UnicodeScalarView(spent))
            if (try? NHSNumber(candidate)) != nil {
                kept.append(contentsOf: "[left out]".unicodeScalars)
                isFound = true
            } else {
                kept.append(contentsOf: spent)
            }
            rest = rest[spent.endIndex...]
        }
        return (String(kept), isFound)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }
}
