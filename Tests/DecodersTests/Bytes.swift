import Decoders
import Vitals

/// `"85 40 07"` as bytes.
func bytes(_ hex: String) -> [UInt8] {
    hex.split(separator: " ").map { UInt8($0, radix: 16) ?? 0 }
}

/// A line of text as bytes, with the line end that devices write.
func line(_ text: String) -> [UInt8] { Array((text + "\r\n").utf8) }

/// What a decoder says of a whole stream, one word an event, skipped runs merged: `skip(3)`, `spo2=98 hr=72`,
/// `none(searching)`, `refused(packet-broken)`, with the device's own time where it is known: `t=2026-11-21T07:30:05`. Frames without a reading of their own say nothing.
func transcript(_ stream: [UInt8], _ deviceProtocol: DeviceProtocol, splitAt split: Int? = nil) -> [String] {
    var frames = FrameStream(deviceProtocol)
    var words: [String] = []
    var skippedCount = 0
    func endSkip() {
        if skippedCount > 0 { words.append("skip(\(skippedCount))") }
        skippedCount = 0
    }
    for piece in split.map({ [Array(stream[..<$0]), Array(stream[$0...])] }) ?? [stream] {
        var position = 0
        while let event = frames.next(in: piece.span, at: &position) {
            switch event.kind {
            case .skipped:
                if event.skip == .failedCheck {
                    endSkip()
                    words.append("refused(check-failed)")
                }
                skippedCount += event.byteCount
            case .frame(let content):
                endSkip()
                words += content.words.map { event.checkDiffers ? $0 + " check-differs" : $0 }
            }
        }
    }
    endSkip()
    if let partial = frames.partial { words.append("partial(\(partial.byteCount))") }
    return words
}

extension FrameContent {
    var words: [String] {
        switch self {
        case .readings(let readings): [readings.words]
        case .stored(let stored): (0..<stored.count).map { stored[$0].words }
        case .nothing: []
        case .refused(let refusal): ["refused(\(refusal.name))"]
        }
    }
}

extension ReadingSet {
    var words: String {
        let values = VitalSign.allCases.compactMap { sign in self[sign].map { "\(sign.shortName)=\(Self.text($0))" } }
        return ((given.isEmpty ? ["none(\(signal.name))"] : values) + qualityWords + timeWords).joined(separator: " ")
    }

    private static func text(_ value: Double) -> String {
        "\(value)".hasSuffix(".0") ? "\(Int(value))" : "\(value)"
    }

    private var timeWords: [String] { measuredAt.map { ["t=\($0.londonDescription.prefix(19))"] } ?? [] }

    private var qualityWords: [String] { Quality.names.filter { quality.contains($0.flag) }.map { "\($0.name)" } }
}

/// Events of a stream with where each began.
func events(_ stream: [UInt8], _ deviceProtocol: DeviceProtocol) -> [FrameStream.Event] {
    var frames = FrameStream(deviceProtocol)
    var events: [FrameStream.Event] = []
    var position = 0
    while let event = frames.next(in: stream.span, at: &position) { events.append(event) }
    return events
}
