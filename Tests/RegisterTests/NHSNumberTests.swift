import Testing

@testable import Register

/// The check digit, and nothing more. Test numbers begin with 999; the published example is put together from its parts.
@Suite struct NHSNumberTests {
    @Test func thePublishedExampleIsValidInEveryForm() throws {
        let parts = ["943", "476", "5919"]
        for separator in ["", " ", "-"] {
            #expect(try NHSNumber(parts.joined(separator: separator)).digits == parts.joined())
        }
    }

    @Test func everyWrongDigitAndEverySwapIsFound() throws {
        let digits = Array("9990000018")
        #expect(throws: Never.self) { try NHSNumber(String(digits)) }
        for place in digits.indices {
            for wrong in (0...9).flatMap({ "\($0)" }) where wrong != digits[place] {
                var mistyped = digits
                mistyped[place] = wrong
                #expect(throws: NHSNumber.Refusal.self) { try NHSNumber(String(mistyped)) }
            }
        }
        for place in digits.indices.dropLast() where digits[place] != digits[place + 1] {
            var swapped = digits
            swapped.swapAt(place, place + 1)
            #expect(throws: NHSNumber.Refusal.wrongCheckDigit) { try NHSNumber(String(swapped)) }
        }
    }

    @Test func whatIsNoNumberIsRefusedWithoutRepeatingIt() {
        #expect(throws: NHSNumber.Refusal.fewerThanTenDigits) { try NHSNumber("999000001") }
        #expect(throws: NHSNumber.Refusal.fewerThanTenDigits) { try NHSNumber("") }
        #expect(throws: NHSNumber.Refusal.moreThanTenDigits) { try NHSNumber("99900000181") }
        #expect(throws: NHSNumber.Refusal.otherCharacter) { try NHSNumber("999.000.0018") }
        // Nine digits whose check comes out as 10.
        #expect(throws: NHSNumber.Refusal.neverGiven) { try NHSNumber("9990000000") }
        for refusal in NHSNumber.Refusal.allCases { #expect(!refusal.description.contains { $0.isNumber }) }
    }

    @Test func aNumberIsLeftOutOfATextAndOtherDigitsStay() {
        for form in ["9990000018", "999 000 0018", "999-000-0018"] {
            let (text, isFound) = NHSNumber.left(outOf: "Tim, \(form), is hot")
            #expect(text == "Tim, [left out], is hot" && isFound)
        }
        for text in ["ring 07700 900123", "temp 39.5 for 10 - 12 h", "", "9990000019", "99900000181"] {
            #expect(NHSNumber.left(outOf: text) == (text, false))
        }
    }
}
