import Foundation
import Testing

@testable import WardTesting

/// The played disk itself: each of its damages is one, and a sync ends them.
@Suite struct DiskImageTests {
    private static let sector = Damage.sectorByteCount

    /// A file of four sectors, synced, over which four others were written one by one.
    private func image(isSynced: Bool = false, isLying: Bool = false) -> DiskImage {
        var chances = Chances(seed: 1)
        var image = DiskImage(before: ["journal.sqlite": Data(repeating: 1, count: 4 * Self.sector)], isLying: isLying)
        image.take(.found(0, name: "journal.sqlite"), &chances)
        for place in 0..<4 {
            let bytes = Data(repeating: 2, count: Self.sector)
            image.take(.written(0, offset: place * Self.sector, bytes: bytes), &chances)
        }
        if isSynced { image.take(.synced(0), &chances) }
        return image
    }

    /// Of many cuts, the bytes of each sector: `1` old, `2` new, `x` neither.
    private func outcomes(_ image: DiskImage, _ damage: Damage) -> Set<String> {
        var found: Set<String> = []
        for seed in UInt64(0)..<200 {
            var chances = Chances(seed: seed)
            let bytes = image.cut(damage, &chances)["journal.sqlite"] ?? Data()
            let sectors = stride(from: 0, to: bytes.count, by: Self.sector).map { start in
                let values = Set(bytes[start..<min(bytes.count, start + Self.sector)])
                return values == [1] ? "1" : values == [2] ? "2" : "x"
            }
            found.insert(sectors.joined())
        }
        return found
    }

    @Test func whatWasNotSyncedIsThereInPart() {
        #expect(outcomes(image(), .dropped) == ["1111"])
        #expect(outcomes(image(), .landed) == ["2222"])
        #expect(outcomes(image(), .reordered).count == 16)
        #expect(outcomes(image(), .tornBetweenSectors) == ["1111", "2111", "2211", "2221", "2222"])
        #expect(outcomes(image(), .tornWithinASector).contains { $0.contains("x") })
    }

    @Test func whatWasSyncedIsThereWhateverThePower() {
        for damage in Damage.allCases {
            #expect(outcomes(image(isSynced: true), damage) == ["2222"])
        }
        #expect(outcomes(image(isSynced: true, isLying: true), .dropped) == ["1111"])
    }

    /// After a failed sync the kernel holds the pages for clean: the next sync does not write them.
    @Test func whatASyncFailedOnIsNotMadeGoodByTheNext() {
        var failed: Set<String> = []
        for seed in UInt64(0)..<50 {
            var chances = Chances(seed: seed)
            var image = image()
            image.take(.syncFailed(0), &chances)
            image.take(.synced(0), &chances)
            failed.formUnion(outcomes(image, .landed))
        }
        #expect(failed.contains("1111") && failed.count > 4)
    }

    @Test func aFileNobodySyncedMayBeGoneAndOneDeletedMayBeBack() {
        var chances = Chances(seed: 1)
        var image = DiskImage(before: ["journal.sqlite-wal": Data([7])])
        image.take(.found(0, name: "journal.sqlite-wal"), &chances)
        image.take(.deleted(0, name: "journal.sqlite-wal"), &chances)
        image.take(.created(1, name: "journal.sqlite-journal"), &chances)
        #expect(image.cut(.dropped, &chances) == ["journal.sqlite-wal": Data([7])])
        #expect(image.cut(.landed, &chances) == ["journal.sqlite-journal": Data()])
        image.take(.folderSynced, &chances)
        #expect(image.cut(.dropped, &chances) == ["journal.sqlite-journal": Data()])
    }

    /// The shim writes down what a real connection asks of a real file.
    @Test func whatTheStoreAsksIsWrittenDownAndPlayedBackItIsTheFile() throws {
        let directory = try TemporaryDirectory()
        let script = try StoreScript(directory.state, seed: 1)
        try script.play(.alerts)
        var chances = Chances(seed: 1)
        var image = DiskImage(before: script.disk.before)
        let calls = script.disk.asked()
        for call in calls { image.take(call, &chances) }
        #expect(calls.count { $0.isSync } > 5)
        #expect(try image.cut(.landed, &chances) == DiskImage.read(directory.state))
        try script.close()
    }
}
