import Vitals

/// The line of Nonin's hand-helds: 2500, 8500, 9600, 9700, 9847, bt4000, one a second.
///
///     [HH:MM:SS ]SPO2=097 HR=072[ F][ B][*]
///
/// `F` fast averages, `B` breath (9847), `*` an event was marked, `---` no value. The time has no date and is passed over.
/// A header stands once at power-up. Sources: the hand-helds' manuals.
enum NoninASCII {
    private static let spO2Key = TextWord("SPO2=")
    private static let pulseKey = TextWord("HR=")

    static func decode(_ line: Span<UInt8>) -> FrameContent {
        var cursor = TextCursor()
        if let byte = cursor.peek(line), (0x30...0x39).contains(byte) {
            guard cursor.timeOfDay(line) != nil, cursor.takeBlanks(line) else { return .refused(.otherLine) }
        }
        guard cursor.take(spO2Key, line), let spO2 = cursor.column(3...3, line), cursor.takeBlanks(line),
            cursor.take(pulseKey, line), let pulse = cursor.column(3...3, line)
        else { return .refused(.otherLine) }
        while let mark = cursor.peek(line) {
            guard mark == 0x20 || mark == 0x46 || mark == 0x42 || mark == 0x2A else { return .refused(.otherLine) }
            _ = cursor.take(mark, line)
        }
        return PulseOximetry(
            spO2: spO2.or(PulseOximetry.missingSpO2), pulse: pulse.or(0), missingPulse: 511
        ).content
    }
}
