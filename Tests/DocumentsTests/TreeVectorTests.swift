import Documents
import Testing
import Vitals

/// One document with the decoding it must give.
struct TreeVector: Sendable, CustomStringConvertible {
    let id: String
    let format: DocumentFormat
    let text: String
    /// `spo2=95 t=2026-11-21T07:30:05+01:00`, or the refusal's word.
    let expected: [String]

    var description: String { id }

    static let all = [
        TreeVector(
            id: "fh-1: both codes of SpO2 are one reading", format: .fhirR4,
            text: """
                {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2708-6"},{"system":"http://loinc.org","code":"59408-5"}]},"effectiveDateTime":"2026-11-21T07:30:05+01:00","valueQuantity":{"value":95,"unit":"%","code":"%"}}
                """,
            expected: ["spo2=95 t=2026-11-21T07:30:05+01:00"]),
        TreeVector(
            id: "fh-2: a bundle with MDC, SNOMED and units in braces", format: .fhirR4,
            text: """
                {"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"urn:iso:std:iso:11073:10101","code":"149530"}]},"effectiveDateTime":"2026-11-21T07:30:05Z","valueQuantity":{"value":72,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}},{"resource":{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://snomed.info/sct","code":"86290005"}]},"effectiveDateTime":"2026-11-21T07:30:05Z","valueQuantity":{"value":18,"unit":"{Breaths}/min","system":"http://unitsofmeasure.org","code":"{Breaths}/min"}}},{"resource":{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8310-5"}]},"effectiveDateTime":"2026-11-21T07:30:05Z","valueQuantity":{"value":36.6,"unit":"Cel","system":"http://unitsofmeasure.org","code":"Cel"}}},{"resource":{"resourceType":"Patient","id":"p"}}]}
                """,
            expected: [
                "hr=72 t=2026-11-21T07:30:05Z", "rr=18 t=2026-11-21T07:30:05Z", "temp=36.6 t=2026-11-21T07:30:05Z",
            ]),
        TreeVector(
            id: "fh-4: the quality of an SpO2 signal is no SpO2", format: .fhirR4,
            text: """
                {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"urn:iso:std:iso:11073:10101","code":"150320"}]},"effectiveDateTime":"2026-11-21T07:30:05Z","valueQuantity":{"value":102,"unit":"%","system":"http://unitsofmeasure.org","code":"%"}}
                """,
            expected: ["unknown-code"]),
        TreeVector(
            id: "fh-5: entered in error", format: .fhirR4,
            text: """
                {"resourceType":"Observation","status":"entered-in-error","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"effectiveDateTime":"2026-11-21T07:30:05Z","valueQuantity":{"value":72,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}
                """,
            expected: ["not-final"]),
        TreeVector(
            id: "fh-7: a fraction in place of per cent", format: .fhirR4,
            text: """
                {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"59408-5"}]},"effectiveDateTime":"2026-11-21T07:30:05Z","valueQuantity":{"value":0.97,"unit":"1","system":"http://unitsofmeasure.org","code":"1"}}
                """,
            expected: ["wrong-unit"]),
        TreeVector(
            id: "om-1: SpO2 2.0", format: .openMHealth,
            text: """
                {"oxygen_saturation":{"value":96,"unit":"%"},"effective_time_frame":{"date_time":"2026-11-21T07:30:05Z"},"system":"peripheral capillary","measurement_method":"pulse oximetry"}
                """,
            expected: ["spo2=96 t=2026-11-21T07:30:05Z"]),
        TreeVector(
            id: "om-2: with header and body", format: .openMHealth,
            text: """
                {"header":{"schema_id":{"namespace":"omh","name":"heart-rate","version":"2.0"}},"body":{"heart_rate":{"value":71,"unit":"beats/min"},"effective_time_frame":{"date_time":"2026-11-21T07:30:05Z"}}}
                """,
            expected: ["hr=71 t=2026-11-21T07:30:05Z"]),
        TreeVector(
            id: "om-4: temperature in Fahrenheit", format: .openMHealth,
            text: """
                {"body_temperature":{"value":98.6,"unit":"F"},"effective_time_frame":{"date_time":"2026-11-21T07:30:05Z"},"measurement_location":"oral"}
                """,
            expected: ["temp=37 t=2026-11-21T07:30:05Z"]),
        TreeVector(
            id: "om-5: a bare number", format: .openMHealth,
            text: """
                {"respiratory_rate":18,"effective_time_frame":{"date_time":"2026-11-21T07:30:05Z"}}
                """,
            expected: ["wrong-unit"]),
    ]
}

@Suite struct TreeVectorTests {
    @Test(arguments: TreeVector.all) func theVectorDecodesAsStated(vector: TreeVector) throws {
        let found = rows(vector.text, vector.format)
        #expect(found.defect == nil)
        try #require(found.rows.count == vector.expected.count)
        for (row, expected) in zip(found.rows, vector.expected) {
            guard case .readings(let readings) = row.content else {
                #expect(text(of: row) == expected)
                continue
            }
            let parts = expected.split(separator: " ").map { $0.split(separator: "=").map(String.init) }
            for sign in VitalSign.allCases {
                let value = parts.first { $0[0] == "\(sign.shortName)" }.flatMap { Double($0[1]) }
                #expect(readings[sign] == value)
            }
            let stamp = parts.first { $0[0] == "t" }.flatMap { Timestamp($0[1])?.instant }
            #expect(stamp != nil && readings.measuredAt == stamp)
            #expect(row.oxygen == nil && row.child == nil)
        }
        #expect(try DocumentFormat.recognise(fileName: "x.json", head: Array(vector.text.utf8).span) == vector.format)
    }

    /// fh-8: it may still be being written.
    @Test func aFileCutInTheMiddleIsRefused() {
        let text = "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"codi"
        #expect(rows(text, .fhirR4).rows.isEmpty)
        #expect(rows(text, .fhirR4).defect == .tree(.malformedJSON(offset: UInt64(text.utf8.count))))
    }

    @Test(arguments: DocumentFormat.trees) func eachSampleIsRecognisedByItsContentAlone(format: DocumentFormat) throws {
        let bytes = TreeSample.bytes(format)
        for name in ["export", "a.xml", "b.json", "c.csv", "d.ndjson"] {
            let head = bytes.span.extracting(0..<min(bytes.count, Limits.recognitionBytes))
            #expect(try DocumentFormat.recognise(fileName: name, head: head) == format)
        }
    }

    @Test func theSamplesReadAsTheyAreMeant() {
        #expect(tree(TreeSample.news2JSON, .fhirR4) == TreeSample.news2Rows)
        #expect(tree(TreeSample.news2XML, .fhirR4XML) == TreeSample.news2Rows)
        #expect(tree(TreeSample.openMHealth, .openMHealth) == TreeSample.openMHealthRows)
        #expect(tree(TreeSample.appleHealth, .appleHealth) == TreeSample.appleHealthRows)
    }

    @Test func rowsStandWhereTheirRecordsBegin() {
        for (format, begin) in [
            (DocumentFormat.fhirR4, ["{"]), (.fhirR4XML, ["<Observation>"]), (.openMHealth, ["{"]),
            (.appleHealth, ["<Record "]),
        ] {
            let bytes = TreeSample.bytes(format)
            let found = treeRows(bytes, format).rows
            #expect(found.map(\.number) == (1...UInt64(found.count)).map { $0 })
            for row in found {
                #expect(begin.contains { bytes[Int(row.offset)...].starts(with: $0.utf8) })
            }
        }
    }
}
