import Dispatch
import Foundation
import Synchronization
import Testing

@testable import WardTesting

/// Nights from seeds: whatever happens to devices, people, network, disk, clock and daemon, what was decided is told, once, in
/// order and in time.
///
/// Fifty by themselves; 200 and more, or one alone with its log, by `deploy/faults/nights.sh`.
@Suite(.serialized) struct SimulationTests {
    private static let variables = ProcessInfo.processInfo.environment
    private static func number(_ name: String) -> Int? { variables[name].flatMap { Int($0) } }
    private static let seconds = number("SPOTWARD_SIM_SECONDS")

    private static func play(
        _ seed: UInt64, for occasion: NightPlan.Occasion = .any, seconds: Int? = seconds
    ) throws -> SimulatedNight {
        let folder = NSTemporaryDirectory() + "spotward-night-\(seed)-\(UUID().uuidString)"
        let night = try SimulatedNight(seed: seed, seconds: seconds, for: occasion, in: folder)
        try night.play()
        return night
    }

    /// What became of one night.
    private struct Account: Sendable {
        var seed: Int
        var seconds = 0
        var lives = 0
        var alerts = 0
        var attempts = 0
        var promises = 0
        var findings: [String] = []
        var log = ""

        init(_ seed: Int, withLog: Bool) {
            self.seed = seed
            do {
                let night = try SimulationTests.play(UInt64(seed))
                seconds = night.now
                lives = night.lives
                alerts = night.record?.transitions.count ?? 0
                attempts = night.network.attempts.count
                promises = night.promises.count
                findings = night.findings
                if withLog { log = night.log }
            } catch {
                findings = ["\(error)"]
            }
        }
    }

    @Test func inNoNightIsAnAlertLostOrToldTwiceOrOutOfOrderOrLate() {
        let only = Self.number("SPOTWARD_SIM_SEED")
        let seeds = only.map { $0...$0 } ?? 1...(Self.number("SPOTWARD_SIM_SEEDS") ?? 50)
        let isEnough = Self.number("SPOTWARD_SIM_UNTIL_FOUND") != nil
        let told = Mutex<[Account]>([])
        let clock = ContinuousClock()
        let began = clock.now
        // Each night is one thread's; several are played at once.
        DispatchQueue.concurrentPerform(iterations: seeds.count) { place in
            if isEnough, told.withLock({ $0.contains { !$0.findings.isEmpty } }) { return }
            let account = Account(seeds.lowerBound + place, withLog: only != nil)
            told.withLock { $0.append(account) }
        }
        let took = began.duration(to: clock.now)
        let nights = told.withLock { $0 }.sorted { $0.seed < $1.seed }
        for night in nights where !night.findings.isEmpty {
            let length = Self.seconds.map { " --seconds \($0)" } ?? ""
            Issue.record(
                """
                seed \(night.seed): \(night.findings.prefix(4).joined(separator: "; "))
                Alone: bash deploy/faults/nights.sh --seed \(night.seed)\(length)
                """)
        }
        let faulty = nights.filter { !$0.findings.isEmpty }.map(\.seed)
        if only != nil { print(nights.map(\.log).joined()) }
        let seconds = nights.reduce(0) { $0 + $1.seconds }
        let speed = Double(seconds) / (Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18)
        print(
            """
            \(nights.count) nights, \(seconds) s of a ward in \(took.components.seconds) s: \(Int(speed)) times life; \
            \(nights.reduce(0) { $0 + $1.lives }) daemons, \(nights.reduce(0) { $0 + $1.alerts }) transitions, \
            \(nights.reduce(0) { $0 + $1.attempts }) attempts, \(nights.reduce(0) { $0 + $1.promises }) promises; \
            nights with a finding: \(faulty)
            """)
        #expect(faulty == [])
    }

    @Test func oneSeedGivesOneNightByteForByte() throws {
        for seed in [3, 5] as [UInt64] {
            let first = try Self.play(seed).log
            let second = try Self.play(seed).log
            #expect(first == second)
            #expect(first.utf8.count > 1_000)
        }
        let (one, another) = (try Self.play(4).log, try Self.play(6).log)
        #expect(one != another)
    }

    @Test func stepsOfTheClockAWrongBootAndASuspendChangeNothingThatIsDecided() {
        let only = Self.number("SPOTWARD_SIM_PAIR")
        let seeds = only.map { $0...$0 } ?? 1...(Self.number("SPOTWARD_SIM_CLOCK_SEEDS") ?? 5)
        let told = Mutex<(steps: Int, compared: Int, findings: [String])>((0, 0, []))
        DispatchQueue.concurrentPerform(iterations: seeds.count) { place in
            let seed = UInt64(seeds.lowerBound + place)
            do {
                let steady = try Self.play(seed, for: .clocks(areSet: false))
                let stepped = try Self.play(seed, for: .clocks(areSet: true))
                let comparison = ClockComparison(steady, stepped)
                if only != nil { print(steady.log, "", "With a clock that is set:", stepped.log, separator: "\n") }
                told.withLock {
                    $0.steps += stepped.clockStepCount
                    $0.compared += comparison.comparedCount
                    $0.findings += comparison.findings.map { "seed \(seed): \($0)" }
                }
            } catch {
                told.withLock { $0.findings.append("seed \(seed): \(error)") }
            }
        }
        let (steps, compared, findings) = told.withLock { $0 }
        print("\(seeds.count) nights with and without \(steps) steps of the clock: \(compared) transitions compared")
        #expect(findings == [])
        #expect(steps >= 10 * seeds.count)
    }

    @Test func aReceiverThatWasAwayHasAllOfItInAMinuteUnderItsFirstIds() {
        let days = Self.number("SPOTWARD_SIM_OUTAGES")
        let only = Self.number("SPOTWARD_SIM_SEED")
        let seeds = only.map { $0...$0 } ?? 1...(days ?? 2)
        let away = Self.seconds ?? (days == nil ? 3_600 : 86_400)
        let told = Mutex<(owed: Int, last: Int, lastUrgent: Int, fallback: Int, findings: [String])>((0, 0, 0, 0, []))
        DispatchQueue.concurrentPerform(iterations: seeds.count) { place in
            let seed = UInt64(seeds.lowerBound + place)
            do {
                let night = try Self.play(seed, for: .outage, seconds: away + 600)
                guard let record = night.record else { throw SimulatedWard.Failure(text: "\(night.findings)") }
                let check = OutageCheck(night, record)
                if only != nil { print(night.log) }
                told.withLock {
                    $0.owed += check.owedCount
                    $0.last = max($0.last, check.last)
                    $0.lastUrgent = max($0.lastUrgent, check.lastUrgent)
                    $0.fallback = max($0.fallback, check.longestFallback ?? 0)
                    $0.findings += (night.findings + check.findings).prefix(3).map { "seed \(seed): \($0)" }
                }
            } catch {
                told.withLock { $0.findings.append("seed \(seed): \(error)") }
            }
        }
        let account = told.withLock { $0 }
        print(
            """
            \(seeds.count) times \(away) s without the receiver: \(account.owed) alerts owed, the last told \(account.last) s after it \
            was back, the last P1, P2 or concern \(account.lastUrgent) s; the fallback had what is urgent in \(account.fallback) s
            """)
        #expect(account.findings == [])
    }
}
