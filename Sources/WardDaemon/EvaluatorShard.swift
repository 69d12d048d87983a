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
        for place in batch.others {
            takeReadings(next..<place, of: batch)
            next = place + 1
            if batch.isElsewhere(batch.inputs[place], than: number) { continue }
            log.begin(input: place)
            evaluator.take(batch.inputs[place], into: &log)
        }
        takeReadings(next..<batch.count, of: batch)
    }

    @inline(__always)
    private mutating func takeReadings(_ range: Range<Int>, of batch: ShardBatch) {
        let number = UInt8(share.number)
        for index in range {
            // First only whose they are: of most it is all that is looked at.
            guard case .readings(_, let owned, _) = batch.inputs[index], batch.owners[Int(owned.rawValue)] == number,
                case .readings(let readings, let source, let instant) = batch.inputs[index]
            else { continue }
            log.begin(input: index)
            evaluator.step(readings, Arrival(source: source, at: instant), into: &log)
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
