import Alarms
import Journal
import Vitals

/// Compares, day by day, what the hub has told an endpoint it accepted with what the endpoint says it holds. A value: what it holds of
/// days that differ is on record, so that a restart does not end the alarm.
///
/// A receiver that holds more than it has accepted is none: an erased child and an answer that was lost look so
/// ([0044](docs/decisions/0044-a-day-is-compared-by-its-numbers.md)).
struct Reconciliation: Sendable {
    /// What a receiver says it holds of a day, between the numbers it was told.
    struct HeldDay: Sendable, Hashable {
        var date: CivilDate
        var numbers: ClosedRange<UInt64>
        var count: Int
        /// SHA-256, as of `DeliveredDay`.
        var digest: String
        var classCounts: [AlarmClass: Int] = [:]
    }

    struct Change: Sendable, Hashable {
        /// What is so of this endpoint now.
        var differing: [DifferingDay]
        /// The days that differ and did not before, and those that did and do no more.
        var begun: [CivilDate]
        var ended: [CivilDate]
    }

    private let endpoints: [String]
    private var told: [String: [DeliveredDay]] = [:]
    private var differing: [String: [DifferingDay]]

    /// - Parameters:
    ///   - endpoints: in the order of the configuration.
    ///   - differing: as it is on record.
    init(endpoints: [String] = [], differing: [DifferingDay] = []) {
        self.endpoints = endpoints
        self.differing = Dictionary(grouping: differing.filter { endpoints.contains($0.endpoint) }, by: \.endpoint)
    }

    /// What the endpoints are told of the days before.
    mutating func tell(_ days: [String: [DeliveredDay]]) { told = days }

    /// Takes an endpoint's answer; `nil` where it is no news. A day it does not name, or under other numbers, stays as it was; a day
    /// that is not told any more is compared no more.
    mutating func take(_ held: [HeldDay], of endpoint: String) -> Change? {
        guard let days = told[endpoint], let place = endpoints.firstIndex(of: endpoint) else { return nil }
        let before = differing[endpoint] ?? []
        let now = days.compactMap { day -> DifferingDay? in
            guard let held = held.first(where: { $0.date == day.date && $0.numbers == day.numbers }) else {
                return before.first { $0.date == day.date }
            }
            guard let (what, alarmClass) = Self.difference(of: held, from: day) else { return nil }
            let difference = DayDifference(receiver: place + 1, date: day.date, what: what, alarmClass: alarmClass)
            return DifferingDay(endpoint: endpoint, date: day.date, difference: difference.value)
        }
        guard now != before else { return nil }
        differing[endpoint] = now
        let (old, new) = (Set(before.map(\.date)), Set(now.map(\.date)))
        return Change(
            differing: now, begun: new.subtracting(old).sorted(), ended: old.subtracting(new).sorted())
    }

    private static func difference(
        of held: HeldDay, from day: DeliveredDay
    ) -> (DayDifference.What, AlarmClass?)? {
        guard held.digest != day.digest else { return nil }
        // The child's own first.
        for kind in [AlarmClass.physiological, .concern, .technical, .system]
        where held.classCounts[kind, default: 0] < day.classCounts[kind, default: 0] {
            return (.missing, kind)
        }
        if held.count < day.count { return (.missing, nil) }
        return held.count == day.count ? (.others, nil) : nil
    }

    /// For the evaluator: one alarm, however many days of however many receivers differ. It names the newest day of the first.
    var sign: HubSign {
        let first = endpoints.lazy.compactMap { differing[$0]?.max { $0.date < $1.date } }.first
        return HubSign(.reconcile, first == nil ? nil : .mild, value: first?.difference ?? 0)
    }
}
