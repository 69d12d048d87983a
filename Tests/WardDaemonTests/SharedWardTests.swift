import Alarms
import Decoders
import DeviceSimulators
import Dispatch
import Foundation
import Logging
import Ports
import Register
import Synchronization
import Testing
import Vitals

@testable import WardDaemon

/// The real daemon with two shards, a child in each, and its replay with one, two and three.
@Suite(.serialized) struct SharedWardTests {
    @Test func theNightOfTwoShardsIsReplayedByAnyNumberByteForByte() throws {
        let ward = try RunningWard(hub: ", shards: 2")
        try ward.start()
        usleep(300_000)
        ward.play(.desaturation, seconds: 0..<90)
        #expect(try ward.ask(.concern(child: "adm-b", from: .parent, note: "pale"), as: .parent).isDone)
        let haveFired = try ward.wait {
            try ward.alertLines().contains { $0.contains("spot.spo2.low") }
                && ward.alertLines().contains { $0.contains("concern") && $0.contains("adm-b") }
        }
        #expect(haveFired)
        // The device goes to the child of the other shard, who then has its alarms.
        #expect(try ward.ask(.bind(source: "oximeter", child: "adm-b", isConfirmed: true)).isDone)
        usleep(300_000)
        ward.play(.desaturation, seconds: 31..<120)
        let hasFired = try ward.wait {
            try ward.alertLines().contains { $0.contains("spot.spo2.low") && $0.contains("adm-b") }
        }
        #expect(hasFired)
        ward.stop()
        try expectReplaysAreTheSame(ward)

        try ward.start()
        usleep(300_000)
        ward.play(.desaturation, seconds: 0..<60)
        usleep(300_000)
        ward.stop()
        try expectReplaysAreTheSame(ward)
    }

    private func expectReplaysAreTheSame(_ ward: RunningWard) throws {
        let lines = try ward.alertLines()
        #expect(!lines.isEmpty)
        for count in [nil, 1, 3] { #expect(try ward.replayedLines(shardCount: count) == lines) }
    }

    @Test func aShardThatHangsIsNamedAndTheWatchdogIsNotFed() throws {
        let ward = try RunningWard(hub: ", shards: 3")
        try ward.start()
        let told = Mutex<[ServiceManager.Message]>([])
        let watch = StageWatch(
            ward.stages, period: .seconds(3600),
            log: DaemonLog(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, sourceNames: [])
        ) { message in told.withLock { $0.append(message) } }
        func isFed(within seconds: Double) throws -> Bool {
            watch.turn()
            let before = told.withLock { $0.count }
            return try ward.wait(seconds: seconds) {
                watch.turn()
                return told.withLock { $0.count } > before
            }
        }
        watch.start()
        #expect(try isFed(within: 20))
        let end = DispatchSemaphore(value: 0)
        #expect(ward.shardThreads.count == 2)
        ward.shardThreads[1].executor.async { end.wait() }
        for _ in 0..<3 {
            watch.turn()
            usleep(50_000)
        }
        #expect(try !isFed(within: 1))
        end.signal()
        #expect(try isFed(within: 20))
        watch.stop()
        ward.stop()
    }
}
