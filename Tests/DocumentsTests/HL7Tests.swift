import Documents
import Testing
import Vitals

@Suite struct HL7Tests {
    private typealias HL7 = HL7Document

    private static let vectorHead =
        "MSH|^~\\&|GW^00A03700273EDE18^EUI-64|V|||20261121073005.0000+0000||ORU^R01^ORU_R01|1|P|2.6|||AL|NE||UNICODE UTF-8|||IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO"

    /// A vector: its observations behind the head that all of them share.
    private func vector(_ observations: String..., byteCount: Int) -> (rows: [DocumentRow], defect: DocumentDefect?) {
        let bytes = HL7.bytes([Self.vectorHead, "PID|||P1", HL7.request] + observations)
        #expect(bytes.count == byteCount)
        return recorded(bytes, .hl7v2)
    }

    private func lines(_ bytes: [UInt8]) -> [String] { recorded(bytes, .hl7v2).rows.map(line) }

    /// The rows of one observation.
    private func reading(_ observation: String) -> [String] { lines(HL7.bytes(observation)) }

    @Test func theVectorsDecodeAsStated() {
        let five = vector(
            "OBX|1|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.3.1.150456|98|262688^MDC_DIM_PERCENT^MDC|||||R|||20261121073005",
            "OBX|2|NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1.3.1.149530|65|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R",
            "OBX|3|NM|151562^MDC_RESP_RATE^MDC|1.5.1|18|264928^MDC_DIM_RESP_PER_MIN^MDC|||||F",
            "OBX|4|NM|150344^MDC_TEMP^MDC|1.4.1|36.8|268192^MDC_DIM_DEGC^MDC|||||F",
            "OBX|5|NM|147842^MDC_ECG_HEART_RATE^MDC|1.7.4|66|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R", byteCount: 694)
        #expect(five.defect == nil)
        // The pulse stands with SpO2; the ECG's rate is a row of its own.
        #expect(five.rows.map(line) == ["spo2=98 hr=65 rr=18 temp=36.8", "hr=66"])
        #expect(instants(five.rows) == ["2026-11-21T07:30:05.000Z", "2026-11-21T07:30:05.000Z"])
        let marks = vector(
            "OBX|1|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.3.1|-100|262688^MDC_DIM_PERCENT^MDC|||||F",
            "OBX|2|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.3.2|8388607|262688^MDC_DIM_PERCENT^MDC|||||X", byteCount: 425)
        #expect(marks.rows.map(line) == ["out-of-range", "not-final"])
        let carbonDioxide = vector(
            "OBX|1|NM|150456^MDC_CO2_ET^MDC|1.7.1.1|35|266016^MDC_DIM_MMHG^MDC|||||R", byteCount: 324)
        #expect(carbonDioxide.rows.map(line) == ["wrong-unit"])
        let systems = vector(
            "OBX|1|NM|150456^SPO2^99XYZ|1|98|%|||||F", "OBX|2|NM|59408-5^O2 sat^LN|1|97|%|||||F",
            "OBX|3|NM|9279-1^Resp^LN|1||/min|||||F", byteCount: 370)
        #expect(systems.rows.map(line) == ["unknown-code", "no-vital-sign", "spo2=97"])
    }

    @Test func everyCodeOfTheTableIsReadInItsUnit() {
        let beats = "264864^MDC_DIM_BEAT_PER_MIN^MDC"
        let breaths = "264928^MDC_DIM_RESP_PER_MIN^MDC"
        let cases = [
            ("150456^X^MDC", "97", "%", "spo2=97"), ("2708-6^X^LN", "97", "262688^X^MDC", "spo2=97"),
            ("149530^X^MDC", "130", beats, "hr=130"), ("8867-4^X^LN", "130", "{beats}/min", "hr=130"),
            ("149546^X^MDC", "130", "/min", "hr=130"), ("147842^X^MDC", "300", beats, "hr=300"),
            ("151562^X^MDC", "40", breaths, "rr=40"), ("151578^X^MDC", "40", breaths, "rr=40"),
            ("151658^X^MDC", "40", breaths, "rr=40"), ("9279-1^X^LN", "40", "{Breaths}/min", "rr=40"),
            ("150344^X^MDC", "36.8", "268192^X^MDC", "temp=36.8"), ("150364^X^MDC", "36.8", "Cel", "temp=36.8"),
            ("188496^X^MDC", "98.6", "266560^X^MDC", "temp=37"), ("8310-5^X^LN", "212", "[degF]", "out-of-range"),
            ("8310-5^X^LN", "384.5", "Cel", "out-of-range"), ("150456^X^MDC", "101", "%", "out-of-range"),
            ("150456^X^MDC", "100", "%", "spo2=100"), ("150456^X^MDC", "19", "%", "out-of-range"),
            ("150457^X^MDC", "65", beats, "unknown-code"), ("150320^X^MDC", "99", "%", "unknown-code"),
            ("150488^X^MDC", "2.1", "%", "unknown-code"), ("327680^SPO2_SPO2^EHC", "97", "%", "unknown-code"),
            ("0002-4bb8^SpO2^MDIL", "97", "%", "unknown-code"), ("150456^X^LN", "97", "%", "unknown-code"),
            ("150456", "97", "%", "unknown-code"), ("149530^X^MDC", "65", breaths, "wrong-unit"),
            ("150456^X^MDC", "97", "", "wrong-unit"), ("150344^X^MDC", "98.6", "", "wrong-unit"),
            // An alternate code counts when the first is unknown, and must not differ when it is not.
            ("327680^SPO2^EHC^150456^X^MDC", "97", "%", "spo2=97"),
            ("59408-5^X^LN^150456^X^MDC", "97", "%", "spo2=97"),
            ("59408-5^X^LN^149530^X^MDC", "97", "%", "unknown-code"),
        ]
        for (code, value, unit, expected) in cases {
            #expect(
                reading(HL7.oxygenSaturation(value, code: code, unit: unit)) == [expected], "\(code) \(value) \(unit)")
        }
    }

    @Test func onlyAResultIsRead() {
        for status in ["R", "P", "F", "C"] { #expect(reading(HL7.oxygenSaturation(status: status)) == ["spo2=98"]) }
        for status in ["X", "D", "W", "I", "N", "O", "S", "", "f"] {
            #expect(reading(HL7.oxygenSaturation(status: status)) == ["not-final"], "\(status)")
        }
        for flag in ["INV", "NAV", "TEST", "DEMO", "CALIB", "L~INV"] {
            #expect(reading(HL7.oxygenSaturation(flags: flag)) == ["not-final"], "\(flag)")
        }
        for flag in ["L", "H~A", "N"] { #expect(reading(HL7.oxygenSaturation(flags: flag)) == ["spo2=98"]) }
    }

    @Test func aValueIsOneDecimalNumber() {
        for (value, expected) in [
            ("98", "spo2=98"), ("+98", "spo2=98"), (" 98 ", "spo2=98"), ("97.5", "spo2=97.5"), ("", "no-vital-sign"),
            ("\"\"", "no-vital-sign"), ("98~97", "not-a-number"), ("98%", "not-a-number"), (">98", "not-a-number"),
            ("nan", "not-a-number"), ("9e1", "not-a-number"), ("+", "not-a-number"), ("1^98", "not-a-number"),
        ] {
            #expect(reading(HL7.oxygenSaturation(value)) == [expected], "\(value)")
        }
        #expect(reading(HL7.oxygenSaturation(type: "ST")) == ["not-a-number"])
    }

    @Test func aPartOfTheDeviceIsNoRow() {
        let part = "OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X"
        #expect(lines(HL7.bytes(part, HL7.oxygenSaturation())) == ["spo2=98"])
    }

    @Test func theTimeIsTheObservationsElseTheRequestsElseTheMessages() {
        func instant(_ observation: String, request: String, head: String = HL7.head) -> String {
            let found = recorded(HL7.bytes([head, request, HL7.oxygenSaturation(time: observation)]), .hl7v2)
            return instants(found.rows).first ?? found.rows.first.map(line) ?? "none"
        }
        let request = "OBR|1|||1^X^L|||20260701120000+0000"
        #expect(instant("20260912120000.0000+0530", request: request) == "2026-09-12T06:30:00.000Z")
        #expect(instant("20260912120000.25-0100^S", request: request) == "2026-09-12T13:00:00.250Z")
        #expect(instant("", request: request) == "2026-07-01T12:00:00.000Z")
        #expect(instant("", request: "OBR|1") == "2026-11-21T07:30:05.000Z")
        // MSH-7's zone holds for the message; without it London's does.
        #expect(instant("202607011200", request: "OBR|1") == "2026-07-01T12:00:00.000Z")
        let local = HL7.head.split(separator: "+0000").joined()
        #expect(instant("20260701120000", request: "OBR|1", head: local) == "2026-07-01T11:00:00.000Z")
        for bad in [
            "20260701", "2026070112", "202607011", "2026070112000", "20260231120000", "20260701240000",
            "20260701120000+2500", "20260701120000+01", "20260701120000Z", "20260701120000.", "202607011200.5", "x",
            "20260701120000+-100",
        ] {
            #expect(instant(bad, request: request) == "not-a-timestamp", "\(bad)")
        }
        let timeless = HL7.head.split(separator: "20261121073005.0000+0000").joined()
        #expect(instant("", request: "OBR|1", head: timeless) == "timestamp-missing")
    }

    @Test func observationsOfOneRequestAndInstantMakeOneRow() {
        let pulse = "OBX|2|NM|149530^X^MDC|1|65|/min|||||F|||20261121073005"
        let later = "OBX|2|NM|149530^X^MDC|1|66|/min|||||F|||20261121073006"
        let first = HL7.oxygenSaturation(time: "20261121073005")
        #expect(lines(HL7.bytes(first, pulse)) == ["spo2=98 hr=65"])
        #expect(lines(HL7.bytes(first, later)) == ["spo2=98", "hr=66"])
        #expect(lines(HL7.bytes(first, HL7.request, pulse)) == ["spo2=98", "hr=65"])
        #expect(lines(HL7.bytes(first, HL7.oxygenSaturation("95"), pulse)) == ["spo2=98", "spo2=95 hr=65"])
        #expect(lines(HL7.bytes(first) + HL7.bytes(pulse)) == ["spo2=98", "hr=65"])
    }

    @Test func oxygenIsKeptWithTheReadingsOfItsInstantOrAlone() {
        let flow = "OBX|2|NM|3151-8^Inhaled oxygen flow rate^LN|1|0.5|L/min|||||F"
        let part = "OBX|2|NM|3150-6^Inhaled oxygen concentration^LN|1|28|%|||||F"
        func oxygen(_ observations: String...) -> [OxygenGiven?] {
            recorded(HL7.bytes([HL7.head, HL7.request] + observations), .hl7v2).rows.map(\.oxygen)
        }
        #expect(oxygen(HL7.oxygenSaturation(), flow) == [.litresPerMinute(0.5)])
        #expect(oxygen(part) == [.percent(28)])
        #expect(oxygen(flow, part) == [.litresPerMinute(0.5), .percent(28)])
        #expect(reading(flow) == [""])
        #expect(reading("OBX|2|NM|3151-8^X^LN|1|5|%|||||F") == ["wrong-unit"])
        #expect(reading("OBX|2|NM|3150-6^X^LN|1|19|%|||||F") == ["out-of-range"])
    }

    @Test func theSeparatorsAreTheOnesTheMessageNames() {
        let text = String(decoding: HL7.bytes(HL7.oxygenSaturation(time: "20261121073005")), as: UTF8.self)
        let other = text.map { ["|": "#", "^": "!", "~": "*", "\\": "/", "&": "%"][$0] ?? $0 }
        #expect(lines(Array(String(other).utf8)) == ["spo2=98"])
        for head in ["MSH", "MSH|", "MSH|^", "MSH|^^\\&|", "MSH|^|\\&|", "MSHa^~\\&a", "MSH|^~\\&#?|", "MSH|^~\\&x|"] {
            let bytes = HL7.bytes([head + "|||||||ORU^R01", HL7.oxygenSaturation()])
            #expect(recorded(bytes, .hl7v2).defect == .message(.separators), "\(head)")
        }
    }

    /// MSH-11, table 0103. What names nothing there is taken for real: a child's values are not lost for a missing letter.
    @Test func aMessageForTrainingOrDebuggingIsRefusedWhole() {
        func found(_ processing: String, behind first: [UInt8] = []) -> (rows: [DocumentRow], defect: DocumentDefect?) {
            let head = HL7.head.split(separator: "|P|2.6").joined(separator: "|\(processing)|2.6")
            return recorded(first + HL7.bytes([head, HL7.request, HL7.oxygenSaturation()]), .hl7v2)
        }
        for processing in ["T", "D", " D ", "T^T", "D^A"] {
            #expect(found(processing).rows.isEmpty, "\(processing)")
            let letter = processing.split(separator: "^")[0].trimmingPrefix(" ").prefix(1)
            guard case .message(.notForPatients(let shown)) = found(processing).defect else {
                Issue.record("\(processing) is read")
                continue
            }
            #expect(shown.contains(letter))
        }
        let mixed = found("T", behind: HL7.bytes(HL7.oxygenSaturation()))
        #expect(mixed.defect == .message(.notForPatients(processing: "T")))
        for processing in ["P", "P^T", "", "X", "PT"] {
            #expect(found(processing).defect == nil && found(processing).rows.count == 1, "\(processing)")
        }
    }

    @Test func escapesInACodeOrAUnitAreResolved() {
        #expect(reading(HL7.oxygenSaturation(unit: "\\X25\\")) == ["spo2=98"])
        #expect(reading(HL7.oxygenSaturation(code: "150456^X^M\\X44\\C")) == ["spo2=98"])
        #expect(reading(HL7.oxygenSaturation(code: "150456^a\\S\\b\\F\\c^MDC")) == ["spo2=98"])
        for unit in ["\\X2\\", "\\XZZ\\", "%\\", "\\S\\", "\\Q\\", "\\X25", "\\\\"] {
            #expect(reading(HL7.oxygenSaturation(unit: unit)) == ["wrong-unit"], "\(unit)")
        }
    }

    @Test(arguments: ["\r", "\n", "\r\n"], [true, false]) func segmentsEndInEitherWay(end: String, isFramed: Bool) {
        let segments = [HL7.head, "PID|||P1", HL7.request, HL7.oxygenSaturation()]
        #expect(lines(HL7.bytes(segments, isFramed: isFramed, end: end)) == ["spo2=98"])
        let two = HL7.bytes(segments, isFramed: isFramed, end: end) + HL7.bytes(segments, isFramed: isFramed, end: end)
        #expect(lines(two) == ["spo2=98", "spo2=98"])
        #expect(lines([0xEF, 0xBB, 0xBF] + two) == ["spo2=98", "spo2=98"])
    }

    @Test func aBatchIsReadAndAnotherMessageRefused() {
        let message = [HL7.head, HL7.request, HL7.oxygenSaturation()]
        let batch = ["FHS|^~\\&", "BHS|^~\\&"] + message + ["BTS|1", "FTS|1"]
        #expect(lines(HL7.bytes(batch, isFramed: false)) == ["spo2=98"])
        let admission = HL7.head.split(separator: "ORU^R01^ORU_R01").joined(separator: "ADT^A01")
        let found = recorded(HL7.bytes([admission, HL7.oxygenSaturation()]), .hl7v2)
        #expect(found.rows.isEmpty && found.defect == .message(.notAResult(type: "ADT^A01")))
        #expect(recorded(HL7.bytes(["PID|||P1"]), .hl7v2).defect == .message(.notAMessage))
        #expect(recorded(Array("hello".utf8), .hl7v2).defect == .message(.notAMessage))
        for blank in ["", "\r\n", "\u{B}\u{1C}\r"] {
            #expect(recorded(Array(blank.utf8), .hl7v2).defect == .empty)
        }
        #expect(recorded(HL7.sample + [0], .hl7v2).defect == .binary(offset: UInt64(HL7.sample.count)))
    }

    @Test func aBareMessageThatBreaksOffInAnObservationLosesThatOneOnly() {
        let segments = [HL7.head, HL7.request, HL7.oxygenSaturation(), "OBX|2|NM|149530^X^MDC|1|65|/min|||||F"]
        let found = recorded(Array(HL7.bytes(segments, isFramed: false).dropLast()), .hl7v2)
        #expect(found.defect == nil && found.rows.map(line) == ["row-cut-off", "spo2=98"])
        let framed = recorded(Array(HL7.bytes(segments).dropLast(2)), .hl7v2)
        #expect(framed.rows.isEmpty && framed.defect == .message(.unfinished))
        // What follows does not end it.
        let followed = Array(HL7.bytes(segments, isFramed: false).dropLast()) + HL7.bytes(HL7.oxygenSaturation("95"))
        #expect(lines(followed) == ["row-cut-off", "spo2=98", "spo2=95"])
        // FS ends a segment too.
        let closed = Array(HL7.bytes(segments).dropLast(3)) + [0x1C]
        #expect(lines(closed) == ["spo2=98 hr=65"])
    }

    @Test func aSegmentMayBeAsLongAsTheLimitAndNoLonger() {
        for (surplus, expected) in [(-1, ["spo2=98"]), (0, ["spo2=98"]), (1, ["row-too-long"])] {
            let observation = HL7.oxygenSaturation()
            let padding = Limits.rowBytes - observation.utf8.count - 1 + surplus
            let long = observation + "|" + String(repeating: "x", count: padding)
            #expect(lines(HL7.bytes(long)) == expected)
            // What is no observation may be of any length.
            #expect(lines(HL7.bytes("NTE|" + long, observation)) == ["spo2=98"])
        }
    }

    @Test func whoThePatientIsIsNeverGiven() {
        let segments = [HL7.head, "PID|1||9990000018^^^NHS||Kestrel^Amy", HL7.request, HL7.oxygenSaturation("x")]
        let found = recorded(HL7.bytes(segments), .hl7v2)
        #expect(found.rows.allSatisfy { $0.child == nil } && !"\(found)".contains("Kestrel"))
    }
}
