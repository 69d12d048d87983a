import Testing
import Vitals

@testable import Alarms

@Suite("A look at a child that is due")
struct PutOffLookTests {
    private func instant(_ tenths: Int64) -> MonotonicInstant { MonotonicInstant(microseconds: tenths * 100_000) }

    /// Drawn at 1,000.0 s. It is to be looked at 30 s after the newest reading, and at 1,100.0 s whatever is heard.
    private func corridor(firm: Int64 = 11_000) -> Corridor {
        var corridor = Corridor()
        _ = corridor.comesAgain([VitalSignSet(.spO2)], from: SourceIndex(3))
        corridor.begin(CorridorBounds(), at: instant(10_000), ownsSource: true)
        corridor.note(NextLook(at: instant(10_300), firm: instant(firm), span: 30_000_000))
        return corridor
    }

    private func hear(_ corridor: inout Corridor, at tenths: Int64) {
        var readings = ReadingSet()
        readings[.spO2] = 95
        #expect(corridor.take(readings, Arrival(source: SourceIndex(3), at: instant(tenths))) == .taken)
    }

    @Test("is, where nothing was heard since it was planned")
    func withoutAReading() {
        var corridor = corridor()
        let later = corridor.putsOff(instant(10_300), at: instant(10_300))
        #expect(later == nil)
    }

    @Test("is put off by what was heard, and then is as long after that")
    func byAReading() {
        var corridor = corridor()
        hear(&corridor, at: 10_010)
        let later = corridor.putsOff(instant(10_300), at: instant(10_309))
        #expect(later == instant(10_310))
        let atItsEnd = corridor.putsOff(instant(10_310), at: instant(10_310))
        #expect(atItsEnd == nil)
    }

    @Test("is put off no further than its firm instant, however often", arguments: [10_301, 10_305, 10_310] as [Int64])
    func noFurther(firm: Int64) {
        var corridor = corridor(firm: firm)
        hear(&corridor, at: 10_010)
        let first = corridor.putsOff(instant(10_300), at: instant(10_300))
        #expect(first == instant(firm))
        let second = corridor.putsOff(instant(firm), at: instant(firm))
        #expect(second == nil)
    }

    @Test("is, where somebody asked for it, the bounds ended, or others are heard")
    func notWhereSomethingHappened() {
        var asked = corridor()
        hear(&asked, at: 10_010)
        var ended = asked
        ended.end()
        var others = asked
        _ = others.comesAgain([VitalSignSet(.heartRate)], from: SourceIndex(3))
        let looks = [
            asked.putsOff(LookTable.atOnce, at: instant(10_300)), ended.putsOff(instant(10_300), at: instant(10_300)),
            others.putsOff(instant(10_300), at: instant(10_300)),
        ]
        #expect(looks == [nil, nil, nil])
    }

    @Test("is, where its firm instant is no later") func firmIsNow() {
        var corridor = corridor(firm: 10_300)
        hear(&corridor, at: 10_010)
        let later = corridor.putsOff(instant(10_300), at: instant(10_300))
        #expect(later == nil)
    }

    @Test("comes again for data that came back, so that it can be said once more that they are gone")
    func dataGoTwice() throws {
        var bedside = try Bedside()
        bedside.hold(60, spO2: 88)
        bedside.pass(seconds: 40)
        #expect(bedside.log.events(.chartSpO2Low).filter { $0 == .unknown }.count == 1)
        bedside.hold(5, spO2: 88)
        bedside.pass(seconds: 29)
        #expect(bedside.log.events(.chartSpO2Low).filter { $0 == .unknown }.count == 1)
        bedside.pass(seconds: 2)
        #expect(bedside.log.events(.chartSpO2Low).filter { $0 == .unknown }.count == 2)
    }
}
