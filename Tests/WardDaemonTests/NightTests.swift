import Alarms
import Decoders
import Foundation
import Testing
import Vitals
import DeviceSimulators

@testable import WardDaemon

/// One night from bytes to the journal, and the same night replayed.
@Suite(.serialized) struct NightTests {
    @Test func aDesaturationIsInTheJournalAndTheReplayIsTheSameByteForByte() throws {
        let ward = try RunningWard()
        try ward.start()
        usleep(300_000)
        ward.play(.desaturation, seconds: 0..<90)
        let hasFired = try ward.wait { try !ward.alertLines().isEmpty }
        #expect(hasFired)
        ward.stop()
        let live = try ward.alertLines()
        #expect(live.contains { $0.contains("spot.spo2.low") && $0.contains("alert.fired") })
        #expect(try ward.replayedLines() == live)
        #expect(try ward.replayedLines() == ward.replayedLines())
    }

    @Test func anAlertThatNobodyTookIsStillOwedAfterARestart() throws {
        let ward = try RunningWard()
        try ward.start()
        usleep(300_000)
        ward.play(.desaturation, seconds: 0..<90)
        _ = try ward.wait { try !ward.alertLines().isEmpty }
        ward.stop()
        let owed = try ward.journal().undeliveredCount()
        #expect(owed > 0)
        try ward.start()
        usleep(300_000)
        ward.stop()
        #expect(try ward.journal().undeliveredCount() >= owed)
    }

    @Test func anEpisodeGoesOnOverARestartAndTheSecondRunReplaysToo() throws {
        let ward = try RunningWard()
        try ward.start()
        usleep(300_000)
        ward.play(.desaturation, seconds: 0..<90)
        _ = try ward.wait { try !ward.alertLines().isEmpty }
        ward.stop()
        try ward.start()
        usleep(300_000)
        let recovery = SimulatedOximeter(.noninDF2, [SimulatedOximeter.Waypoint(0, spO2: 98, heartRate: 110)])
        ward.play(recovery, seconds: 0..<150)
        // Over by the numbers, and nobody ever took it.
        let isOver = try ward.wait { try ward.alertLines().contains { $0.contains("alert.cleared_unacked") } }
        ward.stop()
        #expect(isOver)
        let episodes = try ward.alertLines().filter { $0.contains("spot.spo2.low") }.map { try episode(in: $0) }
        #expect(Set(episodes).count == 1)
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func everyReadingOfTheNightIsAccountedFor() throws {
        let ward = try RunningWard()
        try ward.start()
        usleep(300_000)
        ward.send((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) })
        ward.play(.desaturation, seconds: 0..<60)
        usleep(200_000)
        ward.stop()
        let standing = try #require(try ward.journal().sourceStandings().first { $0.name == "oximeter" })
        let counters = Dictionary(uniqueKeysWithValues: standing.counters.map { ($0.name, $0.value) })
        func value(_ name: String) -> UInt64 { counters[name] ?? 0 }
        #expect(value("bytes.received") == 5000 + 60 * 375)
        let settled = value("bytes.in_frames") + value("bytes.skipped") + value("bytes.refused")
        #expect(value("bytes.received") - settled < 125, "what is left is the packet being received")
        #expect(value("readings.received") > 0)
        #expect(value("readings.received") == value("readings.accepted"))
    }

    private func episode(in line: String) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let data = object?["data"] as? [String: Any]
        return try #require((data?["episode"] as? [String: Any])?["id"] as? String)
    }
}
