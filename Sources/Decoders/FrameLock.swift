import Vitals

/// Believes frames only where they stand back to back at the device's own rate.
///
/// Formats without a check byte decode another maker's stream, or noise, as plausible readings for up to 8 frames in a
/// row. So:
///
/// - hunting → locked after enough frames without a skipped byte between them, while bytes come at the expected rate;
/// - locked → doubtful at a skip: readings count again after a shorter run;
/// - locked or doubtful → hunting at the third skip within ten seconds.
///
/// A reading outside lock is withheld. Pure: the arrival instant is an argument.
public struct FrameLock: Sendable, BitwiseCopyable {
    private enum State: BitwiseCopyable { case hunting, locked, doubtful }

    private let frameCountToLock: Int
    private var state = State.hunting
    /// Frames since the last skip.
    private var runCount = 0
    private var isInSkip = false
    private var lastSkip: MonotonicInstant?
    private var skipBeforeLast: MonotonicInstant?
    /// `nil` where the rate is not judged.
    private var rate: ByteRate?

    /// - Parameter judgesRate: false for raw bytes, which carry no arrival instants.
    public init(_ deviceProtocol: DeviceProtocol, judgesRate: Bool = true) {
        frameCountToLock = deviceProtocol.frameCountToLock
        rate = judgesRate ? ByteRate(expected: deviceProtocol.expectedByteRate) : nil
    }

    public var isLocked: Bool { state == .locked }

    /// Takes in a good frame and says whether a reading in it counts.
    public mutating func observeFrame(byteCount: Int, at now: MonotonicInstant) -> Bool {
        isInSkip = false
        runCount = min(runCount + 1, frameCountToLock)
        switch state {
        case .locked:
            break
        case .doubtful:
            if runCount >= Limits.frameCountToConfirm { state = .locked }
        case .hunting:
            let isAtRate = rate?.observe(byteCount: byteCount, at: now) ?? true
            if isAtRate && runCount >= frameCountToLock { lock() }
        }
        return isLocked
    }

    /// Takes in skipped bytes, or a frame that was refused. A run of them with no good frame between is one skip.
    public mutating func observeSkip(at now: MonotonicInstant) {
        runCount = 0
        rate?.restart()
        guard !isInSkip else { return }
        isInSkip = true
        guard state != .hunting else { return }
        if let skipBeforeLast, now.since(skipBeforeLast) <= Limits.skipWindow {
            state = .hunting
        } else {
            state = .doubtful
            skipBeforeLast = lastSkip
            lastSkip = now
        }
    }

    private mutating func lock() {
        state = .locked
        lastSkip = nil
        skipBeforeLast = nil
        rate?.restart()
    }
}

/// Whether bytes come as fast as the device sends them, over at least a second.
///
/// Bytes come in batches, from one frame to a whole second of them, and a batch belongs to the time before it. So the
/// first batch only starts the clock, and a span is judged when the batch after it begins.
struct ByteRate: BitwiseCopyable {
    /// Bytes a second.
    let expected: Int

    private var windowStart: MonotonicInstant?
    private var lastBatch = MonotonicInstant(microseconds: 0)
    private var byteCount = 0

    init(expected: Int) { self.expected = expected }

    mutating func restart() { windowStart = nil }

    /// True when this byte ends a span at the right rate.
    mutating func observe(byteCount added: Int, at now: MonotonicInstant) -> Bool {
        guard let start = windowStart else {
            begin(at: now)
            return false
        }
        guard now != start else { return false }
        defer { byteCount += added }
        guard now != lastBatch else { return false }
        let span = lastBatch.since(start)
        let isWhole = span >= Limits.rateWindow
        let isRight = isWhole && isExpected(over: span)
        if isWhole && !isRight { begin(at: lastBatch) }
        lastBatch = now
        return isRight
    }

    private mutating func begin(at now: MonotonicInstant) {
        windowStart = now
        lastBatch = now
        byteCount = 0
    }

    private func isExpected(over span: Duration) -> Bool {
        let microseconds = Double(span.wholeMicroseconds)
        let percent = Double(byteCount) * 1e8 / (microseconds * Double(expected))
        let tolerance = Double(Limits.rateTolerancePercent)
        return abs(percent - 100) <= tolerance
    }
}
