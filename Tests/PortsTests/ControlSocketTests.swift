import Glibc
import Testing
import Vitals

@testable import Ports

/// The control socket over a real unix socket.
@Suite(.serialized) struct ControlSocketTests {
    private let scratch: ScratchFolder
    private let asked = Locked<[ControlRequest]>([])

    init() throws { scratch = try ScratchFolder() }

    private var path: String { scratch.path("control.sock") }

    /// A socket that answers each line with its length, but `wait` never.
    private func serve(_ patience: ControlPatience = ControlPatience()) throws -> ControlSocket {
        let asked = asked
        return try ControlSocket(path: path, patience: patience) { request in
            asked.withLock { $0.append(request) }
            let line = String(decoding: request.line, as: UTF8.self)
            if line != "wait" { request.reply.send("heard \(request.line.count)") }
        } refusal: {
            "refused: \($0)"
        }
    }

    private func connect() throws -> FileDescriptor {
        let connection = try UnixAddress.makeSocket(path: path)
        let address = try #require(UnixAddress(path: path))
        #expect(waitUntil { address.connect(connection.rawValue) == 0 })
        return connection
    }

    /// Everything that comes until the other end closes, or until `isEnough`.
    private func receive(
        _ connection: borrowing FileDescriptor, isEnough: (String) -> Bool = { _ in false }
    ) -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        _ = waitUntil {
            switch connection.read(into: &buffer) {
            case .bytes(let count): text += String(decoding: buffer[..<count], as: UTF8.self)
            case .wouldBlock: break
            case .end, .failure: return true
            }
            return isEnough(text)
        }
        return text
    }

    @Test func aLineIsAskedAndAnswered() throws {
        let socket = try serve()
        defer { socket.stop() }
        #expect(try ControlClient(path: path).ask(line: "hello", within: .seconds(5)) == "heard 5")
        let peer = try #require(asked.withLock { $0.first?.peer })
        #expect(peer.processID == getpid() && peer.userID == getuid() && peer.groupID == getgid())
    }

    @Test func onlyTheDaemonsUserAndGroupMayWriteToIt() throws {
        let socket = try serve()
        defer { socket.stop() }
        var status = stat()
        #expect(lstat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660 && status.st_mode & S_IFMT == S_IFSOCK)
    }

    @Test func severalLinesOnOneConnectionAreAnsweredInOrder() throws {
        let socket = try serve()
        defer { socket.stop() }
        let connection = try connect()
        _ = connection.send(Array("a\nbb\nccc".utf8)[...])
        shutdown(connection.rawValue, Int32(SHUT_WR))
        #expect(receive(connection) == "heard 1\nheard 2\nheard 3\n")
    }

    @Test func aLineAtTheLimitIsTakenAndOneByteMoreIsRefused() throws {
        let socket = try serve()
        defer { socket.stop() }
        let longest = String(repeating: "x", count: PortLimits.controlLineByteCount)
        let client = ControlClient(path: path)
        #expect(try client.ask(line: longest, within: .seconds(5)) == "heard \(PortLimits.controlLineByteCount)")
        #expect(throws: ControlError.lineTooLong(byteCount: longest.utf8.count + 1)) {
            try client.ask(line: longest + "x", within: .seconds(5))
        }
        let connection = try connect()
        var rest = Array((longest + "x\n").utf8)[...]
        while !rest.isEmpty, case let outcome = connection.send(rest) {
            if case .sent(let count) = outcome { rest = rest.dropFirst(count) } else { break }
        }
        #expect(receive(connection).contains("longer than 65536 bytes"))
        #expect(asked.withLock { $0.count } == 1)
    }

    @Test func aCallerWhoSendsNoLineIsClosedWithAReason() throws {
        let socket = try serve(ControlPatience(line: .milliseconds(100)))
        defer { socket.stop() }
        let connection = try connect()
        _ = connection.send(Array("half a".utf8)[...])
        #expect(receive(connection).contains("no whole line"))
        #expect(asked.withLock { $0.isEmpty })
    }

    @Test func aRequestThatIsNeverAnsweredIsSaidToBeSo() throws {
        let socket = try serve(ControlPatience(answer: .milliseconds(100)))
        defer { socket.stop() }
        #expect(try ControlClient(path: path).ask(line: "wait", within: .seconds(5)).contains("did not answer in time"))
        // The answer that comes after all goes nowhere.
        asked.withLock { $0.first }?.reply.send("late")
        #expect(try ControlClient(path: path).ask(line: "b", within: .seconds(5)) == "heard 1")
    }

    @Test func nobodyCanHoldTheDoorShut() throws {
        let socket = try serve()
        defer { socket.stop() }
        var idle: [Int32] = []
        for _ in 0..<PortLimits.controlConnectionCount {
            let connection = try connect()
            idle.append(dup(connection.rawValue))
        }
        #expect(try ControlClient(path: path).ask(line: "concern", within: .seconds(5)) == "heard 7")
        idle.forEach { close($0) }
    }

    @Test func withEveryPlaceAskingOneMoreIsRefused() throws {
        let socket = try serve()
        defer { socket.stop() }
        var busy: [Int32] = []
        for _ in 0..<PortLimits.controlConnectionCount {
            let connection = try connect()
            _ = connection.send(Array("wait\n".utf8)[...])
            busy.append(dup(connection.rawValue))
        }
        let isBusy = waitUntil { asked.withLock { $0.count } == PortLimits.controlConnectionCount }
        #expect(isBusy)
        #expect(try ControlClient(path: path).ask(line: "x", within: .seconds(5)).contains("others are connected"))
        busy.forEach { close($0) }
        let isFree = waitUntil { (try? ControlClient(path: path).ask(line: "x", within: .seconds(1))) == "heard 1" }
        #expect(isFree)
    }

    @Test(arguments: 0..<40) func anyBytesEndInAnAnswerARefusalOrAClosedConnection(seed: UInt64) throws {
        let socket = try serve(ControlPatience(line: .milliseconds(200)))
        defer { socket.stop() }
        let connection = try connect()
        _ = connection.send(pattern(count: 1 + Int(seed) * 97, seed: seed)[...])
        if seed % 2 == 0 { shutdown(connection.rawValue, Int32(SHUT_WR)) }
        let text = receive(connection)
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("heard ") || $0.hasPrefix("refused: ") })
        #expect(try ControlClient(path: path).ask(line: "alive", within: .seconds(5)) == "heard 5")
    }

    @Test func whatAKilledDaemonLeftIsReplacedAndARunningOneIsNot() throws {
        let address = try #require(UnixAddress(path: path))
        let dead = try UnixAddress.makeSocket(path: path)
        #expect(address.bind(dead.rawValue) == 0)
        let socket = try serve()
        #expect(try ControlClient(path: path).ask(line: "a", within: .seconds(5)) == "heard 1")
        #expect(throws: PortError(.bind, path, .alreadyServed)) { try serve() }
        socket.stop()
        #expect(access(path, F_OK) != 0, "its file goes with it")
    }

    /// A reload stops one and starts the next at the same path before the first is let go of; the file system may give the
    /// second the number of the first.
    @Test func aSocketThatWasStoppedLeavesTheNextOneAlone() throws {
        let first = try serve()
        first.stop()
        let second = try serve()
        defer { second.stop() }
        first.stop()
        #expect(try ControlClient(path: path).ask(line: "concern", within: .seconds(5)) == "heard 7")
    }

    @Test func anythingElseAtThePathStaysAndIsRefused() throws {
        try scratch.write("control.sock", [1])
        #expect(throws: PortError(.bind, path, .notASocket)) { try serve() }
        #expect(scratch.contents("control.sock") == [1])
    }

    @Test func aFolderThatAnybodyMayWriteToIsRefused() throws {
        scratch.makeFolder("open", mode: 0o777)
        let path = scratch.path("open/control.sock")
        #expect(throws: PortError(.open, scratch.path("open"), .worldWritable)) {
            try ControlSocket(path: path, onRequest: { _ in }, refusal: { "\($0)" })
        }
    }

    @Test func thePathMayHave107Bytes() throws {
        let longest = String(repeating: "x", count: PortLimits.socketPathByteCount)
        #expect(UnixAddress(path: longest) != nil && UnixAddress(path: longest + "x") == nil)
        #expect(UnixAddress(path: "") == nil && UnixAddress(path: "a\0b") == nil)
    }

    @Test func aClientSaysWhatAPersonCanDo() throws {
        let client = ControlClient(path: path)
        #expect(throws: ControlError.notRunning(path)) { try client.ask(line: "a", within: .seconds(1)) }
        let address = try #require(UnixAddress(path: path))
        let deaf = try UnixAddress.makeSocket(path: path)
        #expect(address.bind(deaf.rawValue) == 0)
        #expect(throws: ControlError.notRunning(path)) { try client.ask(line: "a", within: .seconds(1)) }
        #expect(listen(deaf.rawValue, 4) == 0)
        #expect(throws: ControlError.noAnswer(path, within: .milliseconds(100))) {
            try client.ask(line: "a", within: .milliseconds(100))
        }
        #expect(ControlError.notRunning(path).description.contains("no daemon listens"))
        #expect(ControlError.noAnswer(path, within: .seconds(1)).mayBeDone && !ControlError.notRunning(path).mayBeDone)
    }
}
