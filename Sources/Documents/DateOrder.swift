import Vitals

/// Which of the two numbers in 05/06/2026 is the day.
enum DateOrder: Sendable, BitwiseCopyable {
    case dayFirst, monthFirst

    var other: DateOrder { self == .dayFirst ? .monthFirst : .dayFirst }
}

/// Finds out from the rows and the file's name in which order dates are written. It never guesses: it knows, or it does not.
///
/// What settles it, strongest first:
/// 1. a number that can be no month (13/06);
/// 2. the date in the file's name, when the row is within a day of it in one order only;
/// 3. a step to the next row of at most an hour in one order and of a day or more in the other (midnight);
/// 4. a step back of a day or more in one order and forward in the other, in a file that has gone forward all the time.
struct DateOrderSettler: Sendable {
    private(set) var order: DateOrder?

    private let usualOrder: DateOrder?
    private let nameDate: CivilDate?
    private var previous: NumericDate?
    private var hasGoneForward = false
    private var hasGoneBack = false

    init(usual: DateOrder?, name: CivilDateTime?) {
        usualOrder = usual
        nameDate = name?.date
    }

    /// Learns from the next date; one that no order makes a day of tells nothing.
    mutating func note(_ date: NumericDate) throws(DocumentDefect) {
        let dayFirst = date.local(.dayFirst)
        let monthFirst = date.local(.monthFirst)
        guard dayFirst != nil || monthFirst != nil else { return }
        if let order {
            if date.local(order) == nil { throw .dateOrderContradicts }
            return
        }
        defer { previous = date }
        guard let dayFirst, let monthFirst else {
            order = dayFirst != nil ? .dayFirst : .monthFirst
            return
        }
        guard date.isAmbiguous else { return }
        order = orderByName(dayFirst, monthFirst) ?? usualOrder ?? orderByStep(to: date, dayFirst, monthFirst)
    }

    private func orderByName(_ dayFirst: CivilDateTime, _ monthFirst: CivilDateTime) -> DateOrder? {
        guard let nameDate else { return nil }
        let isDay = abs(dayFirst.date.dayNumber - nameDate.dayNumber) <= 1
        let isMonth = abs(monthFirst.date.dayNumber - nameDate.dayNumber) <= 1
        return isDay == isMonth ? nil : (isDay ? .dayFirst : .monthFirst)
    }

    private mutating func orderByStep(
        to date: NumericDate, _ dayFirst: CivilDateTime, _ monthFirst: CivilDateTime
    ) -> DateOrder? {
        guard let previous, let dayBefore = previous.local(.dayFirst), let monthBefore = previous.local(.monthFirst)
        else {
            return nil
        }
        let dayStep = dayFirst.localMicroseconds - dayBefore.localMicroseconds
        let monthStep = monthFirst.localMicroseconds - monthBefore.localMicroseconds
        if previous.first == date.first, previous.second == date.second, previous.year == date.year {
            hasGoneForward = hasGoneForward || dayStep > 0
            hasGoneBack = hasGoneBack || dayStep < 0
            return nil
        }
        if abs(dayStep) <= Self.hour, abs(monthStep) >= Self.day { return .dayFirst }
        if abs(monthStep) <= Self.hour, abs(dayStep) >= Self.day { return .monthFirst }
        guard hasGoneForward, !hasGoneBack else { return nil }
        if dayStep > 0, monthStep <= -Self.day { return .dayFirst }
        if monthStep > 0, dayStep <= -Self.day { return .monthFirst }
        return nil
    }

    private static let hour: Int64 = 3_600_000_000
    private static let day: Int64 = 86_400_000_000
}

extension CivilDateTime {
    /// Microseconds since 1970-01-01 of the same clock.
    var localMicroseconds: Int64 { date.dayNumber * 86_400_000_000 + microsecondOfDay }
}
