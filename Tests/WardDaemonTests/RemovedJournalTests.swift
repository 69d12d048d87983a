import Foundation
import Journal
import Register
import Testing

@testable import WardDaemon

/// Somebody removes the journal of a running ward: it is put back, the hub says so, and nothing that was said is lost.
@Suite(.serialized) struct RemovedJournalTests {
    @Test func aRemovedJournalIsPutBackWhileTheWardRuns() throws {
        let ward = try RunningWard(speed: 20)
        try ward.start()
        #expect(try ward.ask(.concern(child: "adm-a", from: .staff, note: "before")).isDone)
        let journal = ward.folder + "/state/journal.sqlite"
        for suffix in ["", "-wal", "-shm"] { try FileManager.default.removeItem(atPath: journal + suffix) }
        #expect(try ward.ask(.concern(child: "adm-b", from: .staff, note: "while it is gone")).isDone)
        #expect(ward.wait { FileManager.default.fileExists(atPath: journal) })
        let isTold = try ward.wait { try ward.alertLines().contains { $0.contains("system.record_damaged") } }
        #expect(isTold)
        #expect(try ward.ask(.concern(child: "adm-a", from: .staff, note: "after")).isDone)
        ward.stop()
        var notes = 0
        try ReadOnlyJournal(directory: ward.folder + "/state").commands { notes += $0.kind == "concern" ? 1 : 0 }
        #expect(notes == 3)
    }
}
