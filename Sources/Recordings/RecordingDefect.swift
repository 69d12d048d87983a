/// Why a recording cannot be read on, and where.
public struct RecordingDefect: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// The first line is not `spotward-recording 1`.
        case notARecording
        case unsupportedVersion(String)
        case unknownHeaderKey(String)
        case repeatedHeaderKey(String)
        case tooManyHeaderLines
        case unknownEntryKind(String)
        /// A source that the header does not list.
        case unknownSource(String)
        /// A part of the line is missing or does not read as what it must be.
        case malformed(part: String)
        /// Something after the last part of the line.
        case surplus
        case entryAfterEnd
        case lineTooLong
        case notUTF8
    }

    public var reason: Reason
    /// Counted from 1.
    public var line: UInt64

    public init(_ reason: Reason, line: UInt64) {
        self.reason = reason
        self.line = line
    }
}

extension RecordingDefect: CustomStringConvertible {
    public var description: String { "line \(line): \(explanation)" }

    private var explanation: String {
        switch reason {
        case .notARecording:
            "this is not a recording: its first line must be `spotward-recording \(RecordingHeader.version)`"
        case .unsupportedVersion(let version):
            "the recording has version \(version) and this build reads \(RecordingHeader.version): use a build that reads it"
        case .unknownHeaderKey(let key):
            "the header has no key `\(key)`: see docs/recording-format.md, or use a newer build"
        case .repeatedHeaderKey(let key):
            "the header gives `\(key)` twice: keep the right one"
        case .tooManyHeaderLines:
            "the header has more than \(Limits.sourceCount) sources or \(Limits.aboutCount) lines of `about`"
        case .unknownEntryKind(let kind):
            "there is no entry `\(kind)`: see docs/recording-format.md, or use a newer build"
        case .unknownSource(let source):
            "the header lists no source \(source): the header and the entries are not of one recording"
        case .malformed(let part):
            "\(part) is missing or cannot be read: the line was damaged or edited"
        case .surplus:
            "the line goes on after its last part: the line was damaged or edited"
        case .entryAfterEnd:
            "an entry follows `end`: two recordings were joined into one file"
        case .lineTooLong:
            "the line is longer than \(Limits.lineByteCount) bytes: this is not a recording, or it was damaged"
        case .notUTF8:
            "the text is not UTF-8: the line was damaged"
        }
    }
}
