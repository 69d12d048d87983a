import Ports
import Register

/// The control socket in front of the command desk: lines in, answers out.
enum ControlDoor {
    static func open(_ path: String, _ desk: CommandDesk) throws(PortError) -> ControlSocket {
        try ControlSocket(path: path) { request in
            // Not UTF-8 reads as text with replacements, which no command has: refused with its reason.
            let line = String(decoding: request.line, as: UTF8.self)
            desk.ask(CommandRequest(line: line, source: .socket(request.peer)) { request.reply.send($0.line) })
        } refusal: { refusal in
            ControlAnswer(isDone: false, message: "Nothing was done: \(refusal).").line
        }
    }
}
