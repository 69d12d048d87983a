import DeviceSimulators
import Foundation
import GRDB
import Testing
import Vitals

@testable import Ports
@testable import WardDaemon
@testable import WardTesting

/// What a hub writes to its card: the daemon's own stages over SQLite on a played disk, an hour of a child in a second or two, and
/// each block counted.
@Suite struct WritingTests {
    private static let seconds = 3_600
    /// Goal R16 is 150 MB a day. 62 of them are not the journal's: what the file system writes of its own, the log's shared index, the
    /// recording and the number of the heartbeat (`soak.py --writes` at the speed of life, docs/faults.md).
    private static let bytesAnHour = (150_000_000 - 62_000_000) / 24
    /// Lines that come before a line is believed.
    private static let unbelieved = 20

    /// From a new journal to a stop in order, so that all is in it: the first pages, the start, what the log owes the file.
    @Test func anHourOfOneChildWithFourStreamsWritesItsPartOf150MBADay() throws {
        let hour = try WrittenHour(seconds: Self.seconds)
        print("\(hour.byteCounts) in \(Self.seconds) s: \(hour.byteCount * 24 / 1_000_000) MB a day")
        #expect(hour.readingCount >= 2 * Self.seconds - Self.unbelieved)
        #expect(hour.transitionCount == 0)
        #expect(hour.byteCount <= Self.bytesAnHour)
    }
}

/// Some time of one child with two oximeters, each of which tells SpO2 and heart rate once a second: four streams, as
/// `soak.py --writes` plays them. Nothing is alarmed about.
private struct WrittenHour {
    let readingCount: Int
    let transitionCount: Int
    /// Of the disk, by file of the journal.
    let byteCounts: [String: Int]
    var byteCount: Int { byteCounts.values.reduce(0, +) }

    /// Well, and changing, in the first seconds of their recordings; then these again.
    private static let profiles = ["nonin-2500", "viatom-o2ring"]
    private static let storySeconds = 8
    private static let boot: Int64 = 5_000_000_000

    init(seconds: Int) throws {
        let fixture = try SimulatedWard(Self.configuration)
        let folder = NSTemporaryDirectory() + "spotward-writing-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try DiskImage.write([:], to: folder)
        let time = PlayedTime(MonotonicInstant(microseconds: Self.boot), SimulatedWard.evening)
        let hub = try SimulatedHub(folder, fixture.ward, bootID: "boot-1", time: time)
        let oximeters = Self.profiles.map { profile in
            SimulatedCatalogue.recordings.first { $0.path == "\(profile)/recordings/edges.rec" }?.recording.oximeter
        }
        for place in oximeters.indices { hub.plug(SourceIndex(UInt16(place)), isIn: true) }
        for second in 1...seconds {
            time.set(
                MonotonicInstant(microseconds: Self.boot + Int64(second) * 1_000_000),
                SimulatedWard.evening.advanced(by: .seconds(second)))
            for (place, oximeter) in oximeters.enumerated() {
                guard let bytes = oximeter?.bytes(second: second % Self.storySeconds) else { continue }
                hub.take(bytes, from: SourceIndex(UInt16(place)))
            }
            hub.tick()
            hub.beat()
            hub.record()
        }
        hub.writeOut()
        (readingCount, transitionCount) = try hub.look { db in
            (
                try Int.fetchOne(db, sql: "SELECT count(*) FROM readings") ?? 0,
                try Int.fetchOne(db, sql: "SELECT count(*) FROM transitions") ?? 0
            )
        }
        hub.stop()
        byteCounts = WrittenBlocks(hub.disk.asked()).byteCounts
    }

    private static let configuration = """
        hub: {id: hub-simulated}
        state: state
        admissions:
          - {id: adm-a, born_on: 2024-03-02, admitted_at: 2026-03-01T08:00:00Z}
        ports:
          devices:
        \(profiles.map { "    - {name: \($0), path: port-\($0), profile: \($0), child: adm-a}" }.joined(separator: "\n"))
        endpoints:
          - {name: team, url: "https://127.0.0.1:1/", secret_file: secret.txt}
        """
}

/// What a disk has to write for what was asked of it: of each file the blocks that changed, once for each time it was
/// synchronised, as the kernel counts them.
private struct WrittenBlocks {
    private(set) var byteCounts: [String: Int] = [:]

    private static let blockByteCount = 4_096

    init(_ calls: [DiskCall]) {
        var names: [Int: String] = [:]
        var changed: [Int: Set<Int>] = [:]
        for call in calls {
            switch call {
            case .found(let file, let name), .created(let file, let name): names[file] = name
            case .written(let file, let offset, let bytes):
                changed[file, default: []].formUnion(
                    offset / Self.blockByteCount...(offset + max(bytes.count, 1) - 1) / Self.blockByteCount)
            case .synced(let file): settle(changed.removeValue(forKey: file), of: names[file])
            case .syncFailed, .truncated, .deleted, .folderSynced: break
            }
        }
        for (file, blocks) in changed { settle(blocks, of: names[file]) }
    }

    private mutating func settle(_ blocks: Set<Int>?, of name: String?) {
        byteCounts[name ?? "?", default: 0] += (blocks?.count ?? 0) * Self.blockByteCount
    }
}
