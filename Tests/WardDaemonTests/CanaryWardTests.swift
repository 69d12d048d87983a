import Alarms
import Foundation
import Journal
import Testing
import Vitals

@testable import WardDaemon

/// The daily test on its whole way: the ports' thread, the evaluator, the journal, TLS, the shipped receiver, and its answer.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CanaryWardTests {
    private let everyRole = "primary, second, in-charge, escalation, reviewer, operations"

    /// A hub whose minute has come on every day: the first one of it.
    private static let early: String = {
        let date = WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)).civil().date
        for number in 0..<100_000 {
            let schedule = CanarySchedule(hubID: "hub-test-\(number)")
            if schedule.minute(of: date) == 0 { return "-\(number)" }
        }
        return ""
    }()

    private func tests(of receiver: TestReceiver?) -> [Message] {
        receiver?.messages.filter { $0.event == "fired" && !$0.block("canary").isEmpty } ?? []
    }

    @Test func itIsToldToEveryRouteAnsweredByEachAndNotRepeatedAfterARestart() throws {
        let ward = try RunningWard(
            speed: 1, receivers: ["team": "primary, second, in-charge, escalation, reviewer", "ops": "operations"],
            hub: "\(Self.early), heartbeat: 1s, canary: true")
        try ward.start()
        #expect(ward.wait { ["team", "ops"].allSatisfy { self.tests(of: ward.receivers[$0]).count == 1 } })
        #expect(try ward.wait { try ward.journal().canary()?.unanswered(of: ["team", "ops"]) == [] })
        let message = try #require(tests(of: ward.receivers["team"]).first)
        #expect(message.text.contains("org.spotward.test.alert.fired.v1") && message.family == "system.test.mild")
        #expect(
            message.block("episode")["pages"] as? Bool == false && message.block("provenance")["test"] as? Bool == true)
        #expect(message.block("child").isEmpty && message.text.contains("nobody need do anything"))
        let receiver = try #require(ward.receivers["team"])
        #expect(ward.wait { receiver.hubNews.contains("canary its daily test came") })
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
        try ward.start()
        _ = ward.wait(seconds: 2) { false }
        ward.stop()
        #expect(tests(of: receiver).count == 1 && !receiver.has("fired", "system.canary"))
        let signs = try ward.recordings().map { try String(contentsOfFile: $0, encoding: .utf8) }.joined()
        #expect(signs.split(separator: "\n").count { $0.contains("system.test") } == 1)
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func aRouteThatDoesNotAnswerIsAnAlarmElsewhereAndOfTheHub() throws {
        let ward = try RunningWard(
            speed: 30, receivers: ["ops": everyRole], hub: "\(Self.early), heartbeat: 1s, canary: true",
            absent: ["name: team, url: \"https://127.0.0.1:1/\", secret_file: secret.txt"])
        try ward.start()
        let ops = try #require(ward.receivers["ops"])
        #expect(ward.wait { ops.has("fired", "system.canary") })
        let told = try #require(ops.messages.first { $0.family.hasPrefix("system.canary") })
        #expect(told.text.contains("receiver team has not answered the hub's daily test"))
        #expect(
            ward.wait { ops.hubNews.contains { $0.hasPrefix("unanswered its daily test was NOT ANSWERED by team") } })
        // Going on over a restart it is not told anew.
        ward.stop()
        try ward.start()
        _ = ward.wait(seconds: 2) { false }
        ward.stop()
        let events = ops.messages.filter { $0.family.hasPrefix("system.canary") }.map(\.event)
        #expect(events.filter { $0 == "fired" }.count == 1 && !events.contains("resolved"))
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func whereNoRouteAnswersTheHubCallsInTheRoom() throws {
        let ward = try RunningWard(speed: 30, hub: "\(Self.early), canary: true")
        try ward.start()
        let isCalled = ward.wait {
            HubCallState(stateFolder: ward.folder + "/state").map(\.isCalling) == true
        }
        #expect(isCalled)
        ward.stop()
    }
}
