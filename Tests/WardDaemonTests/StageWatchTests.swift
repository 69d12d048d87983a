import Logging
import Ports
import Synchronization
import Testing
import Vitals

@testable import WardDaemon

/// The watchdog is fed only while every stage goes on.
struct StageWatchTests {
    /// What was told, and a stage that answers, keeps its answers back, or is dead.
    private final class Bench: Sendable {
        let told = Mutex<[ServiceManager.Message]>([])
        let isDead = Mutex(false)
        let kept = Mutex<[@Sendable () -> Void]>([])
        let lines = Mutex<[String]>([])

        var aliveCount: Int { told.withLock { $0.filter { $0 == .alive }.count } }

        func watch(turns: (@Sendable () -> UInt64)? = nil) -> StageWatch {
            var stages = [StageWatch.Stage("sound") { $0() }]
            if let turns { stages.append(StageWatch.Stage("counting", turns: turns)) }
            stages.append(
                StageWatch.Stage("frail") { [self] answer in
                    if isDead.withLock({ $0 }) { kept.withLock { $0.append(answer) } } else { answer() }
                })
            return StageWatch(
                stages, period: .seconds(3600),
                log: DaemonLog(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, sourceNames: [])
            ) { [self] message in told.withLock { $0.append(message) } }
        }
    }

    @Test func itIsFedAtEveryTurnWhileEveryStageAnswers() {
        let bench = Bench()
        let watch = bench.watch()
        watch.start()
        for turn in 1...10 {
            watch.turn()
            #expect(bench.aliveCount == turn)
        }
        watch.stop()
    }

    @Test func oneAnswerMayBeLateAndTwoMayNot() {
        let bench = Bench()
        let watch = bench.watch()
        watch.start()
        watch.turn()
        bench.isDead.withLock { $0 = true }
        watch.turn()  // asked, and no answer
        watch.turn()  // asked again; the first is late
        #expect(bench.aliveCount == 3)
        watch.turn()  // two calls unanswered
        watch.turn()
        #expect(bench.aliveCount == 3)
        // It goes on: what it was asked meanwhile is answered at once, and the next turn feeds.
        bench.isDead.withLock { $0 = false }
        for answer in bench.kept.withLock({ $0 }) { answer() }
        watch.turn()
        #expect(bench.aliveCount == 4)
        watch.stop()
    }

    @Test func aStageThatCountsItsTurnsStandsStillWhenTheCountDoes() {
        let bench = Bench()
        let turns = Mutex<UInt64>(0)
        let watch = bench.watch { turns.withLock { $0 } }
        watch.start()
        for _ in 0..<5 {
            turns.withLock { $0 += 3 }
            watch.turn()
        }
        #expect(bench.aliveCount == 5)
        for _ in 0..<5 { watch.turn() }
        #expect(bench.aliveCount == 7, "the two turns after the last change")
        watch.stop()
    }
}
