import Alarms
import Foundation
import Journal
import Register
import Testing
import Vitals

@testable import WardDaemon

/// A ward whose starts failed: what is owed goes out, the team is told that nobody is watched, and nothing of before is ended.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SafeModeTests {
    private let everyRole = "primary, second, in-charge, escalation, reviewer, operations"

    @Test func whatIsOwedIsSentAndTheTeamIsToldThatNobodyIsWatched() throws {
        let ward = try RunningWard(speed: 1, receivers: ["team": everyRole], more: ["--fail-first", "1"])
        try ward.start()
        let concern = try ward.ask(.concern(child: "adm-a", from: .parent, note: nil), as: .parent)
        #expect(concern.isDone)
        ward.stop()
        let receiver = try #require(ward.receivers["team"])
        try ward.start(mode: .safe(failedStarts: 3))
        #expect(ward.wait { receiver.has("fired", "concern") && receiver.has("fired", "system.not_watched") })
        let told = try #require(receiver.messages.first { $0.family.hasPrefix("system.not_watched") })
        #expect(
            told.text.contains("NO CHILD OF THIS HUB IS BEING WATCHED") && told.family == "system.not_watched.severe")
        #expect(throws: (any Error).self) { try ward.ask(.testAlert(child: nil)) }
        _ = ward.wait(seconds: 2) { false }
        ward.stop()
        // Nothing of a child was decided, begun or ended, and no child's silence was made up.
        let families = Set(try ward.messages().map(\.family))
        #expect(families == ["concern.severe", "system.not_watched.severe"], "\(families)")
        #expect(try ward.replayedLines() == ward.alertLines())
        // The next safe mode goes on with the same alarm, and a whole start with the concern.
        try ward.start(mode: .safe(failedStarts: 4))
        _ = ward.wait(seconds: 2) { false }
        ward.stop()
        #expect(try ward.messages().count { $0.family.hasPrefix("system.not_watched") } == 1)
        try ward.start(mode: .trial)
        #expect(try ward.ask(.acknowledge(episode: try #require(concern.episodeID), minutes: nil, note: nil)).isDone)
        _ = ward.wait(seconds: 2) { false }
        ward.stop()
        #expect(
            try ward.messages().count { $0.family.hasPrefix("system.not_watched") } == 1, "not over before it lived")
        try ward.start()
        #expect(ward.wait { receiver.has("cleared_unacked", "system.not_watched") })
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func aFileThatWasInHandIsPutAsideWholeAndACommandIsNot() throws {
        let ward = try RunningWard(speed: 1)
        let processing = ward.folder + "/drop/processing"
        try FileManager.default.createDirectory(atPath: processing, withIntermediateDirectories: false)
        for name in ["000001-night.csv", "000002-worry.command.json"] {
            try RunningWard.write("at,spo2\n", to: processing + "/" + name, mode: 0o600)
        }
        try ward.start(mode: .safe(failedStarts: 3))
        ward.stop()
        #expect(try FileManager.default.contentsOfDirectory(atPath: processing) == ["000002-worry.command.json"])
        let refused = try FileManager.default.contentsOfDirectory(atPath: ward.folder + "/drop/refused").sorted()
        #expect(refused == ["night.csv", "night.csv.receipt.json"])
        #expect(try String(contentsOfFile: ward.folder + "/drop/refused/night.csv", encoding: .utf8) == "at,spo2\n")
        let receipt = try String(contentsOfFile: ward.folder + "/drop/refused/night.csv.receipt.json", encoding: .utf8)
        #expect(receipt.contains(#""reason":"in-hand""#))
    }
}
