import Testing
import DeviceSimulators

@testable import Decoders

@Suite struct MedicalDeviceDataTests {
    private static let fixed = bytes(
        "e7 00 00 36 00 34 12 38 01 01 00 2e 00 37 ff ff ff ff 0d 23 00 24 f0 00 00 00 00 02 00 1c 00 01 00 0a 00 62 "
            + "20 07 12 06 12 10 00 00 00 0a 00 0a 00 48 20 07 12 06 12 10 00 00")
    private static let grouped = bytes(
        "e7 00 00 30 00 2e 00 0c 01 01 00 28 00 37 ff ff ff ff 0d 24 00 1e f0 00 00 09 00 01 00 16 00 14 f3 cf "
            + "20 10 08 03 10 51 11 00 f3 21 20 10 08 03 10 51 11 00")
    private static let association = bytes(
        "e2 00 00 32 80 00 00 00 00 01 00 2a 50 79 00 26 80 00 00 00 80 00 80 00 00 00 00 00 00 00 00 80 00 00 00 08 "
            + "00 22 09 22 58 08 07 b0 40 01 00 01 01 00 00 00 00 00")
    private static let told = "spo2=98 hr=72 t=2007-12-06T12:10:00"

    /// `bytes` with two of them changed.
    private static func changed(_ bytes: [UInt8], at index: Int, to word: Int) -> [UInt8] {
        var changed = bytes
        changed[index] = UInt8(word >> 8)
        changed[index + 1] = UInt8(word & 0xFF)
        return changed
    }

    /// Vectors ap-1 to ap-5: an antidote test's units.
    @Test func aScanReportOfEitherForm() {
        #expect(transcript(Self.fixed, .medicalDeviceData) == [Self.told])
        #expect(transcript(Self.grouped, .medicalDeviceData) == ["spo2=97.5 hr=80.1 t=2010-08-03T10:51:11"])
        #expect(
            transcript(Self.changed(Self.fixed, at: 34, to: 0x07FF), .medicalDeviceData)
                == ["hr=72 t=2007-12-06T12:10:00"])
        #expect(transcript(Self.association, .medicalDeviceData) == ["refused(association)"])
    }

    @Test func theSimulatorWritesTheSameForm() {
        #expect(
            transcript(SimulatedOthers.scanReport(.init(spO2: 97, heartRate: 131), second: 3), .medicalDeviceData)
                == ["spo2=97 hr=131 t=2026-11-21T07:30:08"])
    }

    /// The word of SpO2 or of the pulse.
    @Test(
        arguments: [
            (34, 0x0064, "spo2=100 hr=72"), (34, 0x0065, "refused(impossible-value)"), (34, 0x0000, "hr=72"),
            (34, 0xF3E8, "spo2=100 hr=72"), (34, 0xF3E9, "refused(impossible-value)"), (34, 0x0800, "hr=72"),
            (34, 0x0FFF, "refused(impossible-value)"), (48, 0x007F, "spo2=98 hr=127"), (48, 0x0080, "spo2=98 hr=128"),
            (48, 0x01FE, "spo2=98 hr=510"), (48, 0x01FF, "refused(impossible-value)"), (48, 0x07FF, "spo2=98"),
        ])
    func eachFieldIsJudgedAlone(index: Int, word: Int, expected: String) {
        let read = transcript(Self.changed(Self.fixed, at: index, to: word), .medicalDeviceData)
        let time = expected.hasPrefix("refused") ? "" : " t=2007-12-06T12:10:00"
        #expect(read == [expected + time])
    }

    /// A confirmed and an unconfirmed report; an answer to a question is none.
    @Test(arguments: [(0x0101, true), (0x0100, true), (0x0201, false), (0x0107, false)])
    func onlyReportsAreRead(choice: Int, isRead: Bool) {
        let read = transcript(Self.changed(Self.fixed, at: 8, to: choice), .medicalDeviceData)
        #expect(read == (isRead ? [Self.told] : []))
    }

    /// The device's own fixed report and a scanner's; those held back, of several persons or of variable form are not.
    @Test(arguments: [
        (0x0D1D, true), (0x0D23, true), (0x0D1E, false), (0x0D1F, false), (0x0D26, false), (0x0D29, false),
    ])
    func onlyTheTwoFormsAreRead(type: Int, isRead: Bool) {
        let read = transcript(Self.changed(Self.fixed, at: 18, to: type), .medicalDeviceData)
        #expect(read == (isRead ? [Self.told] : []))
    }

    /// Each inner length wrong by one, with the outer ones right.
    @Test(arguments: [10, 20, 26, 28, 32, 46])
    func aLengthThatDoesNotFitIsRefused(index: Int) {
        let right = Int(Self.fixed[index]) << 8 | Int(Self.fixed[index + 1])
        for wrong in [right - 1, right + 1, 0, 0xFFFF] {
            let read = transcript(Self.changed(Self.fixed, at: index, to: wrong), .medicalDeviceData)
            #expect(read == ["refused(cut-short)"], "\(wrong) at \(index)")
        }
    }

    @Test func aTimeThatIsNoDecimalNumberIsNotADevices() {
        #expect(
            transcript(Self.changed(Self.fixed, at: 38, to: 0x1A06), .medicalDeviceData)
                == ["refused(impossible-value)"])
        // Digits that are no date: the clock was lost. The values stand.
        let lost = Self.changed(Self.changed(Self.fixed, at: 38, to: 0), at: 52, to: 0)
        #expect(transcript(lost, .medicalDeviceData) == ["spo2=98 hr=72"])
    }

    @Test func handlesOfNoKnownConfigurationAreNotGuessed() {
        #expect(
            transcript(Self.changed(Self.fixed, at: 30, to: 2), .medicalDeviceData) == ["hr=72 t=2007-12-06T12:10:00"])
        let read = transcript(Self.association + Self.fixed + Self.grouped, .medicalDeviceData)
        #expect(read == ["refused(association)"])
        let standard = Self.changed(Self.association, at: 44, to: 0x0190)
        #expect(transcript(standard + Self.fixed, .medicalDeviceData) == ["refused(association)", Self.told])
    }

    /// Configuration 4001 names its own handles: 5 for the pulse, 7 for SpO2.
    @Test func anAnnouncedConfigurationSaysWhichHandleIsWhich() {
        func object(_ handle: Int, type: Int) -> [UInt8] {
            let unit = SimulatedOthers.word(0x0996) + SimulatedOthers.sized(SimulatedOthers.word(0x0220))
            let kind = SimulatedOthers.word(0x092F) + SimulatedOthers.sized([0x00, 0x02] + SimulatedOthers.word(type))
            return SimulatedOthers.word(0x0006) + SimulatedOthers.word(handle) + SimulatedOthers.counted([unit, kind])
        }
        let objects = SimulatedOthers.counted([object(5, type: 0x481A), object(7, type: 0x4BB8)])
        let configuration = SimulatedOthers.event(0x0D1C, SimulatedOthers.word(0x4001) + objects)
        let report = Self.changed(Self.changed(Self.fixed, at: 30, to: 7), at: 44, to: 5)
        let read = transcript(Self.association + configuration + report + Self.fixed, .medicalDeviceData)
        #expect(read == ["refused(association)", Self.told])
        // Cut at each byte the list gives nothing, and nothing traps.
        for end in 0..<objects.count {
            let cut = SimulatedOthers.event(0x0D1C, SimulatedOthers.word(0x4001) + objects.prefix(end))
            let read = transcript(Self.association + cut + Self.fixed, .medicalDeviceData)
            #expect(read == ["refused(association)"])
        }
    }

    @Test func aUnitMayHave260BytesBehindItsLengthAndNotOneMore() {
        let longest = SimulatedOthers.event(0x0D1E, Array(repeating: 0x21, count: 242))
        #expect(longest.count == DeviceProtocol.medicalDeviceData.longestFrameByteCount)
        #expect(transcript(longest + Self.fixed, .medicalDeviceData) == [Self.told])
        let longer = SimulatedOthers.event(0x0D1E, Array(repeating: 0x21, count: 243))
        #expect(transcript(longer + Self.fixed, .medicalDeviceData) == ["skip(265)", Self.told])
    }
}
