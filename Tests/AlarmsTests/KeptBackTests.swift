import Testing
import Vitals

@testable import Alarms

/// What a device's trouble keeps from being told.
@Suite struct KeptBackTests {
    /// Five minutes in which four of ten seconds have a value: poor signal, and nothing wrong with the child.
    private func poorSignal(_ bedside: inout Bedside) {
        for _ in 0..<40 {
            bedside.hold(4, spO2: 98, hr: 110)
            bedside.hold(6, signal: .searching)
        }
    }

    @Test func aTroubleThatKeepsAnAlarmBackIsToldAsUrgentlyItself() throws {
        var bedside = try Bedside()
        poorSignal(&bedside)
        let poor = try #require(bedside.log.transitions.last { $0.condition == .poorSignal })
        #expect(poor.event == .fired && poor.priority == .technical && poor.roles.isEmpty)

        bedside.hold(40, spO2: 88, hr: 110)
        let kept = try #require(bedside.log.transitions.first { $0.condition == .chartSpO2Low })
        #expect(kept.event == .suppressed && kept.suppressedBy == .poorSignal && kept.roles.isEmpty)
        let told = try #require(bedside.log.transitions.last { $0.condition == .poorSignal })
        #expect(told.event == .raised && told.priority == .high && told.roles.contains(.primaryNurse))
        #expect(told.at == kept.at)
    }

    @Test func whatWasKeptBackIsToldInTheTickTheTroubleEnds() throws {
        var bedside = try Bedside()
        poorSignal(&bedside)
        bedside.hold(200, spO2: 88, hr: 110)
        let end = try #require(
            bedside.log.transitions.last { $0.condition == .poorSignal && $0.resolution != nil })
        let fired = try #require(bedside.log.transitions.last { $0.condition == .chartSpO2Low })
        #expect(fired.event == .fired && fired.roles.contains(.primaryNurse) && fired.at == end.at)
        #expect(fired.ladderStartedAt == fired.at && fired.startedAt.monotonic < fired.at.monotonic)
    }

    @Test func quietDoesNotHoldATroubleThatSpeaksForTheChild() throws {
        var bedside = try Bedside()
        poorSignal(&bedside)
        let until = bedside.now.wall.advanced(by: .seconds(600))
        bedside.step(.command(Command(CommandNumber(1), .quiet(Bedside.child, until: until)), at: bedside.now))
        bedside.hold(40, spO2: 88, hr: 110)
        let told = try #require(bedside.log.transitions.last { $0.condition == .poorSignal })
        #expect(told.event == .raised && told.roles.contains(.primaryNurse))
    }
}
