import Testing
import Vitals

@testable import Alarms

/// The sums that move with the buckets, against the seconds counted one by one.
@Suite struct SignalWindowTests {
    private static let rules = RuleTable(AlarmRules())

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func theSharesAreThoseOfTheSeconds(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var window = SignalWindow()
        var valid: [Int64: Bool] = [:]
        var judged = 0
        let first: Int64 = 1000
        for second in first..<first + 4000 {
            // Stretches without a frame are shorter than the continuity, so that nothing is filled in or begun anew.
            let isThere = second == first || random.next(in: 0...9) > 0 || valid[second - 1] == nil
            if isThere {
                let isValid = random.next(in: 0...99) < Int(40 + second / 10 % 50)
                let instant = MonotonicInstant(microseconds: second * 1_000_000 + 300_000)
                if isValid, random.next(in: 0...1) == 0 {
                    window.noteValid(second: second, rules: Self.rules)
                } else {
                    window.note(isValid: isValid, isProbeOff: false, at: instant, rules: Self.rules)
                }
                valid[second] = isValid
                // A missing second counts as the one before it.
                if valid[second - 1] == nil, valid[second - 2] == true { valid[second - 1] = true }
            }
            // Some ticks come after the next frame is due and before it is there: the second it fills is late.
            let next = second + Int64(random.next(in: 0...1))
            let now = MonotonicInstant(microseconds: next * 1_000_000 + (next == second ? 900_000 : 0))
            guard let share = window.judge(at: now, currency: Self.rules.spans.currency) else { continue }
            judged += 1
            let bucket = next / 10
            func counted(_ buckets: Int64) -> Double {
                let seconds = (bucket - buckets) * 10..<bucket * 10
                return Double(seconds.count { valid[$0] == true }) / Double(seconds.count)
            }
            #expect(share.whole == counted(30) && share.recent == counted(12))
        }
        #expect(judged > 300)
    }
}
