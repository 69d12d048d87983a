import Journal
import Testing
import Vitals

@testable import Alarms
@testable import spotward

/// What `spotward outbox` and `spotward status` say, out of a real journal.
@Suite struct OutboxPageTests {
    let ward: RecordedWard
    init() throws {
        ward = try RecordedWard()
        try ward.commit("4", [Night.desaturation()])
    }

    private func tried(_ number: UInt32, isAccepted: Bool) throws {
        var record = AttemptRecord(
            reference: OutboxReference(hubSequence: 1, endpoint: "team"), attempt: number, startedAt: Night.at(40),
            duration: .milliseconds(12), stage: isAccepted ? "done" : "connect", curlCode: isAccepted ? 0 : 7,
            httpStatus: isAccepted ? 200 : nil, answer: isAccepted ? "{}" : "", isAccepted: isAccepted)
        record.receipt = isAccepted ? "r-17" : nil
        _ = try ward.store.recordAttempts([(record, isAccepted ? nil : Night.at(42))], thenTake: nil)
    }

    private func page() throws -> String {
        guard case .found(let rows) = try ward.survey().journal.message("1") else { throw Missing() }
        return try OutboxPage(rows, ward.survey().journal, now: Night.at(60)).text(.plain)
    }

    @Test func aMessageShowsHowFarItCameWithEveryTry() throws {
        #expect(try page().contains("team: waits, due "))
        try tried(1, isAccepted: false)
        #expect(try page().contains("connect curl 7, 12 ms"))
        try tried(2, isAccepted: true)
        let id = try #require(try ward.survey().journal.outbox([.accepted]).first?.alertID)
        try ward.store.recordDisplayed([id], at: "team", now: Night.at(50))
        let text = try page()
        for word in [
            "team: accepted", "queued", "sent", "accepted", "receipt", "r-17", "displayed", "done HTTP 200", "BODY",
        ] {
            #expect(text.contains(word), "\(word)")
        }
        #expect(!text.contains("acknowledged"))
    }

    @Test func aLineOfJSONHasWhatAScriptNeeds() throws {
        let row = try #require(try ward.survey().journal.outbox([.queued]).first)
        let line = JSONLine.text(OutboxLine(row))
        #expect(line.contains(#""state":"queued""#) && line.contains(#""hub_seq":1"#))
        #expect(line.contains(#""endpoint":"team""#) && !line.contains("left_"))
    }

    @Test func theStatusSaysWhatIsOwedAndThatNobodyWatches() throws {
        let survey = try ward.survey()
        var status = try HubStatus(survey, at: Night.at(60))
        #expect(!status.watching && status.undelivered == 1 && !status.calling && status.children == 2)
        #expect(
            status.text(.plain).contains("not accepted yet: 1")
                && status.text(.plain).contains("team: has accepted nothing yet, 1 wait"))
        try tried(1, isAccepted: true)
        status = try HubStatus(survey, at: Night.at(60))
        #expect(status.text(.plain).contains("everything was accepted"))
        #expect(status.text(.plain).contains("team: has accepted alerts up to #1"))
    }

    @Test func theStatusSaysWhereAcknowledgementsAreNotHeardAndSinceWhen() throws {
        var status = try HubStatus(try ward.survey(), at: Night.at(60))
        let team = try #require(status.endpoints.firstIndex { $0.name == "team" })
        status.endpoints[team].asked = true
        #expect(status.text(.plain).contains("team: has accepted nothing yet, 1 wait, is asked who takes alarms"))
        status.endpoints[team].acknowledgementsFailing = "the question failed at connect (curl 7)"
        status.endpoints[team].acknowledgementsFailingSince = "2026-11-21T23:00:00.000Z"
        let line = "team: WHO TAKES AN ALARM THERE IS NOT HEARD since 2026-11-21T23:00:00.000Z: the question failed at"
        #expect(status.text(.plain).contains(line) && !status.text(.plain).contains("is asked who"))
    }

    private struct Missing: Error {}
}
