import Testing

/// A silence is an alarm also after the hub has slept: nothing of ours asks a clock that stands still meanwhile.
///
/// A machine that never slept cannot tell the clocks apart, so the sources are looked at.
@Suite struct ClockTests {
    private static let clocks = ["CLOCK_MONOTONIC", "CLOCK_UPTIME", "SuspendingClock", "systemUptime"]

    @Test func noClockThatStopsInSuspendIsAskedButByTheMeasurements() {
        let paths = SourceTree.swiftFiles(in: "Sources").filter { !$0.hasPrefix("Sources/spotward-bench/") }
        #expect(paths.count > 100)
        for path in paths {
            for (index, line) in SourceTree.lines(path).enumerated() where Self.asks(line) {
                Issue.record("\(path):\(index + 1): \(line)")
            }
        }
    }

    @Test func aClockIsSeenInCodeAndNotInAComment() {
        #expect(Self.asks("    clock_gettime(CLOCK_MONOTONIC, &time)"))
        #expect(Self.asks("let start = SuspendingClock.now"))
        #expect(!Self.asks("    /// `CLOCK_BOOTTIME`, because `CLOCK_MONOTONIC` stands still in suspend."))
        #expect(!Self.asks("clock_gettime(CLOCK_BOOTTIME, &time)"))
    }

    private static func asks(_ line: some StringProtocol) -> Bool {
        !line.trimmed.hasPrefix("//") && clocks.contains { line.contains($0) }
    }
}
