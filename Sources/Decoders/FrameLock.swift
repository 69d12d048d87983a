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
    private let frameCountToConfirm: Int
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
        frameCountToConfirm = deviceProtocol.frameCountToConfirm
        rate = judgesRate ? ByteRate(deviceProtocol) : nil
    }

    public var isLocked: Bool { state == .locked }

    /// Whether the lock was lost, or was never there. A line in doubt for a moment is not hunting.
    var isHunting: Bool { state == .hunting }

    /// Takes in a good frame and says whether a reading in it counts.
    public mutating func observeFrame(byteCount: Int, at now: MonotonicInstant) -> Bool {
        isInSkip = false
        runCount = min(runCount + 1, frameCountToLock)
        switch state {
        case .locked:
            break
        case .doubtful:
            if runCount >= frameCountToConfirm { state = .locked }
        case .hunting:
            let isAtRate = rate?.observe(byteCount: byteCount, at: now) ?? true
            if isAtRate && runCount >= frameCountToLock { lock() }
        }
        return isLocked
    }

    /// The same for `count` frames back to back of a locked line; their readings count.
    mutating func observeRun(_ count: Int) {
        isInSkip = false
        runCount = min(runCount + count, frameCountToLock)
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
    /// Per cent of it.
    let tolerance: Int

    private var windowStart: MonotonicInstant?
    private var lastBatch = MonotonicInstant(microseconds: 0)
    private var byteCount = 0

    /// `nil` for devices that send when asked or when they have something to say.
    init?(_ deviceProtocol: DeviceProtocol) {
        guard let expected = deviceProtocol.expectedByteRate else { return nil }
        self.expected = expected
        tolerance = deviceProtocol.rateTolerancePercent
    }

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
        return abs(percent - 100) <= Double(tolerance)
    }
}
