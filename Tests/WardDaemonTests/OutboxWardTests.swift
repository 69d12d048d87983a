import Foundation
import Journal
import Register
import Testing

@testable import WardDaemon

/// What no receiver takes: called out in the room, and dealt with by a person.
@Suite(.serialized) struct OutboxWardTests {
    private func row(_ ward: RunningWard, _ name: String) throws -> OutboxRow? {
        guard case .found(let rows) = try ward.journal().message(name) else { return nil }
        return rows.first
    }

    @Test func aClinicalPersonDropsAMessageAndATechnicianDoesNot() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        #expect(try ward.ask(.testAlert(child: "adm-a")).isDone)
        #expect(try ward.wait { try ward.journal().undeliveredCount() == 1 })
        let drop = WardCommand.Deed.dropMessage(message: "1", endpoint: nil, reason: "told by telephone")
        let refused = try ward.ask(drop, as: .technician)
        #expect(!refused.isDone && refused.refusals.contains { $0.hasPrefix("by.role") })
        #expect(try ward.ask(.redrive(message: "1", endpoint: "team"), as: .technician).isDone)
        for unknown in [
            WardCommand.Deed.redrive(message: "77", endpoint: nil), .redrive(message: "1", endpoint: "nobody"),
            .dropMessage(message: "all", endpoint: nil, reason: "why not"),
        ] {
            let answer = try ward.ask(unknown)
            #expect(!answer.isDone && answer.refusals.contains { $0.hasPrefix("message") }, "\(answer.message)")
        }
        #expect(try row(ward, "1")?.state == .queued)
        let answer = try ward.ask(drop)
        #expect(answer.isDone && answer.number != nil, "\(answer.message)")
        let dropped = try #require(try row(ward, "1"))
        #expect(dropped.state == .dropped && dropped.leftBy == "N. Owl (nurse)")
        #expect(dropped.leftReason == "told by telephone")
        #expect(try ward.journal().undeliveredCount() == 0)
        #expect(try !ward.ask(drop).isDone, "it waits no longer")
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    /// A minute of the ward is a second here.
    @Test func theHubCallsInTheRoomUntilSomebodyHasItAlsoAfterARestart() throws {
        let ward = try RunningWard(speed: 60, hub: ", phone: 020 7946 0000, annunciate: sound")
        try RunningWard.write(
            "#!/bin/sh\necho \"$1 $SPOTWARD_CALL $SPOTWARD_COUNT $SPOTWARD_PHONE\" >> \(ward.folder)/sounded\n",
            to: ward.folder + "/sound", mode: 0o700)
        func sounded() -> [Substring] {
            ((try? String(contentsOfFile: ward.folder + "/sounded", encoding: .utf8)) ?? "").split(separator: "\n")
        }
        func state() -> HubCallState? { HubCallState(stateFolder: ward.folder + "/state") }
        try ward.start()
        #expect(try ward.ask(.concern(child: "adm-a", from: .parent, note: nil), as: .parent).isDone)
        #expect(ward.wait { sounded().first == "on on 1 020 7946 0000" })
        #expect(state()?.isCalling == true)
        #expect(state()?.sentence == "AN URGENT ALARM HAS REACHED NOBODY. RING 020 7946 0000.")
        let text = try String(contentsOfFile: ward.folder + "/state/hub-call", encoding: .utf8)
        #expect(!text.contains("adm-a"), "no child is in it")
        ward.stop()
        let before = sounded().count
        try ward.start()
        #expect(ward.wait { sounded().count > before && sounded().last?.hasPrefix("on ") == true })
        // Dropped by a person who has seen to it: nobody waits for it any more.
        let waiting = try ward.journal().outbox([.queued])
        for row in waiting {
            _ = try ward.ask(.dropMessage(message: row.alertID, endpoint: nil, reason: "seen to it"), as: .doctor)
        }
        #expect(ward.wait { sounded().contains("off off 0 020 7946 0000") })
        ward.stop()
    }
}
