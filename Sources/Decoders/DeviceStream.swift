import Vitals

/// The whole way of one port's bytes to readings: frames, lock, one reading a second, and the account of it all.
///
/// A value of a few hundred bytes without references; no allocation, no clock.
///
/// What it tells counts when it came. A device's own clock may have stopped with its battery, so its time is kept beside
/// (`deviceTime`) and decides nothing.
public struct DeviceStream: Sendable, BitwiseCopyable {
    public let deviceProtocol: DeviceProtocol
    public internal(set) var ledger = DecodingLedger()
    let ignoredFlags: Quality
    var frames: FrameStream
    var lock: FrameLock
    /// The device's own clock as it was last read, and when that came; `nil` for devices that send none.
    public private(set) var deviceTime: DeviceTime?
    var line = ProvingLine<ArrivedNumbers>()
    /// The last reading of a format whose frames are proven by one behind, until that comes.
    var unproven: ArrivedNumbers?
    /// Readings do not count for so long after the lock, microseconds; 0: they count at once.
    let warmUpMicroseconds: Int64
    /// Since when readings could count; `nil` while there is no lock.
    private(set) var lockedAt: MonotonicInstant?
    var lastFrameAt = MonotonicInstant(microseconds: 0)
    private var reducer: SecondReducer
    /// Whether frames back to back are read in runs.
    let runs: Bool

    public init(_ deviceProtocol: DeviceProtocol) { self.init(deviceProtocol, ignoring: []) }

    /// - Parameter ignoring: flags that this model sets always or at random, so that they say nothing (the Medisana PM100
    ///   always says low perfusion).
    /// - Parameter warmUp: how long after the lock readings are withheld while the device settles. A skip after which the line
    ///   is believed again does not begin it anew; a lost lock does.
    public init(_ deviceProtocol: DeviceProtocol, ignoring ignoredFlags: Quality, warmUp: Duration = .zero) {
        self.init(deviceProtocol, ignoring: ignoredFlags, warmUp: warmUp, runs: deviceProtocol.sendsRuns)
    }

    /// - Parameter runs: false for the long way alone, to hold the short one against it.
    init(_ deviceProtocol: DeviceProtocol, ignoring ignoredFlags: Quality, warmUp: Duration, runs: Bool) {
        self.runs = runs
        self.deviceProtocol = deviceProtocol
        self.ignoredFlags = ignoredFlags
        warmUpMicroseconds = max(0, warmUp.wholeMicroseconds)
        frames = FrameStream(deviceProtocol)
        lock = FrameLock(deviceProtocol)
        reducer = SecondReducer(joinsSigns: deviceProtocol.sendsSignsApart)
    }

    /// Whether readings count at present.
    public var isLocked: Bool { lock.isLocked }

    /// Whether a reading waits for its second to end.
    public var isHolding: Bool { reducer.isHolding }

    /// Readings that wait for frames behind them.
    public var waitingCount: Int { line.waitingCount + (unproven == nil ? 0 : 1) }

    /// Bytes kept because a frame may begin with them.
    public var pendingByteCount: Int { frames.pendingCount }

    /// Takes in the bytes of one batch and emits each second's reading when the next second begins.
    public mutating func feed(
        bytes: Span<UInt8>, at now: MonotonicInstant, emit: (ReadingSet, MonotonicInstant) -> Void
    ) {
        ledger.bytesIn += UInt64(bytes.count)
        dropUnproven(at: now)
        var position = 0
        while true {
            if runs { takeRun(bytes, at: &position, now, emit) }
            guard let event = frames.next(in: bytes, at: &position) else { return }
            if let proven = takeIn(event, at: now) { offer(proven.readings, at: proven.arrivedAt, emit) }
        }
    }

    @inline(__always)
    mutating func offer(
        _ readings: ReadingSet, at instant: MonotonicInstant, _ emit: (ReadingSet, MonotonicInstant) -> Void
    ) {
        switch reducer.offer(readings, at: instant) {
        case .held: break
        case .merged: ledger.merged += 1
        case .ended(let earlier): tell(earlier, emit)
        }
    }

    /// Emits the reading of a second that has ended without a later frame.
    public mutating func tick(at now: MonotonicInstant, emit: (ReadingSet, MonotonicInstant) -> Void) {
        dropUnproven(at: now)
        if let earlier = reducer.flush(before: now) { tell(earlier, emit) }
    }

    /// The device is gone: emits what is held, counts a cut frame as skipped, and begins anew without a lock.
    public mutating func detach(emit: (ReadingSet, MonotonicInstant) -> Void) {
        if let last = reducer.finish() { tell(last, emit) }
        dropWaiting()
        ledger.skippedBytes += UInt64(frames.pendingCount)
        frames = FrameStream(deviceProtocol)
        lock = FrameLock(deviceProtocol)
        lockedAt = nil
    }

    /// Accounts for `event`; the live reading that counts now that it has come.
    @inline(__always)
    private mutating func takeIn(_ event: FrameStream.Event, at now: MonotonicInstant) -> ArrivedReadings? {
        let byteCount = UInt64(event.byteCount)
        guard case .frame(let content) = event.kind else {
            ledger.skippedBytes += byteCount
            if event.skip == .failedCheck { ledger.count(.failedCheck) }
            if event.skip != .padding { skip(at: now) }
            return nil
        }
        if case .refused(let refusal) = content {
            ledger.refusedBytes += byteCount
            ledger.count(refusal)
            // A broken packet is told of by a good frame; what broke it was a skip already.
            if refusal == .impossibleValue { skip(at: now) }
            return nil
        }
        ledger.frameBytes += byteCount
        ledger.frames += 1
        if event.checkDiffers { ledger.differingChecks += 1 }
        lastFrameAt = now
        let counts = lock.observeFrame(byteCount: event.byteCount, at: now)
        let isWarm = warmUpMicroseconds == 0 || isWarm(at: now)
        var reading: ArrivedReadings?
        switch content {
        case .readings(var readings):
            ledger.readings += 1
            readings.quality.subtract(ignoredFlags)
            if let read = readings.measuredAt {
                deviceTime = DeviceTime(
                    read: read, arrivedAt: now, isOfMeasurement: readings.quality.contains(.spot))
                readings.measuredAt = nil
            }
            if !counts {
                ledger.framesBeforeLock += 1
            } else if isWarm {
                reading = ArrivedReadings(readings, arrivedAt: now)
            } else {
                ledger.framesWarmingUp += 1
            }
        case .stored(let stored):
            ledger.storedReadings += UInt64(stored.count)
        case .nothing, .refused:
            break
        }
        switch deviceProtocol.proof {
        case .ownCheck: return reading
        case .framesBehind: return line.push(numbers(reading))?.arrivedReadings
        case .laterFrame, .nextFrame: return proveByLaterFrame(numbers(reading), at: now)?.arrivedReadings
        }
    }

    /// A reading that waits does so as numbers: formats that prove nothing by themselves give SpO2 and pulse alone.
    private mutating func numbers(_ reading: ArrivedReadings?) -> ArrivedNumbers? {
        guard let reading else { return nil }
        guard let numbers = OximeterNumbers(reading.readings) else {
            ledger.unproven += 1
            return nil
        }
        return ArrivedNumbers(arrivedAt: reading.arrivedAt, numbers: numbers)
    }

    /// Whether the lock has stood for the warm-up.
    private mutating func isWarm(at now: MonotonicInstant) -> Bool {
        guard !lock.isHunting else {
            lockedAt = nil
            return false
        }
        let since = lockedAt ?? now
        lockedAt = since
        return now.microseconds &- since.microseconds >= warmUpMicroseconds
    }

    /// Holds the reading of a format of a frame a second until another comes later. Of frames that come at once, as
    /// after a stall, only the last can be proven.
    private mutating func proveByLaterFrame(_ reading: ArrivedNumbers?, at now: MonotonicInstant) -> ArrivedNumbers? {
        // A format whose next frame is proof enough sends many a second.
        let delay = deviceProtocol.proof == .nextFrame ? 0 : Limits.slowProvingMicroseconds
        var proven: ArrivedNumbers?
        if let earlier = unproven {
            if now.microseconds &- earlier.arrivedAt.microseconds >= delay {
                proven = earlier
            } else {
                ledger.unproven += 1
            }
        }
        unproven = reading
        return proven
    }

    @inline(never)
    private mutating func skip(at now: MonotonicInstant) {
        lock.observeSkip(at: now)
        dropWaiting()
    }

    @inline(never)
    private mutating func dropWaiting() {
        ledger.unproven += UInt64(waitingCount)
        unproven = nil
        line.drop()
    }

    /// A device that fell silent proves nothing more.
    private mutating func dropUnproven(at now: MonotonicInstant) {
        if waitingCount > 0, now.microseconds &- lastFrameAt.microseconds > Limits.provingMicroseconds { dropWaiting() }
    }

    private mutating func tell(_ arrived: ArrivedReadings, _ emit: (ReadingSet, MonotonicInstant) -> Void) {
        ledger.emitted += 1
        emit(arrived.readings, arrived.arrivedAt)
    }
}
