/// Why a device's recording was refused whole.
public enum DeviceFileDefect: Error, Sendable, Equatable {
    /// The first bytes are not those of the format.
    case notTheFormat(name: String)
    /// Longer than `Limits.heldFileBytes`, or a part longer than its own limit.
    case tooLong(byteCount: Int)
    /// The device's clock was not set, and the file's name has no time either.
    case noClock
    /// The start is a day or a time of day that does not exist.
    case impossibleStart
    case noRecords
    /// The bytes of data that the header announces, and those that are there.
    case sizesDiffer(announced: UInt64, found: UInt64)
    /// The device has not closed the recording: what it writes at the end is not there.
    case unfinished
    case checksumDiffers
    /// The duration and the number of records give no step of 1, 2 or 4 seconds.
    case stepUnknown
    /// A field of the header that cannot be read.
    case malformedHeader(field: String)
    case tooManySignals(count: Int)
    /// None of the signals is one that is read.
    case noSignalOfUse(labels: [String])
    /// A signal whose unit is not the one its numbers are read in.
    case unexpectedUnit(label: String, unit: String)
    /// Two signals that would be the same vital sign.
    case signalTwice(label: String)
    /// More than one sample a second: a wave, not numbers.
    case tooFast(label: String)
    /// EDF+D, with gaps, and nothing that says when a record begins.
    case recordTimeMissing(record: UInt64)
    /// A WFDB header without the samples behind it.
    case samplesMissing
    /// A kind of the format that is not read.
    case unsupported(what: String)
}

extension DeviceFileDefect: CustomStringConvertible {
    /// One sentence: what failed, why, what now. It holds no value of any reading.
    public var description: String {
        switch self {
        case .notTheFormat(let name):
            "The recording does not begin as \(name) does; export it again, or name its format."
        case .tooLong(let byteCount):
            "The recording holds more than the \(byteCount) bytes that are read of it at once; export a shorter one."
        case .noClock:
            "The device had no clock and the file's name holds no time, so no value has an instant; set the device's clock, or write the start into the name as YYYYMMDDhhmmss."
        case .impossibleStart:
            "The recording starts on a day or at a time that does not exist; set the device's clock and record again."
        case .noRecords:
            "The recording holds no record; nothing was read."
        case .sizesDiffer(let announced, let found):
            "The header announces \(announced) bytes of data and \(found) are there; copy the file again once the export has finished."
        case .unfinished:
            "The recording has no end, as when the device still writes it; let the device finish and export it again."
        case .checksumDiffers:
            "The recording's checksum is not that of its bytes, so some are not what the device wrote; export it again."
        case .stepUnknown:
            "The recording's duration and its number of records do not fit, so no value has an instant; export it again."
        case .malformedHeader(let field):
            "The header's field '\(field)' cannot be read; export the recording again."
        case .tooManySignals(let count):
            "The recording has \(count) signals, which is more than are read; export the oximetry alone."
        case .noSignalOfUse(let labels):
            "The recording has no signal of SpO2, pulse or respiratory rate (it has \(Self.list(labels))); export the one with the oximetry."
        case .unexpectedUnit(let label, let unit):
            "The signal '\(label)' is in '\(unit)', which is not its unit; export it in % or beats or breaths a minute."
        case .signalTwice(let label):
            "The signal '\(label)' is a second one of its kind, and only one can be right; export one of them."
        case .tooFast(let label):
            "The signal '\(label)' has more than \(Limits.samplesPerSecond) sample a second, as a wave has; export the numbers."
        case .recordTimeMissing(let record):
            "The recording has gaps and does not say when record \(record) begins; export it as EDF+ with annotations or without gaps."
        case .samplesMissing:
            "The WFDB header has no samples behind it; join it with its .dat file by a line feed, a zero byte and a line feed."
        case .unsupported(let what):
            "The recording has \(what), which is not read; convert it to one segment of format 16."
        }
    }

    private static func list(_ labels: [String]) -> String {
        if labels.isEmpty { return "none" }
        let shown = labels.prefix(Limits.shownLabels).map { "'\($0)'" }.joined(separator: ", ")
        return labels.count > Limits.shownLabels ? shown + " and others" : shown
    }
}
