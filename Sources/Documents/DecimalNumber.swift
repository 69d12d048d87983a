/// A decimal number as it stands in a cell, turned into the nearest `Double` without allocation.
///
/// Up to 15 significant digits and a power of ten up to 22 the digits and the power are both exact as `Double`, so one
/// multiplication or division rounds once and rightly (Clinger, "How to read floating point numbers accurately", 1990).
/// 16 to 19 digits, as programs print a converted Fahrenheit value, take a slower exact way through 128-bit integers.
/// What is longer, or scaled by more than 10^±22 (10^±19 on the slow way), is refused: no vital sign needs it.
enum DecimalNumber {
    /// Whether `1e2` is a number. RFC 8259 says so; a cell of CSV is refused.
    enum Exponent { case allowed, refused }

    /// `[-]digits[.digits]` and, where allowed, `e[±]digits`; `nil` for anything else: no `+`, no hex, no `nan`, no `inf`,
    /// no bare point. Zeros in front are skipped.
    static func value(of text: Span<UInt8>, exponent rule: Exponent) -> Double? {
        if let value = shortValue(text) { return value }
        return anyValue(text, exponent: rule)
    }

    /// The common case in one pass: `digits[.digits]` of at most 15 characters. `nil` says nothing about the text.
    private static func shortValue(_ text: Span<UInt8>) -> Double? {
        guard text.count <= 15, !text.isEmpty else { return nil }
        var whole: UInt64 = 0
        var fractionStart = 0
        for index in text.indices {
            let digit = text[index] &- 0x30
            if digit < 10 {
                whole = whole &* 10 &+ UInt64(digit)
            } else {
                guard text[index] == 0x2E, fractionStart == 0, index > 0 else { return nil }
                fractionStart = index + 1
            }
        }
        guard fractionStart > 0 else { return Double(whole) }
        guard fractionStart < text.count else { return nil }
        return Double(whole) / powersOfTen[text.count - fractionStart]
    }

    private static func anyValue(_ text: Span<UInt8>, exponent rule: Exponent) -> Double? {
        var index = 0
        let isNegative = index < text.count && text[index] == 0x2D
        if isNegative { index += 1 }

        var digits = Digits()
        let integerStart = index
        while index < text.count, let digit = digit(text[index]) {
            guard digits.append(digit) else { return nil }
            index += 1
        }
        guard index > integerStart else { return nil }
        digits.isFraction = true
        if index < text.count, text[index] == 0x2E {
            index += 1
            let fractionStart = index
            while index < text.count, let digit = digit(text[index]) {
                guard digits.append(digit) else { return nil }
                index += 1
            }
            guard index > fractionStart else { return nil }
        }
        var power = -digits.fractionCount
        if index < text.count, rule == .allowed, text[index] | 0x20 == 0x65 {
            guard let exponent = exponent(text, from: index + 1) else { return nil }
            power += exponent
            index = text.count
        }
        guard index == text.count, let size = scaled(digits.whole, count: digits.count, power: power) else {
            return nil
        }
        return isNegative ? -size : size
    }

    /// The significant digits as one integer. Zeros after the point wait until another digit follows them.
    private struct Digits {
        var whole: UInt64 = 0
        var count = 0
        var fractionCount = 0
        var isFraction = false
        private var waitingZeroCount = 0

        /// `false` when there are too many.
        mutating func append(_ digit: UInt8) -> Bool {
            if isFraction, digit == 0 {
                waitingZeroCount += 1
                return true
            }
            if count == 0, digit == 0 { return true }
            if waitingZeroCount > 0 {
                guard count == 0 || count + waitingZeroCount < Limits.significantDigits else { return false }
                if count > 0 {
                    for _ in 0..<waitingZeroCount { whole *= 10 }
                    count += waitingZeroCount
                }
                fractionCount += waitingZeroCount
                waitingZeroCount = 0
            }
            guard count < Limits.significantDigits else { return false }
            whole = whole * 10 + UInt64(digit)
            count += 1
            if isFraction { fractionCount += 1 }
            return true
        }
    }

    /// The exponent after its `e`; held at ±10 000, which is out of reach whatever the digits are.
    private static func exponent(_ text: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        var isNegative = false
        if index < text.count, text[index] == 0x2B || text[index] == 0x2D {
            isNegative = text[index] == 0x2D
            index += 1
        }
        guard index < text.count else { return nil }
        var value = 0
        while index < text.count {
            guard let digit = digit(text[index]) else { return nil }
            value = min(value * 10 + Int(digit), 10_000)
            index += 1
        }
        return isNegative ? -value : value
    }

    /// `whole` times ten to the `power`, rounded once to the nearest, ties to even.
    private static func scaled(_ whole: UInt64, count: Int, power: Int) -> Double? {
        guard whole > 0 else { return 0 }
        guard (-22...22).contains(power) else { return nil }
        if count <= 15 {
            let factor = powersOfTen[abs(power)]
            return power < 0 ? Double(whole) / factor : Double(whole) * factor
        }
        guard (-19...19).contains(power) else { return nil }
        var factor: UInt128 = 1
        for _ in 0..<abs(power) { factor *= 10 }
        let number = UInt128(whole)
        guard power < 0 else { return nearest(to: number * factor, isCut: false) }
        // Shifted up as far as it goes, so that dividing by less than 2^64 leaves at least 63 bits.
        let shift = number.leadingZeroBitCount
        let (quotient, remainder) = (number << UInt128(shift)).quotientAndRemainder(dividingBy: factor)
        return nearest(to: quotient, isCut: remainder != 0) * Double(sign: .plus, exponent: -shift, significand: 1)
    }

    /// The `Double` nearest to `number`, or to a little more than it when `isCut`. The top 64 bits are kept and anything
    /// below them as a last bit that is set, so that the one rounding to 53 bits sees on which side of a tie the value lies.
    private static func nearest(to number: UInt128, isCut: Bool) -> Double {
        let surplus = max(0, 64 - number.leadingZeroBitCount)
        let kept = UInt64(truncatingIfNeeded: number >> UInt128(surplus))
        let isWhole = !isCut && UInt128(kept) << UInt128(surplus) == number
        return Double(isWhole ? kept : kept | 1) * Double(sign: .plus, exponent: surplus, significand: 1)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        let digit = byte &- 0x30
        return digit < 10 ? digit : nil
    }

    /// All exact.
    private static let powersOfTen: InlineArray<23, Double> = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]
}
