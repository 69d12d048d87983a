import Alarms
import Vitals

@testable import Register

/// What people ask, on the control socket and in files, and where it is kept.
extension Target {
    /// A line that is a command is the same after being written.
    static let commands = Target(name: "commands") { input in
        var input = input
        if input.choice() & 1 == 1 {
            guard let answer = try? ControlAnswer(line: input.text) else { return }
            must((try? ControlAnswer(line: answer.line)) == answer, "an answer that is another after being written")
            return
        }
        do throws(CommandRefusal) {
            let command = try WardCommand(line: input.text)
            let line = command.line
            must(line.utf8.allSatisfy { $0 >= 0x20 }, "a line with a control character")
            do throws(CommandRefusal) {
                let again = try WardCommand(line: line)
                must(again.line == line, "a command that is another after being written: \(line), then \(again.line)")
            } catch {
                // What is asked may be as long as a line may be, and a little longer when it is written out.
                must(
                    line.utf8.count > Limits.lineByteCount,
                    "a command that is none after being written: \(line): \(error)")
            }
        } catch {
            must(!error.description.isEmpty, "a refusal without words")
        }
    }

    /// A register is whole or refused. Every other input is given its right checksum, so that its lines are looked at.
    static let register = Target(name: "register") { input in
        var input = input
        let isMended = input.choice() & 1 == 1
        let bytes = isMended ? RegisterContent.withChecksum(input.bytes) : input.bytes
        do throws(RegisterContent.Defect) {
            let commands = try RegisterContent.commands(in: bytes)
            must(commands.allSatisfy { $0.at != nil }, "a settled command without its time")
            let written = RegisterContent.bytes(of: commands)
            do throws(RegisterContent.Defect) {
                // An NHS number is checked and never kept, so the lines are compared.
                must(
                    try RegisterContent.commands(in: written).map(\.line) == commands.map(\.line),
                    "a register that is another after being written")
            } catch {
                fail("a register that cannot be read after being written: \(error)")
            }
        } catch {
            // Refused.
        }
    }
}

extension RegisterContent {
    /// A register of these lines: only its checksum is made for them.
    fileprivate static func withChecksum(_ body: [UInt8]) -> [UInt8] {
        let empty = bytes(of: [])
        guard let headEnd = empty.firstIndex(of: 0x0A) else { return body }
        let head = Array(empty[...headEnd])
        return head + Array("sha256 \(sha256(head + body))\n".utf8) + body
    }
}
