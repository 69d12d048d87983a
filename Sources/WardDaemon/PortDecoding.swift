import Alarms
import Decoders
import Vitals

/// The decoders of all serial sources: bytes and ticks in, live inputs out. The daemon's ports thread and the replay
/// both run it.
struct PortDecoding: ~Copyable {
    /// By source; `nil` for drop folders.
    private var streams: ContiguousArray<DeviceStream?>
    private var health: ContiguousArray<LineHealth>
    private var clocks: ContiguousArray<ClockWatch>

    init(_ plans: [StreamPlan?]) {
        streams = ContiguousArray(
            plans.map { plan in
                plan.map { DeviceStream($0.deviceProtocol, ignoring: $0.ignoredFlags, warmUp: $0.warmUp) }
            })
        health = ContiguousArray(plans.map { LineHealth(timeToLock: $0?.deviceProtocol.timeToLock ?? .zero) })
        clocks = ContiguousArray(repeating: ClockWatch(), count: plans.count)
    }

    var sourceCount: Int { streams.count }

    mutating func take(
        _ bytes: Span<UInt8>, from source: SourceIndex, at now: MonotonicInstant,
        into sink: inout some LiveInputSink & ~Copyable
    ) {
        let index = Int(source.rawValue)
        health[index].byteCount &+= bytes.count
        streams[index]?.feed(bytes: bytes, at: now) { readings, instant in
            sink.push(.readings(readings, source, at: instant))
        }
    }

    mutating func attach(
        _ source: SourceIndex, at now: MonotonicInstant, into sink: inout some LiveInputSink & ~Copyable
    ) {
        sink.push(.source(source, .attached, at: now))
    }

    /// The device is gone: what its decoder held is told first.
    mutating func detach(
        _ source: SourceIndex, at now: MonotonicInstant, into sink: inout some LiveInputSink & ~Copyable
    ) {
        streams[Int(source.rawValue)]?.detach { readings, instant in
            sink.push(.readings(readings, source, at: instant))
        }
        sink.push(.source(source, .gone, at: now))
    }

    /// Time passed: seconds that have ended are told, lines that only make noise, and clocks of devices that have moved.
    mutating func tick(_ tick: Tick, into sink: inout some LiveInputSink & ~Copyable) {
        let now = tick.monotonic
        for index in streams.indices {
            let source = SourceIndex(UInt16(index))
            streams[index]?.tick(at: now) { readings, instant in
                sink.push(.readings(readings, source, at: instant))
            }
            if let time = streams[index]?.deviceTime, let ahead = clocks[index].look(at: time, tick) {
                sink.push(.deviceClock(source, ahead: ahead, at: now))
            }
            // Asked in place: a stream bound to a name is copied, and it is a few hundred bytes.
            guard let isLocked = streams[index]?.isLocked, let event = health[index].tick(at: now, isLocked: isLocked)
            else { continue }
            sink.push(.source(source, event, at: now))
        }
    }

    func ledger(of source: SourceIndex) -> DecodingLedger? { streams[Int(source.rawValue)]?.ledger }
}

/// Tells a line with noise on it from a quiet one: a wrong speed looks like either, and never like an error.
private struct LineHealth: BitwiseCopyable {
    var byteCount = 0
    /// How long a line may be without a lock: a good one of one reading a second takes a while to be believed.
    private let patience: Duration
    private var noisySince: MonotonicInstant?
    private var isUnreadable = false

    init(timeToLock: Duration) { patience = DaemonLimits.noisePatience + timeToLock }

    /// Looks at the time since the last tick; says when the line became unreadable or readable.
    mutating func tick(at now: MonotonicInstant, isLocked: Bool) -> SourceEvent? {
        defer { byteCount = 0 }
        if isLocked {
            noisySince = nil
            guard isUnreadable else { return nil }
            isUnreadable = false
            return .readable
        }
        guard byteCount > 0 else { return nil }
        let since = noisySince ?? now
        noisySince = since
        guard now.since(since) >= patience, !isUnreadable else { return nil }
        isUnreadable = true
        return .unreadable
    }
}
