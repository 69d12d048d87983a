import Testing

@testable import spotward

/// What a person at the terminal is told of a long command.
@Suite struct ProgressLineTests {
    @Test(arguments: [
        (0, 0.0, 2.0, "", "0 %  0 MB/s"),
        (184_000_000, 0.5, 2.0, "12 alerts", "50 %  92 MB/s  2 s left  12 alerts"),
        (184_000_000, 0.999, 2.0, "", "99 %  92 MB/s  1 s left"),
        (184_000_000, 1.0, 2.0, "", "100 %  92 MB/s  0 s left"),
        (184_000_000, 1.2, 2.0, "", "100 %  92 MB/s  0 s left"),
        (60_000_000, 0.5, 60.0, "", "50 %  1 MB/s  1 min 0 s left"),
        (3_600_000_000, 0.5, 3600.0, "", "50 %  1 MB/s  1 h 0 min left"),
        (1, 0.5, 0.0, "", "50 %  0 MB/s"),
    ])
    func ofAFileItSaysShareSpeedAndTimeLeft(done: UInt64, share: Double, seconds: Double, more: String, text: String) {
        #expect(ProgressLine.text(done: done, .bytes, share: share, seconds: seconds, more: more) == text)
    }

    @Test func ofAPipeItSaysHowMuchCame() {
        #expect(ProgressLine.text(done: 184_000_000, .bytes, share: nil, seconds: 2, more: "") == "184 MB  92 MB/s")
    }

    @Test func ofTheJournalItSaysRows() {
        #expect(
            ProgressLine.text(done: 1000, .rows, share: 0.25, seconds: 2, more: "")
                == "25 %  1000 rows  500 rows/s  6 s left")
    }
}
