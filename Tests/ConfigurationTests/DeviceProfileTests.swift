import Testing
import Vitals

@testable import Configuration

/// A profile says what it says, or every reason why it cannot.
struct DeviceProfileTests {
    static let sound = """
        id: maker-one
        name: Maker One
        models: [Maker One, Maker Two]
        support: 4
        protocol: contec-eb
        gives: [spo2, hr]
        link: hidraw
        report_bytes: 64
        match:
          usb: [{id: "28E9:028a", product: Pulse Oximeter}, {id: "1234:0001"}]
          sure: false
        start: ["9b 00 1b", "9B 01 1c"]
        keep_alive: {every: 5s, send: 9a 1a}
        stop: [9b 7f 1a]
        may_send: [start, keep_alive, stop]
        clock: local
        quality: {warm_up: 10s, ignore_flags: [low-perfusion, motion]}
        recordings: [edges, night]
        not_confirmed: Byte 7

        """

    private func read(_ text: String) -> (profile: DeviceProfile?, defects: [String]) {
        let defects = DefectList(file: "profile.yaml", manual: DeviceProfileReader.manual)
        let known = ["contec-eb", "contec-v7"]
        let profile = DeviceProfileReader.read(Array(text.utf8), knownProtocols: known, defects)
        return (profile, defects.defects.sorted().map { "\($0.line): \($0.key): \($0.reason)" })
    }

    private func read(_ old: String, _ new: String) -> (profile: DeviceProfile?, defects: [String]) {
        #expect(Self.sound.contains(old), "\(old)")
        return read(Self.sound.replacing(old, with: new))
    }

    @Test func everyKeyIsRead() {
        var quality = DeviceProfile.QualityRules()
        quality.warmUp = .seconds(10)
        quality.ignoredFlags = [.lowPerfusion, .motion]
        let expected = DeviceProfile(
            id: "maker-one", name: "Maker One", support: .maker, protocolName: "contec-eb",
            gives: [.init(.spO2), .init(.heartRate)],
            link: .hidraw(reportByteCount: 64),
            matches: [
                USBMatch(vendor: 0x28E9, product: 0x028A, productText: "Pulse Oximeter"),
                USBMatch(vendor: 0x1234, product: 1),
            ], start: [[0x9B, 0x00, 0x1B], [0x9B, 0x01, 0x1C]],
            keepAlive: .init(every: .seconds(5), bytes: [0x9A, 0x1A]), stop: [[0x9B, 0x7F, 0x1A]], clock: .local,
            quality: quality, recordings: ["edges", "night"], models: ["Maker One", "Maker Two"],
            notConfirmed: "Byte 7")
        let found = read(Self.sound)
        #expect(found.defects == [])
        #expect(found.profile == expected)
    }

    @Test func whatIsLeftOutIsNone() {
        let found = read(
            """
            id: a
            name: A
            models: [A]
            support: 2
            protocol: contec-v7
            gives: [temp]
            link: serial
            serial: {baud: 9600}
            clock: none

            """)
        #expect(found.defects == [])
        #expect(
            found.profile
                == DeviceProfile(
                    id: "a", name: "A", support: .oneSource, protocolName: "contec-v7", gives: .init(.temperature),
                    link: .serial(ProfileLine(baud: 9600)), models: ["A"]))
    }

    @Test func aLineIsSetWhole() throws {
        let line = "serial: {baud: 19200, data_bits: 7, parity: odd, stop_bits: 2, flow: xonxoff}"
        for (word, isGateway) in [("serial", false), ("gateway", true)] {
            let found = read("link: hidraw\nreport_bytes: 64", "link: \(word)\n\(line)")
            #expect(found.defects == [])
            var expected = ProfileLine(baud: 19_200)
            expected.dataBits = 7
            expected.parity = .odd
            expected.stopBits = 2
            expected.flowControl = .xonxoff
            #expect(found.profile?.link == (isGateway ? .gateway(expected) : .serial(expected)))
            #expect(expected.text == "19200 7O2 xonxoff")
        }
    }

    /// Bytes that stand in a profile for people to read are never sent.
    @Test func onlyWhatMaySendListsSurvives() {
        let all: [(word: String, left: (DeviceProfile) -> Bool)] = [
            ("start", { !$0.start.isEmpty }), ("keep_alive", { $0.keepAlive != nil }), ("stop", { !$0.stop.isEmpty }),
        ]
        for chosen in 0..<8 {
            let words = all.enumerated().filter { chosen >> $0.offset & 1 == 1 }.map(\.element.word)
            let found = read("[start, keep_alive, stop]", "[\(words.joined(separator: ", "))]")
            #expect(found.defects == [])
            for (word, left) in all { #expect(found.profile.map(left) == words.contains(word), "\(words) \(word)") }
        }
        let without = read("may_send: [start, keep_alive, stop]\n", "")
        #expect(without.profile?.start == [] && without.profile?.keepAlive == nil && without.profile?.stop == [])
    }

    @Test(arguments: [
        ("id: maker-one", "id: Maker", "1: id: holds a character such a name may not have"),
        ("id: maker-one", "id: ../one", "1: id: holds a character such a name may not have"),
        ("id: maker-one", "id: one-", "1: id: holds a character such a name may not have"),
        ("id: maker-one", "id: one\nfamily: two", "1: id: 'one' does not begin with the family 'two'"),
        ("id: maker-one", "id: onetwo\nfamily: one", "1: id: 'onetwo' does not begin with the family 'one'"),
        ("models: [Maker One, Maker Two]", "models: []", "3: models: holds 0 models"),
        ("support: 4", "support: 6", "4: support: 6 is out of range"),
        ("support: 4", "support: 0", "4: support: 0 is out of range"),
        ("protocol: contec-eb", "protocol: contec-ec", "5: protocol: 'contec-ec' is not known here"),
        ("[spo2, hr]", "[spo2, spo2]", "6: gives[2]: 'spo2' stands here already"),
        ("[spo2, hr]", "[pulse]", "6: gives[1]: 'pulse' is not known here"),
        ("[spo2, hr]", "[]", "6: gives: holds 0 vital signs"),
        ("link: hidraw", "link: usb", "7: link: 'usb' is not known here"),
        ("link: hidraw", "link: serial\nserial: {baud: 9600}", "9: report_bytes: is not a known key"),
        ("link: hidraw", "link: hidraw\nserial: {baud: 9600}", "8: serial: is not a known key"),
        ("report_bytes: 64", "report_bytes: 0", "8: report_bytes: 0 is out of range"),
        ("report_bytes: 64", "report_bytes: 1025", "8: report_bytes: 1025 is out of range"),
        ("\"1234:0001\"", "\"1234:001\"", "10: match.usb[2].id: '1234:001' is not a USB id"),
        ("\"1234:0001\"", "\"1234:+001\"", "10: match.usb[2].id: '1234:+001' is not a USB id"),
        ("\"1234:0001\"", "\"12340001\"", "10: match.usb[2].id: '12340001' is not a USB id"),
        ("sure: false", "sure: no", "11: match.sure: 'no' is neither true nor false"),
        ("9B 01 1c", "9B 1 1c", "12: start[2]: '9B 1 1c' is not bytes"),
        ("9B 01 1c", "9B  01", "12: start[2]: '9B  01' is not bytes"),
        ("9B 01 1c", "9b011c", "12: start[2]: '9b011c' is not bytes"),
        ("9B 01 1c", "+1", "12: start[2]: '+1' is not bytes"),
        ("every: 5s", "every: 0s", "13: keep_alive.every: 0s is out of range"),
        ("every: 5s", "every: 2h", "13: keep_alive.every: 2h is out of range"),
        ("stop: [9b 7f 1a]\n", "", "14: may_send[3]: 'stop' is not in the profile"),
        ("[start, keep_alive, stop]", "[start, start]", "15: may_send[2]: 'start' stands here twice"),
        ("[start, keep_alive, stop]", "[delete]", "15: may_send[1]: 'delete' is not known here"),
        ("clock: local", "clock: device", "16: clock: 'device' is not known here"),
        ("warm_up: 10s", "warm_up: 601s", "17: quality.warm_up: 601s is out of range"),
        ("[low-perfusion, motion]", "[stored]", "17: quality.ignore_flags[1]: 'stored' is not known here"),
        ("[low-perfusion, motion]", "[spot]", "17: quality.ignore_flags[1]: 'spot' is not known here"),
        ("recordings: [edges, night]", "recordings: []", "4: support: 4 needs a recording"),
        (
            "recordings: [edges, night]", "recordings: [../a]",
            "18: recordings[1]: holds a character such a name may not have"
        ),
        ("not_confirmed:", "not_confirmd:", "19: not_confirmd: is not a known key"),
    ])
    func aDefectIsToldWithItsLine(old: String, new: String, defect: String) {
        let found = read(old, new)
        #expect(found.defects.contains(defect), "\(found.defects)")
    }

    @Test func everyDefectIsToldAtOnce() {
        let found = read("{}")
        #expect(found.defects.count == 8)
        #expect(found.defects.allSatisfy { $0.hasSuffix("is missing") })
        for key in ["id", "name", "models", "support", "protocol", "gives", "link", "clock"] {
            #expect(found.defects.contains("1: \(key): is missing"))
        }
    }

    @Test func aRecordingIsNeededFromTheThirdLevelOn() {
        for (level, isRefused) in [(1, false), (2, false), (3, true), (5, true)] {
            let text = Self.sound.replacing("support: 4", with: "support: \(level)")
                .replacing("recordings: [edges, night]\n", with: "")
            #expect(read(text).defects.isEmpty == !isRefused)
        }
    }

    // MARK: Being sure

    @Test(arguments: GenericBridge.ids.map { USBMatch(vendor: $0.vendor, product: $0.product) })
    func nobodyCanBeSureOfACable(match: USBMatch) {
        let usb = "  usb: [{id: \"\(match.idText)\", product: \"Pulse Oximeter\"}]\n"
        let lines = Self.sound.split(separator: "\n", omittingEmptySubsequences: false)
        let kept = lines.map { $0.hasPrefix("  usb:") ? String(usb.dropLast()) : String($0) }.joined(separator: "\n")
        #expect(read(kept).defects == [])
        #expect(
            read(kept.replacing("sure: false", with: "sure: true")).defects == [
                "11: match.sure: is true, and \(match.idText) is the id of a cable's chip, not of a device"
            ])
    }

    @Test func contecsIdIsSureOnlyWithItsText() {
        #expect(read("sure: false", "sure: true").profile?.isSure == true)
        let bare = Self.sound.replacing(", product: Pulse Oximeter", with: "")
        #expect(read(bare).defects == [])
        #expect(
            read(bare.replacing("sure: false", with: "sure: true")).defects == [
                "11: match.sure: is true, and other gadgets have 28e9:028a too"
            ])
    }

    // MARK: Limits

    @Test func atItsLimitAProfileIsReadAndOneAboveItIsRefused() {
        func bytes(_ count: Int) -> String { Array(repeating: "00", count: count).joined(separator: " ") }
        func list(_ item: String, _ count: Int) -> String {
            Array(repeating: item, count: count).joined(separator: ", ")
        }
        let cases: [(old: String, new: (Int) -> String, limit: Int)] = [
            ("9B 01 1c", bytes, Limits.sentByteCount.upperBound),
            ("send: 9a 1a", { "send: " + bytes($0) }, Limits.sentByteCount.upperBound),
            ("[9b 7f 1a]", { "[\(list("00", $0))]" }, Limits.sentMessageCount.upperBound),
            ("{id: \"1234:0001\"}", { list("{id: \"1234:0001\"}", $0 - 1) }, Limits.usbMatchCount.upperBound),
            (
                "product: Pulse Oximeter", { "product: " + String(repeating: "p", count: $0) },
                Limits.productTextCount.upperBound
            ),
            ("id: maker-one", { "id: " + String(repeating: "i", count: $0) }, Limits.profileNameCount.upperBound),
            ("name: Maker One", { "name: " + String(repeating: "n", count: $0) }, Limits.deviceTextCount.upperBound),
            ("[Maker One, Maker Two]", { "[\(list("m", $0))]" }, Limits.modelCount.upperBound),
            ("[edges, night]", { "[\(list("r", $0))]" }, Limits.profileRecordingCount.upperBound),
            (
                "not_confirmed: Byte 7", { "not_confirmed: " + String(repeating: "n", count: $0) },
                Limits.deviceTextCount.upperBound
            ),
        ]
        for (old, new, limit) in cases {
            #expect(read(old, new(limit)).defects == [], "\(old)")
            #expect(read(old, new(limit + 1)).defects.count == 1, "\(old)")
        }
        let padding = String(repeating: "#", count: Limits.profileByteCount - Self.sound.utf8.count)
        #expect(read(Self.sound + padding).defects == [])
        #expect(read(Self.sound + padding + "#").defects.count == 1)
    }

    /// What is cut or spoilt gives a profile or a defect, and never bytes the profile does not hold.
    @Test func everyBeginningAndEverySpoiltByteIsReadWithoutATrap() {
        let whole = Array(Self.sound.utf8)
        for count in 0..<whole.count {
            let defects = DefectList(file: "profile.yaml")
            let profile = DeviceProfileReader.read(Array(whole[..<count]), knownProtocols: nil, defects)
            #expect(profile != nil || !defects.defects.isEmpty)
            var spoilt = whole
            for byte: UInt8 in [0x00, 0x22, 0x3A, 0x5B, 0x7B, 0xFF] {
                spoilt[count] = byte
                _ = DeviceProfileReader.read(spoilt, knownProtocols: nil, DefectList(file: "profile.yaml"))
            }
        }
    }
}
