import Alarms
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

    @Test func anOpenEpisodeThatCannotBeReadIsToldOfAndTheWardIsWatched() throws {
        let ward = try RunningWard(speed: 60)
        try ward.start()
        #expect(try ward.ask(.concern(child: "adm-a", from: .staff, note: nil)).isDone)
        ward.stop()
        try spoilTransitions(of: ward)

        try ward.start()
        let isTold = try ward.wait { try ward.alertLines().contains { $0.contains("system.record_damaged") } }
        #expect(isTold)
        #expect(try ward.ask(.concern(child: "adm-a", from: .staff, note: nil)).isDone)
        ward.stop()
    }

    @Test func aWorryTheRunBeforeWasCutOffWithThatCannotBeReadIsToldOfAndNotTakenForDone() throws {
        let ward = try RunningWard(speed: 60)
        let (store, tick) = try ward.beginRun()
        let number = try store.append(
            command: CommandEntry(
                number: CommandNumber(1), at: tick, kind: "concern", admissionID: "adm-a", byName: "Jo Ray",
                byRole: "nurse", line: #"{"deed":"#, origin: .socket))
        try store.close()

        try ward.start()
        let isTold = try ward.wait { try ward.alertLines().contains { $0.contains("system.record_damaged") } }
        #expect(isTold)
        ward.stop()
        let (after, _) = try ward.beginRun()
        #expect(try after.commandsWithoutOutcome().map(\.number) == [number])
        try after.close()
    }

    @Test func anAlertWhoseStateIsNoWordAnyMoreWaitsAgainAndThatIsToldOf() throws {
        let ward = try RunningWard(speed: 60)
        try ward.start()
        #expect(try ward.ask(.concern(child: "adm-a", from: .staff, note: nil)).isDone)
        #expect(try ward.wait { try ward.journal().undeliveredCount() > 0 })
        ward.stop()
        try spoilStates(of: ward)
        #expect(try !ward.journal().unsoundItems().isEmpty)

        try ward.start()
        let isTold = try ward.wait { try ward.alertLines().contains { $0.contains("system.record_damaged") } }
        #expect(isTold)
        #expect(try ward.journal().unsoundItems().isEmpty)
        ward.stop()
    }

    /// A bit of each state of the outbox, and nothing else: an index names the word between quotation marks.
    private func spoilStates(of ward: RunningWard) throws {
        let url = URL(fileURLWithPath: ward.folder + "/state/journal.sqlite")
        var bytes = try Data(contentsOf: url)
        var from = bytes.startIndex
        while let found = bytes.range(of: Data("queued".utf8), in: from..<bytes.endIndex) {
            if bytes[found.lowerBound - 1] != UInt8(ascii: "'") { bytes[found.lowerBound] ^= 1 }
            from = found.upperBound
        }
        try bytes.write(to: url)
    }

    /// A bit of each text that holds a transition, in pages that SQLite finds sound.
    private func spoilTransitions(of ward: RunningWard) throws {
        let url = URL(fileURLWithPath: ward.folder + "/state/journal.sqlite")
        var bytes = try Data(contentsOf: url)
        var from = bytes.startIndex
        while let found = bytes.range(of: Data(#""firedAt":"#.utf8), in: from..<bytes.endIndex) {
            bytes[found.lowerBound] ^= 1
            from = found.upperBound
        }
        #expect(from > bytes.startIndex)
        try bytes.write(to: url)
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
