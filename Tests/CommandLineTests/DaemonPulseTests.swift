import Foundation
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

    private func missing() -> String? {
        DaemonPulse.missing(at: ward.folder + "/state/control.sock", stateFolder: nil)
    }

    @Test func withoutADaemonThePageSaysThatNobodyIsWatched() throws {
        let absent = missing()
        #expect(absent?.contains("no daemon listens") == true)
        var present: String? = "not asked"
        let lines = try asked { present = missing() }
        #expect(present == nil && lines == [""])
    }

    /// A hub in safe mode takes no command: the pages know it by its state folder.
    @Test func inSafeModeThePageSaysSoSinceWhenWhyAndWhatToDo() throws {
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
            .trimmingCharacters(in: .newlines)
        let file = ward.folder + "/state/starts"
        let mark = "\(boot) 4 safe \(getpid()) 2026-11-21T22:00:00.000Z\n"
        try mark.write(toFile: file, atomically: true, encoding: .utf8)
        let words = try #require(try ward.survey().notWatched)
        for part in [
            "in safe mode since 2026-11-21 22:00:00 +00:00", "3 starts in a row or more ended", "watches nobody",
            "tries the whole ward again at 2026-11-21 22:15:00", "Ring the families",
        ] {
            #expect(words.contains(part), "\(part): \(words)")
        }
        let asked = DaemonPulse.reason(.notRunning("control.sock"), stateFolder: ward.folder + "/state")
        #expect(asked.contains("safe mode") && !asked.contains("Ring the families"))
        let busy = DaemonPulse.reason(.busy("control.sock"), stateFolder: ward.folder + "/state")
        #expect(busy.contains("takes nothing now"))
        try "\(boot) 4\n".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try ward.survey().notWatched?.contains("no daemon listens") == true)
    }
}
