import Alarms
import Vitals

/// One of the evaluators that share a ward, with what it found.
struct EvaluatorShard: ~Copyable, Sendable {
    let share: WardShare
    var evaluator: StreamEvaluator
    var log: ShardLog

    init(_ evaluator: consuming StreamEvaluator, _ share: WardShare) {
        self.share = share
        self.evaluator = evaluator
        log = ShardLog(share)
    }

    /// Takes what of a batch is its own, and what is everybody's.
    mutating func take(_ batch: ShardBatch) {
        let number = UInt8(share.number)
        var next = 0
        for place in batch.rest.indices {
            let other = batch.rest[place]
            takeReadings(next..<other.readingCount, of: batch, after: place)
            next = other.readingCount
            guard other.owner ?? number == number else { continue }
            log.begin(input: next + place)
            evaluator.take(other.input, into: &log)
        }
        takeReadings(next..<batch.readings.count, of: batch, after: batch.rest.count)
    }

    /// - Parameter otherCount: of inputs before them that are no readings.
    @inline(__always)
    private mutating func takeReadings(_ range: Range<Int>, of batch: ShardBatch, after otherCount: Int) {
        let number = UInt8(share.number)
        for index in range where batch.readings[index].owner == number {
            log.begin(input: index &+ otherCount)
            let arrival = Arrival(source: batch.readings[index].source, at: batch.readings[index].at)
            evaluator.step(batch.readings[index].readings, arrival, into: &log)
        }
    }
}

extension StreamEvaluator {
    /// Takes a live input; a tick without what it lets in.
    @inline(__always)
    mutating func take(_ input: LiveInput, into sink: inout some RecordSink & ~Copyable) {
        switch input {
        case .readings(let readings, let source, let instant):
            step(readings, Arrival(source: source, at: instant), into: &sink)
        case .source(let source, let event, let instant): step(.source(source, event, at: instant), into: &sink)
        case .deviceClock(let source, let ahead, let instant):
            step(.deviceClock(source, ahead: ahead, at: instant), into: &sink)
        case .lost(let count, let instant): step(.lost(count: count, at: instant), into: &sink)
        case .hub(let sign, let instant): step(.hub(sign, at: instant), into: &sink)
        case .tick(let tick, _, _): step(.tick(tick), into: &sink)
        }
    }
}
