import Testing
import Vitals

@testable import Decoders

private func at(_ seconds: Double) -> MonotonicInstant { MonotonicInstant(microseconds: Int64(seconds * 1_000_000)) }

/// Time drawn: each letter is a sixtieth of a second. `f` a good frame, `x` a skip; answers `L` counts, `.` does not.
private func strip(_ letters: String, _ lock: inout FrameLock, from start: Double = 0) -> String {
    var answers = ""
    for (index, letter) in letters.enumerated() {
        let now = at(start + Double(index) / 60)
        if letter == "x" {
            lock.observeSkip(at: now)
            answers += "x"
        } else {
            answers += lock.observeFrame(byteCount: 5, at: now) ? "L" : "."
        }
    }
    return answers
}

private func repeated(_ letter: String, _ count: Int) -> String { String(repeating: letter, count: count) }

@Suite struct FrameLockTests {
    @Test func withoutARateTheTwentiethFrameLocks() {
        var lock = FrameLock(.contec5byte, judgesRate: false)
        #expect(strip(repeated("f", 21), &lock) == repeated(".", 19) + "LL")
    }

    @Test func aSkipBeforeTheTwentiethFrameStartsTheCountAgain() {
        var lock = FrameLock(.contec5byte, judgesRate: false)
        #expect(
            strip(repeated("f", 19) + "x" + repeated("f", 20), &lock) == repeated(".", 19) + "x" + repeated(".", 19)
                + "L")
    }

    @Test func afterOneSkipTenFramesConfirm() {
        var lock = FrameLock(.contec5byte, judgesRate: false)
        _ = strip(repeated("f", 20), &lock)
        #expect(strip("x" + repeated("f", 11), &lock, from: 1) == "x" + repeated(".", 9) + "LL")
    }

    @Test func theThirdSkipWithinTenSecondsUnlocks() {
        for (third, framesNeeded) in [(9.999, 20), (10, 20), (10.001, 10)] {
            var lock = FrameLock(.contec5byte, judgesRate: false)
            _ = strip(repeated("f", 20), &lock, from: -1)
            for skip in [0, 5, third] {
                lock.observeSkip(at: at(skip))
                if skip != third { _ = strip(repeated("f", 10), &lock, from: skip) }
            }
            let answers = strip(repeated("f", 20), &lock, from: third)
            #expect(
                answers.firstIndex(of: "L").map { answers.distance(from: answers.startIndex, to: $0) } == framesNeeded
                    - 1)
        }
    }

    @Test func aRunOfSkippedPiecesIsOneSkip() {
        var lock = FrameLock(.contec5byte, judgesRate: false)
        _ = strip(repeated("f", 20), &lock)
        #expect(strip("xxxxx" + repeated("f", 10), &lock, from: 1) == "xxxxx" + repeated(".", 9) + "L")
    }

    @Test func framesAtTheExpectedRateLockAfterASecond() {
        var lock = FrameLock(.contec5byte)
        let answers = strip(repeated("f", 70), &lock)
        #expect(answers.hasPrefix(repeated(".", 60)))
        #expect(answers.hasSuffix("LLLL"))
    }

    @Test(arguments: [
        (227, false), (228, true), (300, true), (372, true), (373, false),
    ])
    func theRateMustBeNearTheExpected(bytesASecond: Int, locks: Bool) {
        var lock = FrameLock(.contec5byte)
        // One batch a second; the last byte count makes up the odd bytes.
        for second in 0..<10 {
            for frame in 0..<30 {
                let byteCount = frame < 29 ? bytesASecond / 30 : bytesASecond - bytesASecond / 30 * 29
                _ = lock.observeFrame(byteCount: byteCount, at: at(Double(second)))
            }
        }
        #expect(lock.isLocked == locks)
    }

    @Test func aBurstAfterAStallDoesNotLockButTheNextSecondDoes() {
        var lock = FrameLock(.contec5byte)
        for _ in 0..<3000 { _ = lock.observeFrame(byteCount: 5, at: at(0)) }
        #expect(!lock.isLocked)
        _ = strip(repeated("f", 70), &lock, from: 0.1)
        #expect(lock.isLocked)
    }

    /// A Contec sends 300 bytes a second of the same frames, a Berry 500: each is nobody to the other.
    @Test(arguments: [(DeviceProtocol.contec5byte, 500), (.berryBCI, 300)])
    func theDialectsOfOneFrameAreToldApartByTheirRates(deviceProtocol: DeviceProtocol, bytesASecond: Int) {
        var lock = FrameLock(deviceProtocol)
        for second in 0..<60 {
            for _ in 0..<bytesASecond / 5 { _ = lock.observeFrame(byteCount: 5, at: at(Double(second))) }
        }
        #expect(!lock.isLocked)
    }

    @Test(arguments: DeviceProtocol.allCases)
    func aLockComesWithItsCountAndNotBefore(deviceProtocol: DeviceProtocol) {
        var lock = FrameLock(deviceProtocol, judgesRate: false)
        let count = deviceProtocol.frameCountToLock
        #expect(strip(repeated("f", count), &lock) == repeated(".", count - 1) + "L")
    }

    @Test(arguments: DeviceProtocol.allCases)
    func afterASkipItTakesTheConfirmingCount(deviceProtocol: DeviceProtocol) {
        var lock = FrameLock(deviceProtocol, judgesRate: false)
        _ = strip(repeated("f", deviceProtocol.frameCountToLock), &lock)
        let count = deviceProtocol.frameCountToConfirm
        #expect(strip("x" + repeated("f", count), &lock, from: 30) == "x" + repeated(".", count - 1) + "L")
    }

    @Test func theCountsAreThoseOfTheLimits() {
        #expect(Limits.frameCountToLock == 20)
        #expect(Limits.slowFrameCountToLock == 10)
        #expect(DeviceProtocol.noninDF1.frameCountToLock == 10)
        #expect(DeviceProtocol.contecEB.frameCountToLock == 20)
        #expect(DeviceProtocol.viatomLegacy.frameCountToLock == 3)
        #expect(DeviceProtocol.noninDF13.frameCountToLock == 1)
    }
}
