import Alarms
import Foundation
import Testing

@testable import WardDaemon

/// A receiver that does not take its alerts is an alarm of the hub: told elsewhere, and in a replay again.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ReceiverStandingTests {
    @Test func aReceiverThatRefusesIsToldToTheOthersOnceAndInAReplayToo() throws {
        let ward = try RunningWard(
            speed: 30, receivers: ["ops": "operations, primary", "team": "second, in-charge, escalation, reviewer"],
            keys: ["team": "fallback: ops"], secrets: ["team": String(repeating: "x", count: 32)])
        try ward.start()
        _ = try ward.ask(.concern(child: "adm-a", from: .parent, note: nil), as: .parent)
        let isTold = ward.wait { ward.receivers["ops"]?.has("fired", "system.receiver_rejects") == true }
        #expect(isTold)
        ward.stop()
        let told = ward.receivers["ops"]?.messages.filter { $0.family.hasPrefix("system.receiver") } ?? []
        #expect(told.filter { $0.event == "fired" }.count == 1)
        #expect(told.first?.text.contains("receiver team refuses") == true)
        // The reviewer's own message was refused with 401 and went to the fallback at once.
        #expect(ward.receivers["team"]?.messages.isEmpty == true)
        #expect(try ward.replayedLines() == ward.alertLines())
        // The trouble goes on over a restart, and is not told anew.
        try ward.start()
        _ = ward.wait(seconds: 2) { false }
        ward.stop()
        let again = ward.receivers["ops"]?.messages.filter { $0.family.hasPrefix("system.receiver") } ?? []
        #expect(again.filter { $0.event == "fired" }.count == 1 && !again.contains { $0.event == "resolved" })
    }
}
