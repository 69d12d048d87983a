import Documents
import Testing
import Vitals

@Suite struct ContecSpO2FileTests {
    private func defect(_ document: ContecDocument) -> DocumentDefect? {
        recorded(document.bytes, .contecSpO2File).defect
    }

    @Test func theVectorsDecodeAsStated() {
        let first = recorded(RecordedVector.sp1, .contecSpO2File)
        #expect(first.defect == nil)
        #expect(first.rows.map(line) == ["spo2=97 hr=71", "no-vital-sign", "spo2=96 hr=72"])
        #expect(instants(first.rows) == ["2026-11-21T07:30:05.000Z", "2026-11-21T07:30:07.000Z"])
        #expect(first.rows.map(\.offset) == [1084, 1086, 1088] && first.rows.map(\.number) == [1, 2, 3])
        #expect(lines(RecordedVector.sp4, .contecSpO2File) == ["spo2=95 hr=180"])
        #expect(
            recorded(RecordedVector.sp5, .contecSpO2File).defect == .recording(.sizesDiffer(announced: 2, found: 1)))
        #expect(lines(RecordedVector.sp5, .contecSpO2File).isEmpty)
    }

    @Test func aDeviceWithoutAClockTakesItsStartFromTheNameOrIsRefused() {
        #expect(recorded(RecordedVector.sp2, .contecSpO2File).defect == .recording(.noClock))
        let named = recorded(RecordedVector.sp2, .contecSpO2File, nameStamp: "2026-07-01T12:00:00")
        #expect(named.rows.map(line) == ["spo2=97 hr=71"])
        // London time: an hour ahead in July.
        #expect(instants(named.rows) == ["2026-07-01T11:00:00.000Z"])
        // With a clock the name is not asked.
        let clocked = recorded(ContecDocument().bytes, .contecSpO2File, nameStamp: "2026-07-01T12:00:00")
        #expect(instants(clocked.rows).first == "2026-11-21T07:30:05.000Z")
    }

    @Test func eachFieldIsJudgedAlone() {
        var document = ContecDocument()
        document.records = [[0x7F, 71], [97, 0xFF], [0, 71], [97, 0], [100, 254], [101, 1]]
        let expected = ["hr=71", "spo2=97", "hr=71", "spo2=97", "spo2=100 hr=254", "hr=1"]
        #expect(lines(document.bytes, .contecSpO2File) == expected)
    }

    @Test func recordsOfFourBytesHaveTheirNumbersAtTheEnd() {
        var document = ContecDocument()
        document.records = [[1, 2, 97, 71], [3, 4, 96, 200]]
        let found = recorded(document.bytes, .contecSpO2File)
        #expect(found.rows.map(line) == ["spo2=97 hr=71", "spo2=96 hr=200"])
        #expect(qualities(found.rows) == [.stored, .stored])
    }

    @Test func anImpossibleStartAWrongCountAndNoRecordRefuse() {
        #expect(defect(ContecDocument(stamp: [2026, 2, 29, 0, 0, 0])) == .recording(.impossibleStart))
        #expect(defect(ContecDocument(stamp: [2026, 11, 21, 24, 0, 0])) == .recording(.impossibleStart))
        #expect(defect(ContecDocument(records: [], count: 0)) == .recording(.noRecords))
        #expect(defect(ContecDocument(count: 2)) == .recording(.sizesDiffer(announced: 4, found: 6)))
        let many = 0xFFFF_FFFF
        #expect(
            defect(ContecDocument(count: many)) == .recording(.sizesDiffer(announced: 2 * UInt64(many), found: 6)))
    }
}

@Suite struct ViatomFileV3Tests {
    private func defect(_ document: ViatomDocument) -> DocumentDefect? {
        recorded(document.bytes, .viatomFileV3).defect
    }

    @Test func theVectorsDecodeAsStated() {
        let first = recorded(RecordedVector.vld1, .viatomFileV3)
        #expect(first.defect == nil)
        #expect(first.rows.map(line) == ["spo2=97 hr=62", "spo2=96 hr=63", "no-vital-sign", "spo2=88 hr=70"])
        let expected = ["2026-11-21T22:15:00.000Z", "2026-11-21T22:15:04.000Z", "2026-11-21T22:15:12.000Z"]
        #expect(instants(first.rows) == expected)
        #expect(qualities(first.rows) == [.stored, [.stored, .motion], [.stored, .motion]])
        #expect(lines(RecordedVector.vld4, .viatomFileV3) == ["spo2=97"])
        #expect(recorded(RecordedVector.vld5, .viatomFileV3).defect == .recording(.noRecords))
    }

    @Test func whenEveryPairRepeatsOneOfTwoIsKept() {
        let found = recorded(RecordedVector.vld2, .viatomFileV3)
        #expect(found.rows.map(line) == ["spo2=97 hr=62", "spo2=95 hr=63"])
        #expect(instants(found.rows) == ["2026-11-21T22:15:00.000Z", "2026-11-21T22:15:04.000Z"])
        #expect(found.rows.map(\.offset) == [40, 50])
    }

    @Test func aPairThatDiffersOrAnotherVersionKeepsTheStepOfTwoSeconds() {
        var document = ViatomDocument(version: 5)
        document.records = [[97, 62, 0, 0, 0], [97, 62, 0, 0, 0]]
        document.duration = 4
        #expect(instants(recorded(document.bytes, .viatomFileV3).rows).last == "2026-11-21T22:21:17.000Z")
        document.version = 3
        #expect(lines(document.bytes, .viatomFileV3).count == 1)
        document.records = [[97, 62, 0, 0, 0], [97, 63, 0, 0, 0]]
        #expect(lines(document.bytes, .viatomFileV3) == ["spo2=97 hr=62", "spo2=97 hr=63"])
    }

    @Test func theSizeMayCountOneHalfOfARepeatingFileAndNothingElse() {
        var document = ViatomDocument()
        document.size = 40 + 2 * 5
        #expect(defect(document) == nil)
        document.size = 40 + 3 * 5
        #expect(defect(document) == .recording(.sizesDiffer(announced: 55, found: 60)))
        document.size = 61
        #expect(defect(document) == .recording(.sizesDiffer(announced: 61, found: 60)))
        document.size = 0
        #expect(defect(document) == .recording(.sizesDiffer(announced: 0, found: 60)))
    }

    @Test func aDurationShortOfAWholeNumberOfStepsIsMetAndAnotherRefuses() {
        for (duration, isRead) in [
            (16, true), (13, true), (12, true), (11, false), (20, true), (21, false), (0, false),
        ] {
            #expect((defect(ViatomDocument(duration: duration)) == nil) == isRead, "\(duration) s")
        }
        // Half way between two steps is neither.
        let two = Array(ViatomDocument().records.prefix(2))
        #expect(defect(ViatomDocument(duration: 6, records: two)) == .recording(.stepUnknown))
        #expect(defect(ViatomDocument(duration: 0xFFFF_FFFF)) == .recording(.stepUnknown))
    }

    @Test func spO2MayBeMissingBesideAPulseAndAnInvalidSampleHasNeither() {
        var document = ViatomDocument()
        document.records = [[0xFF, 150, 0, 0, 0], [97, 62, 0, 0, 0x10], [0, 0, 0, 0, 0], [97, 44, 1, 0, 0]]
        #expect(lines(document.bytes, .viatomFileV3) == ["hr=150", "no-vital-sign", "no-vital-sign", "spo2=97"])
    }

    @Test func anUnsetClockAndAnImpossibleStartRefuse() {
        let unset = ViatomDocument(year: 0, clock: [0, 0, 0, 0, 0])
        #expect(defect(unset) == .recording(.noClock))
        #expect(
            instants(recorded(unset.bytes, .viatomFileV3, nameStamp: "2026-11-21T22:00:00").rows).first
                == "2026-11-21T22:00:00.000Z")
        #expect(defect(ViatomDocument(clock: [13, 1, 0, 0, 0])) == .recording(.impossibleStart))
    }

    @Test func aNightOverTheEndOfSummerTimeGoesOnInElapsedSeconds() {
        // 25 October 2026, 01:59:56 by the first pass; London's clocks then show 01:00 again.
        let document = ViatomDocument(clock: [10, 25, 1, 59, 56])
        let found = instants(recorded(document.bytes, .viatomFileV3).rows)
        #expect(found == ["2026-10-25T00:59:56.000Z", "2026-10-25T01:00:00.000Z", "2026-10-25T01:00:08.000Z"])
    }
}

@Suite struct ViatomOxyIIFileTests {
    private func defect(_ document: OxyIIDocument) -> DocumentDefect? {
        recorded(document.bytes, .viatomOxyIIFile).defect
    }

    @Test func theVectorsDecodeAsStated() {
        let first = recorded(RecordedVector.oxf1, .viatomOxyIIFile)
        #expect(first.defect == nil)
        #expect(first.rows.map(line) == ["spo2=97 hr=60", "spo2=96 hr=61", "no-vital-sign", "spo2=89 hr=70"])
        let expected = ["2026-11-21T22:01:02.000Z", "2026-11-21T22:01:03.000Z", "2026-11-21T22:01:05.000Z"]
        #expect(instants(first.rows) == expected)
        #expect(qualities(first.rows) == [.stored, [.stored, .motion], .stored])
        let steps = recorded(RecordedVector.oxf5, .viatomOxyIIFile)
        #expect(steps.rows.map(line) == ["spo2=97 hr=60", "spo2=97 hr=61"])
        #expect(instants(steps.rows) == ["2026-11-21T22:01:02.000Z", "2026-11-21T22:01:06.000Z"])
    }

    @Test func aChecksumThatDiffersRefusesTheDocumentAfterItsRows() {
        let found = recorded(RecordedVector.oxf2, .viatomOxyIIFile)
        #expect(found.rows.map(line) == ["spo2=97 hr=60"])
        #expect(found.defect == .recording(.checksumDiffers))
        #expect(defect(OxyIIDocument(sum: 0)) == .recording(.checksumDiffers))
        #expect(defect(OxyIIDocument()) == nil)
    }

    @Test func aRecordingThatIsNotClosedIsRefusedWhateverItsName() {
        for stamp in [nil, "2026-11-21T22:00:00"] {
            let found = recorded(RecordedVector.oxf4, .viatomOxyIIFile, nameStamp: stamp)
            #expect(found.rows.isEmpty && found.defect == .recording(.unfinished))
        }
    }

    @Test func eachFieldIsJudgedAlone() {
        let document = OxyIIDocument(records: [
            [0, 130, 0], [97, 0, 0], [0xFF, 200, 0], [100, 0xFF, 0], [101, 254, 0],
        ])
        #expect(lines(document.bytes, .viatomOxyIIFile) == ["hr=130", "spo2=97", "hr=200", "spo2=100", "hr=254"])
    }

    @Test func aCountAStepOrAClockThatCannotBeRefuses() {
        #expect(defect(OxyIIDocument(count: 5)) == .recording(.sizesDiffer(announced: 15, found: 12)))
        let many = 0xFFFF_FFFF
        #expect(
            defect(OxyIIDocument(count: many)) == .recording(.sizesDiffer(announced: 3 * UInt64(many), found: 12)))
        #expect(defect(OxyIIDocument(records: [], count: 0)) == .recording(.noRecords))
        for step: UInt8 in [0, 3, 5, 255] { #expect(defect(OxyIIDocument(step: step)) == .recording(.stepUnknown)) }
        let unset = OxyIIDocument(localSeconds: 0)
        #expect(defect(unset) == .recording(.noClock))
        #expect(recorded(unset.bytes, .viatomOxyIIFile, nameStamp: "2026-11-21T22:00:00").rows.count == 4)
    }

    @Test func theStartIsLondonTimeAndNotUTC() {
        // 2026-07-01T12:00:00 by the ring's clock.
        let found = recorded(OxyIIDocument(localSeconds: 1_782_907_200).bytes, .viatomOxyIIFile)
        #expect(instants(found.rows).first == "2026-07-01T11:00:00.000Z")
    }
}

@Suite struct HeldFileLimitTests {
    @Test func aFileMayBeAsLongAsTheLimitAndNoLonger() {
        func defect(_ byteCount: Int) -> DocumentDefect? {
            var document = ContecDocument()
            document.records = Array(repeating: [97, 71], count: (byteCount - 1084) / 2)
            return recorded(document.bytes, .contecSpO2File, cuts: [1000, byteCount / 2]).defect
        }
        #expect(defect(Limits.heldFileBytes - 2) == nil)
        #expect(defect(Limits.heldFileBytes) == nil)
        #expect(defect(Limits.heldFileBytes + 2) == .recording(.tooLong(byteCount: Limits.heldFileBytes)))
    }
}
