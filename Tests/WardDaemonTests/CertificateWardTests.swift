import Foundation
import Glibc
import Testing
import Vitals

@testable import WardDaemon

/// A certificate that comes to its end, on the whole way: OpenSSL's file, the receiver's word for the time, the ports' thread, the
/// evaluator, the journal, TLS, the shipped receiver. This machine's clock may be kept right or not.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CertificateWardTests {
    private static let family = "system.certificate"

    /// Puts the hub's certificate where its configuration says: a year old, and to end in so many days.
    private func put(days: Int, in ward: RunningWard) throws {
        let client = ward.folder + "/client"
        try TestReceiver.openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=hub",
            "-keyout", client + ".key", "-out", client + ".csr")
        let authority = """
            [ca]
            default_ca = own
            [own]
            database = \(client).index
            serial = \(client).serial
            new_certs_dir = \(ward.folder)
            default_md = sha256
            policy = any
            [any]
            commonName = supplied

            """
        for (ending, text) in [("cnf", authority), ("index", ""), ("serial", "1000\n")] {
            try text.write(toFile: "\(client).\(ending)", atomically: true, encoding: .utf8)
        }
        func stamp(_ days: Int) -> String {
            let time = WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
                .advanced(by: .seconds(days * 86_400)).description
            return String(time.filter(\.isNumber).prefix(14)) + "Z"
        }
        // Only this one makes certificates that began in the past.
        try TestReceiver.openssl(
            "ca", "-batch", "-config", client + ".cnf", "-selfsign", "-keyfile", client + ".key", "-in",
            client + ".csr",
            "-startdate", stamp(-365), "-enddate", stamp(days), "-notext", "-out", client + ".pem")
        #expect(chmod(client + ".key", 0o600) == 0)
    }

    private func events(_ receiver: TestReceiver) -> [String] {
        receiver.messages.filter { $0.family.hasPrefix(Self.family) }.map(\.event)
    }

    @Test func itIsAnnouncedOnceAStepAndEndsWithAnotherInItsPlace() throws {
        let ward = try RunningWard(
            speed: 1, receivers: ["team": "primary, second, in-charge, escalation, reviewer, operations"],
            hub: ", heartbeat: 1s",
            keys: ["team": "client_certificate: client.pem, client_key_file: client.key"])
        let team = try #require(ward.receivers["team"])
        var expected: [String] = []
        for (days, event) in [
            (40, nil), (20, "fired"), (20, nil), (10, "raised"), (5, "raised"), (0, "raised"), (90, "resolved"),
            (90, nil),
        ] {
            try put(days: days, in: ward)
            try ward.start()
            if let event {
                expected.append(event)
                #expect(ward.wait { self.events(team) == expected })
            }
            _ = ward.wait(seconds: 3) { false }
            ward.stop()
            #expect(events(team) == expected, "with \(days) days")
            #expect(try ward.replayedLines() == ward.alertLines())
        }
        let fired = try #require(team.messages.first { $0.family == Self.family + ".mild" })
        #expect(fired.text.contains("the hub's certificate for receiver team ends on "))
        #expect(fired.text.contains("Put one that ends later in its place, and reload"))
        let ended = try #require(team.messages.first { $0.family == Self.family + ".severe" })
        #expect(ended.text.contains("no alert gets there") && ended.text.contains("more urgent (was P4)"))
    }
}
