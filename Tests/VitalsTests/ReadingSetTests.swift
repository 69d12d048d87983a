import Testing
import Vitals

@Suite struct ReadingSetTests {
    @Test(arguments: VitalSign.allCases) func anAbsentVitalSignIsAbsentAndNotZero(sign: VitalSign) {
        var set = ReadingSet()
        #expect(set[sign] == nil)
        set[sign] = 0
        #expect(set[sign] == 0)
        set[sign] = nil
        #expect(set[sign] == nil && set.given.isEmpty)
    }

    @Test func eachVitalSignHasItsOwnPlace() {
        var set = ReadingSet()
        for (place, sign) in VitalSign.allCases.enumerated() { set[sign] = Double(place) + 0.25 }
        for (place, sign) in VitalSign.allCases.enumerated() { #expect(set[sign] == Double(place) + 0.25) }
        #expect(set.given.count == VitalSign.allCases.count)
    }
}
