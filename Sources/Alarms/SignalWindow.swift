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
    /// The sums over the full buckets of the five minutes and of the last two, moved on with each bucket.
    private var whole = Sum()
    private var recent = Sum()
    /// The bucket being filled, and the one the present stretch of frames began in.
    private var bucket: Int64 = 0
    private var firstBucket: Int64?
    /// Where the bucket being filled lies.
    private var slot = 0
    /// The newest bucket in which it was judged.
    private var judgedBucket: Int64 = 0
    private var lastSecond: Int64?
    private var lastWasValid = false

    private struct Sum: BitwiseCopyable {
        var valid: Int32 = 0
        var off: Int32 = 0
    }

    /// Takes a frame: whether it had a reading, or said that the probe is off.
    mutating func note(isValid: Bool, isProbeOff: Bool, at instant: MonotonicInstant, rules: RuleTable) {
        let second = instant.second
        if let lastSecond, second == lastSecond, !isValid || lastWasValid { return }
        let gap = lastSecond.map { second - $0 } ?? .max
        if gap > Self.bucketCount * Self.bucketSeconds { restart(at: second) }
        // Seconds between two continuous readings count as the earlier one.
        if lastWasValid, gap > 1, gap * 1_000_000 <= rules.spans.continuity {
            for missed in 1..<gap { count(second - gap + missed, isValid: true, isProbeOff: false) }
        }
        count(second, isValid: isValid, isProbeOff: isProbeOff)
        lastWasValid = isValid
        lastSecond = second
    }

    /// Takes a frame with a reading, as `note` does. Most come a second after one, in the same ten seconds.
    @inline(__always)
    mutating func noteValid(second: Int64, rules: RuleTable) {
        let inside = second &- bucket &* Self.bucketSeconds
        guard lastWasValid, second &- (lastSecond ?? .min) == 1, inside >= 0, inside < Self.bucketSeconds else {
            return note(
                isValid: true, isProbeOff: false, at: MonotonicInstant(microseconds: second &* 1_000_000), rules: rules)
        }
        if valid[slot] < UInt8(Self.bucketSeconds) { valid[slot] &+= 1 }
        lastSecond = second
    }

    /// Takes a frame with a reading in each of a few seconds up to one, as `noteValid` of each does.
    mutating func noteValid(seconds: UInt8, upTo newest: Int64, rules: RuleTable) {
        var second = newest &- Int64(seconds)
        // A tick may have begun a bucket before the frames of the one before it are counted: those go one by one.
        guard lastWasValid, lastSecond == second, second &+ 1 >= bucket &* Self.bucketSeconds else {
            while second < newest {
                second &+= 1
                noteValid(second: second, rules: rules)
            }
            return
        }
        while second < newest {
            if second &+ 1 >= (bucket &+ 1) &* Self.bucketSeconds { beginNextBucket() }
            // What lies in the bucket that is being filled joins it at once.
            let end = min(newest, (bucket &+ 1) &* Self.bucketSeconds &- 1)
            valid[slot] = UInt8(truncatingIfNeeded: min(Int64(valid[slot]) &+ end &- second, Self.bucketSeconds))
            second = end
        }
        lastSecond = newest
    }

    /// When it is next to be judged; `nil`: not before a frame comes.
    ///
    /// - Parameter below: a share that matters to nobody unless it is below this; `nil`: each matters. Whole buckets that had a
    ///   reading leave one after another, so a signal that is good takes minutes to become poor.
    func nextJudgement(below: Double?) -> MonotonicInstant? {
        guard let firstBucket else { return nil }
        var next = judgedBucket &+ 1
        if let below {
            let least = Int64(below * Double(Self.bucketCount * Self.bucketSeconds)) &+ 1
            let spare = (Int64(whole.valid) &- least) / Self.bucketSeconds
            // The sums are those of the newest bucket that was begun.
            if bucket == judgedBucket { next &+= max(0, spare) }
            next = max(next, firstBucket &+ Self.bucketCount &+ 1)
        }
        return MonotonicInstant(microseconds: next &* Self.bucketSeconds &* 1_000_000)
    }

    /// The device was gone: what was before does not count.
    mutating func forget() { self = SignalWindow() }

    /// The share of valid seconds over the five minutes and over the last two, once in each bucket; `nil` between
    /// buckets, before five minutes are there, while no frames come, and where the probe was off half of the time.
    ///
    /// - Parameter currency: in microseconds.
    mutating func judge(at now: MonotonicInstant, currency: Int64) -> (whole: Double, recent: Double)? {
        guard let firstBucket, let lastSecond else { return nil }
        let current = now.second / Self.bucketSeconds
        // Frames move the buckets too: what counts is when it was last judged.
        guard current > judgedBucket else { return nil }
        judgedBucket = current
        let isHeard = (now.second - lastSecond) * 1_000_000 <= currency
        roll(to: current)
        guard isHeard, current - firstBucket > Self.bucketCount,
            let whole = share(whole, of: Self.bucketCount), let recent = share(recent, of: Self.recoveryBuckets)
        else { return nil }
        return (whole, recent)
    }

    private mutating func count(_ second: Int64, isValid: Bool, isProbeOff: Bool) {
        roll(to: second / Self.bucketSeconds)
        let slot = Int(second / Self.bucketSeconds % Self.ringSize)
        let full = UInt8(Self.bucketSeconds)
        if isValid, valid[slot] < full {
            valid[slot] += 1
            noteLate(slot) { $0.valid += 1 }
        }
        if isProbeOff, off[slot] < full {
            off[slot] += 1
            noteLate(slot) { $0.off += 1 }
        }
    }

    /// A second that falls into a bucket that is full already is in the sums.
    private mutating func noteLate(_ slot: Int, _ add: (inout Sum) -> Void) {
        guard slot != self.slot else { return }
        let age = (self.slot - slot + Int(Self.ringSize)) % Int(Self.ringSize)
        if age <= Int(Self.bucketCount) { add(&whole) }
        if age <= Int(Self.recoveryBuckets) { add(&recent) }
    }

    private mutating func restart(at second: Int64) {
        self = SignalWindow()
        bucket = second / Self.bucketSeconds
        slot = Int(bucket % Self.ringSize)
        firstBucket = bucket
        judgedBucket = bucket
    }

    /// Begins the buckets up to the newest.
    private mutating func roll(to newest: Int64) {
        guard newest > bucket else { return }
        if newest - bucket >= Self.ringSize {
            valid = InlineArray(repeating: 0)
            off = InlineArray(repeating: 0)
            whole = Sum()
            recent = Sum()
            slot = Int(newest % Self.ringSize)
            bucket = newest
        } else {
            while bucket < newest { beginNextBucket() }
        }
    }

    /// Begins the next bucket. The one before it is full and joins the sums, and the oldest leaves.
    private mutating func beginNextBucket() {
        let leaving = place(before: slot, by: Self.recoveryBuckets)
        recent.valid += Int32(valid[slot]) - Int32(valid[leaving])
        recent.off += Int32(off[slot]) - Int32(off[leaving])
        let next = slot + 1 == Int(Self.ringSize) ? 0 : slot + 1
        // The ring has room for the full buckets and the new one: what lies there is the oldest.
        whole.valid += Int32(valid[slot]) - Int32(valid[next])
        whole.off += Int32(off[slot]) - Int32(off[next])
        valid[next] = 0
        off[next] = 0
        slot = next
        bucket &+= 1
    }

    private func place(before slot: Int, by buckets: Int64) -> Int {
        let place = slot - Int(buckets)
        return place < 0 ? place + Int(Self.ringSize) : place
    }

    /// Over the full buckets before the one being filled.
    private func share(_ sum: Sum, of buckets: Int64) -> Double? {
        let seconds = Int(buckets * Self.bucketSeconds)
        let counted = seconds - Int(sum.off)
        guard counted * 2 >= seconds else { return nil }
        return Double(sum.valid) / Double(counted)
    }
}
