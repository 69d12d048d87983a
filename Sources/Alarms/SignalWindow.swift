import Vitals

/// How many seconds of the last five minutes had a valid reading: 30 full buckets of 10 s, and the one that fills.
///
/// `SecondWindow` looks back 192 s and no further; this needs no single seconds. Seconds with the probe off count
/// neither way: that is an alarm of its own, and no poor signal.
struct SignalWindow: BitwiseCopyable {
    static let bucketSeconds: Int64 = 10
    static let bucketCount: Int64 = 30
    /// The two minutes after which the signal may be good again.
    static let recoveryBuckets: Int64 = 12

    private static let ringSize: Int64 = 31
    private var valid = InlineArray<31, UInt8>(repeating: 0)
    private var off = InlineArray<31, UInt8>(repeating: 0)
    /// The bucket being filled, and the one the present stretch of frames began in.
    private var bucket: Int64 = 0
    private var firstBucket: Int64?
    /// The newest bucket in which it was judged.
    private var judgedBucket: Int64 = 0
    private var lastSecond: Int64?
    private var lastWasValid = false

    /// Takes a frame: whether it had a reading, or said that the probe is off.
    mutating func note(isValid: Bool, isProbeOff: Bool, at instant: MonotonicInstant, rules: RuleTable) {
        let second = instant.second
        if let lastSecond, second == lastSecond, !isValid || lastWasValid { return }
        let gap = lastSecond.map { second - $0 } ?? .max
        if gap > Self.bucketCount * Self.bucketSeconds { restart(at: second) }
        // Seconds between two continuous readings count as the earlier one.
        if lastWasValid, gap > 1, gap * 1_000_000 <= rules.continuity.wholeMicroseconds {
            for missed in 1..<gap { count(second - gap + missed, isValid: true, isProbeOff: false) }
        }
        count(second, isValid: isValid, isProbeOff: isProbeOff)
        lastWasValid = isValid
        lastSecond = second
    }

    /// Takes a frame with a reading, as `note` does. Most come a second after one, in the same ten seconds.
    @inline(__always)
    mutating func noteValid(at instant: MonotonicInstant, rules: RuleTable) {
        let second = instant.second
        guard let last = lastSecond, lastWasValid, second &- last == 1, second / Self.bucketSeconds == bucket else {
            return note(isValid: true, isProbeOff: false, at: instant, rules: rules)
        }
        let slot = Int(bucket % Self.ringSize)
        if valid[slot] < UInt8(Self.bucketSeconds) { valid[slot] += 1 }
        lastSecond = second
    }

    /// When it is next to be judged; `nil`: not before a frame comes.
    var nextJudgement: MonotonicInstant? {
        firstBucket == nil
            ? nil : MonotonicInstant(microseconds: (judgedBucket &+ 1) &* Self.bucketSeconds &* 1_000_000)
    }

    /// The device was gone: what was before does not count.
    mutating func forget() { self = SignalWindow() }

    /// The share of valid seconds over the five minutes and over the last two, once in each bucket; `nil` between
    /// buckets, before five minutes are there, while no frames come, and where the probe was off half of the time.
    mutating func judge(at now: MonotonicInstant, currency: Duration) -> (whole: Double, recent: Double)? {
        guard let firstBucket, let lastSecond else { return nil }
        let current = now.second / Self.bucketSeconds
        // Frames move the buckets too: what counts is when it was last judged.
        guard current > judgedBucket else { return nil }
        judgedBucket = current
        let isHeard = (now.second - lastSecond) * 1_000_000 <= currency.wholeMicroseconds
        roll(to: current)
        guard isHeard, current - firstBucket > Self.bucketCount,
            let whole = share(of: Self.bucketCount), let recent = share(of: Self.recoveryBuckets)
        else { return nil }
        return (whole, recent)
    }

    private mutating func count(_ second: Int64, isValid: Bool, isProbeOff: Bool) {
        roll(to: second / Self.bucketSeconds)
        let slot = Int(second / Self.bucketSeconds % Self.ringSize)
        let full = UInt8(Self.bucketSeconds)
        if isValid, valid[slot] < full { valid[slot] += 1 }
        if isProbeOff, off[slot] < full { off[slot] += 1 }
    }

    private mutating func restart(at second: Int64) {
        self = SignalWindow()
        bucket = second / Self.bucketSeconds
        firstBucket = bucket
        judgedBucket = bucket
    }

    private mutating func roll(to newest: Int64) {
        guard newest > bucket else { return }
        let first = max(bucket + 1, newest - Self.ringSize + 1)
        for fresh in first...newest {
            valid[Int(fresh % Self.ringSize)] = 0
            off[Int(fresh % Self.ringSize)] = 0
        }
        bucket = newest
    }

    /// Over the full buckets before the one being filled.
    private func share(of buckets: Int64) -> Double? {
        var good = 0
        var gone = 0
        var slot = Int(bucket % Self.ringSize)
        for _ in 0..<buckets {
            slot = slot == 0 ? Int(Self.ringSize) - 1 : slot - 1
            good += Int(valid[slot])
            gone += Int(off[slot])
        }
        let seconds = Int(buckets * Self.bucketSeconds)
        let counted = seconds - gone
        guard counted * 2 >= seconds else { return nil }
        return Double(good) / Double(counted)
    }
}
