import Foundation
import Journal
import Register
import Testing

@testable import WardDaemon
@testable import WardTesting

/// A start does not wait until the history is looked through: what is damaged there is found beside the running ward.
@Suite(.serialized) struct DamagedJournalTests {
    @Test func aDamagedHistoryIsSetAsideWhileTheWardRunsAndWhatIsSaidIsKept() throws {
        let ward = try RunningWard(speed: 60)
        try ward.start()
        #expect(try ward.ask(.concern(child: "adm-a", from: .staff, note: "pale")).isDone)
        ward.stop()
        try damageReadings(of: ward)

        try ward.start()
        let isSetAside = try ward.wait {
            try FileManager.default.contentsOfDirectory(atPath: ward.folder + "/state").contains {
                $0.hasPrefix(Journal.Limits.quarantinePrefix)
            }
        }
        #expect(isSetAside)
        #expect(try ward.ask(.concern(child: "adm-b", from: .staff, note: "grey")).isDone)
        let isKept = try ward.wait { try ward.messages().contains { $0.text.contains("adm-b") } }
        #expect(isKept)
        ward.stop()
    }

    /// The first page of the table of readings, and no other.
    private func damageReadings(of ward: RunningWard) throws {
        let path = ward.folder + "/state/journal.sqlite"
        let offset = try JournalPages.readings(ofJournalAt: path)
        let url = URL(fileURLWithPath: path)
        var bytes = try Data(contentsOf: url)
        bytes[offset] = 0xFF
        try bytes.write(to: url)
    }
}
