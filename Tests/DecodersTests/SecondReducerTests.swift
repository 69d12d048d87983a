import Testing
import Vitals

@testable import Decoders

private func at(_ milliseconds: Int64) -> MonotonicInstant { MonotonicInstant(microseconds: milliseconds * 1000) }

private func reading(_ spO2: Double) -> ReadingSet {
    var readings = ReadingSet()
    readings[.spO2] = spO2
    return readings
}

@Suite struct SecondReducerTests {
    @Test func theLastReadingOfASecondStandsForIt() {
        var reducer = SecondReducer()
        #expect(reducer.offer(reading(97), at: at(1000)) == .held)
        #expect(reducer.offer(reading(96), at: at(1999)) == .merged)
        #expect(reducer.offer(reading(95), at: at(2000)) == .ended(ArrivedReadings(reading(96), arrivedAt: at(1999))))
    }

    @Test func aReadingWithAValueStandsBeforeALaterOneWithout() {
        var reducer = SecondReducer()
        _ = reducer.offer(reading(97), at: at(1000))
        _ = reducer.offer(ReadingSet(signal: .searching), at: at(1500))
        #expect(reducer.finish()?.readings == reading(97))
    }

    @Test func theLastReasonStandsWhereTheSecondHasNoValue() {
        var reducer = SecondReducer()
        _ = reducer.offer(ReadingSet(signal: .searching), at: at(1000))
        _ = reducer.offer(ReadingSet(signal: .probeOff), at: at(1500))
        #expect(reducer.finish()?.readings.signal == .probeOff)
    }

    @Test func aTickFlushesOnlyASecondThatHasEnded() {
        var reducer = SecondReducer()
        _ = reducer.offer(reading(97), at: at(1000))
        #expect(reducer.flush(before: at(1999)) == nil)
        #expect(reducer.flush(before: at(2000)) == ArrivedReadings(reading(97), arrivedAt: at(1000)))
        #expect(reducer.flush(before: at(3000)) == nil)
    }

    @Test func whatComesAfterATickForASecondAlreadyToldIsMerged() {
        var reducer = SecondReducer()
        _ = reducer.offer(reading(97), at: at(1000))
        _ = reducer.flush(before: at(2000))
        #expect(reducer.offer(reading(96), at: at(1999)) == .merged)
        #expect(reducer.offer(reading(95), at: at(2001)) == .held)
    }
}
