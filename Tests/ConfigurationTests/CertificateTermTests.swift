import Alarms
import Foundation
import Testing
import Vitals

@testable import Configuration

/// What a file of certificates says of its end. The certificates are made here, by hand and by OpenSSL.
@Suite struct CertificateTermTests {
    private static let begins = Timestamp("2026-01-02T03:04:05Z")?.instant ?? WallInstant(microseconds: 0)
    private static let ends = Timestamp("2027-02-03T04:05:06Z")?.instant ?? WallInstant(microseconds: 0)

    // MARK: By hand

    private static func element(_ tag: UInt8, _ contents: [UInt8], longForm: Int = 0) -> [UInt8] {
        let count = contents.count
        if longForm == 0, count < 0x80 { return [tag, UInt8(count)] + contents }
        let bytes = max(longForm, count > 0xFFFF ? 3 : count > 0xFF ? 2 : 1)
        return [tag, 0x80 | UInt8(bytes)]
            + (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) } + contents
    }

    private static func certificate(
        hasVersion: Bool = true, begins: (UInt8, String) = (0x17, "260102030405Z"),
        ends: (UInt8, String) = (0x17, "270203040506Z"), issuer: Int = 40, longForm: Int = 0
    ) -> [UInt8] {
        let signed =
            (hasVersion ? element(0xA0, [2, 1, 2]) : []) + element(0x02, [0x7F, 1])
            + element(0x30, [6, 3, 42, 134, 72])
            + element(0x30, [UInt8](repeating: 0x31, count: issuer))
            + element(
                0x30, element(begins.0, Array(begins.1.utf8)) + element(ends.0, Array(ends.1.utf8)), longForm: longForm)
            + element(0x30, [1, 2, 3])
        return element(0x30, element(0x30, signed) + element(0x30, []) + element(0x03, [0, 1]))
    }

    @Test func theTermIsReadInEveryFormItMayHave() {
        let term = CertificateTerm(begins: Self.begins, ends: Self.ends)
        #expect(CertificateTerm(der: Self.certificate()) == term)
        #expect(CertificateTerm(der: Self.certificate(hasVersion: false)) == term)
        for issuer in [0, 127, 128, 255, 256, 65_535, 65_536] {
            #expect(CertificateTerm(der: Self.certificate(issuer: issuer)) == term)
        }
        #expect(CertificateTerm(der: Self.certificate(longForm: 4)) == term)
        #expect(CertificateTerm(der: Self.certificate(longForm: 5)) == nil)
        #expect(CertificateTerm(der: Self.certificate(begins: (0x18, "20260102030405Z"))) == term)
        let century = CertificateTerm(
            der: Self.certificate(begins: (0x17, "500101000000Z"), ends: (0x17, "491231235959Z")))
        #expect(century?.begins.civil().date.year == 1950 && century?.ends.civil().date.year == 2049)
        let never = CertificateTerm(der: Self.certificate(ends: (0x18, "99991231235959Z")))
        #expect(never?.ends.description == "9999-12-31T23:59:59.000Z")
    }

    /// A byte short is no certificate, wherever it is cut, and no byte behind the end is looked at.
    @Test func cutOffAtAnyByteItIsNone() {
        let whole = Self.certificate()
        for count in 0..<whole.count { #expect(CertificateTerm(der: Array(whole.prefix(count))) == nil) }
        #expect(CertificateTerm(der: whole + [1, 2, 3]) != nil)
    }

    /// No byte that is another is a trap; what is read of it is a term or nothing.
    @Test func anyByteMayBeAnother() {
        let whole = Self.certificate()
        for index in whole.indices {
            for value in UInt8.min...UInt8.max {
                var changed = whole
                changed[index] = value
                _ = CertificateTerm(der: changed)
            }
        }
        for length in [[0x80], [0x85, 0, 0, 0, 0, 4], [0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0xFF]] as [[UInt8]] {
            #expect(CertificateTerm(der: [0x30] + length + [UInt8](repeating: 0, count: 300)) == nil)
        }
    }

    @Test(arguments: [
        "260102030405", "2601020304Z", "260102030405+0000", "261302030405Z", "260230030405Z", "260102240405Z",
        "26010203040/Z",
        "20260102030405Z", "", "Z",
    ])
    func aTimeInAnyOtherFormIsNone(text: String) {
        #expect(CertificateTerm(der: Self.certificate(ends: (0x17, text))) == nil)
        #expect(CertificateTerm(der: Self.certificate(begins: (0x17, text))) == nil)
    }

    // MARK: Steps

    @Test func eachStepBeginsAtItsSecond() {
        let term = CertificateTerm(begins: Self.begins, ends: Self.ends)
        func step(daysBefore days: Int, _ microseconds: Int64) -> CertificateNews.Step? {
            term.step(at: Self.ends.advanced(by: .seconds(-days * 86_400) + .microseconds(microseconds)))
        }
        let edges: [(Int, CertificateNews.Step?, CertificateNews.Step?)] = [
            (30, nil, .month), (14, .month, .fortnight), (7, .fortnight, .week), (0, .week, .ended),
        ]
        for (days, before, from) in edges {
            #expect(step(daysBefore: days, -1) == before && step(daysBefore: days, 0) == from)
            #expect(step(daysBefore: days, 1) == from)
        }
        #expect(
            term.step(at: Self.begins) == nil && term.step(at: Self.begins.advanced(by: .microseconds(-1))) == .notYet)
    }

    /// What lives for three weeks is renewed by a machine in its last third: only its end is news.
    @Test func aStepIsOneOfTheLastThirdOfALife() {
        func steps(lifeDays life: Int) -> [CertificateNews.Step] {
            let begins = Self.ends.advanced(by: .seconds(-life * 86_400))
            let term = CertificateTerm(begins: begins, ends: Self.ends)
            let found = (0...life).reversed().compactMap {
                term.step(at: Self.ends.advanced(by: .seconds(-$0 * 86_400)))
            }
            return found.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
        }
        #expect(steps(lifeDays: 91) == [.month, .fortnight, .week, .ended])
        #expect(steps(lifeDays: 90) == [.fortnight, .week, .ended])
        #expect(steps(lifeDays: 43) == [.fortnight, .week, .ended] && steps(lifeDays: 42) == [.week, .ended])
        #expect(
            steps(lifeDays: 22) == [.week, .ended] && steps(lifeDays: 21) == [.ended] && steps(lifeDays: 1) == [.ended])
    }

    // MARK: Files

    private static func openssl(_ folder: TemporaryFolder, _ name: String, days: Int) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "\(days)", "-subj", "/CN=\(name)", "-keyout", "\(folder.path)/\(name).key", "-out",
            "\(folder.path)/\(name).pem",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return try String(contentsOfFile: "\(folder.path)/\(name).pem", encoding: .utf8)
    }

    private static func term(
        of text: String, _ owner: CertificateNews.Owner, in folder: TemporaryFolder
    ) throws -> CertificateTerm? {
        let path = try folder.write(text, to: "read.pem")
        let place = FilePlace(file: "spotward.yaml", line: 25, column: 5, key: "endpoints[0].ca_file")
        return try EndpointCertificate(receiver: 1, endpoint: "team", owner: owner, path: path, place: place).term()
    }

    @Test func ofAChainTheFirstToEndCountsAndOfAuthoritiesTheLast() throws {
        let folder = try TemporaryFolder()
        let (short, long) = try (Self.openssl(folder, "short", days: 5), Self.openssl(folder, "long", days: 3650))
        let fiveDays = try #require(try Self.term(of: short, .hub, in: folder))
        let tenYears = try #require(try Self.term(of: long, .authority, in: folder))
        #expect(fiveDays.ends.since(fiveDays.begins) == .seconds(5 * 86_400))
        #expect(tenYears.ends.since(tenYears.begins) == .seconds(3650 * 86_400))
        let key = try String(contentsOfFile: folder.path + "/long.key", encoding: .utf8)
        for text in [short + long, long + short, "words\n" + long + key + short].flatMap({
            [$0, $0.replacing("\n", with: "\r\n")]
        }) {
            #expect(try Self.term(of: text, .hub, in: folder)?.ends == fiveDays.ends)
            #expect(try Self.term(of: text, .authority, in: folder)?.ends == tenYears.ends)
            // The life is that of the one whose end it is.
            #expect(try Self.term(of: text, .hub, in: folder)?.life == fiveDays.life)
            #expect(try Self.term(of: text, .authority, in: folder)?.life == tenYears.life)
        }
        let old = long.replacing("CERTIFICATE", with: "X509 CERTIFICATE")
        #expect(try Self.term(of: old, .authority, in: folder)?.ends == tenYears.ends)
        // What cannot be read is passed over, and nothing is made of a file that has nothing else.
        for broken in [
            "", key, String(long.prefix(200)), long.replacing("-----END", with: "----END"),
            long.replacing("MI", with: "M?"),
        ] {
            #expect(try Self.term(of: broken, .hub, in: folder) == nil)
            #expect(try Self.term(of: broken + "\n" + short, .hub, in: folder)?.ends == fiveDays.ends)
        }
    }

    /// Each cut of a real file is read as a term or as nothing, and a whole certificate behind the cut still counts.
    @Test func aFileCutAtAnyByteIsNoTrap() throws {
        let folder = try TemporaryFolder()
        let pem = try Self.openssl(folder, "cut", days: 5)
        let bytes = Array(pem.utf8)
        let whole = try #require(PEMText(bytes).certificates.first ?? nil)
        #expect(CertificateTerm(der: whole) != nil)
        for count in 0..<whole.count { #expect(CertificateTerm(der: Array(whole.prefix(count))) == nil) }
        let end = try #require(pem.range(of: "-----END CERTIFICATE-----")?.upperBound).utf16Offset(in: pem)
        for count in 0..<end { #expect(PEMText(Array(bytes.prefix(count))).certificates.compactMap(\.self).isEmpty) }
    }

    // MARK: What check says

    @Test func checkWarnsOfWhatEndsOnItsLineAndOfNothingElse() throws {
        let folder = try TemporaryFolder()
        let ends = try #require(try Self.term(of: try Self.openssl(folder, "ca", days: 400), .authority, in: folder))
            .ends
        let configuration = try Ward.read(
            Ward.sound.replacing("ca_file: ca.pem", with: "ca_file: \(folder.path)/ca.pem")
        ).get()
        func warnings(_ days: Int) -> [ConfigurationWarning] {
            configuration.certificateWarnings(at: ends.advanced(by: .seconds(-days * 86_400)))
        }
        #expect(warnings(31) == [])
        let soon = try #require(warnings(29).first)
        #expect(soon.kind == .certificateEnds && soon.line == 25 && soon.key == "endpoints[1].ca_file")
        #expect(soon.reason.contains("ends at \(ends): from then on no alert gets there. Put one that"))
        #expect(warnings(0).first?.reason.contains("ended at \(ends): no alert gets there") == true)
        #expect(warnings(401).first?.reason.contains("or set the clock") == true)
        try folder.write("-----BEGIN CERTIFICATE-----\n", to: "ca.pem")
        #expect(warnings(31).first?.reason.contains("says when it ends") == true)
        try FileManager.default.removeItem(atPath: folder.path + "/ca.pem")
        #expect(warnings(0) == [], "that is a defect")
    }
}
