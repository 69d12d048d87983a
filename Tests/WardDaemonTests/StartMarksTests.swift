import Foundation
import Testing
import Vitals

@testable import WardDaemon

/// When a start is made in safe mode: after so many of one boot that neither lived nor ended in order.
@Suite struct StartMarksTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "spotward-marks-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    private func marks(_ boot: String = "boot-1") -> StartMarks { StartMarks(stateFolder: folder, bootID: boot) }

    private let now = WallInstant(microseconds: 1_795_298_400_000_000)

    /// A start as the daemon makes it: up to the journal, or beyond.
    private func begin(opens: Bool = true, _ boot: String = "boot-1") {
        let marks = marks(boot)
        #expect(marks.mark(.opening, StartMode(marks)) == nil)
        if opens { #expect(marks.mark(.opened(at: now), StartMode(marks)) == nil) }
    }

    private func fail(_ count: Int) { for _ in 0..<count { begin() } }

    @Test func theThirdFailureInARowAsksForSafeModeAndNoneBefore() {
        fail(DaemonLimits.startsBeforeSafeMode - 1)
        #expect(!marks().isSafeModeDue && StartMode(marks()) == .whole)
        fail(1)
        #expect(marks().isSafeModeDue && StartMode(marks()) == .safe(failedStarts: 3))
    }

    @Test func aStartThatLivedOrEndedInOrderCountsFromTheBeginning() {
        fail(2)
        #expect(marks().settle() == nil)
        fail(2)
        #expect(!marks().isSafeModeDue)
    }

    @Test func startsOfAnotherBootAreNone() {
        fail(5)
        #expect(!marks("boot-2").isSafeModeDue && marks("boot-2").count == 0)
        begin(opens: true, "boot-2")
        #expect(!marks().isSafeModeDue)
    }

    @Test func afterSafeModeOneFailureMoreIsEnoughAndTheAlarmGoesOn() {
        fail(3)
        #expect(marks().leaveSafeMode() == nil)
        #expect(StartMode(marks()) == .trial && StartMode.trial.sign?.stage == .severe)
        fail(1)
        #expect(marks().isSafeModeDue)
        #expect(marks().leaveSafeMode() == nil && marks().settle() == nil)
        #expect(StartMode(marks()) == .whole && StartMode.whole.sign == nil)
    }

    private var isSuspect: Bool { marks().isJournalSuspect(in: StartMode(marks())) }

    @Test func aJournalThatEndsSafeModeTooIsSetAsideOnce() {
        for _ in 0..<DaemonLimits.startsBeforeSafeMode {
            #expect(!isSuspect)
            begin(opens: false)
        }
        #expect(marks().isSafeModeDue && !isSuspect, "safe mode is tried with it first")
        begin(opens: false)
        #expect(marks().isSafeModeDue && isSuspect)
        #expect(!marks().isJournalSuspect(in: .whole), "safe mode is switched off, and was not tried")
        begin(opens: false)
        #expect(marks().isSafeModeDue && !isSuspect, "the new one does it too: it is not the journal")
        begin()
        #expect(!isSuspect)
    }

    @Test func aSafeModeThatEndsLaterIsNotTheJournals() {
        fail(6)
        #expect(marks().isSafeModeDue && !isSuspect)
    }

    @Test func aJournalThatCannotBeOpenedIsNoFailedStart() {
        fail(2)
        let refused = marks()
        #expect(refused.mark(.opening, .whole) == nil && marks().endedWhileOpening)
        #expect(refused.mark(.refused, .whole) == nil)
        #expect(marks().count == 2 && !marks().endedWhileOpening)
    }

    /// What pages read: a hub in safe mode answers nobody.
    @Test func safeModeSaysOfItselfSinceWhenAsLongAsItsProcessLives() throws {
        fail(3)
        #expect(SafeModeState(marks()) == nil)
        fail(1)
        let state = try #require(SafeModeState(marks()))
        #expect(state.since == now && state.triedAgainAt == now.advanced(by: .seconds(900)))
        #expect(SafeModeState(marks("boot-2")) == nil)
        let file = folder + "/" + StartMarks.fileName
        let gone = try String(contentsOfFile: file, encoding: .utf8).replacing(" \(getpid()) ", with: " 999999999 ")
        try gone.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(marks().safe != nil && SafeModeState(marks()) == nil)
        #expect(marks().leaveSafeMode() == nil)
        #expect(SafeModeState(marks()) == nil && StartMode(marks()) == .trial)
    }

    @Test(arguments: ["", "\n", "boot-1", "boot-1 many", "boot-1 -4", "noise \u{0} 9", "boot-1 2 trial more"])
    func whatIsNoMarkIsNone(text: String) throws {
        try text.write(toFile: folder + "/" + StartMarks.fileName, atomically: true, encoding: .utf8)
        #expect(!marks().isSafeModeDue && !marks().isTrial)
    }
}
