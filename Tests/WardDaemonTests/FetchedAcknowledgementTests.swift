import Foundation
import Glibc
import Register
import Testing
import Vitals

@testable import Journal
@testable import WardDaemon

/// Nobody can call a hub behind a home router: it asks its receivers who has taken an alarm, over real TLS.
@Suite(.serialized) struct FetchedAcknowledgementTests {
    private let everyRole = "primary, second, in-charge, escalation, reviewer, operations"

    private func ward(secrets: [String: String] = [:]) throws -> RunningWard {
        try RunningWard(speed: 1, receivers: ["team": everyRole], secrets: secrets, asksEvery: "1s")
    }

    private func concern(on ward: RunningWard) throws -> String {
        try #require(try ward.ask(.concern(child: "adm-a", from: .parent, note: nil), as: .parent).episodeID)
    }

    /// Somebody at the receiver takes an alarm.
    private func take(_ episode: String, on ward: RunningWard, id: String? = nil, beginsAnew: Bool = false) throws {
        let path = ward.folder + "/team.acks"
        let own = id.map { #","id":"\#($0)""# } ?? ""
        let line = #"{"hub":"hub-test","episode":"\#(episode)","by":{"name":"N. Owl","role":"nurse"}\#(own)}"# + "\n"
        let before = beginsAnew ? "" : (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        try RunningWard.write(before + line, to: path, mode: 0o600)
    }

    private func takenCount(_ ward: RunningWard) throws -> Int {
        try ward.messages().filter { $0.event == "acknowledged" }.count
    }

    private func list(_ ward: RunningWard) throws -> AcknowledgementList? {
        try ward.journal().acknowledgementLists().first { $0.endpoint == "team" }
    }

    @Test func whoeverTakesItAtTheReceiverTakesItOnTheHub() throws {
        let ward = try ward()
        try ward.start()
        let episode = try concern(on: ward)
        #expect(ward.wait { ward.receivers["team"]?.has("fired", "concern") == true })
        try take(String(episode.prefix(8)), on: ward)
        #expect(try ward.wait { try takenCount(ward) == 1 })
        let message = try #require(try ward.messages().first { $0.event == "acknowledged" })
        let taken = message.block("ack")["acked"] as? [String: Any]
        #expect(message.episodeID == episode && taken?["by"] as? String == "N. Owl")
        // The receiver is told, too, and the list has been read.
        #expect(ward.wait { ward.receivers["team"]?.has("acknowledged", "concern") == true })
        #expect(try ward.wait { try list(ward)?.cursor == "1" })
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func whatWasTakenIsNotTakenAgainAfterARestartThoughTheReceiverSaysItAgain() throws {
        let ward = try ward()
        try ward.start()
        let first = try concern(on: ward)
        let id = "ack_0123456789abcdef0123"
        try take(first, on: ward, id: id)
        try take(first, on: ward, id: "ack_of-somebody-else-0000")
        #expect(try ward.wait { try takenCount(ward) == 2 && list(ward)?.cursor == "2" })
        ward.stop()
        // The receiver's list begins anew, so the hub's cursor means nothing to it: everything comes once more.
        try take(first, on: ward, id: id, beginsAnew: true)
        try ward.start()
        #expect(try ward.wait { try list(ward)?.cursor == "1" })
        usleep(1_500_000)
        #expect(try takenCount(ward) == 2)
        // And what is new on that list is taken.
        try take(first, on: ward, id: "ack_new-0123456789abcdef")
        #expect(try ward.wait { try takenCount(ward) == 3 })
        ward.stop()
    }

    @Test func whatWasTakenWhileTheHubWasOffIsFetchedAtItsStart() throws {
        let ward = try ward()
        try ward.start()
        let episode = try concern(on: ward)
        #expect(ward.wait { ward.receivers["team"]?.has("fired", "concern") == true })
        ward.stop()
        try take(episode, on: ward)
        try ward.start()
        #expect(try ward.wait { try takenCount(ward) == 1 })
        ward.stop()
    }

    @Test func anAnswerSignedWithAnotherSecretTakesNothingAndIsToldOfOnce() throws {
        let ward = try ward(secrets: ["team": "another-secret-of-thirty-two-byte"])
        try ward.start()
        let episode = try concern(on: ward)
        try take(episode, on: ward)
        #expect(try ward.wait { try list(ward)?.failure != nil })
        usleep(1_500_000)
        let failure = try #require(try list(ward)?.failure)
        #expect(failure.hasPrefix("the question failed at status (HTTP 401)"), "\(failure)")
        #expect(try takenCount(ward) == 0 && list(ward)?.cursor == "")
        ward.stop()
    }

    @Test func whatNobodyMayDoThisWayIsRefusedAndWhatComesBehindItIsTaken() throws {
        let ward = try ward()
        try ward.start()
        let episode = try concern(on: ward)
        try take("no-such-episode", on: ward)
        try take(episode, on: ward)
        #expect(try ward.wait { try takenCount(ward) == 1 && list(ward)?.cursor == "2" })
        ward.stop()
    }
}

/// Whom the hub asks, and after what.
@Suite struct AcknowledgementFetchTests {
    @Test func theListGoesOnWhereTheRunBeforeHadReadIt() throws {
        let start = MonotonicInstant(microseconds: 1_000_000)
        let directory = NSTemporaryDirectory() + "spotward-fetch-" + UUID().uuidString
        let store = try JournalStore(directory: directory, now: WallInstant(microseconds: 0))
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try store.move(cursor: "17", of: "team", at: WallInstant(microseconds: 0))
        var fetch = AcknowledgementFetch(
            [.init(name: "team", every: .seconds(60)), .init(name: "other", every: .seconds(60))], hubID: "hub-1",
            lists: try store.acknowledgementLists(), start: start)
        let due = fetch.due(at: start.advanced(by: .seconds(5)), isUrgent: false)
        #expect(due.map(\.endpoint) == ["other", "team"] && due.map { $0.1.after } == ["", "17"])
        #expect(due.first?.1.id != due.last?.1.id && due.first?.1.hubID == "hub-1")
        // One question at a time; the next one begins where the answer ended.
        let early = fetch.due(at: start.advanced(by: .seconds(500)), isUrgent: true)
        #expect(early.isEmpty)
        _ = fetch.answered("team", upTo: "19")
        let next = fetch.due(at: start.advanced(by: .seconds(6)), isUrgent: false)
        #expect(next.map(\.endpoint) == ["team"] && next.first?.1.after == "19")
        // A list that stands still is not asked for again at once.
        _ = fetch.answered("team", upTo: "19")
        let none = fetch.due(at: start.advanced(by: .seconds(7)), isUrgent: true)
        #expect(none.isEmpty)
    }

    @Test func aFailureIsNewsOnceAndItsEndToo() {
        var fetch = AcknowledgementFetch(
            [.init(name: "team", every: .seconds(60))], hubID: "hub-1", lists: [],
            start: MonotonicInstant(microseconds: 0))
        let isNews = ["connect", "connect", "tls"].map { fetch.failed("team", $0, retryAfter: nil) }
        #expect(isNews == [true, false, true])
        let ended = (0..<2).map { _ in fetch.answered("team", upTo: nil) }
        #expect(ended == ["tls", nil])
    }
}
