import Testing
import Vitals

@Suite struct TimeTests {
    @Test(arguments: [
        ("2026-03-29T00:59:59Z", "2026-03-29T00:59:59.000+00:00"),
        ("2026-03-29T01:00:00Z", "2026-03-29T02:00:00.000+01:00"),
        ("2026-10-25T00:59:59Z", "2026-10-25T01:59:59.000+01:00"),
        ("2026-10-25T01:00:00Z", "2026-10-25T01:00:00.000+00:00"),
        ("9999-07-01T12:00:00Z", "9999-07-01T13:00:00.000+01:00"),
    ])
    func londonChangesItsClocksAtOneInTheMorningUTC(utc: String, london: String) {
        #expect(Timestamp(utc)?.instant.londonDescription == london)
    }

    /// Monitors stamp every value in local time, so months without a change of clocks take a short way.
    @Test func everyHourOfLondonIsReadBackAsItWasButTheOneThatIsMissing() throws {
        let start = try #require(CivilDate("2024-01-01")).dayNumber
        for day in start..<start + 4 * 365 {
            let date = CivilDate(dayNumber: day)
            for hour in 0..<24 {
                let local = try #require(CivilDateTime(date: date, hour: hour, minute: 30, second: 0))
                let instant = LondonTime.instant(local)
                let isMissing = date.month == 3 && date.day > 24 && date.weekday == 0 && hour == 1
                let isReadBack = instant.civil(offset: LondonTime.offset(at: instant)) == local
                #expect(isReadBack != isMissing, "\(date) \(hour)")
            }
        }
    }

    @Test func everyDayNumberIsItsOwnDate() {
        var previous = CivilDate(dayNumber: -719_528)
        for day in Int64(-719_527)...2_932_896 {
            let date = CivilDate(dayNumber: day)
            #expect(date.dayNumber == day && previous < date)
            previous = date
        }
        #expect(previous.description == "9999-12-31")
    }

    @Test func aLeapDayBirthdayIsOnTheFirstOfMarchInACommonYear() throws {
        let born = try #require(CivilDate("2024-02-29"))
        #expect(born.completedYears(on: try #require(CivilDate("2025-02-28"))) == 0)
        #expect(born.completedYears(on: try #require(CivilDate("2025-03-01"))) == 1)
        #expect(born.completedYears(on: try #require(CivilDate("2028-02-28"))) == 3)
        #expect(born.completedYears(on: try #require(CivilDate("2028-02-29"))) == 4)
    }

    @Test(arguments: [
        ("2026-11-21T23:07:24.5Z", "2026-11-21T23:07:24.500Z"), ("2026-11-21 23:07Z", "2026-11-21T23:07:00.000Z"),
        ("2026-11-21T23:07:24+01:00", "2026-11-21T22:07:24.000Z"), ("2026-07-01T12:00:00", "2026-07-01T11:00:00.000Z"),
        ("2026-11-21T23:59:60Z", "2026-11-21T23:59:59.000Z"), ("2026-11-21T10:00:00-0530", "2026-11-21T15:30:00.000Z"),
    ])
    func aTimestampIsReadAndWrittenOneWay(text: String, expected: String) {
        #expect(Timestamp(text)?.instant.description == expected)
    }

    @Test(arguments: [
        "", "2026", "2026-13-01T00:00Z", "2026-02-29T00:00Z", "2026-11-21T24:00Z", "2026-11-21T23:60Z", "2026-11-21",
        "2026-11-21T23:07:24.Z", "2026-11-21T23:07:24Zx", "2026-11-21T23:07:24+19:00", "+026-11-21T23:07Z",
    ])
    func whatIsNotATimestampIsRefused(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func anEnormousSpanIsHeldAtTheEndAndDoesNotTrap() {
        #expect(Duration.seconds(Int64.max).wholeMicroseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeMicroseconds == .min)
        #expect(Duration.milliseconds(-1500).wholeMicroseconds == -1_500_000)
    }
}
