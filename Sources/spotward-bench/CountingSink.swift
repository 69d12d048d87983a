import Alarms

/// Counts what the evaluator finds and keeps nothing.
struct CountingSink: RecordSink {
    private(set) var transitionCount = 0
    private(set) var firedCount = 0
    private(set) var scoreCount = 0
    /// Sets of readings, with or without a value.
    private(set) var readingSetCount = 0
    /// Single values of a vital sign.
    private(set) var readingCount = 0
    private let allocatesPerReading: Bool
    private var kept: [UInt8] = []

    init(allocatesPerReading: Bool) { self.allocatesPerReading = allocatesPerReading }

    mutating func append(_ transition: AlarmTransition) {
        transitionCount += 1
        if transition.event == .fired { firedCount += 1 }
    }

    mutating func append(_ score: ScoreRecord) { scoreCount += 1 }

    mutating func append(_ record: ReadingRecord) {
        readingSetCount += 1
        readingCount += record.readings.given.count
        if allocatesPerReading { kept = [UInt8](repeating: 1, count: 64) }
    }

    mutating func append(_ outcome: CommandOutcome) {}
    mutating func append(_ notice: Notice) {}
}
