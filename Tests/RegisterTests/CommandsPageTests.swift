import Foundation
import Testing

@testable import Register

/// The page is read as a user reads it: its examples are commands, and every command has one.
@Suite struct CommandsPageTests {
    private static let page = Result {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "docs/commands.md"), encoding: .utf8)
    }

    private func lines() throws -> [Substring] { try Self.page.get().split(separator: "\n") }

    @Test func everyExampleIsACommandAndEveryCommandHasOne() throws {
        var kinds: Set<CommandKind> = []
        for line in try lines() where line.hasPrefix("{") && !line.contains("…") && !line.hasPrefix("{\"payload\"") {
            let command = try WardCommand(line: String(line))
            kinds.insert(command.deed.kind)
            #expect(command.textRefusals == [], "\(line)")
            #expect(try WardCommand(line: command.requestLine) == command)
        }
        #expect(kinds == Set(CommandKind.allCases))
    }

    @Test func theSignedExampleCarriesTheLineOfACommand() throws {
        let signed = try #require(try lines().first { $0.hasPrefix("{\"payload\"") })
        var fields = try Fields(try JSONReader.value(of: String(signed)))
        let command = try WardCommand(line: try fields.needText("payload"))
        #expect(command.deed.kind == .acknowledge)
        #expect(try fields.needText("payload") == command.line)
    }

    @Test func thePageHasEveryTemplateAsItIs() throws {
        for template in Template.allCases {
            let asked = template.observations.map { "`\($0.rawValue)`" }.joined(separator: " ")
            let row = "| `\(template.rawValue)` | \(template.cadenceMinutes) | \(asked) |"
            #expect(try lines().contains { $0 == row }, "\(row)")
        }
    }

    @Test func thePageHasEveryWord() throws {
        let page = try Self.page.get()
        let vocabularies = [
            Words.roles.words, Words.settings.words, Words.signs.words, Words.sides.words, Words.concernSources.words,
            Words.carerAnswers.words, Words.charts.words, Words.levels.words, Words.distress.words,
            Words.consciousness.words, Words.sepsis.words, Words.devices.words, Words.pressuresNotDone.words,
            Words.pupils.words, Words.commands.words, AskedObservation.allCases.map(\.rawValue),
        ]
        for word in vocabularies.joined() {
            let isThere = page.contains("`\(word)`") || page.contains("### \(word)") || page.contains(", \(word)\n")
            #expect(isThere, "\(word)")
        }
    }
}
