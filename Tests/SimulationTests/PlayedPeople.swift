import Alarms
import GRDB
import Register
import Synchronization

@testable import WardTesting

/// Nurses, doctors and parents, and what they were answered.
struct PlayedPeople {
    struct Answer: Sendable {
        var askedAt: Int
        /// It was handed over behind the second's tick.
        var isLate: Bool
        var kind: String
        var isDone: Bool
        var number: Int64?
        var message: String
    }

    private final class Box: Sendable {
        let answers = Mutex<[Answer]>([])
    }

    private var box = Box()
    /// How seldom somebody asks for something: one in so many seconds.
    private let rarity: Int
    /// They take what calls them within seconds, and so have most of what becomes worse.
    private let isPrompt: Bool
    private static let promptly = 6
    private(set) var askedCount = 0

    /// Quiet and pauses end at a time of day, by the word of who asked.
    private let asksForQuiet: Bool

    init(_ chances: inout Chances, asksForQuiet: Bool = true) {
        self.asksForQuiet = asksForQuiet
        rarity = Int.random(in: 12...60, using: &chances)
        isPrompt = chances.oneIn(3)
    }

    mutating func ask(_ hub: SimulatedHub, at now: Int, isLate: Bool, _ chances: inout Chances) {
        let isTaking = isPrompt && chances.oneIn(Self.promptly)
        let asked = isTaking ? taking(hub, &chances) : chances.oneIn(rarity) ? deed(hub, &chances) : nil
        guard let (deed, role) = asked else { return }
        askedCount += 1
        let command = WardCommand(deed, by: Person(name: "N. Owl", role: role))
        let kind = deed.kind.rawValue
        hub.ask(command.requestLine) { [box] answer in
            box.answers.withLock {
                $0.append(
                    Answer(
                        askedAt: now, isLate: isLate, kind: kind, isDone: answer.isDone, number: answer.number,
                        message: answer.message))
            }
        }
    }

    private func deed(_ hub: SimulatedHub, _ chances: inout Chances) -> (WardCommand.Deed, Person.Role)? {
        let child = SimulatedWard.children.randomElement(using: &chances) ?? "adm-a"
        switch Int.random(in: 0..<12, using: &chances) {
        case 0, 1, 2: return (.concern(child: child, from: .staff, note: "grey"), .nurse)
        case 3: return (.concern(child: child, from: .parent, note: nil), .parent)
        case 4, 5, 6: return taking(hub, &chances)
        case 7:
            guard let episode = episode(hub, &chances, of: "concern") else { return nil }
            return (.close(episode: episode, reason: "seen"), .doctor)
        case 8, 9, 10:
            // What ends at a time of day.
            guard asksForQuiet else { return nil }
            return (chances.oneIn(3) ? .observe(child: child, Self.pulse) : rest(&chances), .nurse)
        default: return (.testAlert(child: child), .nurse)
        }
    }

    /// Counted by hand, and nothing else: the rest stays unknown.
    private static let pulse: ObservationForm = {
        var form = ObservationForm()
        form.heartRate = 95
        return form
    }()

    private func rest(_ chances: inout Chances) -> WardCommand.Deed {
        switch Int.random(in: 0..<3, using: &chances) {
        case 0: .pause(child: "adm-b", minutes: 10, reason: "bath")
        case 1: .endPause(child: "adm-b")
        default: .quiet(child: "adm-b", minutes: 10, reason: "asleep at last")
        }
    }

    private func taking(_ hub: SimulatedHub, _ chances: inout Chances) -> (WardCommand.Deed, Person.Role)? {
        guard let episode = episode(hub, &chances) else { return nil }
        let minutes: Int? = chances.oneIn(2) ? Int.random(in: 1...4, using: &chances) : nil
        return (.acknowledge(episode: episode, minutes: minutes, note: nil), .nurse)
    }

    /// One of the newest episodes on record. The clock's own is left alone: what people do does not hang on the clock.
    private func episode(_ hub: SimulatedHub, _ chances: inout Chances, of family: String = "") -> String? {
        let ids = try? hub.look { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT episode_id FROM transitions WHERE condition LIKE ? || '%' AND condition <> 'system.clock'
                    GROUP BY episode_id ORDER BY max(seq) DESC LIMIT 4
                    """, arguments: [family])
        }
        return ids?.randomElement(using: &chances)
    }

    /// What came back since the last call.
    func answers() -> [Answer] {
        box.answers.withLock { answers in
            defer { answers = [] }
            return answers
        }
    }

    /// The daemon is gone: nobody is answered any more.
    mutating func forget() { box = Box() }
}
