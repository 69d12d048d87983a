import Vitals

/// The header of an EDF file: 256 bytes, then 256 for each signal, all ASCII padded with blanks.
///
///     0    version "0"          8    patient, never looked at    88   recording: "Startdate 21-NOV-2026 …" in EDF+
///     168  dd.mm.yy             176  hh.mm.ss                    184  bytes of the header
///     192  EDF+C, EDF+D or ""   236  number of data records      244  seconds of one          252  number of signals
///     256  label 16 a signal · transducer 80 · unit 8 · physical minimum 8 · maximum 8 · digital minimum 8 · maximum 8 ·
///          prefilter 80 · samples in one data record 8 · reserved 32
///
/// Years 85–99 are of the last century, 00–84 of this one. Source: Kemp and others, "A simple format for exchange of
/// digitized polygraphic recordings", 1992; Kemp and Olivan, "European data format 'plus'", 2003.
struct EDFHeader: Sendable {
    static let fixedByteCount = 256
    static let signalByteCount = 256

    let start: WallInstant
    let isDiscontinuous: Bool
    let recordCount: Int
    let recordMicroseconds: Int64
    let recordByteCount: Int
    /// The vital signs among the signals.
    let signals: [EDFSignal]
    /// Where the first annotation signal lies in a data record.
    let annotations: Range<Int>?

    /// The bytes of the whole header, from its first 256.
    static func byteCount(_ fixed: Span<UInt8>) throws(DocumentDefect) -> Int {
        guard looksRight(fixed) else { throw .recording(.notTheFormat(name: "an EDF file")) }
        guard let signalCount = HeaderText.whole(fixed, 252..<256), signalCount > 0 else {
            throw .recording(.malformedHeader(field: "number of signals"))
        }
        guard signalCount <= Limits.edfSignalCount else { throw .recording(.tooManySignals(count: signalCount)) }
        let byteCount = fixedByteCount + signalCount * signalByteCount
        guard HeaderText.whole(fixed, 184..<192) == byteCount else {
            throw .recording(.malformedHeader(field: "bytes of the header"))
        }
        return byteCount
    }

    /// The version, and the points in the date and in the time.
    static func looksRight(_ head: Span<UInt8>) -> Bool {
        guard head.count >= fixedByteCount, head[0] == 0x30 else { return false }
        for index in 1..<8 where head[index] != 0x20 { return false }
        for index in [170, 173, 178, 181] where head[index] != 0x2E { return false }
        return true
    }

    init(_ text: Span<UInt8>) throws(DocumentDefect) {
        start = try Self.start(text)
        isDiscontinuous = Self.begins(text, at: 192, "EDF+D")
        guard let recordCount = HeaderText.whole(text, 236..<244), recordCount >= -1 else {
            throw .recording(.malformedHeader(field: "number of data records"))
        }
        // -1 stands while the recording goes on.
        guard recordCount >= 0 else { throw .recording(.unfinished) }
        guard recordCount > 0 else { throw .recording(.noRecords) }
        guard let seconds = HeaderText.decimal(text, 244..<252), seconds > 0,
            seconds * Double(recordCount) <= Double(Limits.recordingSeconds)
        else { throw .recording(.malformedHeader(field: "duration of a data record")) }
        self.recordCount = recordCount
        recordMicroseconds = Int64((seconds * 1_000_000).rounded())

        var signals: [EDFSignal] = []
        var annotations: Range<Int>?
        var labels: [String] = []
        var recordByteCount = 0
        let count = text.count / Self.signalByteCount - 1
        for index in 0..<count {
            let base = Self.fixedByteCount
            let samplesBase = base + count * 216
            guard let sampleCount = HeaderText.whole(text, samplesBase + 8 * index..<samplesBase + 8 * index + 8),
                sampleCount >= 0, sampleCount <= Limits.edfRecordBytes
            else { throw .recording(.malformedHeader(field: "samples in a data record")) }
            let place = recordByteCount..<recordByteCount + 2 * sampleCount
            guard place.upperBound <= Limits.edfRecordBytes else {
                throw .recording(.tooLong(byteCount: Limits.edfRecordBytes))
            }
            recordByteCount = place.upperBound
            let label = HeaderText.string(text, base + 16 * index..<base + 16 * index + 16)
            if label == "EDF Annotations" {
                annotations = annotations ?? place
            } else if let sign = EDFSignal.sign(label: label) {
                guard !signals.contains(where: { $0.sign == sign }) else {
                    throw .recording(.signalTwice(label: label))
                }
                signals.append(
                    try EDFSignal(
                        sign, label: label, text, index: index, of: count, place: place, seconds: seconds))
            } else {
                labels.append(label)
            }
        }
        guard !signals.isEmpty else { throw .recording(.noSignalOfUse(labels: labels)) }
        self.signals = signals
        self.annotations = annotations
        self.recordByteCount = recordByteCount
        // One record has no gap before it; with more, only the annotations tell where they lie.
        if isDiscontinuous, recordCount > 1, annotations == nil { throw .recording(.recordTimeMissing(record: 2)) }
    }

    private static func start(_ text: Span<UInt8>) throws(DocumentDefect) -> WallInstant {
        guard let shortYear = HeaderText.whole(text, 174..<176), shortYear >= 0,
            let hour = HeaderText.whole(text, 176..<178),
            let minute = HeaderText.whole(text, 179..<181), let second = HeaderText.whole(text, 182..<184),
            let day = HeaderText.whole(text, 168..<170), let month = HeaderText.whole(text, 171..<173)
        else { throw .recording(.malformedHeader(field: "start")) }
        let header = CivilDate(year: shortYear + (shortYear >= 85 ? 1900 : 2000), month: month, day: day)
        guard let date = longDate(text) ?? header,
            let local = CivilDateTime(date: date, hour: hour, minute: minute, second: second)
        else { throw .recording(.impossibleStart) }
        return LondonTime.instant(local)
    }

    /// `Startdate dd-MMM-yyyy` at the beginning of the recording field; `nil` when it is not there, as in plain EDF.
    private static func longDate(_ text: Span<UInt8>) -> CivilDate? {
        guard begins(text, at: 88, "Startdate "), text[100] == 0x2D, text[104] == 0x2D,
            let day = HeaderText.whole(text, 98..<100), let year = HeaderText.whole(text, 105..<109)
        else { return nil }
        let name = HeaderText.string(text, 101..<104)
        guard let month = months.firstIndex(of: name) else { return nil }
        return CivilDate(year: year, month: month + 1, day: day)
    }

    private static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]

    private static func begins(_ text: Span<UInt8>, at start: Int, _ word: String) -> Bool {
        for (index, byte) in word.utf8.enumerated() where text[start + index] != byte { return false }
        return true
    }
}
