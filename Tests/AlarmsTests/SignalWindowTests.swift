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

    @Test("seconds taken together are the seconds taken one by one", arguments: 1...6 as ClosedRange<UInt64>)
    func togetherIsOneByOne(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var (together, single) = (SignalWindow(), SignalWindow())
        var second: Int64 = 1003
        for _ in 0..<3000 {
            let count = random.next(in: 0...15)
            second += Int64(count)
            together.noteValid(seconds: UInt8(count), upTo: second, rules: Self.rules)
            for back in stride(from: count - 1, through: 0, by: -1) {
                single.noteValid(second: second - Int64(back), rules: Self.rules)
            }
            if random.next(in: 0...8) == 0 {
                second += Int64(random.next(in: 1...12))
                let isValid = random.next(in: 0...1) == 0
                let instant = MonotonicInstant(microseconds: second * 1_000_000)
                together.note(isValid: isValid, isProbeOff: !isValid, at: instant, rules: Self.rules)
                single.note(isValid: isValid, isProbeOff: !isValid, at: instant, rules: Self.rules)
            }
            let now = MonotonicInstant(microseconds: (second + Int64(random.next(in: 0...1))) * 1_000_000)
            let shares = (
                together.judge(at: now, currency: Self.rules.spans.currency),
                single.judge(at: now, currency: Self.rules.spans.currency)
            )
            #expect(shares.0?.whole == shares.1?.whole && shares.0?.recent == shares.1?.recent)
        }
    }

    @Test("no share is below what matters before the next judgement", arguments: 1...6 as ClosedRange<UInt64>)
    func theNextJudgementIsNotTooLate(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var window = SignalWindow()
        let below = [0.2, 0.5, 0.8][random.next(in: 0...2)]
        var second: Int64 = 1000
        var looked = 0
        for _ in 0..<60 {
            for _ in 0..<random.next(in: 1...400) {
                second += 1
                let isValid = random.next(in: 0...9) > 0
                let instant = MonotonicInstant(microseconds: second * 1_000_000)
                window.note(isValid: isValid, isProbeOff: !isValid && second % 3 == 0, at: instant, rules: Self.rules)
            }
            let now = MonotonicInstant(microseconds: (second + 1) * 1_000_000)
            _ = window.judge(at: now, currency: Self.rules.spans.currency)
            let next = try #require(window.nextJudgement(below: below))
            // The worst that may come: not one more reading.
            var worst = window
            var later = second + 1
            while later * 1_000_000 < next.microseconds {
                let instant = MonotonicInstant(microseconds: later * 1_000_000)
                let share = worst.judge(at: instant, currency: Self.rules.spans.currency)
                if let share { #expect(share.whole >= below) }
                worst.note(
                    isValid: false, isProbeOff: random.next(in: 0...20) == 0, at: instant, rules: Self.rules)
                later += 1
                looked += 1
            }
        }
        #expect(looked > 0)
    }
}
