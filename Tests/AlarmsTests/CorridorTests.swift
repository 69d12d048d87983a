import Testing
import Vitals

@testable import Alarms

@Suite("A corridor")
struct CorridorTests {
    private static let start = MonotonicInstant(microseconds: 1_000_300_000)

    /// Drawn at 1,000.3 s, the first of five seconds, for SpO2 from 92 to 100 until 1,004.9 s.
    private func corridor(ownsSource: Bool = true) -> Corridor {
        var corridor = Corridor()
        var bounds = CorridorBounds(until: MonotonicInstant(microseconds: 1_004_900_000))
        bounds.signs.bound(.spO2, to: Stretch(from: 92, upTo: 100.0.nextUp))
        _ = corridor.comesAgain([VitalSignSet(.spO2)], from: SourceIndex(3))
        corridor.begin(bounds, at: Self.start, ownsSource: ownsSource)
        return corridor
    }

    private func take(
        _ value: Double?, heartRate: Double? = nil, at microseconds: Int64, from source: UInt16 = 3,
        in corridor: inout Corridor
    ) -> Corridor.Answer {
        var readings = ReadingSet()
        readings[.spO2] = value
        readings[.heartRate] = heartRate
        return corridor.take(
            readings, Arrival(source: SourceIndex(source), at: MonotonicInstant(microseconds: microseconds)))
    }

    @Test("refuses everything until it is drawn, and after its end")
    func isClosedAtFirst() {
        var corridor = Corridor()
        #expect(take(95, at: 1_000_400_000, in: &corridor) == .refused)
        corridor = self.corridor()
        #expect(corridor.isDrawn)
        corridor.end()
        #expect(!corridor.isDrawn)
        #expect(take(95, at: 1_000_400_000, in: &corridor) == .refused)
    }

    @Test("takes a value at each of its bounds and none beyond", arguments: [92, 95.5, 100])
    func boundsAreWithin(value: Double) {
        var corridor = corridor()
        #expect(take(value, at: 1_001_300_000, in: &corridor) == .taken)
    }

    @Test("refuses a value beyond a bound", arguments: [91.999, 100.001, .nan, -.infinity])
    func beyondIsRefused(value: Double) {
        var corridor = corridor()
        #expect(take(value, at: 1_001_300_000, in: &corridor) == .refused)
        #expect(!corridor.isWaiting)
    }

    @Test("takes no other signs and no other device")
    func othersAreRefused() {
        var corridor = corridor()
        #expect(take(95, heartRate: 90, at: 1_001_300_000, in: &corridor) == .refused)
        #expect(take(nil, heartRate: 90, at: 1_001_300_000, in: &corridor) == .refused)
        #expect(take(nil, at: 1_001_300_000, in: &corridor) == .refused)
        #expect(take(95, at: 1_001_300_000, from: 4, in: &corridor) == .refused)
    }

    @Test(
        "takes what comes in the same second or in the next, not before the newest and not after",
        arguments: [
            (1_000_299_999, Corridor.Answer.refused), (1_000_300_000, .taken), (1_000_999_999, .taken),
            (1_001_000_000, .taken), (1_001_999_999, .taken), (1_002_000_000, .refused),
        ] as [(Int64, Corridor.Answer)])
    func secondsFollow(microseconds: Int64, answer: Corridor.Answer) {
        var corridor = corridor()
        #expect(take(95, at: microseconds, in: &corridor) == answer)
    }

    @Test("ends at its instant")
    func endsInTime() {
        for (last, answer) in [(1_004_900_000, Corridor.Answer.taken), (1_004_900_001, .refused)]
            as [(Int64, Corridor.Answer)]
        {
            var corridor = corridor()
            for second in 1...3 as ClosedRange<Int64> {
                #expect(take(95, at: Self.start.microseconds + second * 1_000_000, in: &corridor) == .taken)
            }
            #expect(take(95, at: last, in: &corridor) == answer)
        }
    }

    @Test("asks first where five seconds begin, and each time where the device is nobody's")
    func asksFirst() {
        var corridor = Corridor()
        var bounds = CorridorBounds()
        bounds.signs.bound(.spO2, to: .all)
        _ = corridor.comesAgain([VitalSignSet(.spO2)], from: SourceIndex(3))
        corridor.begin(bounds, at: MonotonicInstant(microseconds: 1_004_300_000), ownsSource: true)
        #expect(take(95, at: 1_004_400_000, in: &corridor) == .taken)
        #expect(take(95, at: 1_005_300_000, in: &corridor) == .askFirst)
        #expect(corridor.begins(at: MonotonicInstant(microseconds: 1_005_300_000)))
        var shared = self.corridor(ownsSource: false)
        #expect(take(95, at: 1_001_300_000, in: &shared) == .askFirst)
        #expect(!shared.begins(at: MonotonicInstant(microseconds: 1_001_300_000)))
    }

    @Test("hands over the newest of what waits, once")
    func handsOver() {
        var corridor = corridor()
        for (second, value) in [(1, 97.0), (2, 93.0)] as [(Int64, Double)] {
            #expect(take(value, at: Self.start.microseconds + second * 1_000_000, in: &corridor) == .taken)
        }
        #expect(take(94, at: Self.start.microseconds + 2_500_000, in: &corridor) == .taken)
        #expect(corridor.waitingValueCount == 3)
        let waiting = corridor.handOver()
        #expect(waiting.newest[.spO2] == 94)
        #expect(waiting.at.microseconds == Self.start.microseconds + 2_500_000)
        #expect(waiting.seconds == 2 && waiting.setCount == 3)
        #expect(!corridor.isWaiting && corridor.waitingValueCount == 0)
    }

    @Test("sets aside three times five seconds, and then has no room until it has handed over")
    func setsAside() {
        var corridor = corridor()
        let none = corridor.finishFiveSeconds()
        #expect(none, "nothing waits, and there is nothing to set aside")
        var kept: [Bool] = []
        for (second, value) in [(1, 97.0), (2, 93.0), (3, 95.0)] as [(Int64, Double)] {
            _ = take(value, at: Self.start.microseconds + second * 1_000_000, in: &corridor)
            kept.append(corridor.finishFiveSeconds())
        }
        #expect(kept == [true, true, true])
        let fourth = corridor.finishFiveSeconds()
        #expect(!fourth)
        let waiting = corridor.handOver()
        #expect(waiting.finishedCount == 3)
        let samples = [waiting.finished.oldest, waiting.finished.middle, waiting.finished.newest].map { $0[.spO2] }
        #expect(samples == [9700, 9300, 9500])
        _ = take(94, at: Self.start.microseconds + 4_000_000, in: &corridor)
        let later = corridor.handOver()
        #expect(later.finishedCount == 0)
    }

    /// A bound in half the bytes is rounded inwards; the number a stretch ends with must not be lost by it.
    @Test("a child at SpO2 100 %, and one at its worst so far, waits in it", arguments: [100.0, 88])
    func oftenAtTheEnd(spO2: Double) throws {
        var bedside = try Bedside()
        for _ in 0..<200 {
            bedside.give(spO2: spO2, hr: 120)
            bedside.pass()
        }
        var waitedCount = 0
        for second in 0..<60 {
            // What gets worse is written down, and waits too.
            bedside.give(spO2: spO2 > 90 ? spO2 : spO2 - Double(second / 4), hr: 120)
            if bedside.evaluator.corridors[0].isWaiting { waitedCount += 1 }
            bedside.pass()
        }
        #expect(waitedCount >= 50)
    }

    @Test("and its child take no more than a kibibyte")
    func itIsSmall() { #expect(EvaluatorMemory.childBytes <= 1024) }

    @Test("repeated seconds of a window are as many single steps", arguments: 0..<63)
    func repeatedSecondsAreSteps(count: Int) {
        for isOn in [true, false] {
            var steps = SecondWindow()
            for age in [0, 1, 5, 62, 63, 64, 127, 128, 190] { steps.set(true, age: age) }
            steps.setNewest(isOn)
            var atOnce = steps
            atOnce.repeatNewest(UInt8(count))
            for _ in 0..<count {
                steps.advance(by: 1, filling: true)
                steps.setNewest(isOn)
            }
            #expect(steps == atOnce)
        }
    }

    @Test(
        "values that are alike breach alike and lie inside alike, of the stages that are asked for",
        arguments: [(true, true), (true, false), (false, true), (false, false)])
    func alikeIsAlike(asksMild: Bool, asksSevere: Bool) {
        let lines = [
            Thresholds(side: .low, mild: Thresholds.Line(crossing: 94.0.nextUp, printed: 94), severe: .level(at: 91)),
            Thresholds(side: .high, mild: .level(at: 38), severe: nil),
            Thresholds(side: .high, mild: .level(at: 130), severe: .level(at: 151)),
            Thresholds(side: .low, severe: .level(at: 90)),
        ]
        func say(_ lines: Thresholds, _ value: Double, _ margin: Double) -> String {
            let isInsideMild = asksMild && lines.isInside(.mild, value, margin: margin)
            let isInsideSevere = asksSevere && lines.isInside(.severe, value, margin: margin)
            return "\(lines.breach(value) as Any) \(isInsideMild) \(isInsideSevere)"
        }
        for lines in lines {
            for margin in [0, 0.2, 1, 2.3, 5] {
                for tenths in 300...1700 {
                    let value = Double(tenths) / 10
                    let alike = lines.alike(
                        value, margin: margin, asksInsideMild: asksMild, asksInsideSevere: asksSevere)
                    #expect(alike.contains(value))
                    for other in [alike.from, alike.upTo.nextDown] where other.isFinite {
                        #expect(say(lines, other, margin) == say(lines, value, margin))
                    }
                }
            }
        }
    }
}
