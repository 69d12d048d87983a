import Testing

/// No real child's NHS number is in the tree: those of tests begin with 999, a range kept for tests
/// and never issued (NHS England, synthetic test data).
@Suite struct PersonalNumberTests {
    @Test func noIssuedNHSNumberIsInTheTree() {
        var searchedCount = 0
        for path in SourceTree.files where !path.hasPrefix("Sources/") {
            guard let text = SourceTree.text(path) else { continue }
            searchedCount += 1
            guard text.holds(Self.pattern) else { continue }
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                for number in Self.issuedNumbers(in: line) {
                    Issue.record("\(path):\(index + 1): \(number.prefix(3))… is a valid NHS number that may be issued")
                }
            }
        }
        #expect(searchedCount > 100)
    }

    @Test func anIssuedNumberIsFoundInEveryForm() {
        let digits = Self.withCheckDigit("401023213")
        let (first, second, third) = (digits.prefix(3), digits.dropFirst(3).prefix(3), digits.suffix(4))
        for form in [digits, "\(first) \(second) \(third)", "\(first)-\(second)-\(third)", "nhs=\(digits),"] {
            #expect(Self.issuedNumbers(in: form).count == 1, "\(form.prefix(5))")
        }
    }

    @Test func whatIsNoIssuedNumberIsLeftAlone() {
        let digits = Self.withCheckDigit("401023213")
        let mistyped = digits.dropLast() + (digits.hasSuffix("1") ? "2" : "1")
        for line in [
            String(mistyped), Self.withCheckDigit("999000001"), "\(digits).000312", "1\(digits)", "a\(digits)",
            "0.500000 bytes 0 \(digits)",
        ] {
            #expect(Self.issuedNumbers(in: line) == [], "\(line.prefix(5))")
        }
    }

    /// Ten digits, in one run or as 3-3-4.
    private static let pattern = #"(?<![0-9A-Za-z.])[0-9]{3}([ -]?)[0-9]{3}\1[0-9]{4}(?![0-9A-Za-z]|\.[0-9])"#

    /// Those that pass the check and do not begin with 999. Fractions of seconds and the
    /// bytes of a recording are not numbers of people.
    private static func issuedNumbers(in line: some StringProtocol) -> [String] {
        guard !line.holds(#"^\s*[0-9.]+ bytes "#) else { return [] }
        return line.occurrences(of: pattern)
            .map { $0.filter(\.isNumber) }
            .filter { !$0.hasPrefix("999") && $0 == withCheckDigit(String($0.dropLast())) }
    }

    /// Nine digits with the tenth by modulus 11; empty when there is none (a remainder of 10).
    private static func withCheckDigit(_ nine: String) -> String {
        let sum = zip(nine.compactMap(\.wholeNumberValue), stride(from: 10, to: 1, by: -1)).reduce(0) {
            $0 + $1.0 * $1.1
        }
        let check = (11 - sum % 11) % 11
        return check == 10 ? "" : nine + String(check)
    }
}
