import Testing

@testable import Documents

private func value(_ text: String, _ exponent: DecimalNumber.Exponent = .allowed) -> Double? {
    let copy = Array(text.utf8)
    return DecimalNumber.value(of: copy.span, exponent: exponent)
}

@Suite struct DecimalNumberTests {
    @Test func oneHundredThousandDecimalsAreRoundedAsTheStandardLibraryRoundsThem() {
        var random = SeededRandom(seed: 20_260_101)
        var comparedCount = 0
        for _ in 0..<100_000 {
            let digitCount = Int.random(in: 1...19, using: &random)
            let digits = (0..<digitCount).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
            let pointPlace = Int.random(in: 1...digitCount, using: &random)
            var text = String(digits.prefix(pointPlace))
            if pointPlace < digitCount { text += "." + digits.dropFirst(pointPlace) }
            if Bool.random(using: &random) { text = "-" + text }
            if Int.random(in: 0..<4, using: &random) == 0 { text += "e\(Int.random(in: -4...3, using: &random))" }
            guard let found = value(text) else { continue }
            comparedCount += 1
            #expect(found == Double(text), "\(text)")
        }
        #expect(comparedCount > 90_000)
    }

    @Test func whatAProgramPrintsOfADoubleIsReadBack() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<100_000 {
            // A temperature converted from Fahrenheit prints 16 or 17 digits.
            let number = (Double.random(in: 90...108, using: &random) - 32) / 1.8
            #expect(value("\(number)", .refused) == number)
        }
    }

    @Test(arguments: [
        // Ties and near ties between two neighbouring doubles, from both sides.
        "9007199254740993", "9007199254740992", "9007199254740995", "9007199254740993.001", "0.1000000000000000055",
        "9007199254740992.999", "1.000000000000000111", "1.0000000000000001110", "4503599627370496.500",
        "4503599627370497.5",
        "18446744073709551.61", "1844674407370955161.0", "9999999999999999999", "9.999999999999999999",
    ])
    func tiesAreRoundedToEven(text: String) {
        #expect(value(text) != nil && value(text) == Double(text))
    }

    @Test(arguments: [
        ("0", 0.0), ("-0", 0), ("0.0", 0), ("007", 7), ("97", 97), ("36.60", 36.6), ("-1", -1), ("0.001", 0.001),
        ("1e2", 100),
        ("1E+2", 100), ("1e-2", 0.01), ("1e22", 1e22), ("1e-22", 1e-22), ("0e999999999999999999999", 0),
        ("100.000", 100),
    ])
    func plainNumbersAreRead(text: String, expected: Double) {
        #expect(value(text) == expected)
    }

    @Test(arguments: [
        "", "-", "+1", ".5", "5.", "-.5", "1.2.3", "1,5", "1 ", " 1", "--1", "1-", "0x10", "nan", "NaN", "inf",
        "infinity", "1e", "1e+",
        "1e1.5", "1e400", "1e23", "1e-23", "12345678901234567890", "1_000", "１", "1e99999999999999999999",
        "0.00000000000000000000001",
    ])
    func everythingElseIsRefused(text: String) {
        #expect(value(text) == nil)
    }

    @Test func anExponentIsReadOnlyWhereItIsAllowed() {
        #expect(value("1e2", .refused) == nil && value("1e2", .allowed) == 100)
    }
}
