import Vitals

/// Masimo's line "ASCII 1": Rad-8, Rad-87, Radical-5 and -7, Rad-57, one a second.
///
///     MM/DD/YY HH:MM:SS SN=… SPO2=098% BPM=097 PI=03.60% … ALARM=0000 EXC=000800
///
/// Read as key and value, since order and presence differ by model; the trend print writes `SpO2`, `PR` and words behind
/// `EXC`. Dashes, and 000, are no value.
///
///     EXC    1 no sensor · 2 defective · 4 low perfusion · 8 pulse search · 10 interference · 20 sensor off ·
///            40 ambient light · 80 unrecognised · 100 incompatible · 400 low signal IQ · 1000 no cable ·
///            10000 cable defective · 20000 calibrating
///     ALARM  40 low battery
///
/// Sources: Rad-8 manual; nmenon's and remkolems' masimo-datacapture; yahnatan/pulseox. The year has two digits: 20YY.
enum MasimoASCII {
    private static let notOnPatient: UInt32 = 0x1 | 0x20 | 0x1000
    private static let fault: UInt32 = 0x2 | 0x80 | 0x100 | 0x10000
    private static let searching: UInt32 = 0x8 | 0x20000

    private static let spO2Key = TextWord("SPO2=")
    private static let beatsKey = TextWord("BPM=")
    private static let pulseKey = TextWord("PR=")
    private static let exceptionsKey = TextWord("EXC=")
    private static let alarmsKey = TextWord("ALARM=")

    static func decode(_ line: Span<UInt8>) -> FrameContent {
        var cursor = TextCursor()
        guard let time = time(&cursor, line) else { return .refused(.otherLine) }
        var spO2: TextCursor.Column?
        var pulse: TextCursor.Column?
        var exceptions: UInt32?
        var alarms: UInt32 = 0
        while cursor.takeBlanks(line), !cursor.isAtEnd(line) {
            // Of the many words of a line few are read: the first letter mostly rules one out.
            let letter = TextCursor.capital(line[cursor.index])
            if letter == 0x53, cursor.take(spO2Key, line) {
                spO2 = cursor.column(3...3, line)
                _ = cursor.take(0x25, line)
                guard spO2 != nil else { return .refused(.otherLine) }
            } else if letter == 0x42 && cursor.take(beatsKey, line) || letter == 0x50 && cursor.take(pulseKey, line) {
                pulse = cursor.column(3...3, line)
                guard pulse != nil else { return .refused(.otherLine) }
            } else if letter == 0x45, cursor.take(exceptionsKey, line) {
                exceptions = cursor.hexadecimal(line)
                if cursor.peek(line) == 0x3A { cursor.skipWord(line) }
            } else if letter == 0x41, cursor.take(alarmsKey, line) {
                alarms = cursor.hexadecimal(line) ?? 0
            } else {
                cursor.skipWord(line)
            }
            guard cursor.isAtEnd(line) || cursor.peek(line) == 0x20 || cursor.peek(line) == 0x09 else {
                return .refused(.otherLine)
            }
        }
        guard let spO2, let pulse, let exceptions else { return .refused(.otherLine) }
        var values = PulseOximetry(
            spO2: spO2.or(PulseOximetry.missingSpO2), pulse: pulse.or(0), missingPulse: 511, signal: signal(exceptions))
        if exceptions & 0x4 != 0 { values.quality.insert(.lowPerfusion) }
        if exceptions & 0x50 != 0 { values.quality.insert(.artefact) }
        if exceptions & 0x400 != 0 { values.quality.insert(.weakSignal) }
        if alarms & 0x40 != 0 { values.quality.insert(.lowBattery) }
        return values.content.stamped(time)
    }

    private static func signal(_ exceptions: UInt32) -> Signal {
        if exceptions & notOnPatient != 0 { return .probeOff }
        if exceptions & fault != 0 { return .sensorFault }
        return exceptions & searching != 0 ? .searching : .measuring
    }

    /// `MM/DD/YY HH:MM:SS`
    private static func time(_ cursor: inout TextCursor, _ line: Span<UInt8>) -> CivilDateTime? {
        guard let month = cursor.number(digitCount: 2, line), cursor.take(0x2F, line),
            let day = cursor.number(digitCount: 2, line), cursor.take(0x2F, line),
            let year = cursor.number(digitCount: 2, line), cursor.takeBlanks(line),
            let clock = cursor.timeOfDay(line), let date = CivilDate(year: 2000 + year, month: month, day: day)
        else { return nil }
        return CivilDateTime(date: date, hour: clock.hour, minute: clock.minute, second: clock.second)
    }
}
