import Testing

@testable import Documents

/// What looks at eight bytes at once finds what a look at each byte finds, wherever it stands.
@Suite struct WordScanTests {
    /// Letters with one other byte at `place`.
    private func text(_ byte: UInt8, at place: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0x61, count: 24)
        bytes[place] = byte
        return bytes
    }

    @Test func aLineEndsAtALineFeedOrAZeroByteAndNowhereElse() {
        for place in 0..<24 {
            for byte in UInt8.min...UInt8.max {
                let bytes = text(byte, at: place)
                let line = LineScan(bytes.span, from: 0)
                #expect(line.end == (byte == 0x0A || byte == 0 ? place : 24), "\(byte) at \(place)")
                #expect(line.isWhole == (byte == 0x0A))
                #expect(line.zeroIndex == (byte == 0 ? place : nil))
                #expect(line.marks.contains(.beyondASCII) == (byte >= 0x80))
            }
        }
    }

    @Test func whatStandsBehindTheEndOfALineMarksNothing() {
        for place in 1..<24 {
            var bytes = text(0x0A, at: place - 1)
            bytes[place] = 0xFF
            let line = LineScan(bytes.span, from: 0)
            #expect(line.end == place - 1 && line.marks.isEmpty)
        }
    }

    @Test func aStreamOfUTF8StopsAtTheByteThatIsNone() {
        for place in 0..<24 {
            for byte in UInt8.min...UInt8.max {
                let bytes = text(byte, at: place)
                var sequence = UTF8Sequence()
                let isSound = (1..<0x80).contains(byte)
                // The first of several bytes is sound; the letter behind it is not the second.
                let isLead = (0xC2...0xF4).contains(byte)
                #expect(sequence.take(bytes.span) == (isSound ? 24 : isLead ? place + 1 : place), "\(byte) at \(place)")
            }
        }
    }

    @Test func aStringEndsAtItsMarkAndHoldsNoControlCharacter() {
        for place in 1..<23 {
            for byte in UInt8.min...UInt8.max where byte != 0x5C {
                var bytes = text(byte, at: place)
                bytes[0] = 0x22
                bytes[23] = 0x22
                var scanner = JSONScanner()
                let found = scanner.string(bytes.span)
                #expect(found?.end == (byte == 0x22 ? place : byte < 0x20 ? nil : 23), "\(byte) at \(place)")
            }
        }
    }
}
