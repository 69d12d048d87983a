import Testing

@testable import Configuration

struct QuantityTests {
    @Test func spansAreReadInOneForm() {
        #expect(Quantity.duration("0s") == .zero)
        #expect(Quantity.duration("15s") == .seconds(15))
        #expect(Quantity.duration("5m") == .seconds(300))
        #expect(Quantity.duration("4h") == .seconds(14_400))
        #expect(Quantity.duration("7d") == .seconds(604_800))
        for word in [
            "", "s", "5", "5 m", "-5m", "+5m", "5ms", "5M", "1.5h", "5m5", "٥m", "5\u{301}s", "999999999999999d",
            "1000000000000000s",
        ] {
            #expect(Quantity.duration(word) == nil, "\(word)")
        }
    }

    @Test func sizesAreReadInOneForm() {
        #expect(Quantity.byteCount("5B") == 5)
        #expect(Quantity.byteCount("1KiB") == 1024)
        #expect(Quantity.byteCount("64MiB") == 64 << 20)
        #expect(Quantity.byteCount("2GiB") == 2 << 30)
        for word in ["5", "5kB", "5mib", "5TiB", "999999999999999GiB"] {
            #expect(Quantity.byteCount(word) == nil, "\(word)")
        }
    }

    @Test func numbersAreReadInOneForm() {
        #expect(Quantity.decimal("38") == 38)
        #expect(Quantity.decimal("-0.25") == -0.25)
        #expect(Quantity.integer("-12") == -12)
        #expect(Quantity.integer("010") == 10)
        for word in [
            "", "-", ".5", "5.", "1e3", "nan", ".inf", "0x10", "1,5", "--1", "+1", "1.2.3", "1234567890123456789",
        ] {
            #expect(Quantity.decimal(word) == nil, "\(word)")
            #expect(Quantity.integer(word) == nil, "\(word)")
        }
    }

    @Test func whatIsWrittenIsRead() {
        for seconds in [0, 1, 59, 60, 61, 3600, 5400, 86_400, 90_000] {
            #expect(Quantity.duration(Quantity.text(.seconds(seconds))) == .seconds(seconds))
        }
        for count in [0, 1, 1023, 1024, 1 << 20, (1 << 20) + 1, 1 << 40] {
            #expect(Quantity.byteCount(Quantity.sizeText(count)) == count)
        }
    }
}

struct SpellingTests {
    @Test func aSlipIsRecognised() {
        let keys = ["path", "protocol", "child", "name", "serial"]
        #expect(Spelling.nearest(to: "paht", in: keys) == "path")
        #expect(Spelling.nearest(to: "Path", in: keys) == "path")
        #expect(Spelling.nearest(to: "protocoll", in: keys) == "protocol")
        #expect(Spelling.nearest(to: "sreial", in: keys) == "serial")
        #expect(Spelling.nearest(to: "zzz", in: keys) == nil)
        #expect(Spelling.nearest(to: "", in: keys) == nil)
        #expect(Spelling.nearest(to: "path", in: []) == nil)
        #expect(Spelling.nearest(to: String(repeating: "p", count: 100_000), in: keys) == nil)
    }

    @Test func distanceCountsEdits() {
        #expect(Spelling.distance("", "") == 0)
        #expect(Spelling.distance("", "abc") == 3)
        #expect(Spelling.distance("abc", "") == 3)
        #expect(Spelling.distance("kitten", "sitting") == 3)
        #expect(Spelling.distance("ab", "ba") == 1)
    }
}

struct PersonalNumberTests {
    @Test(arguments: [
        "9990000000", "999 000 0000", "999-000-0000", "x9990000000y", "99900000001", "a 9.9.9.0.0.0.0.0.0.0",
    ])
    func tenDigitsAreLikely(text: String) { #expect(PersonalNumber.isLikely(in: text)) }

    @Test(arguments: ["", "AB", "999000000", "adm-20261121-0001", "999 000 000", "2026-11-21T09:00", "9990x00000"])
    func otherTextsAreNot(text: String) { #expect(!PersonalNumber.isLikely(in: text)) }
}
