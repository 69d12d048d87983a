import Foundation
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
            httpStatus: isAccepted ? 200 : nil, answer: isAccepted ? "{}" : "", isAccepted: isAccepted, isUrgent: true)
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

    @Test func theStatusSaysWhichCertificateEndsAndWhatToDo() throws {
        let file = ward.folder + "/hub.pem"
        let text = try String(contentsOfFile: ward.configuration, encoding: .utf8)
        try text.replacing(
            "roles: [reviewer]", with: "roles: [reviewer], client_certificate: hub.pem, client_key_file: k.pem"
        )
        .write(toFile: ward.configuration, atomically: true, encoding: .utf8)
        let pem = """
            -----BEGIN CERTIFICATE-----
            MIIBcDCCARegAwIBAgIUEvRub85BTlaq+BJ7Nzkw+8GX6qIwCgYIKoZIzj0EAwIw
            DjEMMAoGA1UEAwwDaHViMB4XDTI2MTEyMzEyMjA1NloXDTI2MTIyMzEyMjA1Nlow
            DjEMMAoGA1UEAwwDaHViMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUR9MDDla
            IoHO0JXAht5kWJn6lIPvIwtiuDyNPh6IBkEVTYgU3SAHUGn5XwzZIoAW12tb3XFp
            3TRp1pwHAhFEj6NTMFEwHQYDVR0OBBYEFIMkVezE2PcJ81zDqOqHwVGWjYkCMB8G
            A1UdIwQYMBaAFIMkVezE2PcJ81zDqOqHwVGWjYkCMA8GA1UdEwEB/wQFMAMBAf8w
            CgYIKoZIzj0EAwIDRwAwRAIga4bfHzEmSgy6J8N2fMBV83hxwoKcDmNdJQgSYAla
            Y0ECIFqFQPhiHIuKI3JH1TgXfWr9EaMXhrFXGcDQc0+ABsQa
            -----END CERTIFICATE-----
            """
        try pem.write(toFile: file, atomically: true, encoding: .utf8)
        let end = try #require(Timestamp("2026-12-23T12:20:56.000Z")?.instant)
        func status(_ days: Int) throws -> HubStatus {
            try HubStatus(try ward.survey(), at: end.advanced(by: .seconds(-days * 86_400)))
        }
        #expect(
            try status(6).certificates.map(\.file) == [file]
                && status(31).certificates.first?.sentence.contains("holds only from") == true)
        let words =
            "the hub's certificate for review (\(file)) ends at 2026-12-23T12:20:56.000Z: from then on no alert gets there"
        #expect(try status(3).text(.plain).contains(words))
        #expect(try status(0).text(.plain).contains("ended at 2026-12-23T12:20:56.000Z: no alert gets there"))
        #expect(JSONLine.text(try status(3)).contains(#""ends":"2026-12-23T12:20:56.000Z""#))
    }

    private struct Missing: Error {}
}
