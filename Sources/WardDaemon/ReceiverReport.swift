import Alarms
import FoundationEssentials
import Journal
import Vitals

/// What a receiver's signed answer may say beside commands of people: that alerts are missing there, or have been shown.
enum ReceiverReport: Sendable, Equatable {
    /// Accepted, and not in the receiver's log: to be sent again under the same ids.
    case resend(ClosedRange<UInt64>)
    /// The ids of alerts that stood on a screen.
    case displayed([String])
    /// What it holds of the days it was told of.
    case days([Reconciliation.HeldDay])

    /// `nil` where the line is something else, a person's command or nothing known: whoever reads those says so.
    init?(line: String) {
        guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(line.utf8)) else { return nil }
        switch fields.command {
        case "resend":
            guard let from = fields.from, let to = fields.to, from >= 1, from <= to else { return nil }
            self = .resend(from...to)
        case "displayed":
            guard let messages = fields.messages, messages.count <= DaemonLimits.displayedMessages else { return nil }
            self = .displayed(messages)
        case "days":
            guard let days = fields.days, days.count <= Journal.Limits.comparedDayCount else { return nil }
            let held = days.compactMap(\.held)
            guard held.count == days.count else { return nil }
            self = .days(held)
        default: return nil
        }
    }

    private struct Fields: Decodable {
        var command: String
        var from: UInt64?
        var to: UInt64?
        var messages: [String]?
        var days: [Day]?
    }

    private struct Day: Decodable {
        var date: String
        var numbers: [UInt64]
        var count: Int
        var sha256: String
        /// By the class's word in messages.
        var classes: [String: Int]?

        var held: Reconciliation.HeldDay? {
            guard let date = CivilDate(date), numbers.count == 2, numbers[0] <= numbers[1], count >= 0 else {
                return nil
            }
            var held = Reconciliation.HeldDay(
                date: date, numbers: numbers[0]...numbers[1], count: count, digest: sha256)
            for kind in AlarmClass.allCases { held.classCounts[kind] = classes?["\(kind.name)"] }
            return held
        }
    }
}
