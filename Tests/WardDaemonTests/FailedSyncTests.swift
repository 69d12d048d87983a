import Foundation
import Logging
import Synchronization
import Testing

@testable import Alarms
@testable import WardDaemon
@testable import WardTesting

/// Some synchronisations fail one after another, while a parent is worried and no receiver is there.
@Suite(.serialized) struct FailedSyncTests {
    /// With the commit of the alert (after that of the command) also the closing fails: the log is left, and the next opening finds
    /// the alert on record. With three the next opening fails too, and until the one after it there is no journal to ask.
    @Test(arguments: [(0, 3), (1, 1), (1, 2), (1, 3)])
    func aWorryIsCalledInTheRoomAndItsAlertsPassForNoOthers(first: Int, count: Int) throws {
        let ward = try RunningWard(
            speed: 60, absent: ["name: team, url: \"https://127.0.0.1:1/\", secret_file: secret.txt"])
        try ward.start()
        ward.stop()
        let disk = try CrashDisk(ward.folder + "/state")
        let log = KeptLog()
        try ward.start(logger: Logger(label: "test") { _ in log })
        defer { ward.stop() }
        disk.fail(.sync, from: first, count: count)
        _ = try? ward.ask(.concern(child: "adm-a", from: .parent, note: "not herself"), as: .parent)
        #expect(ward.wait { log.text.contains("no receiver has taken P2 concern") })
        #expect(disk.failureCount == count)
        #expect(!log.text.contains("on record already"))
    }
}

private final class KeptLog: LogHandler {
    private let lines = Mutex("")
    var text: String { lines.withLock { $0 } }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        lines.withLock { $0 += "\(event.message)\n" }
    }
}
