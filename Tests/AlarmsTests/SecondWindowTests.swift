@testable import Alarms
import Testing

@Suite struct SecondWindowTests {
    /// The same window as a plain list of booleans, newest first.
    private struct SlowWindow {
        var seconds = [Bool](repeating: false, count: Limits.windowSeconds)

        mutating func advance(by count: Int, filling: Bool) {
            let fill = filling && seconds[0]
            for step in 0..<min(count, Limits.windowSeconds) {
                seconds.insert(step < count - 1 ? fill : false, at: 0)
                seconds.removeLast()
            }
            if count >= Limits.windowSeconds { seconds = seconds.map { _ in false } }
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>) func itIsTheSlowWindowInThreeWords(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var fast = SecondWindow()
        var slow = SlowWindow()
        for _ in 0..<2000 {
            let step = random.next(in: 0...20) == 0 ? random.next(in: 60...400) : random.next(in: 1...6)
            let filling = random.next(in: 0...1) == 1
            fast.advance(by: Int64(step), filling: filling)
            slow.advance(by: step, filling: filling)
            let isOn = random.next(in: 0...2) > 0
            fast.set(isOn, age: 0)
            slow.seconds[0] = isOn
            let last = random.next(in: 0...Limits.windowSeconds)
            let expected = slow.seconds[0..<last].count(where: { $0 })
            #expect(fast.count(last: last) == expected)
            #expect(fast.isEmpty(last: last) == (expected == 0))
        }
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>) func aSurplusIsTheDifferenceOfTwoCounts(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var (one, other) = (SecondWindow(), SecondWindow())
        for round in 0..<1000 {
            // Mostly the same in both, as valid seconds and those in breach are.
            one.advance(by: 1, filling: false)
            other.advance(by: 1, filling: false)
            one.setNewest(random.next(in: 0...3) > 0)
            other.setNewest(round % 300 < 150 ? random.next(in: 0...3) > 0 : one.count(last: 1) == 1)
            for last in [0, 1, 63, 64, 65, 127, 128, 129, 191, 192, random.next(in: 0...192)] {
                #expect(one.surplus(over: other, last: last) == one.count(last: last) - other.count(last: last))
            }
        }
    }

    @Test(arguments: [191, 192, 193]) func aStepOfTheWholeWindowClearsIt(step: Int) {
        var window = SecondWindow()
        window.set(true, age: 0)
        window.advance(by: Int64(step), filling: true)
        let kept = step < Limits.windowSeconds
        #expect(window.count(last: Limits.windowSeconds) == (kept ? Limits.windowSeconds - 1 : 0))
    }
}
