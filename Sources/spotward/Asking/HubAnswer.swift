import ArgumentParser
import Glibc
import Ports
import Register

/// The hub's answer to a request: what is printed of it, and the status the command ends with.
struct HubAnswer {
    /// As it came, one line of JSON.
    let line: String
    let answer: ControlAnswer

    /// The whole way there and back. The hub gives itself two seconds to decide.
    static let patience = Duration.seconds(10)

    init(line: String) throws(UnreadableAnswer) {
        self.line = line
        do {
            answer = try ControlAnswer(line: line)
        } catch {
            throw UnreadableAnswer(byteCount: line.utf8.count)
        }
    }

    /// Asks the hub and waits; what goes wrong on the way is said, and the command ends with `EX_UNAVAILABLE`.
    static func ask(_ request: WardCommand, _ asker: Asker) throws -> HubAnswer {
        let path = try asker.place.socketPath()
        do {
            return try HubAnswer(line: try ControlClient(path: path).ask(line: request.requestLine, within: patience))
        } catch let error as ControlError {
            let verdict = error.mayBeDone ? "NOT CONFIRMED" : "NOT DONE"
            let reason = DaemonPulse.reason(error, stateFolder: asker.place.stateFolder())
            StandardError.complain("\(verdict): \(reason).")
        } catch let error as UnreadableAnswer {
            StandardError.complain("NOT CONFIRMED: \(error).")
        }
        throw ExitCode(EX_UNAVAILABLE)
    }

    /// Prints the answer; a refusal ends the command with `EX_DATAERR`.
    func finish(json: Bool) throws {
        if json { print(line) } else if answer.isDone { print(text) } else { StandardError.complain(text) }
        if !answer.isDone { throw ExitCode(EX_DATAERR) }
    }

    /// One sentence; below it each reason of a refusal that says more than the sentence does.
    var text: String {
        let number = answer.number.map { answer.isDone ? " (number \($0))" : "" } ?? ""
        // The sentence of a refusal holds its reasons: each is said once, on a line of its own.
        let reasons = answer.refusals.filter { $0 != answer.message }
        let words = reasons.reduce(answer.message) { $0.replacing($1, with: "") }
        let sentence = words.split(separator: " ").joined(separator: " ")
        return (answer.isDone ? "" : "REFUSED: ") + sentence + number + reasons.map { "\n  \($0)" }.joined()
    }
}

/// Something answered that is not this hub.
struct UnreadableAnswer: Error, CustomStringConvertible {
    let byteCount: Int

    var description: String {
        "what came back (\(byteCount) bytes) is not an answer of spotward: is it the right socket, and the same version?"
    }
}
