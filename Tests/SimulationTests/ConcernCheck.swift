import Alarms

@testable import WardTesting

/// Worries climb, wait and run out to the second as the document says, over every end of the daemon: held against
/// `EpisodeModel`, which shares no code with the program.
struct ConcernCheck {
    private(set) var findings: [String] = []

    private struct Expected: Hashable {
        var second: Int
        var event: String
        /// `nil` where it is not told apart: of several steps in one second the model gives the last.
        var level: Int?
        var roles: RoleSet
    }

    init(_ night: SimulatedNight, _ record: NightRecord) {
        let concerns = record.transitions.filter { $0.condition.hasPrefix("concern") }
        for (id, rows) in Dictionary(grouping: concerns, by: \.episodeID).sorted(by: { $0.key < $1.key }) {
            if let finding = Self.difference(rows, night) { findings.append("concern \(id.prefix(8)): \(finding)") }
        }
    }

    /// Where what was told differs from the model first.
    private static func difference(_ rows: [NightRecord.Transition], _ night: SimulatedNight) -> String? {
        guard let first = rows.first else { return nil }
        var model = EpisodeModel()
        var expected: [Expected] = []
        var deeds = rows[...]
        let start = night.second(of: first)
        for second in start..<max(start + 1, night.now + 1) where night.lived.contains(second) {
            // Time comes first, then what people did in that second.
            if second > start { expected += told(&model, .tick, second) }
            while let row = deeds.first, night.second(of: row) == second {
                deeds.removeFirst()
                guard let deed = deed(row, second) else { continue }
                expected += told(&model, deed, second)
            }
        }
        let found = rows.map {
            Expected(second: night.second(of: $0), event: $0.event, level: $0.level, roles: $0.roles)
        }
        for (place, line) in expected.enumerated() {
            guard place < found.count else { return "\(line.event) is missing at \(line.second)" }
            var found = found
            if line.level == nil { found[place].level = nil }
            if found[place] != line { return "\(found[place]), and the model has \(line)" }
        }
        return found.count > expected.count ? "\(found[expected.count]) is more than the model has" : nil
    }

    private static func told(_ model: inout EpisodeModel, _ deed: EpisodeModel.Deed, _ second: Int) -> [Expected] {
        let heard = model.take(deed, at: second)
        return heard.enumerated().map { place, told in
            Expected(
                second: second, event: "\(told.event.name)", level: place == heard.count - 1 ? model.level : nil,
                roles: told.roles)
        }
    }

    /// What people did; `nil` for what time alone brings.
    private static func deed(_ row: NightRecord.Transition, _ second: Int) -> EpisodeModel.Deed? {
        guard row.command != nil else { return nil }
        switch row.event {
        case "fired": return .open(.high, .concern, [])
        case "renewed": return .renew
        case "acknowledged":
            let span = row.acknowledgedUntil.map { ($0 - row.wallMicroseconds) / 1_000_000 }
            return .acknowledge(untilSecond: span.map { second + Int($0) })
        case "resolved": return .close
        case "voided": return .void
        default: return nil
        }
    }
}
