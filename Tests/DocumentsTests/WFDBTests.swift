import Documents
import Testing
import Vitals

@Suite struct WFDBTests {
    private static let first = WFDBDocument(
        record: "n1 4 0.0166666666667/125 3 07:30:05.000 21/11/2026",
        frames: [[720, 719, 180, 970], [0, 0, 185, 0], [725, -32768, -32768, 965]])

    private func defect(_ document: WFDBDocument) -> DocumentDefect? { recorded(document.bytes, .wfdbNumerics).defect }

    private func start(_ words: String, nameStamp: String? = nil) -> String? {
        let document = WFDBDocument(record: "n1 4 1 2" + words)
        return instants(recorded(document.bytes, .wfdbNumerics, nameStamp: nameStamp).rows).first
    }

    @Test func theVectorsDecodeAsStated() {
        // Vector wf-1 has a comment behind its signals.
        var document = Self.first
        document.signals.append("# test")
        let found = recorded(document.bytes, .wfdbNumerics)
        #expect(document.bytes.count == 221 && found.defect == nil)
        #expect(found.rows.map(line) == ["spo2=97 hr=71.9 rr=18", "rr=18.5", "spo2=96.5"])
        #expect(instants(found.rows) == ["05", "05", "05"].enumerated().map { "2026-11-21T07:3\($0):\($1).000Z" })

        let units = ["bpm", "bpm", "pm", "%"]
        let names = ["HR", "PULSE", "RESP", "SpO2"]
        func vector(_ gain: Int, _ frames: [[Int]]) -> [String] {
            let signals = zip(units, names).map { "n1.dat 16 \(gain)/\($0) 16 0 0 0 0 \($1)" }
            let record = "n1 4 1 \(frames.count) 07:30:05.000 21/11/2026"
            return lines(WFDBDocument(record: record, signals: signals, frames: frames).bytes, .wfdbNumerics)
        }
        #expect(vector(1, [[72, 72, 18, 97]]) == ["spo2=97 hr=72 rr=18"])
        #expect(vector(10, [[0, 0, 0, 0]]) == ["no-vital-sign"])
        #expect(
            vector(10, [[720, 719, 180, 970], [721, 720, 181, 965]]) == [
                "spo2=97 hr=71.9 rr=18", "spo2=96.5 hr=72 rr=18.1",
            ])
    }

    @Test func theRateOfTheECGCountsOnlyWithoutAPulse() {
        var document = WFDBDocument(record: "n1 3 1 1 07:30:05 21/11/2026", frames: [[1300, 180, 970]])
        document.signals.remove(at: 1)
        #expect(lines(document.bytes, .wfdbNumerics) == ["spo2=97 hr=130 rr=18"])
    }

    @Test func theStartMayLackItsHourAndItsMinute() {
        #expect(start(" 31:25.894 01/07/2026") == "2026-06-30T23:31:25.894Z")
        #expect(start(" 25 21/11/2026") == "2026-11-21T00:00:25.000Z")
        #expect(start(" 7:5:3.5 1/2/2026") == "2026-02-01T07:05:03.500Z")
        for bad in [
            "24:00:00 21/11/2026", "7:60:00 21/11/2026", "7:0:60 21/11/2026", "7:0:0 30/2/2026", "1:2:3:4 1/2/2026",
        ] {
            #expect(defect(WFDBDocument(record: "n1 4 1 2 " + bad)) == .recording(.impossibleStart), "\(bad)")
        }
    }

    @Test func withoutADateTheNameIsAsked() {
        for words in ["", " 07:30:05"] {
            #expect(defect(WFDBDocument(record: "n1 4 1 2" + words)) == .recording(.noClock))
            #expect(start(words, nameStamp: "2026-07-01T12:00:00") == "2026-07-01T11:00:00.000Z")
        }
    }

    @Test func theGainHasABaselineInBracketsOrTheConvertersZero() {
        var document = WFDBDocument(
            record: "n1 1 1 1 07:30:05 21/11/2026", signals: ["x.dat 16 10(30)/% 16 0 0 0 0 SpO2"])
        document.frames = [[1000]]
        #expect(lines(document.bytes, .wfdbNumerics) == ["spo2=97"])
        document.signals = ["x.dat 16 10/% 16 20 0 0 0 SpO2,"]
        #expect(lines(document.bytes, .wfdbNumerics) == ["spo2=98"])
        for gain in ["0/%", "-1/%", "/%", "x/%"] {
            document.signals = ["x.dat 16 \(gain) 16 0 0 0 0 SpO2"]
            #expect(defect(document) == .recording(.malformedHeader(field: "gain of SpO2")), "\(gain)")
        }
        for gain in ["10(/%", "10()/%", "10(x)/%"] {
            document.signals = ["x.dat 16 \(gain) 16 0 0 0 0 SpO2"]
            #expect(defect(document) == .recording(.malformedHeader(field: "baseline of SpO2")), "\(gain)")
        }
    }

    @Test func otherFormatsFilesUnitsAndWavesRefuse() {
        func defect(_ signal: String, _ record: String = "n1 1 1 1 07:30:05 21/11/2026") -> DocumentDefect? {
            self.defect(WFDBDocument(record: record, signals: [signal], frames: [[970]]))
        }
        for format in ["212", "16x2", "16:3", "16+24", "80"] {
            let found = defect("x.dat \(format) 10/% 16 0 0 0 0 SpO2")
            #expect(found == .recording(.unsupported(what: "a signal of format '\(format)'")))
        }
        #expect(
            defect("x.dat 16 10/mmHg 16 0 0 0 0 SpO2") == .recording(.unexpectedUnit(label: "SpO2", unit: "mmHg")))
        #expect(defect("x.dat 16 10 16 0 0 0 0 SpO2") == .recording(.unexpectedUnit(label: "SpO2", unit: "")))
        #expect(defect("x.dat 16 10/mV 16 0 0 0 0 II") == .recording(.noSignalOfUse(labels: ["II"])))
        let good = "x.dat 16 10/% 16 0 0 0 0 SpO2"
        #expect(defect(good, "n1 1 1.001 1 07:30:05 21/11/2026") == .recording(.tooFast(label: "n1")))
        #expect(defect(good, "n1 1") == .recording(.tooFast(label: "n1")))
        #expect(defect(good, "n1/2 1 1 1") == .recording(.unsupported(what: "more than one segment")))
        #expect(defect(good, "n1 2 1 1 07:30:05 21/11/2026") == .recording(.malformedHeader(field: "signal 2")))
        #expect(defect(good, "n1 0 1 1") == .recording(.malformedHeader(field: "number of signals")))
        #expect(defect(good, "n1 257 1 1") == .recording(.tooManySignals(count: 257)))
        #expect(defect(good, "n1 1 0 1") == .recording(.malformedHeader(field: "samples a second")))
        #expect(
            defect(good, "n1 1 1 \(Limits.recordingSeconds + 1)")
                == .recording(.malformedHeader(field: "number of samples")))
        let twice = WFDBDocument(record: "n1 2 1 1 0 1/1/2026", signals: [good, good], frames: [[970, 970]])
        #expect(self.defect(twice) == .recording(.signalTwice(label: "SpO2")))
        let files = WFDBDocument(record: "n1 2 1 1 0 1/1/2026", signals: [good, "y" + good], frames: [[970, 970]])
        #expect(self.defect(files) == .recording(.unsupported(what: "more than one data file")))
    }

    @Test func asManySamplesMustBeThereAsTheHeaderSays() {
        func defect(_ count: String) -> DocumentDefect? {
            self.defect(WFDBDocument(record: "n1 4 1 \(count) 07:30:05 21/11/2026"))
        }
        #expect(defect("2") == nil && defect("0") == nil)
        #expect(defect("3") == .recording(.sizesDiffer(announced: 24, found: 16)))
        #expect(defect("1") == .recording(.sizesDiffer(announced: 8, found: 16)))
        let cut = Array(WFDBDocument(record: "n1 4 1 0 07:30:05 21/11/2026").bytes.dropLast())
        #expect(recorded(cut, .wfdbNumerics).defect == .recording(.sizesDiffer(announced: 8, found: 15)))
        #expect(self.defect(WFDBDocument(record: "n1 4 1 0 0 1/1/2026", frames: [])) == .recording(.noRecords))
    }

    @Test func aHeaderAloneIsToldHowToBeJoined() {
        let text = Array("n1 1 1 1 0 1/1/2026\nn1.dat 16 10/% 16 0 0 0 0 SpO2\n".utf8)
        let defect = recorded(text, .wfdbNumerics).defect
        #expect(defect == .recording(.samplesMissing) && defect?.description.contains(".dat") == true)
    }

    @Test func aHeaderMayBeAsLongAsTheLimitAndNoLonger() {
        for (surplus, isRead) in [(-1, true), (0, true), (1, false)] {
            var document = WFDBDocument()
            let headerByteCount = document.bytes.count - 16
            document.signals.append(
                "#" + String(repeating: "x", count: Limits.wfdbHeaderBytes - headerByteCount - 2 + surplus))
            let found = defect(document)
            #expect(found == (isRead ? nil : .recording(.tooLong(byteCount: Limits.wfdbHeaderBytes))))
        }
    }
}
