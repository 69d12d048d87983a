import DeviceSimulators
import Foundation
import Glibc
import Journal
import Register
import Testing
import Vitals

@testable import Alarms
@testable import WardDaemon

/// A real daemon on a real disk of 32 MiB that somebody fills. Where this user may not mount one, nothing is shown here.
@Suite(.serialized, .enabled(if: SmallDisk.mayBeMounted, "a small disk cannot be mounted by this user"))
struct FullDiskTests {
    @Test func aFullDiskLosesNoAlertAndStopsNothingAndWithRoomAgainEverythingIsKept() throws {
        let ward = try RunningWard(speed: 20)
        let disk = try SmallDisk(at: ward.folder + "/state", megabytes: 32)
        defer {
            ward.stop()
            disk.detach()
        }
        try ward.start()
        let oximeter = SimulatedOximeter(.noninDF2, [SimulatedOximeter.Waypoint(0, spO2: 98, heartRate: 110)])
        ward.play(oximeter, seconds: 0..<20)
        #expect(try ward.ask(.concern(child: "adm-a", from: .staff, note: "before")).isDone)
        #expect(disk.holdsReserve)

        try disk.fill()
        ward.play(oximeter, seconds: 20..<40)
        let asked = 60
        for number in 0..<asked {
            #expect(try ward.ask(.concern(child: "adm-b", from: .staff, note: "full \(number)")).isDone, "\(number)")
        }
        let isTold = try ward.wait { try ward.alertLines().contains { $0.contains("system.storage") } }
        #expect(isTold)
        let told = try ward.messages().count { $0.text.contains("adm-b") }
        // One worry of one child is one episode: the first fires, the others say it again.
        #expect(told >= 2)
        #expect(try commandCount(ward) == asked + 1)

        // With its reserve it also starts on a full disk, and goes on where it was.
        disk.empty()
        let hasReserve = ward.wait { disk.holdsReserve }
        #expect(hasReserve)
        ward.stop()
        try disk.fill()
        try ward.start()
        #expect(try ward.ask(.concern(child: "adm-a", from: .staff, note: "started full")).isDone)
        #expect(try unrecorded(ward) > 0)

        disk.empty()
        let isWhole = ward.wait { disk.holdsReserve }
        #expect(isWhole)
        let before = try readingCount(ward)
        let isKept = try ward.wait {
            ward.play(oximeter, seconds: 0..<10)
            return try readingCount(ward) > before
        }
        #expect(isKept)
        ward.stop()
        #expect(JournalCheck.damage(at: ward.folder + "/state/journal.sqlite") == nil)
    }

    @Test func whileTheDiskTakesNothingAlertsLeaveFromMemoryAndAreOnRecordAfterwards() throws {
        let ward = try RunningWard(
            speed: 10, receivers: ["team": "primary, second, in-charge, escalation, reviewer, operations"])
        let disk = try SmallDisk(at: ward.folder + "/state", megabytes: 32)
        defer {
            ward.stop()
            disk.detach()
        }
        try ward.start()
        #expect(try ward.ask(.concern(child: "adm-a", from: .staff, note: "before")).isDone)
        // Not even the reserve is left.
        try disk.fill()
        #expect(DiskReserve(stateDirectory: ward.folder + "/state").release())
        try disk.fill()
        _ = try ward.ask(.concern(child: "adm-b", from: .staff, note: "from memory"))
        let team = try #require(ward.receivers["team"])
        let isTold = ward.wait {
            team.messages.contains { $0.text.contains("adm-b") && $0.block("delivery")["undurable"] as? Bool == true }
        }
        #expect(isTold)
        let told = try #require(team.messages.first { $0.text.contains("adm-b") && $0.event == "fired" })
        #expect(try !ward.messages().contains { $0.text.contains("adm-b") })

        disk.empty()
        let isOnRecord = try ward.wait { try ward.messages().contains { $0.text.contains("adm-b") } }
        #expect(isOnRecord)
        let isSettled = try ward.wait { try ward.journal().undeliveredCount() == 0 }
        #expect(isSettled)
        ward.stop()
        let kept = try #require(try ward.messages().first { $0.text.contains("adm-b") && $0.event == "fired" })
        #expect(kept.id == told.id && kept.episodeID == told.episodeID)
        var numbers: [Int64] = []
        try ward.journal().alerts { if let number = $0.hubSequence { numbers.append(number) } }
        #expect(numbers == Array(1...Int64(numbers.count)))
    }

    private func commandCount(_ ward: RunningWard) throws -> Int {
        var count = 0
        try ward.journal().commands { if $0.kind == "concern" { count += 1 } }
        return count
    }

    private func readingCount(_ ward: RunningWard) throws -> Int {
        var count = 0
        try ward.journal().readings { _ in count += 1 }
        return count
    }

    private func unrecorded(_ ward: RunningWard) throws -> Int64 {
        try ward.journal().counter("readings.unrecorded")
    }
}

/// A disk in memory of a few MiB, and a file that takes what is free of it.
final class SmallDisk {
    private let path: String

    /// Tried once, in a folder of its own.
    static let mayBeMounted: Bool = {
        let folder = NSTemporaryDirectory() + "spotward-mount-" + UUID().uuidString
        guard mkdir(folder, 0o700) == 0 else { return false }
        defer { rmdir(folder) }
        guard mount("none", folder, "tmpfs", 0, "size=1m") == 0 else { return false }
        return umount2(folder, Int32(MNT_DETACH)) == 0
    }()

    init(at path: String, megabytes: Int) throws {
        self.path = path
        mkdir(path, 0o700)
        guard mount("none", path, "tmpfs", 0, "size=\(megabytes)m,mode=0700") == 0 else {
            throw RunningWard.Failure(text: "mount failed: \(errno)")
        }
    }

    deinit { detach() }

    /// Takes it away, and all that is on it.
    func detach() { umount2(path, Int32(MNT_DETACH)) }

    var holdsReserve: Bool { DiskReserve(stateDirectory: path).isThere }

    /// Takes all that is free, to the last block.
    func fill() throws {
        let file = open(path + "/filler", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { throw RunningWard.Failure(text: "no filler: \(errno)") }
        defer { close(file) }
        for size in [1 << 20, 1 << 12, 1] {
            let block = [UInt8](repeating: 0x20, count: size)
            while write(file, block, size) == size {}
        }
    }

    func empty() { unlink(path + "/filler") }
}
