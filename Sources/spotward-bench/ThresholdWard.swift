import Alarms
import Charts
import Vitals

/// The whole ward under the rules of task T: its state is arrays by child, its tables are arrays by value.
struct ThresholdWard: ~Copyable {
    /// What is known of one child.
    private struct Child: BitwiseCopyable {
        /// Where the row of the child's heart rates begins in `scores`.
        var heartRates: Int
        var latest = MonotonicInstant(microseconds: 0)
        var spO2 = DwellTrack()
        var heartRate = DwellTrack()
        /// Has been silent for the gap and has not been heard since.
        var isSilent = false
    }

    /// A place in the ring of children heard, the longest unheard first. One place more than there are children is where
    /// the ring begins and ends; a child that is not in it is linked to itself.
    private struct Link: BitwiseCopyable {
        var previous: UInt32
        var next: UInt32
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
    private var links: [Link]
    private let scores: [Score]
    private let dwell: DwellRule
    private let gap: Int64
    /// No child's gap is due before; it may be too early, never too late.
    private var nextGap = MonotonicInstant(microseconds: .min)
    private(set) var transitions: [ThresholdTransition] = []
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
        self.children = children.map {
            Child(heartRates: (1 + rules.heartRateBand(ageMonths: $0.ageMonths)) * Self.valueCount)
        }
        links = (0...UInt32(children.count)).map { Link(previous: $0, next: $0) }
    }

    /// Takes readings in order of time. A child out of range is passed over.
    mutating func take(_ readings: Span<Workload.Reading>) {
        // Moved out for the batch: one access to each array, not one a reading.
        var children: [Child] = []
        var links: [Link] = []
        swap(&children, &self.children)
        swap(&links, &self.links)
        let table = scores
        let dwell = dwell
        let listEnd = children.count
        var totals = totals
        var nextGap = nextGap
        do {
            let scores = table.span
            var states = children.mutableSpan
            var ring = links.mutableSpan
            for place in readings.indices {
                let reading = readings[place]
                let now = MonotonicInstant(microseconds: reading.milliseconds &* 1000)
                let index = Int(reading.child)
                guard index < listEnd else { continue }

                if now >= nextGap {
                    var first = Int(ring[listEnd].next)
                    while first != listEnd, now.microseconds &- states[first].latest.microseconds >= gap {
                        states[first].isSilent = true
                        let due = MonotonicInstant(microseconds: states[first].latest.microseconds &+ gap)
                        transitions.append(ThresholdTransition(at: due, child: first, .gap, .raised, points: 0))
                        Self.unlink(first, &ring)
                        ring[first] = Link(previous: UInt32(first), next: UInt32(first))
                        first = Int(ring[listEnd].next)
                    }
                    let oldest = first == listEnd ? now : states[first].latest
                    nextGap = MonotonicInstant(microseconds: oldest.microseconds &+ gap)
                }
                if states[index].isSilent {
                    states[index].isSilent = false
                    transitions.append(ThresholdTransition(at: now, child: index, .gap, .cleared, points: 0))
                }
                states[index].latest = now
                Self.unlink(index, &ring)
                let last = ring[listEnd].previous
                ring[index] = Link(previous: last, next: UInt32(listEnd))
                ring[Int(last)].next = UInt32(index)
                ring[listEnd].previous = UInt32(index)

                if reading.spO2 >= 0 {
                    let score = scores[min(Int(reading.spO2), Self.valueCount - 1)]
                    totals.points &+= Int(score.points)
                    if let change = states[index].spO2.observe(score.sample, at: now, rule: dwell) {
                        transitions.append(.init(at: now, child: index, .spO2, change, points: score.points))
                    }
                }
                if reading.heartRate >= 0 {
                    let value = min(Int(reading.heartRate), Self.valueCount - 1)
                    let score = scores[states[index].heartRates &+ value]
                    totals.points &+= Int(score.points)
                    if let change = states[index].heartRate.observe(score.sample, at: now, rule: dwell) {
                        transitions.append(.init(at: now, child: index, .heartRate, change, points: score.points))
                    }
                }
                totals.readingCount &+= 1
                totals.temperatureTenths &+= Int(reading.temperature)
            }
        }
        swap(&children, &self.children)
        swap(&links, &self.links)
        self.totals = totals
        self.nextGap = nextGap
    }

    @inline(__always)
    private static func unlink(_ index: Int, _ ring: inout MutableSpan<Link>) {
        let link = ring[index]
        ring[Int(link.previous)].next = link.next
        ring[Int(link.next)].previous = link.previous
    }
}
