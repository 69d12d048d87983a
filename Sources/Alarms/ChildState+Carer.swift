import Charts
import Vitals

extension ChildState {
    /// Asks the daily question when it is due, and says when nobody answered.
    mutating func passCarerQuestion(
        to tick: Tick, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        switch carerQuestion.pass(to: tick.monotonic, rules: rules) {
        case .asked: sink.append(Notice(.carerAsked, of: index, at: tick))
        case .unanswered: sink.append(Notice(.carerUnanswered, of: index, at: tick))
        case nil: break
        }
    }

    /// Takes the answer. What "worse" asks for is a concern, and raised by the caller.
    mutating func answerCarer(
        _ answer: CarerAnswer, at tick: Tick, command: CommandNumber?, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        carerQuestion.answer(at: tick.monotonic, rules: rules)
        sink.append(Notice(.carerAnswered(answer), of: index, at: tick, command: command))
    }

    /// At start: what the journal has of the question, so that a restart does not ask or complain twice.
    mutating func restoreCarer(
        lastAnswerAt: WallInstant?, lastAskedAt: WallInstant?, lastUnansweredAt: WallInstant? = nil, tick: Tick,
        rules: RuleTable
    ) {
        func instant(_ wall: WallInstant) -> MonotonicInstant { min(tick.monotonic(at: wall), tick.monotonic) }
        carerQuestion.restore(
            answeredAt: lastAnswerAt.map(instant), askedAt: lastAskedAt.map(instant),
            unansweredAt: lastUnansweredAt.map(instant), rules: rules)
    }
}
