import Decoders
import Vitals

/// `"85 40 07"` as bytes.
func bytes(_ hex: String) -> [UInt8] {
    hex.split(separator: " ").map { UInt8($0, radix: 16) ?? 0 }
}

/// What a decoder says of a whole stream, one word an event, skipped runs merged: `skip(3)`, `spo2=98 hr=72`,
/// `none(searching)`, `refused(packet-broken)`, `stored[…]`. Frames without a reading of their own say nothing.
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
                skippedCount += event.byteCount
            case .frame(let content):
                endSkip()
                words += content.words
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
        guard !given.isEmpty else { return (["none(\(signal.name))"] + qualityWords).joined(separator: " ") }
        let values = VitalSign.allCases.compactMap { sign in self[sign].map { "\(sign.shortName)=\(Int($0))" } }
        return (values + qualityWords).joined(separator: " ")
    }

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
