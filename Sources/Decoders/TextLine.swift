/// Lines of text as frames, for every protocol that writes them.
///
/// A line is printable ASCII up to a line feed; carriage returns, tabs and form feeds may stand in it, and empty lines
/// before it belong to it. A line that says nothing to the protocol (a header, one cut at its front) is refused, and
/// neither helps nor hurts the lock. Any other byte, or a line that does not end within `Limits.longestLineByteCount`, is noise.
enum TextLine {
    private static let lineFeed: UInt8 = 0x0A
    private static let printable: ClosedRange<UInt8> = 0x20...0x7E

    /// - Parameter lookedAtCount: so many bytes at the front were no whole line when they were looked at last, and are
    ///   only asked for text: a line often comes in many pieces.
    static func scan(_ bytes: Span<UInt8>, lookedAtCount: Int) -> FrameScan {
        let end = min(bytes.count, Limits.longestLineByteCount)
        var blankCount = 0
        var index = lookedAtCount
        while index < end {
            if index + 8 <= end, isPrintable(bytes.eightBytes(at: index)) {
                index += 8
                continue
            }
            let byte = bytes[index]
            index += 1
            if byte == lineFeed {
                while blankCount < index, isBlank(bytes[blankCount]) { blankCount += 1 }
                if blankCount < index { return .frame(byteCount: index) }
            } else if !printable.contains(byte), !isBlank(byte) {
                return .noise(byteCount: index)
            }
        }
        return index == Limits.longestLineByteCount ? .noise(byteCount: index) : .incomplete
    }

    /// Whether all of eight bytes are in `printable`: none with the top bit, none that gets it by adding 1, none below 20.
    @inline(__always)
    private static func isPrintable(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let below = (word &- ones &* 0x20) & ~word
        return (word | (word &+ ones) | below) & (ones &* 0x80) == 0
    }

    /// Where the line stands without blanks and line ends around it.
    static func text(_ frame: Span<UInt8>) -> Range<Int> {
        var start = 0
        var end = frame.count
        while start < end, isBlank(frame[start]) { start += 1 }
        while end > start, isBlank(frame[end - 1]) { end -= 1 }
        return start..<end
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

/// Which protocol a line is read by.
enum TextFormat: BitwiseCopyable {
    case nonin, masimo, nellcor
    case bluetooth(BluetoothCharacteristic)

    func decode(_ line: Span<UInt8>) -> FrameContent {
        switch self {
        case .nonin: NoninASCII.decode(line)
        case .masimo: MasimoASCII.decode(line)
        case .nellcor: NellcorASCII.decode(line)
        case .bluetooth(let characteristic): GatewayLine.decode(line, characteristic)
        }
    }
}
