import Foundation
import Testing

@testable import WardDaemon

/// When a start is made in safe mode: after so many of one boot that neither lived nor ended in order.
@Suite struct StartMarksTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "spotward-marks-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    private func marks(_ boot: String = "boot-1") -> StartMarks { StartMarks(stateFolder: folder, bootID: boot) }

    private func fail(_ count: Int) { for _ in 0..<count { #expect(marks().begin() == nil) } }

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
        #expect(marks("boot-2").begin() == nil)
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

    @Test(arguments: ["", "\n", "boot-1", "boot-1 many", "boot-1 -4", "noise \u{0} 9", "boot-1 2 trial more"])
    func whatIsNoMarkIsNone(text: String) throws {
        try text.write(toFile: folder + "/" + StartMarks.fileName, atomically: true, encoding: .utf8)
        #expect(!marks().isSafeModeDue && !marks().isTrial)
    }
}
