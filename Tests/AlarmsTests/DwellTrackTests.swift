import Alarms
import Testing
import Vitals

/// The plain dwell: unbroken on the bad side until it is raised, unbroken on the good side until it is cleared.
@Suite struct DwellTrackTests {
    private static let rule = DwellRule(
        raiseAfter: .seconds(15), clearAfter: .seconds(30), continuity: .seconds(5))

    /// One letter a sample: `b`reach, `-` between, `c`lear; what comes out is `R`aised, `C`leared or a dot.
    private func strip(_ samples: String, every seconds: Int64 = 5) -> String {
        var track = DwellTrack()
        var strip = ""
        for (place, letter) in samples.enumerated() where letter != " " {
            let sample: DwellTrack.Sample = letter == "b" ? .breach : letter == "c" ? .clear : .between
            let now = MonotonicInstant(microseconds: Int64(place) * seconds * 1_000_000)
            switch track.observe(sample, at: now, rule: Self.rule) {
            case .raised: strip += "R"
            case .cleared: strip += "C"
            case nil: strip += "."
            }
        }
        return strip
    }

    @Test func fifteenSecondsRaiseAndLessDoNot() {
        #expect(strip("bbbb") == "...R")
        #expect(strip("bbb-bbb") == ".......")
    }

    @Test func itIsRaisedOnceHoweverLongItLasts() { #expect(strip("bbbbbbbbbb") == "...R......") }

    @Test func thirtySecondsClearAndASampleBetweenBeginsAgain() {
        #expect(strip("bbbbccccccc") == "...R......C")
        #expect(strip("bbbbcccc-ccccccc") == "...R...........C")
    }

    @Test func aStepOfFiveSecondsIsContinuousAndALongerOneIsNot() {
        #expect(strip("bbbb", every: 5) == "...R")
        #expect(strip("bbbbbbbb", every: 6) == "........")
    }

    @Test func aBreakBeginsTheDwellAnewAndDoesNotEndIt() {
        #expect(strip("bb bbbb") == ".....R")
        #expect(strip("bbbbccccc ccccccc") == "...R...........C")
    }

    @Test func itCanBeRaisedAgain() { #expect(strip("bbbbcccccccbbbb") == "...R......C...R") }

    @Test func itStandsFromRaisedToCleared() {
        var track = DwellTrack()
        #expect(!track.isStanding)
        for second in stride(from: Int64(0), through: 15, by: 5) {
            _ = track.observe(.breach, at: MonotonicInstant(microseconds: second * 1_000_000), rule: Self.rule)
        }
        #expect(track.isStanding)
    }
}
