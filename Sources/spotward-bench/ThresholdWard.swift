import Alarms
import Charts
import Vitals

/// The whole ward under the rules of task T: its state is arrays by child, its tables are arrays by value.
struct ThresholdWard: ~Copyable {
    /// What is known of one child, and its place in the ring of children heard, the longest unheard first. The first of the
    /// array is none: the ring begins and ends there. A child that is not in the ring is linked to itself. 64 bytes.
    private struct Child: BitwiseCopyable {
        var previous: UInt32
        var next: UInt32
        var latest = MonotonicInstant(microseconds: 0)
        var spO2 = DwellTrack()
        /// Has been silent for the gap and has not been heard since.
        var isSilent = false
        /// Where the row of the child's heart rates begins in `scores`.
        var heartRates: UInt32
        var heartRate = DwellTrack()
    }

    /// What one value scores, and what that says to a track.
    private struct Score: BitwiseCopyable {
        var points: UInt8
        var sample: DwellTrack.Sample
    }

    /// One table of scores: a place for each whole value. Above every band of every table all score alike, so the last
    /// place speaks for what is beyond.
    private static let valueCount = 512

    private var children: [Child]
    private let scores: [Score]
    private let dwell: DwellRule
    private let gap: Int64
    /// No child's gap is due before; it may be too early, never too late.
    private var nextGap = MonotonicInstant(microseconds: .min)
    private(set) var transitions: [ThresholdTransition] = []
    /// Room for the transitions of any workload that is counted: an array that grows would show as allocations.
    private static let transitionCapacity = 65_536
    private(set) var totals = Totals()

    /// What was read: the sums are there so that no value can be skipped unnoticed.
    struct Totals: Equatable {
        var readingCount = 0
        var points = 0
        var temperatureTenths = 0
    }

    init(_ rules: ThresholdRules, children: [Workload.Child]) {
        let tables = [rules.spO2] + rules.heartRates.map(\.table)
        scores = tables.flatMap { table in
            (0..<Self.valueCount).map { value in
                let points = table.subScore(at: Double(value)).points
                return Score(
                    points: UInt8(points),
                    sample: points >= rules.raiseAt ? .breach : points == 0 ? .clear : .between)
            }
        }
        dwell = rules.dwell
        gap = rules.gap.wholeMicroseconds
        let none = Child(previous: 0, next: 0, heartRates: 0)
        self.children =
            [none]
            + children.enumerated().map { index, child in
                let row = (1 + rules.heartRateBand(ageMonths: child.ageMonths)) * Self.valueCount
                return Child(previous: UInt32(index + 1), next: UInt32(index + 1), heartRates: UInt32(row))
            }
        transitions.reserveCapacity(Self.transitionCapacity)
    }

    /// Takes readings in order of time. A child out of range is passed over.
    ///
    /// What is rare is kept out of the loop: inlined, it took the registers of what is not.
    mutating func take(_ readings: Span<Workload.Reading>) {
        // Moved out for the batch: one access to each, not one a reading.
        var children: [Child] = []
        var transitions: [ThresholdTransition] = []
        swap(&children, &self.children)
        swap(&transitions, &self.transitions)
        let table = scores
        let dwell = dwell
        var totals = totals
        var nextGap = nextGap
        do {
            let scores = table.span
            var states = children.mutableSpan
            for place in readings.indices {
                let reading = readings[place]
                let index = Int(reading.child) &+ 1
                guard index < states.count else { continue }
                let now = MonotonicInstant(microseconds: reading.milliseconds &* 1000)

                if now >= nextGap { nextGap = Self.findGaps(at: now, gap: gap, &states, &transitions) }
                if states[index].isSilent {
                    states[index].isSilent = false
                    Self.note(.init(at: now, child: index &- 1, .gap, .cleared, points: 0), &transitions)
                }
                states[index].latest = now
                Self.unlink(index, &states)
                let last = states[0].previous
                states[index].previous = last
                states[index].next = 0
                states[Int(last)].next = UInt32(truncatingIfNeeded: index)
                states[0].previous = UInt32(truncatingIfNeeded: index)

                if reading.spO2 >= 0 {
                    let score = scores[min(Int(reading.spO2), Self.valueCount - 1)]
                    totals.points &+= Int(score.points)
                    if let change = states[index].spO2.observe(score.sample, at: now, rule: dwell) {
                        Self.note(
                            .init(at: now, child: index &- 1, .spO2, change, points: score.points), &transitions)
                    }
                }
                if reading.heartRate >= 0 {
                    let value = min(Int(reading.heartRate), Self.valueCount - 1)
                    let score = scores[Int(states[index].heartRates) &+ value]
                    totals.points &+= Int(score.points)
                    if let change = states[index].heartRate.observe(score.sample, at: now, rule: dwell) {
                        Self.note(
                            .init(at: now, child: index &- 1, .heartRate, change, points: score.points), &transitions)
                    }
                }
                totals.readingCount &+= 1
                totals.temperatureTenths &+= Int(reading.temperature)
            }
        }
        swap(&children, &self.children)
        swap(&transitions, &self.transitions)
        self.totals = totals
        self.nextGap = nextGap
    }

    /// Raises the gap of every child unheard for so long, and gives when the next can be due.
    @inline(never)
    private static func findGaps(
        at now: MonotonicInstant, gap: Int64, _ states: inout MutableSpan<Child>,
        _ transitions: inout [ThresholdTransition]
    ) -> MonotonicInstant {
        while true {
            let first = Int(states[0].next)
            guard first != 0 else { return MonotonicInstant(microseconds: now.microseconds &+ gap) }
            let due = MonotonicInstant(microseconds: states[first].latest.microseconds &+ gap)
            guard due <= now else { return due }
            states[first].isSilent = true
            note(.init(at: due, child: first - 1, .gap, .raised, points: 0), &transitions)
            unlink(first, &states)
            states[first].previous = UInt32(truncatingIfNeeded: first)
            states[first].next = UInt32(truncatingIfNeeded: first)
        }
    }

    @inline(never)
    private static func note(_ transition: ThresholdTransition, _ transitions: inout [ThresholdTransition]) {
        transitions.append(transition)
    }

    @inline(__always)
    private static func unlink(_ index: Int, _ states: inout MutableSpan<Child>) {
        let (previous, next) = (states[index].previous, states[index].next)
        states[Int(previous)].next = next
        states[Int(next)].previous = previous
    }
}
