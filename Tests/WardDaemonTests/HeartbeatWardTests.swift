import Alarms
import Foundation
import Journal
import Register
import Testing
import Vitals

@testable import WardDaemon

/// The daemon's heartbeat and the shipped receiver, over real TLS.
@Suite(.serialized) struct HeartbeatWardTests {
    private let everyRole = "primary, second, in-charge, escalation, reviewer, operations"

    @Test func whatTheReceiverLostIsAskedForAndSentAgainUnderTheSameID() throws {
        let ward = try RunningWard(
            speed: 1, receivers: ["team": everyRole], more: ["--lose-first", "1"], hub: ", heartbeat: 1s")
        try ward.start()
        let receiver = try #require(ward.receivers["team"])
        #expect(ward.wait { receiver.hubNews.contains { $0.hasPrefix("heard heard, heartbeat ") } })
        // Answered with 200 and forgotten: only the heartbeat can show it.
        #expect(try ward.ask(.testAlert(child: "adm-a")).isDone)
        #expect(
            ward.wait { receiver.hubNews.contains { $0.hasPrefix("missing 1 alert from number 1 on not in the log") } })
        #expect(ward.wait { receiver.messages.count == 1 })
        let message = try #require(receiver.messages.first)
        #expect(message.text.contains(#""attempt":2"#) && message.text.contains(#""hub_seq":1"#))
        #expect(try ward.messages().map(\.episodeID) == [message.episodeID])
        // Shown on the receiver's screen, and the hub knows; nothing is owed twice.
        #expect(
            try ward.wait {
                let levels = try Self.proofs(ward)
                return levels.contains("displayed") && levels.contains("receipt")
            })
        #expect(try ward.journal().undeliveredCount() == 0)
        ward.stop()
    }

    @Test func theReceiverComparesTheDaysBeforeWithWhatItHolds() throws {
        let ward = try RunningWard(speed: 1, receivers: ["team": everyRole], hub: ", heartbeat: 1s")
        try ward.start()
        let receiver = try #require(ward.receivers["team"])
        #expect(try ward.ask(.testAlert(child: "adm-a")).isDone)
        #expect(ward.wait { receiver.messages.count == 1 })
        #expect(try ward.wait { try ward.journal().undeliveredCount() == 0 })
        ward.stop()
        try closeYesterday(of: ward)
        try ward.start()
        #expect(ward.wait { receiver.hubNews.contains { $0.hasPrefix("day 20") } })
        let day = try #require(receiver.hubNews.first { $0.hasPrefix("day") })
        #expect(day.hasSuffix(": 1 alert, the same on the hub and here"), "\(receiver.hubNews)")
        ward.stop()
    }

    /// An alert that was decided yesterday and owed to somebody else: the numbers up to it are yesterday's.
    private func closeYesterday(of ward: RunningWard) throws {
        let (store, now) = try ward.beginRun()
        let tick = Tick(monotonic: now.monotonic, wall: now.wall.advanced(by: .seconds(-86_400)))
        var transition = AlarmTransition(.storage, .hub, .resolved, at: tick, startedAt: tick, firedAt: tick)
        transition.state = .resolved
        transition.roles = .primaryNurse
        transition.episodeSequence = 1
        let id = String(repeating: "e", count: 32)
        let alert = Alert(
            transition: transition, id: id, episodeID: id, dedupKey: id, admissionID: nil, line: #"{"id":"\#(id)"}"#)
        _ = try store.commit(JournalBatch(alerts: [alert], endpoints: [OwedEndpoint("elsewhere")]))
        try store.close()
    }

    @Test func anAlarmIsTakenInTheAnswerToAHeartbeat() throws {
        let ward = try RunningWard(
            speed: 1, receivers: ["team": everyRole], more: ["--acknowledge-late", "N. Owl:nurse"],
            hub: ", heartbeat: 1s")
        try ward.start()
        #expect(try ward.ask(.concern(child: "adm-a", from: .parent, note: nil), as: .parent).isDone)
        #expect(try ward.wait { try ward.messages().contains { $0.event == "acknowledged" } })
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func theCountGoesOnOverARestartAndSilenceIsAnAlarm() throws {
        let ward = try RunningWard(speed: 1, receivers: ["team": everyRole], hub: ", heartbeat: 1s")
        try ward.start()
        let receiver = try #require(ward.receivers["team"])
        #expect(ward.wait { self.count(ward) >= 2 })
        ward.stop()
        let before = count(ward)
        #expect(ward.wait { receiver.hubNews.contains { $0.hasPrefix("silent NOTHING HEARD for ") } })
        try ward.start()
        #expect(ward.wait { receiver.hubNews.contains { $0.hasPrefix("heard-again heard again after ") } })
        #expect(ward.wait { self.count(ward) > before })
        ward.stop()
    }

    private func count(_ ward: RunningWard) -> Int {
        let text = try? String(contentsOfFile: ward.folder + "/state/heartbeat", encoding: .utf8)
        return text.flatMap { Int($0.dropLast()) } ?? 0
    }

    private static func proofs(_ ward: RunningWard) throws -> Set<String> {
        Set(try ward.journal().proofs(ofMessage: 1, at: "team").map(\.level.rawValue))
    }
}

/// What a receiver's signed answer may say beside commands of people.
@Suite struct ReceiverReportTests {
    @Test func itAsksForNumbersOrTellsWhatWasShown() {
        #expect(ReceiverReport(line: #"{"command":"resend","from":41,"to":43}"#) == .resend(41...43))
        #expect(ReceiverReport(line: #"{"command":"resend","from":41,"to":41}"#) == .resend(41...41))
        #expect(ReceiverReport(line: #"{"command":"displayed","messages":["a","b"]}"#) == .displayed(["a", "b"]))
    }

    @Test(arguments: [
        #"{"command":"resend","from":43,"to":41}"#, #"{"command":"resend","from":0,"to":41}"#,
        #"{"command":"resend","from":1}"#, #"{"command":"resend","from":-1,"to":4}"#, #"{"command":"displayed"}"#,
        #"{"command":"acknowledge","episode":"e"}"#, "[]", "",
    ]) func whatIsNoReportIsLeftToWhoeverReadsCommands(line: String) {
        #expect(ReceiverReport(line: line) == nil)
    }

    @Test func noMoreMessagesThanTheLimitAreTaken() {
        func line(_ count: Int) -> String {
            #"{"command":"displayed","messages":["# + Array(repeating: "\"a\"", count: count).joined(separator: ",")
                + "]}"
        }
        #expect(ReceiverReport(line: line(DaemonLimits.displayedMessages)) != nil)
        #expect(ReceiverReport(line: line(DaemonLimits.displayedMessages + 1)) == nil)
    }
}
