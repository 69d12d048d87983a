import Crypto
import Dispatch
import FoundationEssentials
import Ports
import Register
import Synchronization
import Vitals
import Webhooks

/// A dropped command: one line of JSON, or a signed document around one.
struct CommandFile: Sendable {
    private let bytes: [UInt8]
    let sha256: String

    static let suffix = ".command.json"
    static func isName(_ name: String) -> Bool { name.hasSuffix(suffix) }

    /// Reads the whole file; `nil` when it is too long.
    init?(reading file: borrowing ClaimedFile) throws(PortError) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: DaemonLimits.documentChunk)
        while bytes.count <= DaemonLimits.commandFileByteCount {
            let count = try file.read(into: &buffer)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        guard bytes.count <= DaemonLimits.commandFileByteCount else { return nil }
        var hash = SHA256()
        hash.update(data: bytes)
        sha256 = hash.finalize().hexadecimal
        self.bytes = bytes
    }

    /// Whether somebody is worried, or answers how the child is: nothing of that is ever taken for a repetition for long.
    var isWorry: Bool {
        let line = String(decoding: bytes, as: UTF8.self).trimmed
        return (try? WardCommand(line: line))?.deed.kind.isHeardInAnyCase ?? false
    }

    /// Asks the desk and waits for its answer.
    func ask(_ desk: CommandDesk) -> ControlAnswer {
        let answered = DispatchSemaphore(value: 0)
        let answer = AnswerBox()
        let reply: @Sendable (ControlAnswer) -> Void = { given in
            answer.set(given)
            answered.signal()
        }
        if let document = try? SignedDocument(parsing: bytes) {
            desk.ask(document, of: nil, reply: reply)
        } else {
            // A last newline is how most programs end a line.
            let line = String(decoding: bytes, as: UTF8.self).trimmed
            desk.ask(CommandRequest(line: line, source: .file, reply: reply))
        }
        let patience = DispatchTimeInterval.seconds(Int(PortLimits.controlAnswerPatience.components.seconds))
        _ = answered.wait(timeout: .now() + patience)
        return answer.value
            ?? ControlAnswer(
                isDone: false, message: "The daemon did not answer in time: look at the ward, then ask again.")
    }
}

private final class AnswerBox: Sendable {
    private let answer = Mutex<ControlAnswer?>(nil)
    var value: ControlAnswer? { answer.withLock { $0 } }
    func set(_ value: ControlAnswer) { answer.withLock { $0 = value } }
}

extension String {
    fileprivate var trimmed: String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}

/// What is told to whoever dropped a command.
struct CommandReceipt: Sendable {
    let name: String
    let byteCount: Int64
    var sha256: String?

    func refused(_ reason: String) -> (isAccepted: Bool, bytes: [UInt8]) {
        written(ControlAnswer(isDone: false, message: "Nothing was done: \(reason)."))
    }

    func knownSince(_ instant: WallInstant) -> (isAccepted: Bool, bytes: [UInt8]) {
        written(
            ControlAnswer(
                isDone: true, message: "The same command was taken before, at \(instant); nothing was done again."))
    }

    func answered(_ answer: ControlAnswer) -> (isAccepted: Bool, bytes: [UInt8]) { written(answer) }

    private func written(_ answer: ControlAnswer) -> (isAccepted: Bool, bytes: [UInt8]) {
        let body = Body(
            receipt: 1, file: name, bytes: byteCount, sha256: sha256, outcome: answer.isDone ? "accepted" : "refused",
            message: answer.message, refusals: answer.refusals, command: answer.number, admission: answer.admissionID,
            episode: answer.episodeID)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes = (try? encoder.encode(body)).map(Array.init) ?? Array("{}".utf8)
        return (answer.isDone, bytes + [0x0A])
    }

    private struct Body: Encodable {
        var receipt: Int
        var file: String
        var bytes: Int64
        var sha256: String?
        var outcome: String
        var message: String
        var refusals: [String]
        /// The journal's number of the command.
        var command: Int64?
        var admission: String?
        var episode: String?
    }
}
