/// Civil time in Europe/London, where the children, the charts' birthdays and most device clocks are.
///
/// Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October (the Summer
/// Time Order 2002). The rule is code and not the zone database because the clinical core reads no files.
public enum LondonTime {
    /// How far London is ahead of UTC at `instant`: zero or one hour.
    public static func offset(at instant: WallInstant) -> Duration {
        let utc = instant.civil()
        let year = Int(utc.date.year)
        guard CivilDate.years.contains(year) else { return .zero }
        let isSummer = instant >= clockChange(month: 3, year: year) && instant < clockChange(month: 10, year: year)
        return isSummer ? .seconds(3600) : .zero
    }

    /// The calendar date in London at `instant`.
    public static func date(at instant: WallInstant) -> CivilDate { instant.civil(offset: offset(at: instant)).date }

    /// The instant of a London wall-clock time. In the doubled hour of October the first pass is taken; in the missing
    /// hour of March the time is read as if the clocks had not yet gone forward.
    public static func instant(_ local: CivilDateTime) -> WallInstant {
        // The clocks change late in March and October; monitors stamp each value, so the other months take a short way.
        switch local.date.month {
        case 4...9: return local.instant(microsecondsAhead: 3_600_000_000)
        case 11, 12, 1, 2: return local.instant(microsecondsAhead: 0)
        default: break
        }
        let asSummer = local.instant(offset: .seconds(3600))
        return offset(at: asSummer) == .zero ? local.instant(offset: .zero) : asSummer
    }

    private static func clockChange(month: Int, year: Int) -> WallInstant {
        let lastOfMonth = CivilDate(year: year, month: month, day: 31) ?? CivilDate(dayNumber: 0)
        let lastSunday = CivilDate(dayNumber: lastOfMonth.dayNumber - Int64(lastOfMonth.weekday))
        return CivilDateTime(date: lastSunday, microsecondOfDay: 3_600_000_000).instant(offset: .zero)
    }
}
