import Alarms
import Decoders
import Foundation
import Register
import Testing
import Vitals
import DeviceSimulators

@testable import WardDaemon

/// Somebody is worried: it reaches the team and the independent reviewer in under a second, whatever the numbers say.
@Suite(.serialized) struct ConcernTests {
    /// What the child's data are like when somebody is worried.
    enum Setting: String, CaseIterable, Sendable {
        case noVitals, staleVitals, normalVitals, paused, unplugged
    }

    private let well = SimulatedOximeter(.noninDF2, [SimulatedOximeter.Waypoint(0, spO2: 98, heartRate: 110)])

    @Test(arguments: Setting.allCases)
    func aConcernIsWithTheTeamAndTheReviewerInUnderASecond(setting: Setting) throws {
        let ward = try RunningWard(
            speed: setting == .staleVitals ? 60 : 1,
            receivers: [
                "team": "primary, second, in-charge, escalation, operations", "review": "reviewer",
            ])
        try ward.start()
        usleep(300_000)
        switch setting {
        case .noVitals: break
        // Four minutes of the ward's time without a reading.
        case .staleVitals:
            ward.play(well, seconds: 0..<60)
            usleep(4_000_000)
        case .normalVitals: ward.play(well, seconds: 0..<3)
        case .paused:
            ward.play(well, seconds: 0..<2)
            #expect(try ward.ask(.pause(child: "adm-a", minutes: 10, reason: "bath")).isDone)
        case .unplugged:
            ward.play(well, seconds: 0..<2)
            ward.unplug()
            usleep(300_000)
        }
        let team = try #require(ward.receivers["team"])
        let review = try #require(ward.receivers["review"])
        let asked = Date()
        let answer = try ward.ask(.concern(child: "adm-a", from: .parent, note: "not herself"), as: .parent)
        #expect(answer.isDone, "\(answer.message)")
        let isWithBoth = ward.wait(seconds: 5) { team.has("fired", "concern") && review.has("fired", "concern") }
        #expect(isWithBoth)
        #expect(Date().timeIntervalSince(asked) < 1)
        let message = try #require(team.messages.first { $0.family.hasPrefix("concern") })
        #expect(message.episodeID == answer.episodeID)
        #expect(message.block("concern")["note"] as? String == "not herself")
        #expect(message.block("concern")["independent_reviewer_notified"] as? Bool == true)
        #expect(!message.text.contains("N. Owl"), "a family's name stays on the hub")
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func aConcernByFileIsTakenOnceAndHasAReceipt() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        let line =
            #"{"by":{"name":"Mum","role":"parent"},"child":"adm-b","command":"concern","from":"parent","note":"floppy"}"#
        try ward.drop(line + "\n", as: "one.command.json")
        let receipt = ward.folder + "/drop/accepted/one.command.json.receipt.json"
        let isThere = ward.wait { FileManager.default.fileExists(atPath: receipt) }
        try #require(isThere)
        #expect(try String(contentsOfFile: receipt, encoding: .utf8).contains("\"outcome\" : \"accepted\""))
        try ward.drop(line + "\n", as: "two.command.json")
        let second = ward.folder + "/drop/accepted/two.command.json.receipt.json"
        let isSecond = ward.wait { FileManager.default.fileExists(atPath: second) }
        try #require(isSecond)
        #expect(try String(contentsOfFile: second, encoding: .utf8).contains("taken before"))
        ward.stop()
        let concerns = try ward.messages().filter { $0.family.hasPrefix("concern") }
        #expect(concerns.map(\.event) == ["fired"])
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func theSameWordsLaterAreAWorryOfTheirOwn() throws {
        let ward = try RunningWard(speed: 60)
        try ward.start()
        let line = #"{"by":{"name":"Mum","role":"parent"},"child":"adm-b","command":"concern","from":"parent"}"#
        try ward.drop(line, as: "one.command.json")
        let isTold = try ward.wait { try ward.messages().contains { $0.family.hasPrefix("concern") } }
        #expect(isTold)
        usleep(1_500_000)
        try ward.drop(line, as: "two.command.json")
        let isToldAgain = try ward.wait { try ward.messages().contains { $0.event == "renewed" } }
        #expect(isToldAgain)
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    private func wardWithALongFile(of rowCount: Int) throws -> RunningWard {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        usleep(300_000)
        let now = WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let row = "\(now.advanced(by: .seconds(-60))),adm-a,37.0\n"
        try ward.drop("measured_at,child,temp\n" + String(repeating: row, count: rowCount), as: "long.csv")
        return ward
    }

    @Test func aDroppedConcernDoesNotWaitForALongFile() throws {
        let ward = try wardWithALongFile(of: 60_000)
        let isBeingRead = try ward.wait {
            var count = 0
            try ward.journal().readings { _ in count += 1 }
            return count > 0
        }
        #expect(isBeingRead)
        let asked = Date()
        try ward.drop(
            #"{"by":{"name":"Mum","role":"parent"},"child":"adm-b","command":"concern","from":"parent"}"#,
            as: "mum.command.json")
        let isTold = try ward.wait { try ward.messages().contains { $0.family.hasPrefix("concern") } }
        #expect(isTold && Date().timeIntervalSince(asked) < 1)
        let isStillBusy = !FileManager.default.fileExists(atPath: ward.folder + "/drop/accepted/long.csv")
        #expect(isStillBusy, "the file was too short to prove anything")
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    /// A file is looked through before its first row is used: minutes, where it is very long.
    @Test func aDroppedConcernWaitsForNoFileThatIsLookedThroughAndAStopForNoneEither() throws {
        let ward = try wardWithALongFile(of: 1_500_000)
        usleep(200_000)
        let asked = Date()
        try ward.drop(
            #"{"by":{"name":"Mum","role":"parent"},"child":"adm-b","command":"concern","from":"parent"}"#,
            as: "mum.command.json")
        let isTold = try ward.wait { try ward.messages().contains { $0.family.hasPrefix("concern") } }
        #expect(isTold && Date().timeIntervalSince(asked) < 1)
        let stopped = Date()
        ward.stop()
        #expect(Date().timeIntervalSince(stopped) < 2)
        var rowCount = 0
        try ward.journal().readings { _ in rowCount += 1 }
        #expect(rowCount == 0, "the file was too short to prove anything")
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func aWorseAnswerIsAConcern() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        let answer = try ward.ask(.carerAnswer(child: "adm-b", .worse, note: nil), as: .parent)
        #expect(answer.isDone, "\(answer.message)")
        ward.stop()
        let concern = try #require(try ward.messages().first { $0.family.hasPrefix("concern") })
        #expect(concern.block("concern")["answer"] as? String == "W")
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func aConcernGoesOnAfterARestartAndStillSaysWhoIsWorried() throws {
        let ward = try RunningWard(speed: 60)
        try ward.start()
        let answer = try ward.ask(.concern(child: "adm-a", from: .parent, note: "grey"), as: .parent)
        #expect(answer.isDone)
        ward.stop()
        try ward.start()
        // The next step of the ladder is three minutes away: three seconds of life.
        let hasClimbed = try ward.wait {
            try ward.messages().contains { $0.family.hasPrefix("concern") && $0.event == "escalated" }
        }
        #expect(hasClimbed)
        ward.stop()
        let concerns = try ward.messages().filter { $0.family.hasPrefix("concern") }
        #expect(Set(concerns.map(\.episodeID)) == [try #require(answer.episodeID)])
        #expect(concerns.filter { $0.event == "fired" }.count == 1)
        #expect(concerns.last?.block("concern")["note"] as? String == "grey")
        #expect(try ward.replayedLines() == ward.alertLines())
    }
}
