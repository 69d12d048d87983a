import Testing

@testable import Decoders

private let nellcorHeader =
    line("N-560    VERSION 1.61.00    CRC:XXXX  SpO2 Limit: 92-100%  PR Limit: 90-180BPM")
    + line("                                        ADULT          0SAT-S")
    + line("TIME                 %SpO2   BPM    PA    Status")

@Suite struct TextLineTests {
    /// Vectors na-1 to na-5.
    @Test(arguments: [
        ("na-1 plain", line("SPO2=097 HR=072"), ["spo2=97 hr=72"]),
        ("na-2 with clock and event", line("07:30:05 SPO2=097 HR=072*"), ["spo2=97 hr=72"]),
        (
            "na-4 fast averages, breath", line("SPO2=096 HR=070 F") + line("SPO2=096 HR=070 B"),
            ["spo2=96 hr=70", "spo2=96 hr=70"]
        ),
        (
            "na-5 header, cut line, good line",
            line("NONIN MEDICAL INC") + line("O2=097 HR=0") + line("SPO2=095 HR=101"),
            ["refused(other-line)", "refused(other-line)", "spo2=95 hr=101"]
        ),
        ("pulse of 128 and more", line("SPO2=096 HR=128"), ["spo2=96 hr=128"]),
        ("pulse 300", line("SPO2=096 HR=300"), ["spo2=96 hr=300"]),
        ("SpO2 missing", line("SPO2=--- HR=072"), ["hr=72"]),
        ("pulse missing", line("SPO2=097 HR=---"), ["spo2=97"]),
        ("both missing", line("SPO2=--- HR=---"), ["none(no-value)"]),
        ("zeros", line("SPO2=000 HR=000"), ["none(no-value)"]),
        ("SpO2 101", line("SPO2=101 HR=072"), ["refused(impossible-value)"]),
        ("a digit lost", line("SPO2=97 HR=072"), ["refused(other-line)"]),
        ("a digit too many", line("SPO2=097 HR=0721"), ["refused(other-line)"]),
        ("a clock cut", line("30:05 SPO2=097 HR=072"), ["refused(other-line)"]),
        ("something behind", line("SPO2=097 HR=072 X"), ["refused(other-line)"]),
    ])
    func aNoninLine(name: String, stream: [UInt8], expected: [String]) {
        #expect(transcript(stream, .noninASCII) == expected)
    }

    private static let masimo = "02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60%"
    private static let masimoRest = " SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- ALARM=0000 EXC="

    /// Vectors ms-1 to ms-7, the first two and ms-4 from real monitors.
    @Test(arguments: [
        ("ms-1 real", line(masimo + masimoRest + "000800"), ["spo2=98 hr=97 t=2016-02-22T22:47:45"]),
        (
            "ms-2 real, no sensor",
            line(
                "03/19/16 13:37:12 SN=0000093112 SPO2=---% BPM=--- DESAT=-- PIDELTA=+-- ALARM=0000 EXC=000001"),
            ["none(probe-off) t=2016-03-19T13:37:12"]
        ),
        (
            "ms-4 low perfusion, low signal IQ",
            line(
                "02/22/16 22:47:47 SN=0000056661 SPO2=093% BPM=088 PI=00.12%" + masimoRest + "000C04"),
            ["spo2=93 hr=88 low-perfusion weak-signal t=2016-02-22T22:47:47"]
        ),
        (
            "ms-5 other order, more keys, empty lines",
            line("")
                + line(
                    "02/22/16 22:47:48 SN=---------- SPO2=097% BPM=071 PI=01.20 SPCO=--% SPMET=--.-% SPHB=--.- SPOC=-- "
                        + "RESVD=--- DESAT=-- PIDELTA=+-- PVI=018 ALARM=000000 EXC=0000800 EXC1=00000000"),
            ["spo2=97 hr=71 t=2016-02-22T22:47:48"]
        ),
        (
            "ms-7 trend print, sensor off",
            line("09/21/08 09:56:08 SpO2=000 PR=000 PI=00.00 EXC=820:OffPat,SET"),
            ["none(probe-off) t=2008-09-21T09:56:08"]
        ),
        (
            "zeros without a word", line("09/21/08 09:56:08 SpO2=000 PR=000 EXC=800"),
            ["none(no-value) t=2008-09-21T09:56:08"]
        ),
        ("only SpO2", line("09/21/08 09:56:08 SPO2=098% BPM=--- EXC=800"), ["spo2=98 t=2008-09-21T09:56:08"]),
        ("only pulse", line("09/21/08 09:56:08 SPO2=---% BPM=131 EXC=800"), ["hr=131 t=2008-09-21T09:56:08"]),
        ("no such day", line("02/30/16 22:47:45 SPO2=098% BPM=097 EXC=800"), ["refused(other-line)"]),
        ("no exceptions", line(masimo), ["refused(other-line)"]),
        ("a digit lost", line("02/22/16 22:47:45 SPO2=98% BPM=097 EXC=800"), ["refused(other-line)"]),
        (
            "low battery", line("09/21/08 09:56:08 SPO2=098% BPM=131 ALARM=0040 EXC=800"),
            ["spo2=98 hr=131 low-battery t=2008-09-21T09:56:08"]
        ),
    ])
    func aMasimoLine(name: String, stream: [UInt8], expected: [String]) {
        #expect(transcript(stream, .masimoASCII1) == expected)
    }

    @Test(arguments: [
        ("000801", "none(probe-off)"), ("000802", "none(sensor-fault)"), ("000808", "none(searching)"),
        ("000820", "none(probe-off)"), ("000880", "none(sensor-fault)"), ("000900", "none(sensor-fault)"),
        ("001800", "none(probe-off)"), ("010800", "none(sensor-fault)"), ("020800", "none(searching)"),
        ("000804", "spo2=98 hr=97 low-perfusion"), ("000810", "spo2=98 hr=97 artefact"),
        ("000840", "spo2=98 hr=97 artefact"), ("000C00", "spo2=98 hr=97 weak-signal"), ("002800", "spo2=98 hr=97"),
        ("040800", "spo2=98 hr=97"),
    ])
    func eachExceptionOfAMasimo(exceptions: String, expected: String) {
        let stream = line(Self.masimo + Self.masimoRest + exceptions)
        #expect(transcript(stream, .masimoASCII1) == [expected + " t=2016-02-22T22:47:45"])
    }

    /// Vectors ne-1 to ne-5.
    @Test(arguments: [
        (
            "ne-1 header, motion", nellcorHeader + line("02-Feb-00 13:26:32   100     139    30    MO"),
            Array(repeating: "refused(other-line)", count: 3) + ["spo2=100 hr=139 motion t=2000-02-02T13:26:32"]
        ),
        (
            "ne-2 outside a limit", line("02-Feb-00 13:26:34    91*     88    40    SL"),
            ["spo2=91 hr=88 t=2000-02-02T13:26:34"]
        ),
        (
            "ne-4 pulse search, old numbers", line("02-Feb-00 13:26:38    97      80    20    PS"),
            ["none(searching) t=2000-02-02T13:26:38"]
        ),
        ("ne-5 no status", line("02-Feb-00 13:26:40    98      77    50"), ["spo2=98 hr=77 t=2000-02-02T13:26:40"]),
        (
            "disconnected", line("02-Feb-00 13:26:40    98      77    50    SD"),
            ["none(probe-off) t=2000-02-02T13:26:40"]
        ),
        ("sensor off", line("02-Feb-00 13:26:40    98      77    50    SO"), ["none(probe-off) t=2000-02-02T13:26:40"]),
        (
            "several words", line("02-Feb-00 13:26:40    98     177*   50    PH LB LM"),
            ["spo2=98 hr=177 out-of-track low-battery t=2000-02-02T13:26:40"]
        ),
        ("missing", line("02-Feb-00 13:26:40   ---     ---   ---"), ["none(no-value) t=2000-02-02T13:26:40"]),
        ("only pulse", line("02-Feb-00 13:26:40   ---     128    50"), ["hr=128 t=2000-02-02T13:26:40"]),
        ("only SpO2", line("02-Feb-00 13:26:40    98     ---    50"), ["spo2=98 t=2000-02-02T13:26:40"]),
        ("no such word", line("02-Feb-00 13:26:40    98      77    50    XX"), ["refused(other-line)"]),
        ("no such month", line("02-Fib-00 13:26:40    98      77    50"), ["refused(other-line)"]),
        ("SpO2 101", line("02-Feb-00 13:26:40   101      77    50"), ["refused(impossible-value)"]),
    ])
    func aNellcorLine(name: String, stream: [UInt8], expected: [String]) {
        #expect(transcript(stream, .nellcorASCII) == expected)
    }

    @Test func aLineMayHave256BytesAndNotOneMore() {
        let reading = line("SPO2=097 HR=072")
        func padded(_ byteCount: Int) -> [UInt8] {
            Array(repeating: 0x20, count: byteCount - reading.count) + reading
        }
        #expect(transcript(padded(256), .noninASCII) == ["spo2=97 hr=72"])
        #expect(transcript(padded(257), .noninASCII) == ["skip(256)", "partial(1)"])
    }

    @Test func aByteThatIsNoTextEndsALineAndTheNextIsGood() {
        let stream = Array("SPO2=097 HR=0".utf8) + [0x80] + line("72") + line("SPO2=095 HR=101")
        #expect(transcript(stream, .noninASCII) == ["skip(14)", "refused(other-line)", "spo2=95 hr=101"])
    }
}
