import Testing
import Vitals

@testable import Alarms

@Suite struct SampleStripTests {
    private func at(_ second: Int64) -> MonotonicInstant { MonotonicInstant(microseconds: second * 1_000_000) }

    @Test func ofEachFiveSecondsTheNewestValueIsKept() {
        var strip = SampleStrip()
        for second in 100..<110 { strip.note(Double(second), at: at(Int64(second))) }
        let samples = strip.samples(before: at(109))
        #expect(samples.map(\.value) == [104, 109] && samples.map(\.age) == [5, 0])
    }

    @Test func twoMinutesAreKeptAndNoMore() {
        var strip = SampleStrip()
        for second in 0..<600 { strip.note(Double(second % 100), at: at(Int64(second))) }
        let samples = strip.samples(before: at(599))
        #expect(samples.count == 24 && samples.first?.age == 115 && samples.last?.age == 0)
        #expect(strip.samples(before: at(604)).count == 23)
        #expect(strip.samples(before: at(714)).count == 1)
        #expect(strip.samples(before: at(715)).isEmpty)
    }

    @Test func aGapIsAGapAndNeverZero() {
        var strip = SampleStrip()
        strip.note(97, at: at(0))
        strip.note(91.005, at: at(60))
        let samples = strip.samples(before: at(60))
        #expect(samples.map(\.age) == [60, 0] && samples.map(\.value) == [97, 91.01])
        strip.note(88, at: at(1000))
        #expect(strip.samples(before: at(1000)).map(\.value) == [88])
    }

    @Test func aLateValueGoesToItsPlaceAndAnOlderOneNowhere() {
        var strip = SampleStrip()
        strip.note(97, at: at(200))
        strip.note(95, at: at(100))
        #expect(strip.samples(before: at(200)).map(\.value) == [95, 97])
        strip.note(90, at: at(79))
        #expect(strip.samples(before: at(200)).map(\.value) == [95, 97])
    }

    @Test func aBootMayBeginBeforeTheClocksZero() {
        var strip = SampleStrip()
        for second in -30..<30 { strip.note(50, at: at(Int64(second))) }
        #expect(strip.samples(before: at(29)).count >= 12)
    }
}
