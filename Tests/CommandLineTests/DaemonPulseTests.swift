import Ports
import Synchronization
import Testing

@testable import spotward

/// Rows wait in the daemon's memory: whoever reads the journal has them written out first.
@Suite struct DaemonPulseTests {
    private let ward: RecordedWard
    init() throws { ward = try RecordedWard() }

    /// The lines a daemon of this ward is asked while `body` runs.
    private func asked(_ body: () throws -> Void) throws -> [String] {
        let lines = Heard()
        let socket = try ControlSocket(path: ward.folder + "/state/control.sock") { request in
            lines.text.withLock { $0.append(String(decoding: request.line, as: UTF8.self)) }
            request.reply.send("{}")
        } refusal: {
            "\($0)"
        }
        defer { socket.stop() }
        try body()
        return lines.text.withLock { $0 }
    }

    private final class Heard: Sendable {
        let text = Mutex<[String]>([])
    }

    @Test func aPageIsReadAfterTheDaemonHasWrittenOut() throws {
        let lines = try asked { _ = try ward.survey() }
        #expect(lines == [""], "the pages of the ward ask once")
    }

    @Test(arguments: ["--state", "--config"]) func theJournalIsReadAfterTheDaemonHasWrittenOut(option: String) throws {
        let path = option == "--state" ? ward.folder + "/state" : ward.configuration
        let place = try StatePlace.parse([option, path])
        let lines = try asked { _ = try place.journal { try $0.undeliveredCount() } }
        #expect(lines == [""])
    }

    @Test func withoutADaemonThePageSaysThatNobodyIsWatched() throws {
        let missing = DaemonPulse.missing(at: ward.folder + "/state/control.sock")
        #expect(missing?.contains("no daemon listens") == true)
        var present: String? = "not asked"
        let lines = try asked { present = DaemonPulse.missing(at: ward.folder + "/state/control.sock") }
        #expect(present == nil && lines == [""])
    }
}
