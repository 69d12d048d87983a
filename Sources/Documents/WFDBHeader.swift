import Vitals

/// The header of a WFDB record of numerics: lines of text.
///
///     n1 4 0.0166666666667/125 3 07:30:05.000 21/11/2026       name, signals, samples a second, samples, time, date
///     n1.dat 16 10/% 16 0 970 0 0 SpO2                         a line a signal: file, format, gain(baseline)/unit, bits,
///     # a comment                                              zero, first value, checksum, block size, name
///
/// The time may lack the hour, or the hour and the minute. The first value and the checksum are not compared: numerics in use
/// leave them 0. Source: PhysioNet's manual, header(5); checked against its own reader.
struct WFDBHeader: Sendable {
    let start: WallInstant
    let samplesPerSecond: Double
    /// 0 when the header does not say.
    let frameCount: Int
    let signals: [WFDBSignal]
    let signalCount: Int

    init(_ text: Span<UInt8>, context: DocumentContext) throws(DocumentDefect) {
        var lines = WFDBLines(text)
        guard let record = lines.next(text) else { throw .recording(.notTheFormat(name: "a WFDB header")) }
        guard record.count >= 2 else { throw .recording(.malformedHeader(field: "record")) }
        guard !Self.holds(text, record[0], 0x2F) else { throw .recording(.unsupported(what: "more than one segment")) }
        guard let count = HeaderText.whole(text, record[1]), count > 0 else {
            throw .recording(.malformedHeader(field: "number of signals"))
        }
        guard count <= Limits.wfdbSignalCount else { throw .recording(.tooManySignals(count: count)) }
        signalCount = count

        // 250 a second is the format's own default; it is a wave's.
        let frequency = record.count > 2 ? Self.cut(text, record[2], at: 0x2F) : 0..<0
        guard let samplesPerSecond = record.count > 2 ? HeaderText.decimal(text, frequency) : 250,
            samplesPerSecond > 0
        else { throw .recording(.malformedHeader(field: "samples a second")) }
        guard samplesPerSecond <= Double(Limits.samplesPerSecond) else {
            throw .recording(.tooFast(label: HeaderText.string(text, record[0])))
        }
        self.samplesPerSecond = samplesPerSecond

        let frames = record.count > 3 ? HeaderText.whole(text, record[3]) : 0
        guard let frames, frames >= 0, Double(frames) / samplesPerSecond <= Double(Limits.recordingSeconds) else {
            throw .recording(.malformedHeader(field: "number of samples"))
        }
        frameCount = frames
        start = try Self.start(text, record, context: context)
        signals = try Self.signals(text, &lines, count: count)
    }

    /// The last word that is no signal's own: without a time and a date the file's name is asked.
    private static func start(
        _ text: Span<UInt8>, _ record: [Range<Int>], context: DocumentContext
    ) throws(DocumentDefect) -> WallInstant {
        guard record.count > 5 else {
            guard let stamp = context.nameStamp else { throw .recording(.noClock) }
            return LondonTime.instant(stamp)
        }
        guard let local = WFDBStart.local(text, time: record[4], date: record[5]) else {
            throw .recording(.impossibleStart)
        }
        return LondonTime.instant(local)
    }

    private static func signals(
        _ text: Span<UInt8>, _ lines: inout WFDBLines, count: Int
    ) throws(DocumentDefect) -> [WFDBSignal] {
        var found: [WFDBSignal] = []
        var labels: [String] = []
        var file: String?
        for index in 0..<count {
            guard let words = lines.next(text), words.count >= 2 else {
                throw .recording(.malformedHeader(field: "signal \(index + 1)"))
            }
            let fileName = HeaderText.string(text, words[0])
            guard file == nil || file == fileName else {
                throw .recording(.unsupported(what: "more than one data file"))
            }
            file = fileName
            // A multiple, a skew or an offset would stand behind the number.
            guard HeaderText.string(text, words[1]) == "16" else {
                throw .recording(.unsupported(what: "a signal of format '\(HeaderText.string(text, words[1]))'"))
            }
            // The name is the rest of the line and may hold blanks.
            let name = words.count > 8 ? words[8].lowerBound..<words[words.count - 1].upperBound : 0..<0
            let label = HeaderText.string(text, name)
            guard let kind = WFDBSignal.Kind(label: label) else {
                labels.append(label)
                continue
            }
            guard !found.contains(where: { $0.kind == kind }) else { throw .recording(.signalTwice(label: label)) }
            found.append(try WFDBSignal(kind, label: label, text, words, column: index))
        }
        // With a pulse the heart rate of the ECG is not asked.
        if found.contains(where: { $0.kind == .pulse }) { found.removeAll { $0.kind == .heartRate } }
        guard !found.isEmpty else { throw .recording(.noSignalOfUse(labels: labels)) }
        return found
    }

    static func cut(_ text: Span<UInt8>, _ range: Range<Int>, at byte: UInt8) -> Range<Int> {
        var end = range.lowerBound
        while end < range.upperBound, text[end] != byte { end += 1 }
        return range.lowerBound..<end
    }

    private static func holds(_ text: Span<UInt8>, _ range: Range<Int>, _ byte: UInt8) -> Bool {
        cut(text, range, at: byte).upperBound < range.upperBound
    }
}

/// The lines of a WFDB header that are neither blank nor comments, each as its words.
struct WFDBLines {
    private var index = 0

    init(_ text: Span<UInt8>) {}

    mutating func next(_ text: Span<UInt8>) -> [Range<Int>]? {
        while index < text.count {
            var words: [Range<Int>] = []
            var start = index
            while index < text.count, text[index] != 0x0A {
                if Self.isBlank(text[index]) {
                    if start < index { words.append(start..<index) }
                    start = index + 1
                }
                index += 1
            }
            if start < index { words.append(start..<index) }
            index += 1
            if let first = words.first, text[first.lowerBound] != 0x23 { return words }
        }
        return nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}

/// The start of a WFDB record: `07:30:05.000`, `31:25.894` or `5` beside `21/11/2026`.
enum WFDBStart {
    static func local(_ text: Span<UInt8>, time: Range<Int>, date: Range<Int>) -> CivilDateTime? {
        let parts = split(text, date, at: 0x2F)
        guard parts.count == 3, let day = HeaderText.whole(text, parts[0]),
            let month = HeaderText.whole(text, parts[1]), let year = HeaderText.whole(text, parts[2]),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let clock = split(text, time, at: 0x3A)
        guard clock.count <= 3, let last = clock.last, let seconds = HeaderText.decimal(text, last),
            seconds >= 0, seconds < 60
        else { return nil }
        var numbers = [0, 0]
        for part in clock.dropLast() {
            guard let number = HeaderText.whole(text, part) else { return nil }
            numbers.append(number)
        }
        let microseconds = Int((seconds * 1_000_000).rounded())
        return CivilDateTime(
            date: date, hour: numbers[numbers.count - 2], minute: numbers[numbers.count - 1],
            second: min(microseconds / 1_000_000, 59), microsecond: microseconds % 1_000_000)
    }

    private static func split(_ text: Span<UInt8>, _ range: Range<Int>, at byte: UInt8) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        while start <= range.upperBound {
            let part = WFDBHeader.cut(text, start..<range.upperBound, at: byte)
            parts.append(part)
            start = part.upperBound + 1
        }
        return parts
    }
}
