import Alarms
import Foundation
import Journal
import Testing
import Vitals

@testable import WardDaemon

/// When the daily test is made, and when it counts as not answered. Time is an argument.
@Suite struct CanaryTests {
    private static let day = CivilDate(year: 2026, month: 11, day: 22) ?? CivilDate(dayNumber: 0)
    private static let next = CivilDate(dayNumber: day.dayNumber + 1)
    private static let schedule = CanarySchedule(hubID: "hub-1")

    /// Seconds after the minute of the test of a day.
    private static func tick(_ second: Int64, of date: CivilDate = day) -> Tick {
        let minute = Int64(schedule.minute(of: date))
        let seconds = date.dayNumber * 86_400 + minute * 60 + second
        let start = day.dayNumber * 86_400
        return Tick(
            monotonic: MonotonicInstant(microseconds: (seconds - start) * 1_000_000),
            wall: WallInstant(microseconds: seconds * 1_000_000))
    }

    private static func canary(_ answered: [String: Bool], of date: CivilDate = day, id: String = "a") -> Canary {
        Canary(
            date: date, alertID: id, at: tick(1, of: date).wall,
            routes: answered.sorted { $0.key < $1.key }.map { Canary.Route(endpoint: $0.key, isAnswered: $0.value) })
    }

    private static func watch(_ newest: Canary? = nil, start: Tick = tick(-3600)) -> CanaryWatch {
        CanaryWatch(schedule, endpoints: ["ops", "team"], newest: newest, start: start)
    }

    @Test func theMinuteIsTheSameAfterARestartAndMovesByHalfAnHourAtMost() throws {
        var minutes: Set<Int> = []
        for hub in 0..<40 {
            let schedule = CanarySchedule(hubID: "hub-\(hub)")
            let days = (0..<400).map { schedule.minute(of: CivilDate(dayNumber: Self.day.dayNumber + $0)) }
            #expect(days.allSatisfy { (0..<CanarySchedule.minutes).contains($0) })
            let (least, most) = try (#require(days.min()), #require(days.max()))
            #expect(most - least < CanarySchedule.jitter && Set(days).count > 20)
            minutes.insert(least)
        }
        #expect(minutes.count > 30, "hubs do not all test at once")
        // A change of these figures would make hubs test twice on the day of an upgrade, or not at all.
        #expect(Self.schedule.minute(of: Self.day) == 474)
    }

    @Test func itIsDueFromItsMinuteOnOnceADay() {
        var watch = Self.watch()
        let answer1 = watch.due(at: Self.tick(-1))
        #expect(answer1 == nil)
        let answer2 = watch.due(at: Self.tick(0))
        #expect(answer2 == Self.day)
        let answer3 = watch.due(at: Self.tick(1))
        #expect(answer3 == nil)
        let answer4 = watch.due(at: Self.tick(-1, of: Self.next))
        #expect(answer4 == nil)
        let answer5 = watch.due(at: Self.tick(0, of: Self.next))
        #expect(answer5 == Self.next)
    }

    @Test func aRestartOfTheSameDayMakesNoSecondOneAndALateStartMakesUpForIt() {
        var known = Self.watch(Self.canary(["ops": true, "team": true]), start: Self.tick(7200))
        let answer6 = known.due(at: Self.tick(7201))
        #expect(answer6 == nil && known.standing == .answered(Self.day))
        let answer7 = known.looks(at: Self.tick(7201).monotonic)
        #expect(!answer7, "what is answered is not looked up again")
        var late = Self.watch(start: Self.tick(7200))
        let answer8 = late.due(at: Self.tick(7201))
        #expect(answer8 == Self.day)
    }

    @Test func whoeverDoesNotAnswerWithinAMinuteFailsAndALateAnswerEndsIt() {
        var watch = Self.watch()
        _ = watch.due(at: Self.tick(0))
        let answer9 = watch.judge(nil, at: Self.tick(1).monotonic)
        #expect(answer9 == nil)
        let half = Self.canary(["ops": true, "team": false])
        let answer10 = watch.judge(half, at: Self.tick(2).monotonic)
        #expect(answer10 == nil)
        let answer11 = watch.judge(half, at: Self.tick(61).monotonic)
        #expect(answer11 == nil)
        let answer12 = watch.judge(half, at: Self.tick(62).monotonic)
        #expect(answer12 == .failing(Self.day, ["team"]))
        let answer13 = watch.judge(half, at: Self.tick(70).monotonic)
        #expect(answer13 == nil, "said once")
        let both = Self.canary(["ops": true, "team": true])
        let answer14 = watch.judge(both, at: Self.tick(900).monotonic)
        #expect(answer14 == .answered(Self.day))
    }

    @Test func aTestTheHubDoesNotDecideFailsToo() {
        var watch = Self.watch(Self.canary(["ops": true, "team": true]), start: Self.tick(7200))
        _ = watch.due(at: Self.tick(0, of: Self.next))
        let before = Self.canary(["ops": true, "team": true])
        let answer15 = watch.judge(before, at: Self.tick(59, of: Self.next).monotonic)
        #expect(answer15 == nil)
        let answer16 = watch.judge(before, at: Self.tick(60, of: Self.next).monotonic)
        #expect(answer16 == .failing(Self.next, []))
    }

    @Test func aFailureStandsUntilTheNextDaysTestIsAnswered() {
        let before = Self.canary(["ops": true, "team": false])
        var watch = Self.watch(before, start: Self.tick(7200))
        #expect(watch.standing == .failing(Self.day, ["team"]), "known at the start, so that a restart does not end it")
        _ = watch.due(at: Self.tick(0, of: Self.next))
        let answer17 = watch.judge(before, at: Self.tick(1, of: Self.next).monotonic)
        #expect(answer17 == nil)
        let open = Self.canary(["ops": true, "team": false], of: Self.next, id: "b")
        let answer18 = watch.judge(open, at: Self.tick(2, of: Self.next).monotonic)
        #expect(answer18 == nil && watch.standing.isFailing)
        let done = Self.canary(["ops": true, "team": true], of: Self.next, id: "b")
        let answer19 = watch.judge(done, at: Self.tick(3, of: Self.next).monotonic)
        #expect(answer19 == .answered(Self.next))
    }

    @Test func oneFromTheFutureHasWaitedLongEnough() {
        let watch = Self.watch(Self.canary(["ops": true, "team": false]), start: Self.tick(-7200))
        #expect(watch.standing == .failing(Self.day, ["team"]))
    }

    @Test func anEndpointThatIsNoLongerConfiguredIsNotWaitedFor() {
        let watch = Self.watch(Self.canary(["ops": true, "team": true, "gone": false]), start: Self.tick(7200))
        #expect(watch.standing == .answered(Self.day))
    }

    @Test func aTestJustBeforeARestartHasTheRestOfItsMinute() {
        var watch = Self.watch(Self.canary(["ops": true, "team": false]), start: Self.tick(31))
        #expect(watch.standing == .open)
        let half = Self.canary(["ops": true, "team": false])
        let answer20 = watch.judge(half, at: Self.tick(60).monotonic)
        #expect(answer20 == nil)
        let answer21 = watch.judge(half, at: Self.tick(61).monotonic)
        #expect(answer21 == .failing(Self.day, ["team"]))
    }
}
