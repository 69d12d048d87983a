import Alarms
import Testing
import Vitals

@Suite struct LimitTests {
    private static func limit(_ sign: VitalSign, _ side: Side, _ value: Double, until: String? = nil) -> ClinicianLimit
    {
        ClinicianLimit(
            sign: sign, side: side, value: value, author: "Dr Example", reason: "test",
            until: until.flatMap { Timestamp($0)?.instant })
    }

    @Test(arguments: [(85.0, 1), (85.01, 0), (84.99, 1)]) func aValueAtTheLimitBreaches(value: Double, count: Int)
        throws
    {
        var bedside = try Bedside(limits: [Self.limit(.spO2, .low, 85)])
        bedside.hold(16, spO2: value)
        #expect(bedside.log.events(.limitSpO2Low).count == count)
    }

    @Test(arguments: [(180.0, 1), (179.99, 0), (180.01, 1)]) func theUpperLimitToo(value: Double, count: Int) throws {
        var bedside = try Bedside(limits: [Self.limit(.heartRate, .high, 180)])
        bedside.hold(16, hr: value)
        #expect(bedside.log.events(.limitHeartRateHigh).count == count)
        #expect(bedside.log.transitions.first.map(\.priority) == (count == 1 ? .critical : nil))
    }

    @Test func aLimitIsLeftOnlyByItsMargin() throws {
        for (value, events) in [(86.99, [AlarmEvent.fired]), (87, [.fired, .clearedUnacknowledged])] {
            var bedside = try Bedside(limits: [Self.limit(.spO2, .low, 85)])
            bedside.hold(20, spO2: 85)
            bedside.hold(70, spO2: value)
            #expect(bedside.log.events(.limitSpO2Low) == events)
        }
    }

    @Test func anExpiredLimitBreachesNoMore() throws {
        var bedside = try Bedside(limits: [Self.limit(.spO2, .low, 85, until: "2026-06-15T12:01:00Z")])
        bedside.pass(seconds: 61)
        bedside.hold(30, spO2: 84)
        #expect(bedside.log.events(.limitSpO2Low).isEmpty)
    }

    @Test(arguments: [
        (38.0, ConditionKind.temperatureHigh, 1), (37.99, .temperatureHigh, 0), (36, .temperatureLow, 1),
        (36.01, .temperatureLow, 0),
    ])
    func oneTemperatureIsEnoughToPrompt(value: Double, kind: ConditionKind, count: Int) throws {
        var bedside = try Bedside()
        bedside.give(temp: value, from: Bedside.folder)
        #expect(bedside.log.events(kind).count == count)
        #expect(bedside.log.transitions.count == count)
    }

    @Test func theTemperaturePromptEndsTwoTenthsInside() throws {
        var bedside = try Bedside()
        bedside.give(temp: 38.5)
        bedside.pass()
        bedside.give(temp: 37.81)
        bedside.pass()
        #expect(bedside.log.events(.temperatureHigh) == [.fired])
        bedside.give(temp: 37.79)
        #expect(bedside.log.events(.temperatureHigh) == [.fired, .resolved])
    }
}
