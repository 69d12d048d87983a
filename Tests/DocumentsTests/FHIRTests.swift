import Testing
import Vitals

@testable import Documents

private let good = "|2026-11-21T07:30:05.000Z||72.0|||"
private let loinc = "http://loinc.org"
private let nomenclature = "urn:iso:std:iso:11073:10101"
private let snomed = "http://snomed.info/sct"

private func fhir(_ text: String) -> [String] { tree(text, .fhirR4) }

@Suite struct FHIRTests {
    /// The table once more, by hand.
    @Test(arguments: [
        (loinc, "59408-5", "%", "|97.0||||"), (loinc, "2708-6", "%", "|97.0||||"),
        (loinc, "8867-4", "/min", "||97.0|||"),
        (loinc, "9279-1", "/min", "|||97.0||"), (loinc, "8310-5", "Cel", "||||97.0|"),
        (loinc, "3151-8", "L/min", "|||||+97.0 L/min"), (loinc, "3150-6", "%", "|||||+97.0 %"),
        (nomenclature, "150456", "%", "|97.0||||"), (nomenclature, "149530", "/min", "||97.0|||"),
        (nomenclature, "151562", "/min", "|||97.0||"), (nomenclature, "150364", "Cel", "||||97.0|"),
        (snomed, "431314004", "%", "|97.0||||"), (snomed, "103228002", "%", "|97.0||||"),
        (snomed, "442476006", "%", "|97.0||||"), (snomed, "364075005", "/min", "||97.0|||"),
        (snomed, "444981005", "/min", "||97.0|||"), (snomed, "78564009", "/min", "||97.0|||"),
        (snomed, "86290005", "/min", "|||97.0||"), (snomed, "276885007", "Cel", "||||97.0|"),
        (snomed, "386725007", "Cel", "||||97.0|"),
    ])
    func eachCodeIsReadUnderItsSystemAndNoOther(system: String, code: String, unit: String, expected: String) {
        func text(_ system: String) -> String {
            observation(["code": coded(system, code), "valueQuantity": quantity("97", unit)])
        }
        #expect(fhir(text(system)) == ["|2026-11-21T07:30:05.000Z" + expected])
        for other in [loinc, nomenclature, snomed, "http://example.org", ""] where other != system {
            #expect(fhir(text(other)) == ["unknown-code"])
        }
        #expect(fhir(observation(["code": coded(system, code + "0")])) == ["unknown-code"])
        #expect(
            fhir(observation(["code": coded(system, code), "valueQuantity": quantity("97", "mm[Hg]")])) == [
                "wrong-unit"
            ])
    }

    @Test func theTableHoldsNothingElse() { #expect(FHIRCode.all.count == 21) }

    @Test func severalCodingsAreOneAndTwoMeaningsAreNone() {
        let both =
            "{\"coding\":[{\"system\":\"\(snomed)\",\"code\":\"1\"},{\"code\":\"8867-4\",\"system\":\"\(loinc)\"},"
        #expect(fhir(observation(["code": both + "{\"system\":\"\(snomed)\",\"code\":\"78564009\"}]}"])) == [good])
        #expect(
            fhir(observation(["code": both + "{\"system\":\"\(loinc)\",\"code\":\"9279-1\"}]}"])) == ["unknown-code"])
        #expect(fhir(observation(["code": "{\"text\":\"Heart rate\"}"])) == ["unknown-code"])
        #expect(fhir(observation(["code": nil])) == ["unknown-code"])
        #expect(fhir(observation(["code": "\"8867-4\""])) == ["unknown-code"])
    }

    @Test(arguments: [
        ("final", good), ("amended", good), ("corrected", good), ("preliminary", good), ("registered", "not-final"),
        ("entered-in-error", "not-final"), ("cancelled", "not-final"), ("unknown", "not-final"), ("", "not-final"),
        ("Final", "not-final"),
    ])
    func theStatusDecides(status: String, expected: String) {
        #expect(fhir(observation(["status": "\"\(status)\""])) == [expected])
    }

    @Test func withoutAStatusNothingIsRead() {
        #expect(fhir(observation(["status": nil])) == ["not-final"])
        #expect(fhir(observation(["status": "[]"])) == ["not-final"])
        #expect(fhir(observation(["status": "7"])) == ["not-final"])
    }

    @Test(
        arguments: [
            (["effectiveDateTime": "\"2026-11-21T07:30:05.25Z\""], "|2026-11-21T07:30:05.250Z||72.0|||"),
            (["effectiveDateTime": "\"2026-07-01T12:00:00\""], "|2026-07-01T11:00:00.000Z||72.0|||"),
            (["effectiveDateTime": "\"2026-11-21\""], "not-a-timestamp"),
            (["effectiveDateTime": "\"2026\""], "not-a-timestamp"),
            (["effectiveDateTime": "\"2026-02-30T07:30:05Z\""], "not-a-timestamp"),
            (["effectiveDateTime": nil], "timestamp-missing"), (["effectiveDateTime": "null"], "timestamp-missing"),
            (["effectiveDateTime": nil, "effectiveInstant": "\"2026-11-21T07:30:05Z\""], good),
            (
                ["effectiveDateTime": nil, "effectiveTiming": "{\"event\":[\"2026-11-21T07:30:05Z\"]}"],
                "not-a-timestamp"
            ),
            (["effectiveInstant": "\"2026-11-21T07:30:05Z\""], "duplicate-key"),
            (
                [
                    "effectiveDateTime": nil,
                    "effectivePeriod": "{\"start\":\"2026-11-21T07:30:05Z\",\"end\":\"2026-11-21T07:40:05Z\"}",
                ],
                good
            ),
            (
                [
                    "effectiveDateTime": nil,
                    "effectivePeriod": "{\"start\":\"2026-11-21T07:30:05Z\",\"end\":\"2026-11-21T07:40:06Z\"}",
                ],
                "not-a-spot-value"
            ),
            (
                [
                    "effectiveDateTime": nil,
                    "effectivePeriod": "{\"start\":\"2026-11-21T07:30:05Z\",\"end\":\"2026-11-21T07:30:04Z\"}",
                ],
                "not-a-timestamp"
            ),
            (
                ["effectiveDateTime": nil, "effectivePeriod": "{\"start\":\"2026-11-21T07:30:05Z\"}"],
                "timestamp-missing"
            ),
            (["effectiveDateTime": nil, "effectivePeriod": "{\"end\":\"2026-11-21T07:30:05Z\"}"], "timestamp-missing"),
            (
                [
                    "effectiveDateTime": nil,
                    "effectivePeriod": "{\"start\":\"2026-11-21\",\"end\":\"2026-11-21T07:30:05Z\"}",
                ],
                "not-a-timestamp"
            ),
        ] as [([String: String?], String)])
    func aTimeNamesAnInstantOrAShortPeriod(changes: [String: String?], expected: String) {
        #expect(fhir(observation(changes)) == [expected])
    }

    @Test(arguments: [
        (quantity("72", "1/min"), good), (quantity("72", "{beats}/min"), good), (quantity("72", "/min{beats}"), good),
        (quantity("72", "min-1"), good), (quantity("72", "{beats/min"), "wrong-unit"),
        (quantity("72", "bpm"), "wrong-unit"), (quantity("1.2", "Hz"), "wrong-unit"),
        (quantity("72", ""), "wrong-unit"),
        (quantity("72", "%"), "wrong-unit"), (quantity("72", "{a}"), "wrong-unit"),
        ("{\"value\":72,\"unit\":\"/min\"}", good), ("{\"value\":72,\"unit\":\"beats per minute\"}", "wrong-unit"),
        ("{\"value\":72,\"unit\":\"%\",\"code\":\"/min\"}", good),
        ("{\"value\":72,\"unit\":\"/min\",\"code\":\"%\"}", "wrong-unit"),
        ("{\"value\":72,\"code\":\"264864\",\"system\":\"urn:iso:std:iso:11073:10101\"}", "wrong-unit"),
        ("{\"value\":72}", "wrong-unit"), ("{\"unit\":\"/min\"}", "no-vital-sign"), ("{}", "no-vital-sign"),
        ("null", "no-vital-sign"), ("72", "no-vital-sign"),
        (quantity("\"72\"", "/min"), "not-a-number"), (quantity("true", "/min"), "not-a-number"),
        (quantity("null", "/min"), "no-vital-sign"), (quantity("1e400", "/min"), "not-a-number"),
        (quantity("7.2E+1", "/min"), good), (quantity("720e-1", "/min"), good),
        (quantity("-0", "/min"), "|2026-11-21T07:30:05.000Z||-0.0|||"),
        (quantity("-5", "/min"), "|2026-11-21T07:30:05.000Z||-5.0|||"),
        ("{\"value\":72,\"code\":\"/min\",\"comparator\":\"<\"}", "only-a-bound"),
        ("{\"value\":72,\"code\":\"/min\",\"comparator\":\">=\"}", "only-a-bound"),
        ("{\"value\":72,\"value\":72,\"code\":\"/min\"}", "duplicate-key"),
        ("{\"value\":72,\"code\":\"/min\",\"code\":\"/min\"}", "duplicate-key"),
        ("[\(quantity("72", "/min")),\(quantity("73", "/min"))]", "duplicate-key"),
    ])
    func aValueIsANumberInItsOwnUnit(value: String, expected: String) {
        #expect(fhir(observation(["valueQuantity": value])) == [expected])
    }

    @Test func fahrenheitIsConvertedAndSaturationIsInPerCent() {
        func temperature(_ value: String, _ unit: String) -> [String] {
            fhir(observation(["code": coded(loinc, "8310-5"), "valueQuantity": quantity(value, unit)]))
        }
        #expect(temperature("98.6", "[degF]") == ["|2026-11-21T07:30:05.000Z||||37.0|"])
        #expect(temperature("101.3", "[degF]") == ["|2026-11-21T07:30:05.000Z||||38.5|"])
        #expect(temperature("37", "K") == ["wrong-unit"])
        #expect(temperature("98.6", "degF") == ["wrong-unit"])
    }

    @Test(arguments: [
        ("valueInteger", "72", "wrong-unit"), ("valueString", "\"72 /min\"", "not-a-number"),
        ("valueCodeableConcept", "{}", "not-a-number"), ("valueRange", "{\"low\":{\"value\":70}}", "not-a-number"),
        ("valueSampledData", "{\"data\":\"72 73\"}", "not-a-number"), ("valueBoolean", "true", "not-a-number"),
    ])
    func aValueThatIsNoQuantityIsRefused(name: String, value: String, expected: String) {
        #expect(fhir(observation(["valueQuantity": nil, name: value])) == [expected])
        #expect(fhir(observation([name: value])) == ["duplicate-key"])
    }

    @Test func anAbsentValueIsAbsent() {
        let reason = coded("http://terminology.hl7.org/CodeSystem/data-absent-reason", "not-a-number")
        #expect(fhir(observation(["valueQuantity": nil, "dataAbsentReason": reason])) == ["no-vital-sign"])
        #expect(fhir(observation(["dataAbsentReason": reason])) == ["no-vital-sign"])
        #expect(fhir(observation(["valueQuantity": nil])) == ["no-vital-sign"])
    }

    @Test func whatMayTurnTheMeaningRoundRefusesTheRow() {
        #expect(fhir(observation(["modifierExtension": "[{\"url\":\"x\"}]"])) == ["modified-meaning"])
        #expect(fhir(observation(["implicitRules": "\"http://x\""])) == ["modified-meaning"])
        #expect(fhir(observation(["extension": "[{\"url\":\"x\",\"valueCode\":\"final\"}]"])) == [good])
    }

    @Test func aMemberThatStandsTwiceRefusesTheRow() {
        let text = observation()
        for member in [
            "\"status\":\"final\"", "\"code\":\(coded(loinc, "8867-4"))", "\"valueQuantity\":\(quantity("72", "/min"))",
            "\"effectiveDateTime\":\"2026-11-21T07:30:05Z\"", "\"resourceType\":\"Observation\"",
        ] { #expect(fhir("{\(member),\(text.dropFirst())") == ["duplicate-key"]) }
        #expect(fhir("{\"note\":1,\"note\":2,\(text.dropFirst())") == [good])
        #expect(fhir("{\"st\\u0061tus\":\"final\",\(text.dropFirst())") == ["duplicate-key"])
    }

    @Test func eachComponentIsJudgedAlone() {
        func panel(_ components: String...) -> [String] {
            fhir(
                observation([
                    "code": coded(loinc, "85353-1"), "valueQuantity": nil,
                    "component": "[\(components.joined(separator: ","))]",
                ]))
        }
        func component(_ code: String, _ value: String) -> String {
            "{\"code\":\(coded(loinc, code)),\"valueQuantity\":\(value)}"
        }
        let spO2 = component("59408-5", quantity("97", "%"))
        let pulse = component("8867-4", quantity("118", "/min"))
        let wrong = component("9279-1", quantity("24", "%"))
        let pressure = component("8480-6", quantity("100", "mm[Hg]"))
        #expect(panel(spO2, pulse) == ["|2026-11-21T07:30:05.000Z|97.0|118.0|||"])
        #expect(panel(wrong, spO2, pressure) == ["|2026-11-21T07:30:05.000Z|97.0||||"])
        #expect(panel(wrong, pressure) == ["wrong-unit"])
        #expect(panel(pressure) == ["unknown-code"])
        #expect(panel() == ["unknown-code"])
        #expect(panel(spO2, spO2) == ["|2026-11-21T07:30:05.000Z|97.0||||"])
        #expect(panel(spO2, component("2708-6", quantity("93", "%"))) == ["duplicate-key"])
        let modified = "{\"modifierExtension\":[{}],\(pulse.dropFirst())"
        #expect(panel(spO2, modified) == ["modified-meaning"])
    }

    @Test func oxygenIsKeptWithTheRowOrAlone() {
        func oxygen(_ code: String, _ value: String) -> String {
            "{\"code\":\(coded(loinc, code)),\"valueQuantity\":\(value)}"
        }
        func given(_ components: String...) -> [String] {
            fhir(observation(["component": "[\(components.joined(separator: ","))]"]))
        }
        #expect(given(oxygen("3151-8", quantity("6", "L/min"))) == [good + "+6.0 L/min"])
        #expect(given(oxygen("3150-6", quantity("28", "%"))) == [good + "+28.0 %"])
        #expect(
            given(oxygen("3150-6", quantity("28", "%")), oxygen("3151-8", quantity("2", "l/min"))) == [
                good + "+2.0 L/min"
            ])
        #expect(
            given(oxygen("3151-8", quantity("2", "L/min")), oxygen("3150-6", quantity("28", "%"))) == [
                good + "+2.0 L/min"
            ])
        #expect(given(oxygen("3151-8", quantity("500", "mL/min"))) == [good])
        #expect(
            given(oxygen("3151-8", quantity("2", "L/min")), oxygen("3151-8", quantity("3", "L/min"))) == [
                "duplicate-key"
            ])
        for (share, isSound) in [("0.28", false), ("19.9", false), ("20", true), ("100", true), ("100.1", false)] {
            #expect(given(oxygen("3150-6", quantity(share, "%"))).first?.hasSuffix(" %") == isSound)
        }
        for (flow, isSound) in [("-0.1", false), ("0", true), ("0.1", true)] {
            #expect(given(oxygen("3151-8", quantity(flow, "L/min"))).first?.hasSuffix("L/min") == isSound)
        }
        let air = coded(snomed, "722742002")
        let alone = "|2026-11-21T07:30:05.000Z|||||+air"
        #expect(fhir(observation(["code": air, "valueQuantity": nil])) == [alone])
        #expect(fhir(observation(["code": air])) == ["wrong-unit"])
        #expect(
            fhir(observation(["code": coded(loinc, "3151-8"), "valueQuantity": nil, "valueCodeableConcept": air])) == [
                alone
            ])
        #expect(fhir(observation(["valueQuantity": nil, "valueCodeableConcept": air])) == ["not-a-number"])
        #expect(given("{\"code\":\(air)}") == [good + "+air"])
        #expect(given("{\"code\":\(air)}", oxygen("3151-8", quantity("2", "L/min"))) == ["duplicate-key"])
    }

    @Test func bundlesOfEveryKindStreamButHistoriesDoNot() {
        func bundle(_ type: String, _ entry: String) -> String {
            "{\"entry\":[\(entry),\(entry)],\"type\":\"\(type)\",\"resourceType\":\"Bundle\"}"
        }
        let entry = "{\"fullUrl\":\"urn:x\",\"resource\":\(observation()),\"request\":{\"method\":\"POST\"}}"
        for type in ["document", "message", "transaction", "batch", "searchset", "collection"] {
            #expect(fhir(bundle(type, entry)) == [good, good])
        }
        #expect(treeRows(Array(bundle("history", entry).utf8), .fhirR4).defect == .tree(.bundleOfVersions))
        let inner = "{\"resource\":\(bundle("collection", entry))}"
        let nested = treeRows(Array(bundle("collection", inner).utf8), .fhirR4)
        #expect(nested.rows.isEmpty && nested.defect == .tree(.bundleInBundle(offset: 22)))
    }

    @Test func resourcesMayStandOneALine() {
        #expect(fhir(observation() + "\n{\"resourceType\":\"Patient\"}\r\n" + observation() + "\n") == [good, good])
    }

    @Test func whatIsNoResourceRefusesTheDocument() {
        for text in [
            "[\(observation())]", "{}", "{\"status\":\"final\"}", observation(["entry": "[]", "resourceType": nil]),
        ] {
            #expect(treeRows(Array(text.utf8), .fhirR4).defect == .tree(.otherContent(.fhirR4)), "\(text)")
        }
        #expect(
            treeRows(Array(observation(["entry": "[{}]"]).utf8), .fhirR4).defect == .tree(.otherContent(.fhirR4)))
        for text in [
            "<Patient xmlns=\"http://hl7.org/fhir\"/>", "<Observation/>", "<Observation xmlns=\"urn:hl7-org:v3\"/>",
            "<f:Bundle xmlns:f=\"http://hl7.org/fhir\"/>",
        ] { #expect(treeRows(Array(text.utf8), .fhirR4XML).defect == .tree(.otherContent(.fhirR4XML)), "\(text)") }
    }

    @Test func recordsOfTwoPeopleRefuseTheDocumentWithoutNamingThem() {
        func of(_ subject: String) -> String { observation(["subject": subject]) }
        let owl = of("{\"reference\":\"Patient/owl\",\"display\":\"N. Owl\"}")
        let kestrel = of("{\"reference\":\"Patient/kestrel\"}")
        let numbered = of("{\"identifier\":{\"system\":\"x\",\"value\":\"9990000018\"}}")
        #expect(fhir([owl, owl, observation(), numbered].joined(separator: "\n")) == [good, good, good, good])
        let found = treeRows(Array((owl + "\n" + kestrel).utf8), .fhirR4)
        #expect(found.rows.count == 1)
        #expect(found.defect == .tree(.severalSubjects(offset: UInt64(owl.utf8.count + 1))))
        #expect(found.defect.map { "\($0)" }?.contains("estrel") == false)
        let other = of("{\"identifier\":{\"value\":\"9990000026\"}}")
        #expect(treeRows(Array((numbered + other).utf8), .fhirR4).defect != nil)
    }

    @Test func bothFormsGiveEqualRows() {
        let json = treeRows(Array(TreeSample.news2JSON.utf8), .fhirR4).rows
        let xml = treeRows(Array(TreeSample.news2XML.utf8), .fhirR4XML).rows
        #expect(json.map(\.content) == xml.map(\.content) && json.map(\.oxygen) == xml.map(\.oxygen))
        #expect(json.map(\.number) == xml.map(\.number) && json.count == 6)
        #expect(json.first?.oxygen == .litresPerMinute(6))
    }
}
