import Decoders
import Recordings
import Vitals

/// A recording of a simulated oximeter: attached at 0, a whole second of bytes in each entry, and an end.
public struct SimulatedRecording: Sendable {
    public var oximeter: SimulatedOximeter
    public var about: [RecordingHeader.About]
    /// The device sends for this long…
    public var sendingSeconds: Int
    /// …and the recording goes on for this long.
    public var totalSeconds: Int
    /// Bytes that come in front of a second's own: noise on the line, a download.
    public var inserted: [Int: [UInt8]]
    /// How many of a second's first bytes are lost.
    public var lost: [Int: Int]

    public init(
        _ oximeter: SimulatedOximeter, about: [RecordingHeader.About], sendingSeconds: Int, totalSeconds: Int? = nil,
        inserted: [Int: [UInt8]] = [:], lost: [Int: Int] = [:]
    ) {
        self.oximeter = oximeter
        self.about = about
        self.sendingSeconds = sendingSeconds
        self.totalSeconds = totalSeconds ?? sendingSeconds
        self.inserted = inserted
        self.lost = lost
    }

    /// The whole recording as the bytes of its file.
    public func rendered() -> [UInt8] {
        var header = RecordingHeader()
        header.about = about
        header.deviceProtocol = oximeter.deviceProtocol.rawValue
        var output: [UInt8] = []
        let writer = RecordingWriter(header, to: &output)
        let source = SourceIndex(0)
        func append(_ event: RecordingEvent, second: Int) {
            let entry = RecordingEntry(at: MonotonicInstant(microseconds: Int64(second) * 1_000_000), event)
            do { try writer.append(entry, to: &output) } catch { preconditionFailure("no text is recorded here") }
        }
        append(.attached(source), second: 0)
        for second in 0..<sendingSeconds {
            let own = oximeter.bytes(second: second).dropFirst(lost[second] ?? 0)
            append(.bytes(source, (inserted[second] ?? []) + own), second: second)
        }
        append(.end, second: totalSeconds)
        return output
    }
}
