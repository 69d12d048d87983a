import Testing
import Vitals
import DeviceSimulators

@testable import Decoders

@Suite struct ContecEBTests {
    /// Vectors eb-1 to eb-10; eb-1 and eb-5 are as a real device sent them.
    @Test(arguments: [
        ("eb-1 real", "eb 01 04 53 63 7f 00 25", ["spo2=99 hr=83"]),
        ("eb-2 pulse 143", "eb 01 06 0f 5f 7f 00 5f", ["spo2=95 hr=143"]),
        ("eb-4 perfusion index", "eb 01 04 48 62 0a 01 25", ["spo2=98 hr=72"]),
        (
            "eb-5 one report",
            "eb 00 06 27 04 1c eb 01 04 51 5f 7f 00 1f eb 00 06 25 04 1a" + String(repeating: " 00", count: 44),
            ["spo2=95 hr=81", "skip(44)"]
        ),
        ("eb-7 garbage in front", "04 1c 00 eb 01 04 51 5f 7f 00 1f", ["skip(3)", "spo2=95 hr=81"]),
        ("eb-8 EMAY, pulse 66", "eb 01 05 42 61 7f 00 13", ["spo2=97 hr=66"]),
        ("eb-10 stopped", "eb 7f 6a", []),
    ])
    func aMessageSaysWhatItsLayoutSays(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .contecEB) == expected)
    }

    @Test(
        arguments: [
            ([0xEB, 0x01, 0x04, 0x7F, 0x62, 0x7F, 0x00], "spo2=98 hr=127"),
            ([0xEB, 0x01, 0x06, 0x00, 0x62, 0x7F, 0x00], "spo2=98 hr=128"),
            ([0xEB, 0x01, 0x07, 0x05, 0x62, 0x7F, 0x00], "spo2=98 hr=133"),
            ([0xEB, 0x01, 0x06, 0x7E, 0x62, 0x7F, 0x00], "spo2=98 hr=254"),
            ([0xEB, 0x01, 0x06, 0x7F, 0x62, 0x7F, 0x00], "spo2=98"),
            ([0xEB, 0x01, 0x04, 0x00, 0x62, 0x7F, 0x00], "spo2=98"),
            ([0xEB, 0x01, 0x04, 0x48, 0x00, 0x7F, 0x00], "hr=72"),
            ([0xEB, 0x01, 0x04, 0x48, 0x7F, 0x7F, 0x00], "none(probe-off)"),
            ([0xEB, 0x01, 0x04, 0x48, 0x64, 0x7F, 0x00], "spo2=100 hr=72"),
            ([0xEB, 0x01, 0x04, 0x48, 0x65, 0x7F, 0x00], "refused(impossible-value)"),
        ] as [([UInt8], String)])
    func eachFieldIsJudgedAlone(head: [UInt8], expected: String) {
        #expect(transcript(summed(head), .contecEB) == [expected])
    }

    /// A wave of strength 0 marks the numbers behind it, and none where the finger is out.
    @Test func theStrengthOfTheLastWaveGoesWithTheNumbers() {
        let numbers = bytes("eb 01 04 53 63 7f 00 25")
        let fingerOut = bytes("eb 01 04 00 7f 7f 00 6e")
        let weak = summed([0xEB, 0x00, 0x10, 0x27, 0x04])
        let good = summed([0xEB, 0x00, 0x01, 0x27, 0x04])
        #expect(
            transcript(numbers + weak + numbers + good + numbers + weak + fingerOut, .contecEB)
                == ["spo2=99 hr=83", "spo2=99 hr=83 weak-signal", "spo2=99 hr=83", "none(probe-off)"])
    }

    /// 64 bytes a report: a message may go on in the next one, or the report is filled up with zeros behind it.
    @Test func aMessageMayGoOnInTheNextReport() {
        let waves = (0..<10).flatMap { _ in summed([0xEB, 0x00, 0x06, 0x27, 0x04]) }
        let numbers = bytes("eb 01 04 53 63 7f 00 25")
        let goingOn = waves + numbers + [UInt8](repeating: 0, count: 60)
        let filledUp = waves + [UInt8](repeating: 0, count: 4) + numbers + [UInt8](repeating: 0, count: 56)
        for reports in [goingOn, filledUp] {
            #expect(reports.count == 128)
            let found = events(reports, .contecEB)
            let words = found.flatMap { event -> [String] in
                guard case .frame(let content) = event.kind else { return [] }
                return content.words
            }
            #expect(words == ["spo2=99 hr=83"])
            #expect(found.allSatisfy { if case .skipped = $0.kind { $0.skip == .padding } else { true } })
        }
    }

    @Test func aWrongSumIsSaidAndTheNextMessageIsGood() {
        #expect(
            transcript(bytes("eb 01 04 53 63 7f 00 26 eb 01 04 53 63 7f 00 25"), .contecEB) == [
                "refused(check-failed)", "skip(8)", "spo2=99 hr=83",
            ])
    }

    @Test func repliesOfEveryKindBreakNothing() {
        let live = bytes("eb 01 04 53 63 7f 00 25")
        let replies: [[UInt8]] = [
            [0xF0], [0xF3, 0], [0xD1, 0, 0], [0xD8, 1, 0], [0xED, 0x7F, 0x7F, 0x7F, 0x7F, 0],
            [0xEF, 0, 1, 0x40, 0, 0, 0], [0xF2, 0, 0, 2, 2, 0, 0x0B], [0xF1] + Array("50E     ".utf8),
            [0xFE, 3] + Array("   user".utf8),
        ]
        for reply in replies {
            #expect(transcript(summed(reply) + live, .contecEB) == ["spo2=99 hr=83"], "\(reply)")
        }
    }

    @Test func theTwoAnnouncementsOfRealDevicesAreRead() throws {
        var automatic = ContecEBAnnouncement()
        let first = bytes("ec 40 01 01 15 05 0f 0c 06 2a 39 51 00 00 75 73 65 72 00 00 5c")
        automatic.announce(date: first.span.extracting(4..<10), count: first.span.extracting(10..<13))
        #expect(automatic.count == 10_425)
        #expect(automatic.stamp.instant(index: 0)?.londonDescription == "2021-05-15T12:06:42.000+01:00")
        var manual = ContecEBAnnouncement()
        let second = bytes("d0 00 19 07 05 10 3b 17 00 00 02 10 00 69")
        manual.announce(date: second.span.extracting(2..<8), count: second.span.extracting(10..<13))
        #expect(manual.count == 2050)
        #expect(manual.stamp.instant(index: 0)?.londonDescription == "2025-07-05T16:59:23.000+01:00")
        #expect(transcript(first + second, .contecEB) == [])
    }
}

/// A message with its sum.
private func summed(_ head: [UInt8]) -> [UInt8] { head + [head.reduce(0, &+) & 0x7F] }

/// What a download says of one vital sign: values or `nil`, and the first and last instant.
private func series(_ stream: [UInt8], _ sign: VitalSign) -> [ReadingSet] {
    events(stream, .contecEB).flatMap { event -> [ReadingSet] in
        guard case .frame(.stored(let stored)) = event.kind else { return [] }
        return (0..<stored.count).map { stored[$0] }
    }.filter { $0[sign] != nil || $0.given.isEmpty }
}

@Suite struct ContecEBDownloadTests {
    /// Slow and sudden changes both ways, through 128 and up to 250.
    private static let samples: [(spO2: Int, pulse: Int)] = (0..<400).map { second in
        (spO2: 100 - second % 37, pulse: second % 50 == 0 ? 250 : 100 + second % 60)
    }

    @Test(arguments: [1, 2, 20, 41, 42, 43, 400])
    func anAutomaticRecordingComesBackAsItWas(count: Int) throws {
        let samples = Array(Self.samples.prefix(count))
        let stream = SimulatedContecEB.automaticDownload(samples)
        #expect(stream.count % 64 == 0)
        let spO2 = series(stream, .spO2)
        let pulse = series(stream, .heartRate)
        #expect(spO2.map { $0[.spO2] } == samples.map { Double($0.spO2) })
        #expect(pulse.map { $0[.heartRate] } == samples.map { Double($0.pulse) })
        #expect((spO2 + pulse).allSatisfy { $0.quality == .stored })
        #expect(spO2.first?.measuredAt?.description == "2026-11-21T07:30:05.000Z")
        let start = try #require(spO2.first?.measuredAt)
        #expect(pulse.last?.measuredAt?.since(start) == .seconds(count - 1))
    }

    @Test(arguments: [1, 2, 27, 28, 54, 55, 200])
    func aManualRecordingComesBackWithItsArtefacts(count: Int) {
        // Artefacts run to the end of a message, as the device writes them.
        let samples = (0..<count).map { second -> (spO2: Int?, pulse: Int?) in
            if second % 108 >= 90 || second < 27 { return (nil, nil) }
            let sway = second % 14 < 7 ? second % 7 : 7 - second % 7
            return (90 + second % 7, 120 + sway)
        }
        let stream = SimulatedContecEB.manualDownload(samples)
        var found: [VitalSign: [Double?]] = [.spO2: [], .heartRate: []]
        for event in events(stream, .contecEB) {
            guard case .frame(.stored(let stored)) = event.kind else { continue }
            let sign: VitalSign = found[.spO2, default: []].count < count ? .spO2 : .heartRate
            for index in 0..<stored.count { found[sign, default: []].append(stored[index][sign]) }
        }
        #expect(found[.spO2] == samples.map { $0.spO2.map(Double.init) })
        #expect(found[.heartRate] == samples.map { $0.pulse.map(Double.init) })
    }

    @Test func halvesAreReadAsTheMakersProgramReadsThem() {
        // Top 6·16 + 2 = 98: bytes f6 f2; then 98-0 and 98-9, by a flag 98-8 and 98-14; then 98-7 and nothing.
        let head: [UInt8] = [0xED, 0x04, 0x01, 0, 0, 0b0001011, 0, 0]
        let data: [UInt8] = [0x76, 0x72, 0x09, 0x0E, 0x7F]
        let filling = [UInt8](repeating: 0x7F, count: 21 - data.count)
        let announcement = summed(
            [0xEC, 0x40, 1, 1, 26, 11, 21, 7, 30, 5, 5, 0, 0, 0] + Array("user".utf8) + [0, 0])
        let words = transcript(announcement + summed(head + data + filling), .contecEB)
        #expect(words.map { $0.split(separator: " ")[0] } == ["spo2=98", "spo2=89", "spo2=90", "spo2=84", "spo2=91"])
    }

    @Test func aLostMessageRefusesTheRestOfTheSeriesAndNotTheOther() {
        var stream = SimulatedContecEB.automaticDownload(Self.samples)
        let second = 64 + 30
        #expect(stream[second] == 0xED)
        stream.removeSubrange(second..<second + 30)
        #expect(series(stream, .spO2).count < 42)
        #expect(series(stream, .heartRate).map { $0[.heartRate] } == Self.samples.map { Double($0.pulse) })
        #expect(transcript(stream, .contecEB).contains("refused(packet-broken)"))
    }

    @Test func aDownloadJoinedInTheMiddleIsRefused() {
        let whole = SimulatedContecEB.automaticDownload(Self.samples)
        let stream = Array(whole[(64 + 30)..<(64 + 90)])
        #expect(transcript(stream, .contecEB) == ["refused(packet-broken)", "refused(packet-broken)"])
    }

    @Test func severalRecordingsAnnouncedTogetherLeaveDataWithoutTime() {
        let one = SimulatedContecEB.automaticDownload([(97, 120), (96, 121)])
        let stream = Array(one[..<64]) + one
        #expect(series(stream, .spO2).allSatisfy { $0.measuredAt == nil })
    }
}
