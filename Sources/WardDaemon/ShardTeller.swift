import Alarms

/// Goes through what several shards found, and tells it in the order of one evaluator.
struct ShardTeller {
    /// The input of the next record of any shard; after the last, none.
    private(set) var next = Int.max
    private var cursors = InlineArray<8, Cursor>(repeating: Cursor())

    init(_ logs: [ShardLog]) {
        for shard in logs.indices { cursors[shard].look(at: logs[shard]) }
        findNext(logs.count)
    }

    private mutating func findNext(_ count: Int) {
        next = .max
        for shard in 0..<count { next = min(next, cursors[shard].input) }
    }

    /// Tells all records of the next input, always the one of the least place.
    ///
    /// - Returns: whether that of its readings was among them.
    @discardableResult
    mutating func tell(_ logs: [ShardLog], into sink: inout some RecordSink & ~Copyable) -> Bool {
        let input = next
        var hasReading = false
        while true {
            var least: Int?
            for shard in logs.indices where cursors[shard].input == input {
                if least.map({ cursors[shard].place < cursors[$0].place }) ?? true { least = shard }
            }
            guard let least else { break }
            let number = cursors[least].pass(logs[least])
            if logs[least].tell(number, into: &sink) == .reading { hasReading = true }
        }
        findNext(logs.count)
        return hasReading
    }

    /// How far a shard's log is told.
    private struct Cursor: BitwiseCopyable {
        private var record = 0
        /// Of the next record.
        private(set) var place = UInt64.max
        private(set) var input = Int.max

        @inline(__always)
        mutating func look(at log: ShardLog) {
            guard record < log.records.count else {
                (place, input) = (.max, .max)
                return
            }
            place = log.records[record].place
            input = Int(place >> ShardLog.inputShift)
        }

        /// Goes on to the next; gives the number of this one.
        @inline(__always)
        mutating func pass(_ log: ShardLog) -> Int {
            record += 1
            look(at: log)
            return record - 1
        }
    }
}
