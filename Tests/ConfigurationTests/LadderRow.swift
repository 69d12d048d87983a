import Alarms
import Vitals

@testable import Configuration

/// A ladder as one row of the manual's table: every value it has.
struct LadderRow {
    let text: String

    init(_ ladder: Ladder, _ kind: LadderKind) {
        let steps = (0..<ladder.count).map { level in
            let roles = ladder[level].roles.words
            return "\(Self.span(ladder[level].after)) \(roles.isEmpty ? "hub only" : roles.joined(separator: " + "))"
        }
        text =
            "| `\(kind.name)` | \(steps.joined(separator: ", ")) | \(Self.span(ladder.thenEvery)) "
            + "| \(ladder.remindEvery.map(Self.span) ?? "never") | \(Self.span(ladder.acknowledgementLasts)) |"
    }

    private static func span(_ span: Duration) -> String {
        let seconds = span.components.seconds
        return seconds > 0 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }
}
