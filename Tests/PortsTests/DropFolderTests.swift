import Glibc
import Testing
import Vitals

@testable import Ports

@Suite struct DropFolderTests {
    @Test func aClosedFileIsReadWholeAndPutAwayWithItsReceipt() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        #expect(try intake.takeAll().isEmpty)
        try scratch.write("night.csv", Array("a,b\n1,2\n".utf8))
        #expect(try intake.takeAll() == ["night.csv": Array("a,b\n1,2\n".utf8)])
        #expect(scratch.names() == ["accepted", "processing", "refused"])
        #expect(scratch.names(in: "accepted") == ["night.csv", "night.csv.receipt.json"])
        #expect(scratch.contents("accepted/night.csv") == Array("a,b\n1,2\n".utf8))
        #expect(scratch.contents("accepted/night.csv.receipt.json") == Array("{\"rows\":1}\n".utf8))
        #expect(try intake.takeAll().isEmpty)
    }

    @Test func aRefusedFileGoesToRefused() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        try scratch.write("bad.csv", [1])
        let file = try needed(try intake.folder.next())
        try intake.folder.finish(file, accepted: false, receipt: Array("{}".utf8))
        #expect(scratch.names(in: "refused") == ["bad.csv", "bad.csv.receipt.json"])
        #expect(scratch.names(in: "processing").isEmpty && scratch.names(in: "accepted").isEmpty)
    }

    /// What people call a file may be a child's name, and what fails on a file is logged with its path.
    @Test func theMessagesPathOfAFileIsItsNumberAndNotItsName() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        try scratch.write("Jane-Example.csv", [1])
        let file = try needed(try intake.folder.next())
        #expect(file.path == scratch.path("processing") + "/000001-*" && file.name == "Jane-Example.csv")
        try intake.folder.finish(file, accepted: true, receipt: Array("{}".utf8))
    }

    @Test func filesOfTheSameNameAreKeptApart() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        for content: UInt8 in 1...3 {
            try scratch.write("night.csv", [content])
            #expect(try intake.takeAll() == ["night.csv": [content]])
        }
        #expect(
            scratch.names(in: "accepted") == [
                "night-2.csv", "night-2.csv.receipt.json", "night-3.csv", "night-3.csv.receipt.json", "night.csv",
                "night.csv.receipt.json",
            ])
        #expect(scratch.contents("accepted/night.csv") == [1] && scratch.contents("accepted/night-3.csv") == [3])
    }

    @Test func aSlowWriterIsWaitedForHoweverLongItPauses() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        #expect(try intake.takeAll().isEmpty)
        let path = scratch.path("slow.csv")
        var writer: FileDescriptor? = FileDescriptor(owning: open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
        try writer?.write([1, 2], path: path)
        let end = PortClock.bootNow().advanced(by: .seconds(5))
        while PortClock.bootNow() < end {
            #expect(try intake.takeAll().isEmpty)
            usleep(100_000)
        }
        try writer?.write([3], path: path)
        #expect(try intake.takeAll().isEmpty)
        writer = nil
        #expect(try intake.takeAll() == ["slow.csv": [1, 2, 3]])
    }

    @Test func aFileMovedInIsTakenAndUnfinishedNamesAreNot() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        #expect(try intake.takeAll().isEmpty)
        for name in [".night.csv", "night.csv.tmp", "night.csv.part"] { try scratch.write(name, [1]) }
        #expect(try intake.takeAll().isEmpty)
        rename(scratch.path("night.csv.part"), scratch.path("night.csv"))
        #expect(try intake.takeAll() == ["night.csv": [1]])
        #expect(scratch.names().filter { $0.contains("night") } == [".night.csv", "night.csv.tmp"])
    }

    @Test func aFileThatWasThereBeforeIsTakenWhenItStandsStill() throws {
        let scratch = try ScratchFolder()
        try scratch.write("old.csv", [1, 2, 3])
        let path = scratch.path("growing.csv")
        let writer = FileDescriptor(owning: open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
        try writer.write([1], path: path)
        var intake = try Intake(scratch)
        let started = PortClock.bootNow()
        var taken: [String: [UInt8]] = [:]
        while PortClock.bootNow().since(started) < .seconds(4) {
            taken.merge(try intake.takeAll()) { a, _ in a }
            if PortClock.bootNow().since(started) < .milliseconds(1900) { #expect(taken.isEmpty) }
            try writer.write([2], path: path)
            usleep(100_000)
        }
        #expect(taken == ["old.csv": [1, 2, 3]])
        _ = consume writer
        let rest = try intake.waitForSome()
        #expect(rest["growing.csv"]?.count ?? 0 > 10)
    }

    /// The old way of maildir: write elsewhere, link in, unlink there. Nobody closes the new name.
    @Test func aFileLinkedInIsTakenWhenItsOldNameIsGone() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        #expect(try intake.takeAll().isEmpty)
        try scratch.write("processing.part", [1, 2])
        link(scratch.path("processing.part"), scratch.path("linked.csv"))
        #expect(try intake.takeAll().isEmpty)
        unlink(scratch.path("processing.part"))
        #expect(try intake.waitForSome() == ["linked.csv": [1, 2]])
    }

    @Test func fiveHundredFilesAtOnceAreEachTakenOnce() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        #expect(try intake.takeAll().isEmpty)
        for number in 0..<500 { try scratch.write("\(number).csv", [UInt8(number % 251), 1]) }
        var taken = try intake.waitForSome()
        while taken.count < 500 {
            let more = try intake.waitForSome()
            if more.isEmpty { break }
            taken.merge(more) { a, _ in
                Issue.record("taken twice")
                return a
            }
        }
        #expect(taken.count == 500)
        #expect((0..<500).allSatisfy { taken["\($0).csv"] == [UInt8($0 % 251), 1] })
        #expect(scratch.names(in: "accepted").count == 1000)
        #expect(scratch.names(in: "processing").isEmpty)
    }

    /// More events than the kernel keeps for us (16,384 as delivered), so that some are lost.
    @Test func tenThousandFilesAtOnceAreEachTakenOnceAlthoughEventsAreLost() throws {
        let scratch = try ScratchFolder(isInMemory: true)
        var intake = try Intake(scratch)
        #expect(try intake.takeAll().isEmpty)
        let total = 10_000
        for number in 0..<total { try scratch.write("\(number).csv", [1]) }
        var names: Set<String> = []
        let end = PortClock.bootNow().advanced(by: .seconds(60))
        while names.count < total, PortClock.bootNow() < end {
            for name in try intake.waitForSome().keys {
                let isNew = names.insert(name).inserted
                #expect(isNew)
            }
        }
        #expect(names.count == total)
        #expect(scratch.names(in: "accepted").count == 2 * total && scratch.names(in: "processing").isEmpty)
        #expect(scratch.names() == ["accepted", "processing", "refused"])
    }

    @Test func whatWasClaimedBeforeAStopIsOfferedFirstAfterTheStart() throws {
        let scratch = try ScratchFolder()
        do {
            var intake = try Intake(scratch)
            for name in ["a.csv", "b.csv"] { try scratch.write(name, Array(name.utf8)) }
            // Claimed, and the daemon dies.
            let file = try needed(try intake.folder.next())
            #expect(file.name == "a.csv" && file.number == 1)
            _ = consume file
        }
        #expect(scratch.names(in: "processing") == ["000001-a.csv"])
        try scratch.write("processing/strange name", [7])
        var intake = try Intake(scratch)
        let again = try needed(try intake.folder.next())
        #expect(again.name == "a.csv" && again.number == 1)
        #expect(try Intake.contents(again) == Array("a.csv".utf8))
        try intake.folder.finish(again, accepted: true, receipt: Array("{}".utf8))
        let strange = try needed(try intake.folder.next())
        #expect(strange.name == "strange_name" && strange.number == 2)
        try intake.folder.finish(strange, accepted: false, receipt: Array("{}".utf8))
        #expect(try intake.waitForSome() == ["b.csv": Array("b.csv".utf8)])
        #expect(scratch.names(in: "processing").isEmpty)
    }

    /// The crash between the receipt and the file: the same name is found free again and the receipt written over.
    @Test func aReceiptWithoutItsFileIsWrittenOver() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        try scratch.write("accepted/night.csv.receipt.json", Array("old".utf8))
        try scratch.write("night.csv", [1])
        #expect(try intake.takeAll() == ["night.csv": [1]])
        #expect(scratch.names(in: "accepted") == ["night.csv", "night.csv.receipt.json"])
        #expect(scratch.contents("accepted/night.csv.receipt.json") == Array("{\"rows\":1}\n".utf8))
    }

    @Test func aFilePutBackIsOfferedAgain() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        try scratch.write("night.csv", [1])
        let file = try needed(try intake.folder.next())
        intake.folder.putBack(file)
        #expect(try intake.takeAll() == ["night.csv": [1]])
    }

    @Test func aReceiptBeyondItsLimitIsRefusedAndTheFileOfferedAgain() throws {
        let scratch = try ScratchFolder()
        var intake = try Intake(scratch)
        try scratch.write("night.csv", [1])
        let file = try needed(try intake.folder.next())
        let large = [UInt8](repeating: 0x20, count: PortLimits.receiptByteCount + 1)
        var failure: PortError?
        do {
            try intake.folder.finish(file, accepted: true, receipt: large)
        } catch {
            failure = error
        }
        #expect(failure == PortError(.write, scratch.path("accepted"), .limit("receiptByteCount")))
        let again = try needed(try intake.folder.next())
        try intake.folder.finish(again, accepted: true, receipt: Array(large.dropLast()))
        #expect(scratch.names(in: "accepted").count == 2)
    }

    @Test func aFolderReplacedIsOpenedAnewAndOneRemovedIsAnErrorUntilItIsBack() throws {
        let scratch = try ScratchFolder()
        scratch.makeFolder("drop")
        var folder = try DropFolder(DropFolderPlan(source: SourceIndex(0), path: scratch.path("drop")))
        rename(scratch.path("drop"), scratch.path("aside"))
        #expect(throws: PortError(.open, scratch.path("drop"), .system(errno: ENOENT))) { _ = try folder.next() == nil }
        scratch.makeFolder("drop")
        let isEmpty = try folder.next() == nil
        #expect(isEmpty)
        try scratch.write("drop/night.csv", [1])
        let file = try needed(try folder.next())
        try folder.finish(file, accepted: true, receipt: Array("{}".utf8))
        #expect(scratch.names(in: "drop/accepted").count == 2)
    }
}
