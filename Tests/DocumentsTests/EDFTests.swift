import Documents
import Testing
import Vitals

@Suite struct EDFTests {
    private func defect(_ document: EDFDocument) -> DocumentDefect? { recorded(document.bytes, .edf).defect }

    private func start(_ document: EDFDocument) -> String? { instants(recorded(document.bytes, .edf).rows).first }

    @Test func theVectorsDecodeAsStated() {
        let first = recorded(RecordedVector.ed1, .edf)
        #expect(first.defect == nil)
        #expect(
            first.rows.map(line) == [
                "spo2=97 hr=62", "no-vital-sign", "spo2=96 hr=63", "spo2=95 hr=64", "spo2=95 hr=65", "spo2=94 hr=66",
            ])
        let seconds = ["05", "07", "08", "09", "10"]
        #expect(instants(first.rows) == seconds.map { "2026-11-21T07:30:\($0).000Z" })
        #expect(lines(RecordedVector.ed2, .edf) == ["spo2=97 hr=155", "spo2=98 hr=156"])
        // One record has no gap before it.
        #expect(recorded(RecordedVector.ed5, .edf).defect == nil)
        #expect(lines(RecordedVector.ed5, .edf) == ["spo2=97 hr=62"])
    }

    @Test func aSessionWithoutAProbeIsNoDefect() {
        let found = recorded(RecordedVector.ed4, .edf)
        #expect(found.defect == nil)
        #expect(found.rows.map(line) == ["no-vital-sign", "no-vital-sign"])
    }

    @Test func otherSignalsArePassedOverAndRowsSayWhereTheyBegin() {
        let found = recorded(EDFDocument().bytes, .edf)
        #expect(found.defect == nil && found.rows.map(line)[2] == "spo2=96 hr=130")
        // 1,024 bytes of header, 14 of a data record.
        #expect(found.rows.map(\.offset) == [1024, 1026, 1028, 1038, 1040, 1042])
        #expect(Set(qualities(found.rows)) == [.stored])
    }

    @Test func theLongDateIsPreferredAndAShortYearEndsIn2084() {
        #expect(
            start(EDFDocument(recording: "Startdate 02-JUL-2026 X", date: "03.08.27")) == "2026-07-02T06:30:05.000Z")
        #expect(start(EDFDocument(recording: "night 3", date: "21.11.84")) == "2084-11-21T07:30:05.000Z")
        #expect(start(EDFDocument(recording: "Startdate X X X X", date: "21.11.85")) == "1985-11-21T07:30:05.000Z")
        #expect(start(EDFDocument(recording: "", date: "21.11.00")) == "2000-11-21T07:30:05.000Z")
        #expect(start(EDFDocument(recording: "", date: "21.11.99")) == "1999-11-21T07:30:05.000Z")
        #expect(defect(EDFDocument(recording: "", date: "30.02.26")) == .recording(.impossibleStart))
        #expect(defect(EDFDocument(time: "24.00.00")) == .recording(.impossibleStart))
        #expect(defect(EDFDocument(recording: "", date: "21.11.-6")) == .recording(.malformedHeader(field: "start")))
    }

    @Test(arguments: ["SpO2", "SpO2.1s"], ["Pulse", "Pulse.1s", "Puls", "Pouls", "Pols"])
    func labelsAreReadByLanguage(saturation: String, pulse: String) {
        var document = EDFDocument()
        document.signals[0].label = saturation
        document.signals[1].label = pulse
        #expect(lines(document.bytes, .edf).first == "spo2=97 hr=62")
    }

    @Test func theRespiratoryRateEveryTwoSecondsMakesRowsOfItsOwnTimes() {
        var document = EDFDocument(seconds: "4", recordCount: 1)
        document.signals = [
            .init(label: "RespRate.2s", physical: ["0", "50"], digital: ["0", "250"], samples: [90, 0])
        ]
        let found = recorded(document.bytes, .edf)
        #expect(found.rows.map(line) == ["rr=18", "no-vital-sign"])
        document.signals[0].samples = [90, 95]
        document.signals.append(.init(label: "SpO2.1s", unit: "%", samples: [97, 96, -1, 94]))
        let both = recorded(document.bytes, .edf)
        #expect(both.rows.map(line) == ["spo2=97 rr=18", "spo2=96", "rr=19", "spo2=94"])
        #expect(instants(both.rows).last == "2026-11-21T07:30:08.000Z")
    }

    @Test func whatLiesOutsideTheDigitalRangeOrWhatAChildCanHaveIsMissing() {
        var document = EDFDocument(seconds: "6", recordCount: 1)
        document.signals[0].samples = [100, 101, 127, 0, 255, 256]
        document.signals[1].samples = [255, 256, 511, 0, -32768, 1]
        #expect(
            lines(document.bytes, .edf) == [
                "spo2=100 hr=255", "no-vital-sign", "no-vital-sign", "no-vital-sign", "no-vital-sign", "hr=1",
            ])
    }

    @Test func aScaledSaturationOrPulseIsAWholeNumberAndARespiratoryRateIsNot() {
        var document = EDFDocument(seconds: "4", recordCount: 1)
        document.signals = [
            .init(
                label: "SpO2", unit: "%", physical: ["0", "100"], digital: ["0", "1000"], samples: [914, 916, 4, 1000]),
            .init(label: "RespRate.2s", physical: ["0", "50"], digital: ["0", "250"], samples: [92, 1]),
        ]
        #expect(lines(document.bytes, .edf) == ["spo2=91 rr=18.4", "spo2=92", "rr=0.2", "spo2=100"])
        document.signals[0].digital = ["0", "999"]
        #expect(lines(document.bytes, .edf).last == "no-vital-sign")
    }

    @Test func aFileWithoutOximetryIsRefusedWithTheLabelsItHas() {
        var document = EDFDocument()
        document.signals = [.init(label: "Flow.40ms", samples: [1, 2]), .init(label: "Crc16", samples: [1, 2])]
        let found = defect(document)
        #expect(found == .recording(.noSignalOfUse(labels: ["Flow.40ms", "Crc16"])))
        #expect(found?.description.contains("'Flow.40ms', 'Crc16'") == true)
    }

    @Test func aUnitTwoSignalsOfAKindAndAWaveRefuse() {
        var document = EDFDocument()
        document.signals[0].unit = "mmHg"
        #expect(defect(document) == .recording(.unexpectedUnit(label: "SpO2.1s", unit: "mmhg")))
        document = EDFDocument()
        document.signals[1].label = "SpO2"
        #expect(defect(document) == .recording(.signalTwice(label: "SpO2")))
        #expect(defect(EDFDocument(seconds: "2.9")) == .recording(.tooFast(label: "SpO2.1s")))
        #expect(defect(EDFDocument(seconds: "3.1")) == nil)
    }

    @Test func gapsAreTakenFromTheAnnotationsAndWithoutThemRefused() {
        var document = EDFDocument(kind: "EDF+D")
        #expect(defect(document) == .recording(.recordTimeMissing(record: 2)))
        document.signals.append(
            .init(label: "EDF Annotations", unit: "", notes: ["+0.5\u{14}\u{14}", "+60\u{14}\u{14}"]))
        let found = recorded(document.bytes, .edf)
        #expect(found.defect == nil)
        #expect(instants(found.rows).first == "2026-11-21T07:30:05.500Z")
        #expect(instants(found.rows).last == "2026-11-21T07:31:07.000Z")
        for note in [
            "", "60\u{14}\u{14}", "+60\u{14}x", "+60", "-1\u{14}\u{14}", "+9e9\u{14}\u{14}", "+99999999\u{14}\u{14}",
        ] {
            document.signals[3].notes = ["+0\u{14}\u{14}", note]
            #expect(defect(document) == .recording(.recordTimeMissing(record: 2)), "\(note)")
        }
        // Without gaps nobody asks the annotations.
        document.kind = "EDF+C"
        #expect(instants(recorded(document.bytes, .edf).rows).last == "2026-11-21T07:30:10.000Z")
    }

    @Test func countsAndSizesThatDoNotFitRefuse() {
        #expect(defect(EDFDocument(announcedCount: 3)) == .recording(.sizesDiffer(announced: 42, found: 28)))
        #expect(defect(EDFDocument(announcedCount: 1)) == .recording(.sizesDiffer(announced: 14, found: 28)))
        #expect(defect(EDFDocument(announcedCount: -1)) == .recording(.unfinished))
        #expect(defect(EDFDocument(announcedCount: 0)) == .recording(.noRecords))
        for seconds in ["0", "-1", "x", ""] {
            let field = "duration of a data record"
            #expect(defect(EDFDocument(seconds: seconds)) == .recording(.malformedHeader(field: field)))
        }
        var document = EDFDocument()
        document.signals[0].digital = ["5", "5"]
        #expect(defect(document) == .recording(.malformedHeader(field: "digital range of SpO2.1s")))
        document.signals[0].digital = ["0", "255"]
        document.signals[0].physical = ["7", "7"]
        #expect(defect(document) == .recording(.malformedHeader(field: "physical range of SpO2.1s")))
        document = EDFDocument()
        document.signals[0].samples = []
        #expect(defect(document) == .recording(.malformedHeader(field: "samples in a data record")))
    }

    /// Found by deploy/fuzz.sh: what was counted hung on the piece in which the surplus came.
    @Test func bytesBehindTheLastRecordAreCountedAlikeHoweverTheyCome() {
        let bytes = EDFDocument(announcedCount: 1).bytes
        for cut in 0...bytes.count {
            let found = recorded(bytes, .edf, cuts: [cut])
            #expect(found.defect == .recording(.sizesDiffer(announced: 14, found: 28)), "cut at \(cut)")
        }
    }

    @Test func aRecordingMayLastAsLongAsTheLimitAndNoLonger() {
        let days = Limits.recordingSeconds / 2
        #expect(defect(EDFDocument(seconds: "\(days)")) == nil)
        #expect(
            defect(EDFDocument(seconds: "\(days + 1)"))
                == .recording(.malformedHeader(field: "duration of a data record")))
    }

    @Test func signalsAndBytesOfARecordMayBeAsManyAsTheirLimitsAndNoMore() {
        var document = EDFDocument(seconds: "3", recordCount: 1)
        let others = (0..<Limits.edfSignalCount - 1).map { EDFDocument.Signal(label: "x\($0)", samples: [1]) }
        document.signals = [.init(label: "SpO2", unit: "%", samples: [97])] + others
        #expect(defect(document) == nil && lines(document.bytes, .edf) == ["spo2=97"])
        document.signals.append(.init(label: "one more", samples: [1]))
        #expect(defect(document) == .recording(.tooManySignals(count: Limits.edfSignalCount + 1)))

        let most = Limits.edfRecordBytes / 2
        document.signals = [
            .init(label: "SpO2", unit: "%", samples: [97]),
            .init(label: "x", samples: Array(repeating: 0, count: most - 1)),
        ]
        #expect(defect(document) == nil)
        document.signals[1].samples.append(0)
        #expect(defect(document) == .recording(.tooLong(byteCount: Limits.edfRecordBytes)))
    }
}
