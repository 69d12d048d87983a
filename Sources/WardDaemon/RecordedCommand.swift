import Alarms
import Register

/// A person's command as a recording holds it: its number and its line, and whether it was one of a start.
///
///     3 {"at":"…","by":{…},"child":"adm-7f3a","command":"concern","from":"parent"}
///     start 1 {"at":"…","by":{…},"command":"admit",…}
///
/// A numbered one waits for the tick that counts it; one of a start is done where it stands.
struct RecordedCommand: Sendable {
    var number: CommandNumber
    var isStart: Bool
    var command: WardCommand

    init(_ number: CommandNumber, _ command: WardCommand, isStart: Bool) {
        self.number = number
        self.command = command
        self.isStart = isStart
    }

    /// `nil` for a line of another kind.
    init?(line: String) {
        var rest = line[...]
        isStart = rest.hasPrefix(Self.startWord)
        if isStart { rest = rest.dropFirst(Self.startWord.count) }
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest = rest.dropFirst(digits.count)
        guard let number = UInt32(digits), rest.first == " ",
            let command = try? WardCommand(line: String(rest.dropFirst()))
        else { return nil }
        self.number = CommandNumber(number)
        self.command = command
    }

    var line: String { "\(isStart ? Self.startWord : "")\(number.rawValue) \(command.line)" }

    private static let startWord = "start "
}
