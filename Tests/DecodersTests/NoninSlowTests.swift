import Testing
import DeviceSimulators

@testable import Decoders

@Suite struct NoninSlowTests {
    /// Vectors n1-1 to n1-5 and n8-1 to n8-5.
    @Test(arguments: [
        ("n1-1", DeviceProtocol.noninDF1, "80 48 61", ["spo2=97 hr=72"]),
        ("n1-2 pulse 180", .noninDF1, "81 34 60", ["spo2=96 hr=180"]),
        ("n1-4 sensor disconnected", .noninDF1, "c3 7f 7f", ["none(probe-off)"]),
        (
            "n1-5 artefact, out of track, low perfusion", .noninDF1, "b4 48 61",
            ["spo2=97 hr=72 artefact low-perfusion out-of-track"]
        ),
        ("n8-1 SmartPoint", .noninDF8, "80 48 61 20", ["spo2=97 hr=72 smartpoint"]),
        ("n8-2 finger removed, values held", .noninDF8, "80 48 61 08", ["none(probe-off)"]),
        ("n8-4 low battery, pulse 130", .noninDF8, "89 02 5e 01", ["spo2=94 hr=130 marginal-perfusion low-battery"]),
        ("n8-5 cut frame, good frame", .noninDF8, "80 48 61 81 02 5f 20", ["skip(3)", "spo2=95 hr=130 smartpoint"]),
    ])
    func aFrameSaysWhatItsLayoutSays(
        name: String, deviceProtocol: DeviceProtocol, hex: String, expected: [String]
    ) {
        #expect(transcript(bytes(hex), deviceProtocol) == expected)
    }

    @Test(arguments: [
        ("83 7f 61", "spo2=97"),  // pulse 511
        ("83 7e 61", "spo2=97 hr=510"),
        ("80 7f 61", "spo2=97 hr=127"),
        ("81 00 61", "spo2=97 hr=128"),
        ("80 00 61", "spo2=97"),
        ("80 48 7f", "hr=72"),
        ("80 48 00", "hr=72"),
        ("83 7f 7f", "none(no-value)"),
        ("80 48 64", "spo2=100 hr=72"),
        ("80 48 65", "refused(impossible-value)"),
        ("c0 48 61", "none(probe-off)"),
        ("a0 48 61", "spo2=97 hr=72 out-of-track"),
        ("90 48 61", "spo2=97 hr=72 low-perfusion"),
        ("88 48 61", "spo2=97 hr=72 marginal-perfusion"),
        ("84 48 61", "spo2=97 hr=72 artefact"),
    ])
    func eachFieldAndFlagIsJudgedAlone(hex: String, expected: String) {
        #expect(transcript(bytes(hex), .noninDF1) == [expected])
        // Format 8 reserves the bit of the disconnected sensor.
        guard !hex.hasPrefix("c0") else { return }
        #expect(transcript(bytes(hex + " 00"), .noninDF8) == [expected])
    }

    @Test func theReservedBitOfFormat8SaysNothing() {
        #expect(transcript(bytes("c0 48 61 00"), .noninDF8) == ["spo2=97 hr=72"])
    }
}

@Suite struct NoninDF13Tests {
    /// Vectors n13-1 to n13-7.
    @Test(arguments: [
        (
            "n13-1 decimal digits in the time", "00 02 00 0d 00 0e 20 26 11 21 07 30 05 00 02 00 00 48 00 61 5f 03",
            ["spo2=97 hr=72 smartpoint spot t=2026-11-21T07:30:05"]
        ),
        (
            "n13-2 from memory, low battery, pulse 300",
            "00 02 00 0d 00 0e 20 26 11 21 07 30 05 00 02 11 01 2c 00 58 4c 03",
            ["spo2=88 hr=300 low-battery smartpoint stored spot t=2026-11-21T07:30:05"]
        ),
        (
            "n13-4 quality not reached", "00 02 00 0d 00 0e 20 26 11 21 07 30 05 00 00 00 00 50 00 5d 61 03",
            ["spo2=93 hr=80 spot t=2026-11-21T07:30:05"]
        ),
        (
            "n13-5 with a serial number",
            "00 02 00 0d 00 17 20 26 11 21 07 30 05 00 02 00 00 48 00 61 35 30 31 32 33 34 35 36 37 30 03",
            ["spo2=97 hr=72 smartpoint spot t=2026-11-21T07:30:05"]
        ),
        (
            "n13-7 garbage in front",
            "ff 00 02 00 00 02 00 0d 00 0e 20 26 11 21 07 30 05 00 02 00 00 48 00 61 5f 03",
            ["skip(4)", "spo2=97 hr=72 smartpoint spot t=2026-11-21T07:30:05"]
        ),
    ])
    func aMeasurementSaysWhatItsLayoutSays(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .noninDF13) == expected)
    }

    @Test(arguments: [
        (SimulatedOximeter.Display(spO2: nil, heartRate: 72), "hr=72 spot t=2026-11-21T07:30:05"),
        (.init(spO2: 97, heartRate: nil), "spo2=97 spot t=2026-11-21T07:30:05"),
        (.init(spO2: 97, heartRate: 128), "spo2=97 hr=128 spot t=2026-11-21T07:30:05"),
        (.init(spO2: 97, heartRate: 510), "spo2=97 hr=510 spot t=2026-11-21T07:30:05"),
        (.init(spO2: 97, heartRate: 512), "refused(impossible-value)"),
        (.init(spO2: 101, heartRate: 72), "refused(impossible-value)"),
        (.init(spO2: 97, heartRate: 72, signal: .noValue), "none(no-value) spot t=2026-11-21T07:30:05"),
    ])
    func eachFieldIsJudgedAlone(display: SimulatedOximeter.Display, expected: String) {
        #expect(transcript(SimulatedFrames.noninDF13(display, second: 0), .noninDF13) == [expected])
    }

    /// Offsets into the data and what is written there; the check is made right.
    @Test(arguments: [(0, 0x2A), (2, 0x13), (2, 0x00), (3, 0x31), (4, 0x24), (5, 0x60), (6, 0x61)])
    func aTimeThatIsNoneLeavesTheMeasurementWithoutTime(offset: Int, byte: UInt8) {
        var frame = SimulatedFrames.noninDF13(.init(spO2: 97, heartRate: 72), second: 0)
        frame[6 + offset] = byte
        frame[20] = frame[6..<20].reduce(0, &+)
        #expect(transcript(frame, .noninDF13) == ["spo2=97 hr=72 spot"])
    }

    @Test func aWrongCheckIsSaidAndCostsOnlyItsMeasurement() {
        let good = SimulatedFrames.noninDF13(.init(spO2: 97, heartRate: 72), second: 0)
        for index in 6..<22 {
            var damaged = good
            damaged[index] ^= 0x01
            #expect(
                transcript(damaged + good, .noninDF13) == [
                    "refused(check-failed)", "skip(22)", "spo2=97 hr=72 spot t=2026-11-21T07:30:05",
                ], "byte \(index)")
        }
    }
}
