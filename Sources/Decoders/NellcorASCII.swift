import Vitals

/// Nellcor's line: N-560, N-595, N-600x, NPB-290, NPB-295, N-395, every two seconds or on an event.
///
///     dd-Mmm-yy HH:MM:SS  SpO2[*]  BPM[*]  PA  status…
///
/// `*` beside a value outside a limit, `---` no value, PA pulse amplitude. Status words:
///
///     AO alarm off · AS alarm silenced · LB low battery · LM, LP pulse lost · MO motion · PH, PL pulse limit ·
///     PS pulse search · SH, SL SpO2 limit · SD sensor disconnected · SO sensor off
///
/// Three header lines stand before each page. Sources: mdpnp `nellcor-n595.spec`, gregsidelinger/pulse-oximeter, NPB-290
/// and NPB-295 manuals. The year has two digits: 20YY.
enum NellcorASCII {
    static func decode(_ line: Span<UInt8>) -> FrameContent {
        var cursor = TextCursor()
        guard let time = time(&cursor, line), cursor.takeBlanks(line), let spO2 = value(&cursor, line),
            cursor.takeBlanks(line), let pulse = value(&cursor, line), cursor.takeBlanks(line),
            cursor.column(1...3, line) != nil
        else { return .refused(.otherLine) }
        var values = PulseOximetry(
            spO2: spO2.or(PulseOximetry.missingSpO2), pulse: pulse.or(0), missingPulse: 511)
        while !cursor.isAtEnd(line) {
            guard cursor.takeBlanks(line), note(&cursor, line, in: &values) else { return .refused(.otherLine) }
        }
        return values.content.stamped(time)
    }

    /// Takes one status word; false for a word that is none.
    private static func note(
        _ cursor: inout TextCursor, _ line: Span<UInt8>, in values: inout PulseOximetry
    ) -> Bool {
        let start = cursor.index
        cursor.skipWord(line)
        guard cursor.index - start == 2 else { return false }
        switch (line[start], line[start + 1]) {
        case (0x53, 0x44), (0x53, 0x4F): values.signal = .probeOff  // SD, SO
        case (0x50, 0x53): if values.signal == .measuring { values.signal = .searching }  // PS
        case (0x4D, 0x4F): values.quality.insert(.motion)  // MO
        case (0x4C, 0x42): values.quality.insert(.lowBattery)  // LB
        case (0x4C, 0x4D), (0x4C, 0x50): values.quality.insert(.outOfTrack)  // LM, LP
        case (0x41, 0x4F), (0x41, 0x53), (0x50, 0x48), (0x50, 0x4C), (0x53, 0x48), (0x53, 0x4C): break
        default: return false
        }
        return true
    }

    /// A value and its mark.
    private static func value(_ cursor: inout TextCursor, _ line: Span<UInt8>) -> TextCursor.Column? {
        let column = cursor.column(2...3, line)
        _ = cursor.take(0x2A, line)
        return column
    }

    /// `dd-Mmm-yy HH:MM:SS`
    private static func time(_ cursor: inout TextCursor, _ line: Span<UInt8>) -> CivilDateTime? {
        guard let day = cursor.number(digitCount: 2, line), cursor.take(0x2D, line), let month = month(&cursor, line),
            cursor.take(0x2D, line), let year = cursor.number(digitCount: 2, line), cursor.takeBlanks(line),
            let clock = cursor.timeOfDay(line), let date = CivilDate(year: 2000 + year, month: month, day: day)
        else { return nil }
        return CivilDateTime(date: date, hour: clock.hour, minute: clock.minute, second: clock.second)
    }

    private static func month(_ cursor: inout TextCursor, _ line: Span<UInt8>) -> Int? {
        for place in 0..<12 where cursor.take(months[place], line) { return place + 1 }
        return nil
    }

    private static let months: InlineArray<12, TextWord> = [
        TextWord("JAN"), TextWord("FEB"), TextWord("MAR"), TextWord("APR"), TextWord("MAY"), TextWord("JUN"),
        TextWord("JUL"), TextWord("AUG"), TextWord("SEP"), TextWord("OCT"), TextWord("NOV"), TextWord("DEC"),
    ]
}
