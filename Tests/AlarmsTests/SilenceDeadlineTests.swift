import Testing
import Vitals

@testable import Alarms

/// When a silence begins is known before: whoever makes the ticks asks for one at that instant.
@Suite struct SilenceDeadlineTests {
    private func deadline(_ bedside: inout Bedside, within seconds: Int = 2) -> Double? {
        let start = bedside.start.monotonic
        return bedside.evaluator.nextSilence(within: .seconds(seconds)).map {
            Double($0.since(start).wholeMicroseconds) / 1_000_000
        }
    }

    @Test func theBeginningIsKnownTwoSecondsBefore() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 10)
        bedside.wait(seconds: 0.25)
        bedside.give(spO2: 98)
        bedside.wait(seconds: 0.75)
        bedside.step(.tick(bedside.now))
        bedside.pass(seconds: 297)
        #expect(bedside.seconds == 308 && deadline(&bedside) == nil)
        bedside.pass()
        #expect(deadline(&bedside) == 310.25)
        #expect(bedside.log.transitions.isEmpty)
        bedside.leap(seconds: 1.25)
        #expect(bedside.seconds == 310.25)
        #expect(bedside.log.events(.silence) == [.fired])
    }

    @Test func anInstantBeforeItNothingIsTold() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 299)
        bedside.leap(seconds: 0.999_999)
        #expect(bedside.log.events(.silence).isEmpty)
        bedside.leap(seconds: 0.000_001)
        #expect(bedside.log.events(.silence) == [.fired])
    }

    @Test func whenItBecomesUrgentIsKnownToo() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 898)
        #expect(bedside.log.events(.silence) == [.fired])
        #expect(deadline(&bedside) == 900)
        bedside.pass(seconds: 2)
        #expect(bedside.log.events(.silence) == [.fired, .raised])
        #expect(deadline(&bedside, within: 3600) == nil)
    }

    @Test func theSoonestOfTheChildrenCounts() throws {
        var bedside = try Bedside(hasTwin: true, added: [Source(name: "twin", child: Bedside.twin, mode: .continuous)])
        bedside.pass(seconds: 20)
        bedside.give(spO2: 98)
        bedside.pass(seconds: 279)
        #expect(deadline(&bedside) == 300)
        #expect(deadline(&bedside, within: 60) == 300)
        bedside.pass(seconds: 20)
        #expect(deadline(&bedside) == 320)
    }
}
