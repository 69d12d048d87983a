import Decoders
import Vitals

/// Everything that was heard on one line: what the named decoder makes of it, and what the others would.
///
/// A value without a clock. The other decoders are there to suggest; no reading is ever taken from one.
struct LineHearing {
    let deviceProtocol: DeviceProtocol
    private var stream: DeviceStream
    private var others: [DeviceStream]
    private var firstAt: MonotonicInstant?
    private var lastAt: MonotonicInstant?
    private var wasLocked = false
    private(set) var lastReading: ReadingSet?
    /// Readings with a value.
    private(set) var valueCount = 0
    /// Since the last second was told.
    private var before = DecodingLedger()
    private var head: [UInt8] = []
    private var told: [ReadingSet] = []

    /// Bytes of a second that are shown.
    static let shownByteCount = 12
    /// Two dialects of one frame are told apart by their rates alone: 300 and 500 bytes a second.
    static let rateTolerancePercent = 24

    init(_ deviceProtocol: DeviceProtocol, ignoring ignoredFlags: Quality = []) {
        self.deviceProtocol = deviceProtocol
        stream = DeviceStream(deviceProtocol, ignoring: ignoredFlags)
        others = DeviceProtocol.allCases.filter { $0 != deviceProtocol }.map(DeviceStream.init)
    }

    var ledger: DecodingLedger { stream.ledger }

    mutating func take(_ bytes: Span<UInt8>, at now: MonotonicInstant) {
        firstAt = firstAt ?? now
        lastAt = now
        for index in bytes.indices where head.count < Self.shownByteCount { head.append(bytes[index]) }
        var heard: [ReadingSet] = []
        stream.feed(bytes: bytes, at: now) { readings, _ in heard.append(readings) }
        note(heard)
        for index in others.indices { others[index].feed(bytes: bytes, at: now) { _, _ in } }
        wasLocked = wasLocked || stream.isLocked
    }

    /// A second has passed: what came in it.
    mutating func second(at now: MonotonicInstant) -> HeardSecond {
        var heard: [ReadingSet] = []
        stream.tick(at: now) { readings, _ in heard.append(readings) }
        note(heard)
        let ledger = stream.ledger
        let second = HeardSecond(
            bytes: head, byteCount: ledger.bytesIn - before.bytesIn, frameCount: ledger.frames - before.frames,
            skippedByteCount: ledger.skippedBytes - before.skippedBytes,
            refusals: FrameRefusal.allCases.compactMap { refusal in
                let count = ledger[refusal] - before[refusal]
                return count > 0 ? (refusal.name, count) : nil
            }, storedCount: ledger.storedReadings - before.storedReadings, isLocked: stream.isLocked, readings: told)
        before = ledger
        head = []
        told = []
        return second
    }

    /// The line is let go: what was held is told.
    mutating func finish() {
        var heard: [ReadingSet] = []
        wasLocked = wasLocked || stream.isLocked
        stream.detach { readings, _ in heard.append(readings) }
        note(heard)
        for index in others.indices { others[index].detach { _, _ in } }
    }

    /// What it comes to.
    var verdict: LineVerdict {
        let ledger = stream.ledger
        guard ledger.bytesIn > 0 else { return .nothing }
        let fits = others.filter { $0.ledger.emitted > 0 }.map(\.deviceProtocol)
        // What has a check in each frame is believed before what has none, whatever was named.
        let checked = fits.filter(\.isChecked)
        if !deviceProtocol.isChecked, !checked.isEmpty { return .anotherProtocol(checked) }
        if ledger.emitted > 0 {
            return valueCount > 0 ? .believed : .withoutValue(lastReading?.signal ?? .noValue)
        }
        if wasLocked { return .withoutValue(.noValue) }
        if ledger.storedReadings > 0 { return .onlyStored }
        if !fits.isEmpty { return .anotherProtocol(fits.sorted { $0.isChecked && !$1.isChecked }) }
        // Nine tenths of the bytes in good frames: it is the right format, and something else is missing.
        if ledger.frameBytes >= ledger.bytesIn - ledger.bytesIn / 10 {
            if let rate, let expected = deviceProtocol.expectedByteRate,
                abs(rate - expected) * 100 > expected * Self.rateTolerancePercent
            {
                return .wrongRate(rate, expected: expected)
            }
            return .tooFew
        }
        return .unreadable
    }

    /// Bytes a second from the first to the last byte; `nil` for less than two seconds.
    var rate: Int? {
        guard let firstAt, let lastAt else { return nil }
        let span = lastAt.since(firstAt)
        guard span >= .seconds(2) else { return nil }
        return Int(Double(stream.ledger.bytesIn) / span.inSeconds)
    }

    private mutating func note(_ heard: [ReadingSet]) {
        guard let last = heard.last else { return }
        told += heard
        valueCount += heard.count { !$0.given.isEmpty }
        lastReading = last
    }
}

/// What came over the line in one second.
struct HeardSecond {
    /// The first of them.
    var bytes: [UInt8]
    var byteCount: UInt64
    var frameCount: UInt64
    var skippedByteCount: UInt64
    var refusals: [(name: StaticString, count: UInt64)]
    var storedCount: UInt64
    var isLocked: Bool
    var readings: [ReadingSet]

    /// One line, without the time in front.
    var text: String {
        guard byteCount > 0 || !readings.isEmpty else { return "nothing came" }
        let dots = byteCount > UInt64(bytes.count) ? " …" : ""
        var parts = [
            "\(byteCount) bytes  \(bytes.hexadecimal)\(dots)", frameCount == 1 ? "1 frame" : "\(frameCount) frames",
        ]
        if skippedByteCount > 0 { parts.append("\(skippedByteCount) bytes skipped") }
        parts += refusals.map { "\($0.count) \($0.name)" }
        if storedCount > 0 { parts.append("\(storedCount) from memory") }
        if readings.isEmpty { parts.append(isLocked ? "believed" : "not believed yet") }
        parts += readings.map(\.words)
        return parts.joined(separator: "  ")
    }
}

extension Sequence<UInt8> {
    /// `9b 00 1b`
    var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}

extension ReadingSet {
    /// `spo2 97 hr 118 low-perfusion`, or why there is no value.
    var words: String {
        var words = VitalSign.allCases.compactMap { sign -> String? in
            self[sign].map { "\(sign.shortName) \($0.shortText)" }
        }
        if words.isEmpty { words.append("no value: \(signal.name)") }
        return (words + quality.printedNames).joined(separator: " ")
    }
}

extension Double {
    /// Without a trailing `.0`.
    fileprivate var shortText: String {
        let text = "\(self)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
