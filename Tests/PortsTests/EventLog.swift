import Glibc
import Vitals

@testable import Ports

/// What a poll loop told, kept for the test's thread.
final class EventLog: Sendable {
    struct Contents {
        var bytes: [SourceIndex: [UInt8]] = [:]
        var byteCounts: [SourceIndex: Int] = [:]
        var largestBatch = 0
        var attachedCounts: [SourceIndex: Int] = [:]
        var gone: [SourceIndex: [PortError]] = [:]
        var stillGone: [SourceIndex: [PortError]] = [:]
        var ticks: [(at: MonotonicInstant, wall: WallInstant)] = []
        var folderRings: [SourceIndex: Int] = [:]
        var wokenCount = 0
        /// What the loop's thread had used of a processor at the last tick.
        var processorTime = Duration.zero
        var isReleased = false
        /// Every instant told, in the order of telling.
        var isInOrder = true
        var last = MonotonicInstant(microseconds: .min)

        mutating func note(_ now: MonotonicInstant) {
            if now < last { isInOrder = false }
            last = now
        }
    }

    private let contents = Locked(Contents())
    func change(_ body: (inout Contents) -> Void) { contents.withLock { body(&$0) } }
    var now: Contents { contents.withLock { $0 } }

    func bytes(_ source: SourceIndex) -> [UInt8] { contents.withLock { $0.bytes[source] ?? [] } }
    func byteCount(_ source: SourceIndex) -> Int { contents.withLock { $0.byteCounts[source] ?? 0 } }
    func attachedCount(_ source: SourceIndex) -> Int { contents.withLock { $0.attachedCounts[source] ?? 0 } }
    func gone(_ source: SourceIndex) -> [PortError] { contents.withLock { $0.gone[source] ?? [] } }
    func ringCount(_ source: SourceIndex) -> Int { contents.withLock { $0.folderRings[source] ?? 0 } }
}

/// The loop's owner in tests: it cannot be copied, as the daemon's will not be.
struct LoggedEvents: PortEvents, ~Copyable {
    let log: EventLog
    /// Whether bytes are kept or only counted.
    var keepsBytes = true
    /// How long one batch takes to deal with.
    var microsecondsPerBatch: UInt32 = 0

    mutating func bytes(source: SourceIndex, _ bytes: Span<UInt8>, at now: MonotonicInstant) {
        if microsecondsPerBatch > 0 { usleep(microsecondsPerBatch) }
        log.change { log in
            log.note(now)
            log.largestBatch = max(log.largestBatch, bytes.count)
            log.byteCounts[source, default: 0] += bytes.count
            guard keepsBytes else { return }
            for place in bytes.indices { log.bytes[source, default: []].append(bytes[place]) }
        }
    }

    mutating func attached(source: SourceIndex, at now: MonotonicInstant) {
        log.change {
            $0.note(now)
            $0.attachedCounts[source, default: 0] += 1
        }
    }

    mutating func gone(source: SourceIndex, reason: PortError, at now: MonotonicInstant) {
        log.change {
            $0.note(now)
            $0.gone[source, default: []].append(reason)
        }
    }

    mutating func stillGone(source: SourceIndex, reason: PortError, at now: MonotonicInstant) {
        log.change {
            $0.note(now)
            $0.stillGone[source, default: []].append(reason)
        }
    }

    mutating func tick(at now: MonotonicInstant, wall: WallInstant) {
        log.change {
            $0.note(now)
            $0.ticks.append((now, wall))
            var used = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used)
            $0.processorTime = .seconds(used.tv_sec) + .nanoseconds(used.tv_nsec)
        }
    }

    mutating func folderChanged(source: SourceIndex) { log.change { $0.folderRings[source, default: 0] += 1 } }

    mutating func woken(at now: MonotonicInstant) { log.change { $0.wokenCount += 1 } }

    deinit { log.change { $0.isReleased = true } }
}
