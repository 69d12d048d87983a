import Testing

@testable import Decoders

/// The value as a gateway's line.
private func words(_ hex: String, _ deviceProtocol: DeviceProtocol) -> [String] {
    let characteristic = deviceProtocol.rawValue.suffix(4)
    return transcript(line("\(characteristic) \(hex)"), deviceProtocol)
}

@Suite struct BluetoothTests {
    /// Vectors plx-1 to plx-10, the first two real, plxs-1 to plxs-5, hts-1 to hts-8, hr-1 to hr-5.
    @Test(arguments: [
        (
            "plx-1 real", DeviceProtocol.bluetoothOximetry, "1c 62 00 40 00 20 00 20 00 00 22 f0",
            "spo2=98 hr=64 low-perfusion"
        ),
        (
            "plx-2 real, finger out", .bluetoothOximetry, "1c 00 00 00 00 00 00 20 08 00 00 f0",
            "none(probe-off) low-perfusion"
        ),
        ("plx-4 exponents", .bluetoothOximetry, "00 cf f3 21 f3", "spo2=97.5 hr=80.1"),
        ("plx-5 not a number", .bluetoothOximetry, "00 ff 07 48 00", "hr=72"),
        ("plx-7 204.7 is out of range", .bluetoothOximetry, "00 ff f7 48 00", "hr=72"),
        (
            "plx-8 fast, slow, questionable", .bluetoothOximetry, "07 61 00 48 00 60 00 49 00 61 00 47 00 00 40",
            "spo2=97 hr=72 artefact"
        ),
        ("plx-10 cut short", .bluetoothOximetry, "1c 62 00 40 00 20 00 20", "refused(cut-short)"),
        (
            "plxs-1 time, amplitude", .bluetoothSpotOximetry, "09 62 00 48 00 ea 07 0b 15 07 1e 05 0c f0",
            "spo2=98 hr=72 spot t=2026-11-21T07:30:05"
        ),
        ("plxs-2 clock not set", .bluetoothSpotOximetry, "11 62 00 48 00 d0 07 01 01 00 00 00", "spo2=98 hr=72 spot"),
        ("plxs-4 from storage", .bluetoothSpotOximetry, "02 60 00 3d 00 80 02", "spo2=96 hr=61 stored spot"),
        ("plxs-5 disconnected", .bluetoothSpotOximetry, "04 5f 00 3c 00 00 80 00", "none(probe-off) spot"),
        ("hts-1", .bluetoothTemperature, "00 6c 01 00 ff", "temp=36.4 spot"),
        ("hts-2 Fahrenheit", .bluetoothTemperature, "01 da 03 00 ff", "temp=37 spot"),
        ("hts-4 not a number", .bluetoothTemperature, "00 ff ff 7f 00", "none(no-value) spot"),
        ("hts-5 minus infinity", .bluetoothTemperature, "00 02 00 80 00", "none(no-value) spot"),
        ("hts-7 year 0", .bluetoothTemperature, "02 6c 01 00 ff 00 00 00 00 07 1e 05", "temp=36.4 spot"),
        ("hts-8 cut short", .bluetoothTemperature, "02 6c 01 00 ff ea 07", "refused(cut-short)"),
        ("hr-1 contact, intervals", .bluetoothHeartRate, "16 3c 00 04 00 02", "hr=60"),
        ("hr-2 contact lost", .bluetoothHeartRate, "04 48", "none(probe-off)"),
        ("hr-4 energy", .bluetoothHeartRate, "18 50 10 00 00 04", "hr=80"),
        ("hr-5 zero", .bluetoothHeartRate, "00 00", "none(no-value)"),
    ])
    func aValueSaysWhatTheServiceSays(
        name: String, deviceProtocol: DeviceProtocol, hex: String, expected: String
    ) {
        #expect(words(hex, deviceProtocol) == [expected])
    }

    @Test(arguments: [
        ("00 64 00 48 00", "spo2=100 hr=72"), ("00 65 00 48 00", "hr=72"), ("00 00 00 48 00", "hr=72"),
        ("00 62 00 80 00", "spo2=98 hr=128"), ("00 62 00 fe 01", "spo2=98 hr=510"), ("00 62 00 ff 01", "spo2=98"),
        ("00 62 00 ff 07", "spo2=98"), ("00 62 00 00 08", "spo2=98"), ("00 62 00 01 08", "spo2=98"),
        ("00 62 00 fe 07", "spo2=98"), ("00 62 00 02 08", "spo2=98"), ("00 9c 0f 48 00", "hr=72"),  // -100
        ("00 ff 07 ff 07", "none(no-value)"),
    ])
    func eachFieldIsJudgedAlone(hex: String, expected: String) {
        #expect(words(hex, .bluetoothOximetry) == [expected])
    }

    @Test(arguments: 0..<16)
    func eachMeasurementStatusDoesWhatItShould(bit: Int) {
        let status = 1 << bit
        let hex = "04 62 00 48 00 " + littleEndian(status, byteCount: 2)
        let expected =
            switch bit {
            case 10, 11, 13, 15: "none(no-value)"
            case 14: "spo2=98 hr=72 artefact"
            case 9: "spo2=98 hr=72 stored"
            default: "spo2=98 hr=72"
            }
        #expect(words(hex, .bluetoothOximetry) == [expected])
    }

    @Test(arguments: 0..<24)
    func eachDeviceStatusDoesWhatItShould(bit: Int) {
        let hex = "08 62 00 48 00 " + littleEndian(1 << bit, byteCount: 3)
        let expected =
            switch bit {
            case 1, 14: "none(sensor-fault)"
            case 11, 13, 15: "none(probe-off)"
            case 3, 4: "spo2=98 hr=72 weak-signal"
            case 5: "spo2=98 hr=72 low-perfusion"
            case 6, 7, 8, 10: "spo2=98 hr=72 artefact"
            default: "spo2=98 hr=72"
            }
        #expect(words(hex, .bluetoothOximetry) == [expected])
    }

    @Test(arguments: [
        ("00 b8 0b 00 fe", "temp=30 spot"), ("00 b7 0b 00 fe", "none(no-value) spot"),
        ("00 94 11 00 fe", "temp=45 spot"), ("00 95 11 00 fe", "none(no-value) spot"),
        ("04 6c 01 00 ff 02", "temp=36.4 spot"), ("01 10 03 00 ff", "none(no-value) spot"),  // 78.4 °F: an object
        ("02 6c 01 00 ff ea 07 0b 15 07 1e 05", "temp=36.4 spot t=2026-11-21T07:30:05"),
        ("00 00 00 80 00", "none(no-value) spot"), ("00 01 00 80 00", "none(no-value) spot"),
        ("00 fe ff 7f 00", "none(no-value) spot"),
    ])
    func aTemperatureIsABodysOrNone(hex: String, expected: String) {
        #expect(words(hex, .bluetoothTemperature) == [expected])
    }

    @Test(arguments: [
        ("00 7f", "hr=127"), ("00 80", "hr=128"), ("00 ff", "hr=255"), ("01 2c 01", "hr=300"), ("01 ff 01", "hr=511"),
        ("01 00 02", "none(no-value)"), ("01 48", "refused(cut-short)"), ("06 48", "hr=72"), ("02 48", "hr=72"),
        ("08 48", "refused(cut-short)"),
    ])
    func aHeartRateHasEightBitsOrSixteen(hex: String, expected: String) {
        #expect(words(hex, .bluetoothHeartRate) == [expected])
    }

    /// A value that ends before its flags say it does is refused, wherever it ends.
    @Test func aValueCutAnywhereIsRefused() {
        let whole = "1f 62 00 48 00 60 00 49 00 61 00 47 00 00 40 00 00 00 22 f0"
        let parts = whole.split(separator: " ")
        for count in 1..<parts.count {
            let hex = parts.prefix(count).joined(separator: " ")
            #expect(words(hex, .bluetoothOximetry) == ["refused(cut-short)"], "\(count) bytes")
        }
        #expect(words(whole, .bluetoothOximetry) == ["spo2=98 hr=72 artefact"])
    }

    private func littleEndian(_ number: Int, byteCount: Int) -> String {
        (0..<byteCount).map { String(number >> ($0 * 8) & 0xFF, radix: 16) }
            .map { $0.utf8.count < 2 ? "0" + $0 : $0 }.joined(separator: " ")
    }
}

@Suite struct GatewayLineTests {
    private let good = "spo2=98 hr=72"

    @Test(arguments: [
        "2a5f 0062004800", "2A5F 00:62:00:48:00", "0x2a5f 00-62-00-48-00", "2a5f   00 62 00 48 00",
        "00002a5f-0000-1000-8000-00805f9b34fb 0062004800",
        #"{"char":"2a5f","value":"0062004800"}"#,
        #"{ "device" : "AA:BB", "value" : "00 62 00 48 00", "rssi" : -71, "ok" : true, "char" : "0x2A5F" }"#,
        #"{"char":"00002A5F-0000-1000-8000-00805F9B34FB","value":"0062004800"}"#,
    ])
    func theFormsThatAreRead(text: String) {
        #expect(transcript(line(text), .bluetoothOximetry) == [good])
    }

    @Test(arguments: [
        "2a37 0048", "2a5f", "2a5f 006", "2a5f 0062004800 x", "2a5f0062004800", "hello",
        #"{"char":"2a37","value":"0048"}"#, #"{"char":"2a5f"}"#, #"{"value":"0062004800"}"#,
        #"{"char":"2a5f","value":"0062004800""#, #"{"char":"2a5f","value":"0062004800"} x"#,
        #"{"char":"2a5f","value":"006200480"}"#, #"{"char":"2a5f","value":{"hex":"0062004800"}}"#,
        #"{"char":"2a5f","value":"0062\u003004800"}"#, #"{"char":"2a5f1","value":"0062004800"}"#, "{}",
    ])
    func theLinesThatSayNothing(text: String) {
        #expect(transcript(line(text), .bluetoothOximetry) == ["refused(other-line)"])
    }

    @Test func theGatewaysTimeStandsWhereTheValueHasNone() {
        let late = #","time":"2026-11-21T08:00:00Z"}"#
        #expect(
            transcript(line(#"{"char":"2a5f","value":"0062004800""# + late), .bluetoothOximetry) == [
                good + " t=2026-11-21T08:00:00"
            ])
        #expect(
            transcript(
                line(#"{"char":"2a5e","value":"0162004800ea070b15071e05""# + late), .bluetoothSpotOximetry) == [
                    good + " spot t=2026-11-21T07:30:05"
                ])
    }

    @Test func aValueMayHave32BytesAndNotOneMore() {
        let value = "0062004800" + String(repeating: "00", count: 27)
        #expect(transcript(line("2a5f " + value), .bluetoothOximetry) == [good])
        #expect(transcript(line("2a5f " + value + "00"), .bluetoothOximetry) == ["refused(other-line)"])
    }
}
