import Testing
import Vitals

@testable import Ports

private let name = EntryName("night.csv")
private let look = DropCandidates.Look(byteCount: 10, changed: 5)
private func at(_ seconds: Double) -> MonotonicInstant { MonotonicInstant(microseconds: Int64(seconds * 1_000_000)) }

@Suite struct DropCandidatesTests {
    @Test func aClosedFileIsTakenOnceHoweverOftenItWasSeenClosed() {
        var candidates = DropCandidates()
        candidates.sawCreation(name)
        #expect(candidates.next() == nil)
        candidates.sawCompletion(name)
        candidates.sawCompletion(name)
        #expect(candidates.next() == name)
        #expect(candidates.next() == nil)
        // A new file of the same name is another file.
        candidates.sawCompletion(name)
        #expect(candidates.next() == name)
    }

    @Test func anUrgentNameDoesNotWaitBehindOthers() {
        var candidates = DropCandidates(urgentSuffix: ".command.json")
        let urgent = EntryName("mum.command.json")
        candidates.sawCompletion(name)
        candidates.sawCompletion(urgent)
        #expect(candidates.nextUrgent() == urgent && candidates.nextUrgent() == nil)
        candidates.sawCompletion(urgent)
        #expect(candidates.next() == urgent && candidates.next() == name && candidates.next() == nil)
    }

    @Test(arguments: [(1.999, false), (2.0, true), (2.001, true)])
    func aFileNobodyWasSeenClosingIsTakenWhenItStoodStillForTwoSeconds(seconds: Double, isTaken: Bool) {
        var candidates = DropCandidates()
        candidates.look(name, look, at: at(0))
        #expect(candidates.next() == nil)
        #expect(candidates.dueForSecondLook(at: at(seconds)).isEmpty == !isTaken)
        candidates.look(name, look, at: at(seconds))
        #expect((candidates.next() == name) == isTaken)
    }

    @Test func aFileThatGrowsOrChangesBeginsToStandStillAnew() {
        var candidates = DropCandidates()
        candidates.look(name, look, at: at(0))
        candidates.look(name, .init(byteCount: 11, changed: 5), at: at(3))
        candidates.look(name, .init(byteCount: 11, changed: 6), at: at(6))
        #expect(candidates.next() == nil)
        candidates.look(name, .init(byteCount: 11, changed: 6), at: at(8))
        #expect(candidates.next() == name)
    }

    @Test func aFileWhoseWriterIsKnownIsLeftToTheWriterHoweverStillItStands() {
        var candidates = DropCandidates()
        candidates.sawCreation(name)
        for hour in 0..<5 { candidates.look(name, look, at: at(Double(hour) * 3600)) }
        #expect(candidates.next() == nil)
        // Events were lost, so nobody knows of the writer any more.
        candidates.forgetWriters()
        candidates.look(name, look, at: at(20_000))
        candidates.look(name, look, at: at(20_002))
        #expect(candidates.next() == name)
    }

    @Test func namesThatLeftTheFolderAreForgotten() {
        var candidates = DropCandidates()
        candidates.look(name, look, at: at(0))
        candidates.keepOnly([])
        candidates.look(name, look, at: at(5))
        #expect(candidates.next() == nil)
        candidates.sawRemoval(name)
        candidates.look(name, look, at: at(10))
        #expect(candidates.next() == nil)
    }

    @Test func namesBeyondTheLimitAreLeftInTheFolderAndNoted() {
        var candidates = DropCandidates()
        for number in 0..<PortLimits.candidateCount { candidates.sawCompletion(EntryName("\(number)")) }
        #expect(!candidates.hasLeftSome)
        candidates.sawCompletion(EntryName("one more"))
        #expect(candidates.hasLeftSome)
        var count = 0
        while candidates.next() != nil { count += 1 }
        #expect(count == PortLimits.candidateCount)
        candidates.startRescan()
        candidates.sawCompletion(EntryName("one more"))
        #expect(candidates.next() == EntryName("one more") && !candidates.hasLeftSome)
    }
}

@Suite struct EntryNameTests {
    @Test(arguments: [
        ("night.csv", "night.csv"), ("", "_"), (".hidden", "_hidden"), ("-rf", "_rf"), ("a b\nc\"d\\e", "a_b_c_d_e"),
        ("../../etc/passwd", "_._.._etc_passwd"), ("x.receipt.json", "x.receipt.json_"),
    ])
    func aNameIsKeptInHarmlessCharacters(original: String, kept: String) {
        #expect(EntryName(original).sanitised == kept)
    }

    @Test func anyByteIsTakenAndALongNameKeepsItsExtension() {
        let long = EntryName(Array(repeating: 0xFF, count: 251) + Array(".csv".utf8)).sanitised
        #expect(long.utf8.count == PortLimits.keptNameByteCount && long.hasSuffix("_.csv"))
        let exact = String(repeating: "a", count: PortLimits.keptNameByteCount)
        #expect(EntryName(exact).sanitised == exact)
        #expect(EntryName(exact + "a").sanitised == exact)
    }

    @Test(arguments: [
        ("a.csv", false), (".a.csv", true), ("a.csv.tmp", true), ("a.csv.part", true), (".part", true), ("part", false),
        ("a.tmp.csv", false),
    ])
    func hiddenAndMarkedNamesAreUnfinished(text: String, isUnfinished: Bool) {
        #expect(EntryName(text).isUnfinished == isUnfinished)
    }

    @Test func aStoredNameIsReadAsItWasGiven() {
        for number: UInt64 in [1, 999_999, 1_000_000, 12_345_678_901] {
            let stored = StoredName(number: number, name: "a-1.csv")
            #expect(StoredName(stored.entry) == stored)
        }
        #expect(StoredName(number: 42, name: "n.csv").entry == EntryName("000042-n.csv"))
        for foreign in ["n.csv", "42-n.csv", "000042n.csv", "000042-", "000042-a b", "99999999999999999999999-n"] {
            #expect(StoredName(EntryName(foreign)) == nil)
        }
    }
}

@Suite struct InotifyTests {
    private func event(mask: UInt32, name: [UInt8]) -> [UInt8] {
        func word(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
        return word(1) + word(mask) + word(0) + word(UInt32(name.count)) + name
    }

    @Test func wholeEventsAreReadAndATornOneEndsTheWalk() {
        let bytes =
            event(mask: 0x100, name: Array("a.csv".utf8) + [0, 0, 0]) + event(mask: 0x4000, name: [])
            + event(mask: 0x8, name: [0xFF, 0x0A, 0, 0])
        for length in 0...bytes.count {
            var names: [[UInt8]] = []
            var kinds: [[Bool]] = []
            let part = Array(bytes[..<length])
            let span = part.span
            Inotify.forEachEvent(span) { event in
                names.append(event.name.map { span[$0] })
                kinds.append([event.isCreation, event.isCompletion, event.isOverflow, event.isLoss])
            }
            let wholeCount = length >= 60 ? 3 : length >= 40 ? 2 : length >= 24 ? 1 : 0
            #expect(names == Array([Array("a.csv".utf8), [], [0xFF, 0x0A]].prefix(wholeCount)))
            let expected = [[true, false, false, false], [false, false, true, false], [false, true, false, false]]
            #expect(kinds == Array(expected.prefix(wholeCount)))
        }
    }
}
