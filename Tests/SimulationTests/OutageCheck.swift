/// A receiver that was away for a day has everything within a minute of being back; and whoever stands in for it, and was there,
/// had what is urgent in half a minute. Ids and versions are `NightCheck`'s, and that what is urgent stands in front is
/// `DeliveryCheck`'s.
struct OutageCheck {
    private(set) var findings: [String] = []
    /// Alerts that were owed when the receiver came back.
    private(set) var owedCount = 0
    /// When it had the last of them, in seconds after it was back; of those that are urgent, and of all.
    private(set) var lastUrgent = 0
    private(set) var last = 0
    /// The longest that whoever stands in waited for what is urgent, in seconds.
    private(set) var longestFallback: Int?

    private static let minute = 60
    /// Half a minute, and what the hub needs to look round twice.
    private static let fallback = 30 + 20

    init(_ night: SimulatedNight, _ record: NightRecord) {
        // Both must be there, the receiver and a hub.
        let back = night.lived.filter { $0 >= night.plan.outage.upperBound }.min() ?? .max
        let told = Dictionary(grouping: night.network.stored) { "\($0.endpoint) \($0.alertID)" }
            .mapValues { $0.map(\.at).min() ?? .max }
        for row in record.transitions where !row.roles.isDisjoint(with: .all.subtracting(.escalation)) {
            let second = night.second(of: row)
            guard night.plan.outage.contains(second) else { continue }
            owedCount += 1
            guard let at = told["\(SimulatedWard.team) \(row.alertID)"] else {
                findings.append("\(second) number \(row.hubSequence ?? 0), \(row.condition) \(row.event), is not told")
                continue
            }
            if at < back { findings.append("\(at) number \(row.hubSequence ?? 0) got through to who was away") }
            last = max(last, at - back)
            if row.isUrgent { lastUrgent = max(lastUrgent, at - back) }
        }
        if last > Self.minute {
            findings.append("\(owedCount) owed: the last is told \(last) s after the receiver is back")
        }
        checkFallback(night, record, told)
    }

    private mutating func checkFallback(_ night: SimulatedNight, _ record: NightRecord, _ told: [String: Int]) {
        guard night.network.mood(of: SimulatedWard.reserve, at: night.plan.outage.lowerBound) == .well else { return }
        for row in record.transitions where row.isUrgent && row.sequence == 1 && !row.roles.isEmpty {
            let second = night.second(of: row)
            let span = second..<second + Self.fallback
            guard span.clamped(to: night.plan.outage) == span else { continue }
            // A hub that is away asks nobody.
            guard !night.plan.lives.contains(where: { span.overlaps($0.endsAt..<$0.endsAt + $0.away) }) else {
                continue
            }
            let waited = (told["\(SimulatedWard.reserve) \(row.alertID)"] ?? .max / 2) - second
            longestFallback = max(longestFallback ?? 0, waited)
            if waited > Self.fallback {
                findings.append("\(second) number \(row.hubSequence ?? 0), urgent: nobody had it after \(waited) s")
            }
        }
    }
}
