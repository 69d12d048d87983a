import Alarms
import Charts
import Foundation
import Journal
import Logging
import Register
import Synchronization
import Testing
import Vitals

@testable import WardDaemon

/// What records and gateways export, FHIR and HL7 v2, through the real intake: it scores as an entry does, outlives the
/// process, and leaves nothing of whose it is outside the file's own bytes.
@Suite(.serialized) struct DroppedRecordTests {
    enum Export: String, CaseIterable {
        case fhir = "Patience Kestrel 9990000018.json"
        case hl7 = "Patience Kestrel 9990000018.hl7"
    }

    /// Of the child in the files below; the number is one of the NHS's for tests.
    private static let identifiers = ["Kestrel", "Patience", "9990000018", "999 000 0018", "12 Mews Lane"]

    private static func now(secondsAgo: Int = 0) -> WallInstant {
        WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)).advanced(by: .seconds(-secondsAgo))
    }

    /// SpO2 94 with 6 L/min of oxygen, and 38 breaths a minute.
    private func text(_ export: Export) -> String {
        let instant = "\(Self.now(secondsAgo: 20))"
        switch export {
        case .fhir:
            let subject = """
                "subject":{"reference":"Patient/9990000018","display":"Patience Kestrel"},\
                "note":[{"text":"Kestrel, 12 Mews Lane, slept"}],"effectiveDateTime":"\(instant)"
                """
            return """
                {"resourceType":"Bundle","type":"collection","entry":[
                 {"resource":{"resourceType":"Patient","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number",
                  "value":"9990000018"}],"name":[{"family":"Kestrel","given":["Patience"]}],
                  "address":[{"line":["12 Mews Lane"]}]}},
                 {"resource":{"resourceType":"Observation","status":"final",\(subject),
                  "code":{"coding":[{"system":"http://loinc.org","code":"2708-6"}]},
                  "valueQuantity":{"value":94,"system":"http://unitsofmeasure.org","code":"%"},
                  "component":[{"code":{"coding":[{"system":"http://loinc.org","code":"3151-8"}]},"valueQuantity":
                   {"value":6,"system":"http://unitsofmeasure.org","code":"L/min"}}]}},
                 {"resource":{"resourceType":"Observation","status":"final",\(subject),
                  "code":{"coding":[{"system":"http://loinc.org","code":"9279-1"}]},
                  "valueQuantity":{"value":38,"system":"http://unitsofmeasure.org","code":"/min"}}}]}
                """
        case .hl7:
            let time = instant.prefix(19).filter(\.isNumber) + "+0000"
            return [
                "MSH|^~\\&|GATEWAY|WARD|X|Y|\(time)||ORU^R01^ORU_R01|1|P|2.6",
                "PID|||9990000018^^^NHS^NH||Kestrel^Patience||20150302|F|||12 Mews Lane",
                "OBR|1|||1|||\(time)",
                "OBX|1|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC||94|262688^MDC_DIM_PERCENT^MDC|||||F|||\(time)",
                "OBX|2|NM|151562^MDC_RESP_RATE^MDC||38|264928^MDC_DIM_RESP_PER_MIN^MDC|||||F|||\(time)",
                "OBX|3|NM|3151-8^^LN||6|L/min|||||F|||\(time)",
                "OBX|4|ST|48767-8^Comment^LN||Patience Kestrel 999 000 0018 slept||||||F|||\(time)",
                "NTE|1||Kestrel, 12 Mews Lane", "",
            ].joined(separator: "\r")
        }
    }

    private func score(of ward: RunningWard) throws -> ScoreSnapshot? {
        let standing = try ward.journal().wardStanding(coverageSince: Self.now(), now: Self.now()).children
        return standing.first { $0.admissionID == "adm-b" }?.score
    }

    /// Drops it for adm-b and waits for its receipt, whose text it gives.
    private func drop(_ export: Export, into ward: RunningWard) throws -> String {
        #expect(try ward.ask(.bind(source: "drop", child: "adm-b", isConfirmed: false)).isDone)
        try ward.drop(text(export), as: export.rawValue)
        let accepted = ward.folder + "/drop/accepted"
        var receipt: String?
        let isThere = ward.wait {
            receipt = (try? FileManager.default.contentsOfDirectory(atPath: accepted))?.first {
                $0.hasSuffix(".receipt.json")
            }
            return receipt != nil
        }
        try #require(isThere)
        return try String(contentsOfFile: accepted + "/" + (receipt ?? ""), encoding: .utf8)
    }

    @Test(arguments: Export.allCases)
    func oxygenAndRespiratoryRateOfAnExportScoreAsAnEntryAndOutliveARestart(export: Export) throws {
        let entered = try RunningWard(speed: 1)
        try entered.start()
        var form = ObservationForm()
        form.spO2 = 94
        form.respiratoryRate = 38
        form.oxygen = .level(.litresPerMinute(6))
        #expect(try entered.ask(.observe(child: "adm-b", form)).isDone)
        entered.stop()
        let expected = try #require(try score(of: entered))

        let ward = try RunningWard(speed: 1)
        try ward.start()
        let receipt = try drop(export, into: ward)
        #expect(receipt.contains("\"outcome\" : \"accepted\""), "\(receipt)")
        ward.stop()
        let found = try #require(try score(of: ward))
        #expect(found.oxygenSupport == .level(.litresPerMinute(6)))
        #expect(found.oxygen.score == expected.oxygen.score && found.oxygen.score != .missing)
        #expect(found.respiratoryRate.score == expected.respiratoryRate.score)
        #expect(found.spO2.score == expected.spO2.score)
        #expect(found.partialSum == expected.partialSum && found.partialSum > 0)
        let rules = Set(try ward.messages().map(\.family))
        #expect(rules == Set(try entered.messages().map(\.family)) && !rules.isEmpty)

        try ward.start()
        usleep(700_000)
        ward.stop()
        let again = try #require(try score(of: ward))
        #expect(again.oxygenSupport == found.oxygenSupport && again.oxygen.score == found.oxygen.score)
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test(arguments: Export.allCases)
    func whoseAnExportIsStandsNowhereButInItsOwnBytes(export: Export) throws {
        let ward = try RunningWard(
            speed: 1, receivers: ["team": "primary, second, in-charge, escalation, reviewer, operations"])
        let log = LineLog()
        try ward.start(logger: Logger(label: "test") { _ in log })
        let receipt = try drop(export, into: ward)
        let isTold = ward.wait { ward.receivers["team"]?.messages.isEmpty == false }
        #expect(isTold, "an alert has left the hub")
        ward.stop()
        #expect(!log.text.isEmpty)

        // The receipt says which file it is about, and lies beside it; that line is not about its content.
        let receiptLines = receipt.split(separator: "\n").filter { !$0.contains("\"file\" :") }.joined(separator: "\n")
        var places = ["log": [UInt8](log.text.utf8), "receipt": [UInt8](receiptLines.utf8)]
        var documentBytes = ""
        for path in try FileManager.default.subpathsOfDirectory(atPath: ward.folder) where !path.hasPrefix("drop/") {
            guard let data = FileManager.default.contents(atPath: ward.folder + "/" + path) else { continue }
            guard path.hasSuffix(".rec") else {
                places[path] = [UInt8](data)
                continue
            }
            let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
            let isOfDocument: (Substring) -> Bool = { $0.contains(" document-bytes ") }
            places[path] = [UInt8](lines.filter { !isOfDocument($0) }.joined(separator: "\n").utf8)
            documentBytes += lines.filter(isOfDocument).joined()
        }
        #expect(places.keys.contains { $0.hasSuffix("journal.sqlite") } && places.count > 5, "\(places.keys)")
        for identifier in Self.identifiers {
            for (place, bytes) in places {
                #expect(!bytes.holds([UInt8](identifier.utf8)), "\(identifier) stands in \(place)")
            }
        }
        // What a replay needs: the whole file, and so whose it is. docs/recording-format.md says so.
        #expect(documentBytes.contains("Kestrel"))
        var status = stat()
        #expect(stat(ward.folder + "/state/recordings", &status) == 0 && status.st_mode & 0o777 == 0o700)
    }
}

extension [UInt8] {
    fileprivate func holds(_ part: [UInt8]) -> Bool {
        guard let first = part.first, count >= part.count else { return false }
        return self[...(count - part.count)].indices.contains { index in
            self[index] == first && self[index..<index + part.count].elementsEqual(part)
        }
    }
}

/// Everything that was logged, in one text.
private final class LineLog: LogHandler {
    private let lines = Mutex("")
    var text: String { lines.withLock { $0 } }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        let line = "\(event.message) \(event.metadata.map { "\($0)" } ?? "")\n"
        lines.withLock { $0 += line }
    }
}
