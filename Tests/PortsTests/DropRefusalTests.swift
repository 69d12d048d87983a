import Foundation
import Glibc
import Testing
import Vitals

@testable import Ports

private func receipt(_ scratch: ScratchFolder, _ name: String) throws -> [String: String] {
    let bytes = scratch.contents(name)
    let object = try JSONSerialization.jsonObject(with: Data(bytes))
    return (object as? [String: Any] ?? [:]).compactMapValues { $0 as? String }
}

@Suite struct DropRefusalTests {
    @Test(arguments: ["empty", "symbolic-link", "pipe", "folder", "hard-link", "too-large", "socket"])
    func whatIsNoPlainFileIsRefusedAtOnceWithAReason(kind: String) throws {
        let scratch = try ScratchFolder()
        let outside = try ScratchFolder()
        try outside.write("secret", [9])
        var intake = try Intake(scratch, sizeLimit: 1000)
        #expect(try intake.takeAll().isEmpty)
        let path = scratch.path("x")
        switch kind {
        case "empty": try scratch.write("x", [])
        case "symbolic-link": symlink(outside.path("secret"), path)
        case "pipe": mkfifo(path, 0o600)
        case "folder":
            scratch.makeFolder("x")
            try scratch.write("x/inside.csv", [1])
        case "hard-link": link(outside.path("secret"), path)
        case "too-large":
            // A terabyte of nothing.
            let file = FileDescriptor(owning: open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
            #expect(ftruncate(file.rawValue, 1 << 40) == 0)
        case "socket":
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let opened = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            withUnsafePointer(to: &address) {
                _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(opened, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            close(opened)
        default: Issue.record("unknown kind")
        }
        try scratch.write("good.csv", [1])

        #expect(try intake.waitForSome() == ["good.csv": [1]])
        // A hard link waits for its second look; everything else is refused by now.
        let end = PortClock.bootNow().advanced(by: .seconds(6))
        while intake.refusalNames.isEmpty, PortClock.bootNow() < end {
            #expect(try intake.takeAll().isEmpty)
            usleep(20_000)
        }
        #expect(intake.refusalNames == [kind])
        #expect(scratch.names(in: "refused") == ["x", "x.receipt.json"])
        let text = try receipt(scratch, "refused/x.receipt.json")
        #expect(text["reason"] == kind && text["outcome"] == "refused" && text["file"] == "x")
        #expect(text["explanation"]?.isEmpty == false && text["at"]?.hasSuffix("Z") == true)
        #expect(scratch.names() == ["accepted", "processing", "refused"])
        #expect(outside.contents("secret") == [9])
    }

    @Test func theSizeLimitIsTakenAtItsEdge() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch, sizeLimit: 1000)
        for count in [0, 1, 999, 1000, 1001] { try scratch.write("\(count)", pattern(count: count)) }
        #expect(Set(try intake.waitForSome().keys) == ["1", "999", "1000"])
        #expect(intake.refusalNames.sorted() == ["empty", "too-large"])
        #expect(scratch.contents("accepted/1000") == pattern(count: 1000))
    }

    @Test func anyNameIsTakenAndKeptHarmless() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        #expect(try intake.takeAll().isEmpty)
        let names: [[UInt8]] = [
            Array("a\nb.csv".utf8), [0xFF, 0xFE, 0x80], Array("-rf".utf8),
            Array(repeating: UInt8(ascii: "x"), count: 255),
            Array("\u{202E}vsc.csv".utf8), Array("a\"b\\.csv".utf8), Array("..csv".utf8),
            Array("night.receipt.json".utf8),
        ]
        for name in names {
            let path = Array((scratch.path + "/").utf8) + name + [0]
            let opened = open(path.map { CChar(bitPattern: $0) }, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            #expect(opened >= 0)
            try FileDescriptor(owning: opened).write([1], path: "a test's name")
        }
        // The hidden one stays.
        let taken = try intake.waitForSome()
        #expect(taken.count == names.count - 1)
        #expect(scratch.names() == ["..csv", "accepted", "processing", "refused"])
        let kept = scratch.names(in: "accepted")
        #expect(kept.count == 2 * (names.count - 1))
        for name in kept {
            #expect(name.utf8.allSatisfy { (0x2D...0x7A).contains($0) && $0 != 0x2F } && name.utf8.count <= 255)
        }
        #expect(kept.contains("a_b.csv") && kept.contains("___") && kept.contains("_rf"))
        #expect(kept.contains("night.receipt.json_") && kept.contains("night.receipt.json_.receipt.json"))
    }

    @Test func aFolderThatOthersMayEmptyOrOwnIsRefused() throws {
        let scratch = try ScratchFolder()
        let plan = { DropFolderPlan(source: SourceIndex(0), path: scratch.path("drop")) }
        func failure(_ plan: DropFolderPlan) -> PortError.Cause? {
            do {
                _ = try DropFolder(plan)
                return nil
            } catch {
                return error.cause
            }
        }
        #expect(failure(plan()) == .system(errno: ENOENT))
        scratch.makeFolder("drop", mode: 0o777)
        #expect(failure(plan()) == .worldWritable)
        chmod(scratch.path("drop"), 0o1777)
        #expect(failure(plan()) == nil)
        chmod(scratch.path("drop"), 0o2770)
        #expect(failure(plan()) == nil)
        #expect(scratch.names(in: "drop") == ["accepted", "processing", "refused"])
        var status = stat()
        stat(scratch.path("drop/processing"), &status)
        #expect(status.st_mode & 0o777 == 0o700)
        if geteuid() == 0 {
            chown(scratch.path("drop"), 65_534, 65_534)
            #expect(failure(plan()) == .foreignOwner(userID: 65_534))
            chown(scratch.path("drop"), 0, 0)
        }
        rename(scratch.path("drop"), scratch.path("real"))
        symlink(scratch.path("real"), scratch.path("drop"))
        #expect([.system(errno: ELOOP), .system(errno: ENOTDIR)].contains(failure(plan())))
        for (limit, isTaken): (Int64, Bool) in [(0, false), (1, true), (4 << 30, true), (4 << 30 + 1, false)] {
            let plan = DropFolderPlan(source: SourceIndex(0), path: scratch.path("real"), sizeLimit: limit)
            #expect((failure(plan) == nil) == isTaken)
        }
    }

    /// An immutable file stands for one that another user owns in a sticky folder. Only root can make one, and not on
    /// every file system; elsewhere there is nothing to test.
    @Test func aFileThatCannotBeMovedIsToldAndTheOthersAreTaken() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        #expect(try intake.takeAll().isEmpty)
        try scratch.write("a.csv", [1])
        let file = FileDescriptor(owning: open(scratch.path("a.csv"), O_RDONLY | O_CLOEXEC))
        // FS_IOC_SETFLAGS and FS_IMMUTABLE_FL of linux/fs.h.
        var flags = 0x10
        guard ioctl(file.rawValue, 0x4008_6602, &flags) == 0 else { return }
        defer {
            flags = 0
            _ = ioctl(file.rawValue, 0x4008_6602, &flags)
        }
        try scratch.write("b.csv", [2])
        #expect(try intake.takeAll() == ["b.csv": [2]])
        #expect(intake.refusalNames == ["unmovable"])
        #expect(scratch.names() == ["a.csv", "accepted", "processing", "refused"])
    }
}
