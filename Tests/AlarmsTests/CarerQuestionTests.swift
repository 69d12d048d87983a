@testable import Alarms
import Charts
import Testing
import Vitals

@Suite struct CarerQuestionTests {
    /// Asked every ten minutes, with two to answer, so that a test need not wait for days.
    private static var quickRules: AlarmRules {
        var rules = AlarmRules()
        rules.carerQuestionEvery = .seconds(600)
        rules.carerAnswerWithin = .seconds(120)
        return rules
    }

    private func answer(_ answer: CarerAnswer, _ bedside: inout Bedside) {
        let deed = Command.Deed.carerAnswer(Bedside.child, answer)
        bedside.step(.command(Command(CommandNumber(5), deed), at: bedside.now))
    }

    @Test func theProposedRulesAskDailyAndWaitFourHours() {
        #expect(AlarmRules().carerQuestionEvery == .seconds(86_400))
        #expect(AlarmRules().carerAnswerWithin == .seconds(14_400))
    }

    @Test func theCarerIsAskedOnceADayAfterAdmission() throws {
        var bedside = try Bedside(rules: Self.quickRules)
        bedside.pass(seconds: 599)
        #expect(bedside.log.carerNotices.isEmpty)
        bedside.pass()
        #expect(bedside.log.carerNotices == [.carerAsked])
        bedside.pass(seconds: 119)
        #expect(bedside.log.carerNotices == [.carerAsked])
    }

    @Test func aQuestionNobodyAnswersIsUnansweredOnceAndAskedAgainTheNextDay() throws {
        var bedside = try Bedside(rules: Self.quickRules)
        bedside.pass(seconds: 719)
        #expect(bedside.log.carerNotices == [.carerAsked])
        bedside.pass()
        #expect(bedside.log.carerNotices == [.carerAsked, .carerUnanswered])
        bedside.pass(seconds: 479)
        #expect(bedside.log.carerNotices == [.carerAsked, .carerUnanswered])
        bedside.pass()
        #expect(bedside.log.carerNotices == [.carerAsked, .carerUnanswered, .carerAsked])
    }

    @Test(arguments: CarerAnswer.allCases) func anyAnswerIsStoredAndTheNextQuestionIsADayLater(_ given: CarerAnswer)
        throws
    {
        var bedside = try Bedside(rules: Self.quickRules)
        bedside.pass(seconds: 650)
        answer(given, &bedside)
        let notice = try #require(bedside.log.notices.last { $0.kind == .carerAnswered(given) })
        #expect(notice.command == CommandNumber(5) && notice.at == bedside.now)
        bedside.pass(seconds: 599)
        #expect(bedside.log.carerNotices == [.carerAsked, .carerAnswered(given)])
        bedside.pass()
        #expect(bedside.log.carerNotices == [.carerAsked, .carerAnswered(given), .carerAsked])
    }

    @Test func anAnswerNobodyAskedForCountsToo() throws {
        var bedside = try Bedside(rules: Self.quickRules)
        bedside.pass(seconds: 300)
        answer(.better, &bedside)
        bedside.pass(seconds: 599)
        #expect(bedside.log.carerNotices == [.carerAnswered(.better)])
        bedside.pass()
        #expect(bedside.log.carerNotices == [.carerAnswered(.better), .carerAsked])
    }

    @Test func aLateAnswerIsTakenAfterItWasNotedAsUnanswered() throws {
        var bedside = try Bedside(rules: Self.quickRules)
        bedside.pass(seconds: 800)
        answer(.same, &bedside)
        bedside.pass(seconds: 599)
        #expect(bedside.log.carerNotices == [.carerAsked, .carerUnanswered, .carerAnswered(.same)])
    }

    /// The clock of the restored cases: seconds before now.
    private func question(answered: Double? = nil, asked: Double? = nil, unanswered: Double? = nil) -> CarerQuestion {
        let rules = RuleTable(Self.quickRules)
        var question = CarerQuestion(from: MonotonicInstant(microseconds: 0), rules: rules)
        question.restore(
            answeredAt: answered.map(instant), askedAt: asked.map(instant), unansweredAt: unanswered.map(instant),
            rules: rules)
        return question
    }

    private func instant(_ secondsAgo: Double) -> MonotonicInstant { Self.now.advanced(by: .seconds(-secondsAgo)) }
    private static let now = MonotonicInstant(microseconds: 10_000_000_000)

    private func next(_ question: CarerQuestion, in seconds: Double = 0) -> CarerQuestion.Event? {
        var question = question
        return question.pass(to: instant(-seconds), rules: RuleTable(Self.quickRules))
    }

    @Test func aRestartDoesNotAskTwice() {
        #expect(next(question()) == .asked, "never asked, and due long ago")
        let asked = question(answered: 700, asked: 100)
        #expect(next(asked, in: 19.9) == nil)
        #expect(next(asked, in: 20) == .unanswered)
    }

    @Test func aRestartDoesNotComplainTwice() {
        let told = question(asked: 500, unanswered: 380)
        #expect(next(told, in: 99.9) == nil)
        #expect(next(told, in: 100) == .asked)
        #expect(next(question(asked: 500)) == .unanswered, "it ran out while the hub was off")
    }

    @Test func aRestartCountsFromTheLastAnswer() {
        #expect(next(question(answered: 100, asked: 300), in: 499.9) == nil)
        #expect(next(question(answered: 100, asked: 300, unanswered: 180), in: 500) == .asked)
    }

    @Test func aWindowAsLongAsTheDayStillSaysUnansweredFirst() {
        var rules = Self.quickRules
        rules.carerAnswerWithin = .seconds(9000)
        let table = RuleTable(rules)
        var question = CarerQuestion(from: instant(600), rules: table)
        #expect(question.pass(to: instant(0), rules: table) == .asked)
        #expect(question.pass(to: instant(-599), rules: table) == nil)
        #expect(question.pass(to: instant(-600), rules: table) == .unanswered)
        #expect(question.pass(to: instant(-601), rules: table) == .asked)
    }
}

extension RecordLog {
    fileprivate var carerNotices: [Notice.Kind] {
        notices.map(\.kind).filter {
            switch $0 {
            case .carerAsked, .carerAnswered, .carerUnanswered: true
            default: false
            }
        }
    }
}
