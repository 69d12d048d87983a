import Charts
import Testing
import Vitals

@Suite struct AgeBandTests {
    @Test(arguments: [
        ("2025-11-22", "2026-11-21", "0-11m"), ("2025-11-21", "2026-11-21", "1-4y"),
        ("2025-11-20", "2026-11-21", "1-4y"),
        ("2021-11-22", "2026-11-21", "1-4y"), ("2021-11-21", "2026-11-21", "5-12y"),
        ("2021-11-20", "2026-11-21", "5-12y"),
        ("2013-11-22", "2026-11-21", "5-12y"), ("2013-11-21", "2026-11-21", "13+y"),
        ("2013-11-20", "2026-11-21", "13+y"),
        ("2007-11-22", "2026-11-21", "13+y"), ("2007-11-21", "2026-11-21", "none"),
        ("2007-11-20", "2026-11-21", "none"),
        ("2026-11-21", "2026-11-21", "0-11m"), ("2026-11-22", "2026-11-21", "none"),
        ("1900-01-01", "2026-11-21", "none"),
    ])
    func theChartChangesOnTheBirthday(born: String, on: String, name: String) throws {
        let band = AgeBand(bornOn: try #require(CivilDate(born)), on: try #require(CivilDate(on)))
        #expect((band.map { "\($0.name)" } ?? "none") == name)
    }

    @Test(arguments: [
        ("2025-02-28", "0-11m"), ("2025-03-01", "1-4y"), ("2029-02-28", "1-4y"), ("2029-03-01", "5-12y"),
        ("2037-02-28", "5-12y"), ("2037-03-01", "13+y"), ("2043-02-28", "13+y"), ("2043-03-01", "none"),
    ])
    func aChildOfTheLeapDayHasItsBirthdayOnTheFirstOfMarch(on: String, name: String) throws {
        let born = try #require(CivilDate("2024-02-29"))
        let band = AgeBand(bornOn: born, on: try #require(CivilDate(on)))
        #expect((band.map { "\($0.name)" } ?? "none") == name)
    }

    @Test func anUnknownAgeIsAnotherThingThanAnAgeWithoutAChart() {
        let born = CivilDate("2000-01-01")
        let today = CivilDate("2026-11-21")
        #expect(ChartAge(bornOn: nil, on: today) == .notGiven)
        #expect(ChartAge(bornOn: born, on: nil) == .notGiven)
        #expect(ChartAge(bornOn: born, on: today) == .outsideCharts)
        #expect(ChartAge(bornOn: CivilDate("2020-01-01"), on: today) == .band(.school))
    }
}
