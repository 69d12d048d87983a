import Testing
import Vitals

@testable import Alarms

/// The hub's daily test: a sign that comes as readings do, decided by the evaluator, and nobody's alarm.
@Suite struct DailyTestTests {
    private static let day: UInt32 = 20_779

    private func send(_ day: UInt32, to bedside: inout Bedside) {
        bedside.step(.hub(HubSign(.test, .mild, value: day), at: bedside.now.monotonic))
    }

    @Test func itIsATestOfTheHubToldToEverybodyOnceThatEndsByItself() throws {
        var bedside = try Bedside()
        send(Self.day, to: &bedside)
        #expect(bedside.log.events(.test).isEmpty, "decided at the next tick")
        bedside.pass()
        let fired = try #require(bedside.log.last(.test))
        #expect(fired.event == .fired && fired.isTest && fired.subject == .hub && fired.command == nil)
        #expect(fired.roles == .all && fired.nextStepAt == nil && fired.latestValue == Double(Self.day))
        bedside.pass(seconds: 299)
        #expect(bedside.log.events(.test) == [.fired])
        bedside.pass()
        #expect(bedside.log.events(.test) == [.fired, .resolved])
        #expect(bedside.log.last(.test)?.latestValue == Double(Self.day), "its end is marked as its beginning is")
        #expect(bedside.log.transitions.allSatisfy { $0.condition == .test || $0.condition == .silence })
        bedside.pass(seconds: 600)
        #expect(bedside.log.events(.test) == [.fired, .resolved], "one sign, one test")
    }

    @Test func aPersonsTestAndTheHubsOwnAreToldApart() throws {
        var bedside = try Bedside()
        bedside.ask(.testAlert(nil))
        #expect(bedside.log.last(.test)?.latestValue == nil)
        send(Self.day, to: &bedside)
        bedside.pass()
        #expect(bedside.log.events(.test) == [.fired, .resolved, .fired])
        #expect(bedside.log.last(.test)?.latestValue == Double(Self.day))
        bedside.ask(.testAlert(Bedside.child))
        let last = try #require(bedside.log.last(.test))
        #expect(last.latestValue == nil && last.subject == .child(Bedside.child))
    }

    @Test func itGoesOnOverARestartAndIsStillTheHubsOwn() throws {
        var before = try Bedside()
        send(Self.day, to: &before)
        before.pass()
        let fired = try #require(before.log.last(.test))
        var after = try Bedside()
        after.step(.restoreEpisode(fired))
        after.pass(seconds: 310)
        #expect(after.log.events(.test) == [.resolved] && after.log.last(.test)?.latestValue == Double(Self.day))
    }

    @Test func aDifferenceOfADayGoesAsOneNumber() throws {
        let date = try #require(CivilDate(year: 2026, month: 11, day: 21))
        for what in DayDifference.What.allCases {
            for kind in AlarmClass.allCases.map(Optional.some) + [nil] {
                for receiver in [1, 255] {
                    let difference = DayDifference(receiver: receiver, date: date, what: what, alarmClass: kind)
                    #expect(DayDifference(value: Double(difference.value)) == difference)
                }
            }
        }
        #expect(DayDifference(value: -1) == nil && DayDifference(value: 0.5) == nil)
        #expect(DayDifference(value: Double(UInt32(1) << 29)) == nil && DayDifference(value: Double(5 << 24)) == nil)
    }
}
