import Crypto
import Vitals

/// The text of a register's file.
///
///     spotward-register 1
///     sha256 <64 hexadecimal digits: of every byte of the file but this line>
///     {"at":"2026-11-22T03:15:00.000Z","by":{…},"command":"admit",…}
///     {"at":…
///
/// One accepted command a line, in the order that makes the ward again. Every line ends in a line feed, so a file that
/// was cut anywhere does not have its checksum.
enum RegisterContent {
    static let name = "spotward-register"
    static let version = 1

    /// What is wrong with a text.
    enum Defect: Error, Hashable {
        case noRegister
        case unknownVersion(String)
        case wrongChecksum
        /// A line, counted from 1, whose checksum is right and that is no command.
        case line(Int, String)
    }

    static func bytes(of commands: [WardCommand]) -> [UInt8] {
        let head = Array("\(name) \(version)\n".utf8)
        let body = Array(commands.map { $0.line + "\n" }.joined().utf8)
        return head + Array("sha256 \(checksum(head, body))\n".utf8) + body
    }

    static func commands(in bytes: [UInt8]) throws(Defect) -> [WardCommand] {
        guard let headEnd = bytes.firstIndex(of: 0x0A) else { throw .noRegister }
        let head = Array(bytes[...headEnd])
        let words = String(decoding: head.dropLast(), as: UTF8.self).split(
            separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, words[0] == name else { throw .noRegister }
        guard words[1] == "\(version)" else { throw .unknownVersion(PrintableText.cleaned(String(words[1]), 16)) }
        guard let sumEnd = bytes[(headEnd + 1)...].firstIndex(of: 0x0A) else { throw .wrongChecksum }
        let body = Array(bytes[(sumEnd + 1)...])
        let sum = String(decoding: bytes[(headEnd + 1)..<sumEnd], as: UTF8.self)
        guard sum == "sha256 \(checksum(head, body))" else { throw .wrongChecksum }
        return try lines(of: body)
    }

    private static func lines(of body: [UInt8]) throws(Defect) -> [WardCommand] {
        var commands: [WardCommand] = []
        for (place, line) in body.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().enumerated() {
            let number = place + 3
            do throws(CommandRefusal) {
                let command = try WardCommand(line: String(decoding: line, as: UTF8.self))
                guard command.at != nil else { throw CommandRefusal("at", "is missing", "") }
                commands.append(command)
            } catch {
                throw .line(number, "\(error.key) \(error.reason)")
            }
        }
        return commands
    }

    private static func checksum(_ head: [UInt8], _ body: [UInt8]) -> String {
        SHA256.hash(data: head + body).hexadecimal
    }
}
