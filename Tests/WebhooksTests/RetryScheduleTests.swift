import Alarms
import Testing
import Vitals
import Webhooks

@Suite struct RetryScheduleTests {
    @Test func urgentAttemptsComeAt0_2_5_10_20_30SecondsExactly() {
        let waits = (1...6).map { RetrySchedule.urgent.wait(beforeAttempt: $0, seed: 99) }
        #expect(waits == [0, 2, 5, 10, 20, 30].map { .seconds($0) })
    }

    @Test func urgentAttemptsGoOnEveryThirtySecondsForEver() {
        for attempt in [UInt32(7), 8, 1000, .max] {
            for seed in UInt64(0)..<200 { expectSpread(.urgent, attempt, around: 30, seed: seed) }
            expectSpread(.urgent, attempt, around: 30, seed: .max)
        }
    }

    @Test func otherAttemptsSlowDownToHourlyForEver() {
        let steps: [(UInt32, Double)] = [
            (2, 5), (3, 30), (4, 120), (5, 300), (6, 900), (7, 1800), (8, 3600), (9, 3600), (.max, 3600),
        ]
        #expect(RetrySchedule.ordinary.wait(beforeAttempt: 1, seed: 5) == .zero)
        for (attempt, seconds) in steps {
            for seed in UInt64(0)..<200 { expectSpread(.ordinary, attempt, around: seconds, seed: seed) }
        }
    }

    @Test func hubsAreSpreadAndTheSameSeedGivesTheSameWait() {
        let waits = Set((UInt64(0)..<100).map { RetrySchedule.urgent.wait(beforeAttempt: 9, seed: $0) })
        #expect(waits.count > 90)
        #expect(waits.contains { $0 < .seconds(26) } && waits.contains { $0 > .seconds(34) })
        #expect(
            RetrySchedule.ordinary.wait(beforeAttempt: 4, seed: 3)
                == RetrySchedule.ordinary.wait(beforeAttempt: 4, seed: 3))
    }

    @Test func aReceiverMayAskForLongerButNotBeyondTheBoundAndNotForShorter() {
        func urgent(_ seconds: Int) -> Duration {
            RetrySchedule.urgent.wait(beforeAttempt: 3, retryAfter: .seconds(seconds), seed: 0)
        }
        #expect(urgent(0) == .seconds(5) && urgent(-9) == .seconds(5) && urgent(6) == .seconds(6))
        #expect(urgent(29) == .seconds(29) && urgent(30) == .seconds(30) && urgent(31) == .seconds(30))
        func ordinary(_ seconds: Int) -> Duration {
            RetrySchedule.ordinary.wait(beforeAttempt: 2, retryAfter: .seconds(seconds), seed: 0)
        }
        #expect(ordinary(3599) == .seconds(3599) && ordinary(3600) == .seconds(3600))
        #expect(ordinary(3601) == .seconds(3600))
    }

    @Test func p1AndP2AreUrgent() {
        #expect(RetrySchedule(urgency: .critical) == .urgent)
        #expect(RetrySchedule(urgency: .high) == .urgent)
        #expect(RetrySchedule(urgency: .medium) == .ordinary)
        #expect(RetrySchedule(urgency: .technical) == .ordinary)
    }

    private func expectSpread(_ schedule: RetrySchedule, _ attempt: UInt32, around seconds: Double, seed: UInt64) {
        let wait = schedule.wait(beforeAttempt: attempt, seed: seed)
        #expect(wait >= .seconds(seconds * 0.8) && wait <= .seconds(seconds * 1.2))
    }
}

@Suite struct RetryAfterTests {
    let now = TestWard.wall("1999-12-31T23:59:50Z")

    @Test(arguments: [
        ("0", 0), ("17", 17), ("007", 7), ("86401", 86_400), ("99999999999999999999999", 86_400),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 9), ("Fri, 31 Dec 1999 23:59:50 GMT", 0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ])
    func secondsAndDatesAreRead(text: String, seconds: Int) {
        #expect(RetryAfter.wait(text, now: now) == .seconds(seconds))
    }

    @Test(arguments: [
        "", " ", "-1", "+1", "1.5", "1e3", "soon", "٣", "Friday, 31-Dec-99 23:59:59 GMT", "Fri Dec 31 23:59:59 1999",
        "Fri, 31 Dec 1999 23:59:59 UTC", "Fri, 32 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 1999 24:59:59 GMT",
        "Fri, 31 Dec 1999 23:59 GMT", "Fri, -1 Dec 1999 23:59:59 GMT", "Fri, 31 Dez 1999 23:59:59 GMT",
    ])
    func anythingElseIsAsIfNothingWasSaid(text: String) {
        #expect(RetryAfter.wait(text, now: now) == nil)
    }
}
