/// How one maker's software writes CSV: its names of columns, what it writes for a value that is missing, how it writes dates.
///
/// A column counts only under a name listed here, since the name says the unit. Other columns (motion as a bare number,
/// reminders, vibration) are passed over.
struct CSVDialect: Sendable {
    enum Column: UInt8, Sendable, BitwiseCopyable {
        /// Date and time of day in one cell.
        case moment
        case date, clock
        /// Seconds since the start of the recording.
        case elapsed
        case spO2, pulse, respiratoryRate
        /// The rate of an electrocardiogram; it counts where there is no pulse.
        case heartRate
        case other
    }

    /// In small letters, blanks being single spaces.
    let columns: [(name: StaticString, column: Column)]
    /// A line with all of these is the header.
    let required: [Column]
    /// In small letters. An empty cell always is.
    let missingWords: NameTable
    let missingSpO2: [Double]
    let missingPulse: [Double]
    /// Which of 5/8/2026 is the day where neither the row nor the file's name tells; `nil` when the maker's app follows the
    /// telephone.
    var usualOrder: DateOrder?

    /// ViHealth. Sources: `devices/` notes of real exports; o2ring-analyzer. `O2 Reminder` and `PR Reminder` hold 0 or 1.
    static let viatomApp = CSVDialect(
        columns: [("time", .moment), ("oxygen level", .spO2), ("pulse rate", .pulse)],
        required: [.moment, .spO2, .pulse], missingWords: NameTable(["--"]), missingSpO2: [0, 127, 255],
        missingPulse: [0, 65_535])

    /// O2 Insight Pro: one name of the saturation or the other, by version.
    static let o2Insight = CSVDialect(
        columns: [
            ("time", .moment), ("spo2(%)", .spO2), ("oxygen level(%)", .spO2), ("pulse rate(bpm)", .pulse),
        ],
        required: [.moment, .spO2, .pulse], missingWords: NameTable(["--"]), missingSpO2: [0, 127, 255],
        missingPulse: [0, 65_535])

    /// EMAY: month first, as its exports in American English are.
    static let emay = CSVDialect(
        columns: [("date", .date), ("time", .clock), ("spo2(%)", .spO2), ("pr(bpm)", .pulse)],
        required: [.date, .clock, .spO2, .pulse], missingWords: NameTable(["--"]), missingSpO2: [0, 127, 255],
        missingPulse: [0, 255], usualOrder: .monthFirst)

    /// Contec's own program and pulseoxdl, which writes the same.
    static let contec = CSVDialect(
        columns: [("date", .date), ("time", .clock), ("spo2", .spO2), ("pulse", .pulse)],
        required: [.date, .clock, .spO2, .pulse], missingWords: NameTable(["--"]), missingSpO2: [0, 127, 255],
        missingPulse: [0, 255])

    /// BIDMC numerics of PhysioNet, 1 Hz. The pulse is the oximeter's; `HR` is the electrocardiogram's.
    static let bidmc = CSVDialect(
        columns: [
            ("time [s]", .elapsed), ("hr", .heartRate), ("pulse", .pulse), ("resp", .respiratoryRate), ("spo2", .spO2),
        ],
        required: [.elapsed, .spO2], missingWords: NameTable(["nan"]), missingSpO2: [], missingPulse: [])

    /// Whether a header of this dialect stands in the first lines.
    func claims(_ head: DocumentHead) -> Bool {
        var lineCount = 0
        for line in head.text.split(separator: 0x0A) {
            let text = Array(line)
            if isBlankLine(text.span) { continue }
            if MakerCSVHeader(text.span, self) != nil { return true }
            lineCount += 1
            if lineCount > Limits.preambleLineCount { return false }
        }
        return false
    }
}

/// Blanks and a carriage return only.
func isBlankLine(_ text: Span<UInt8>) -> Bool {
    for index in text.indices where text[index] != 0x20 && text[index] != 0x09 && text[index] != 0x0D { return false }
    return true
}
