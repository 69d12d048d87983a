import Configuration
import Decoders
import Testing
import Vitals

/// Profiles, recordings and decoders speak of the same devices.
@Suite struct DeviceProfileRecordingTests {
    private static func path(_ profile: DeviceProfile, _ recording: String) -> String {
        "\(profile.family)/recordings/\(recording).rec"
    }

    /// The protocol a recording's head names.
    private static func protocolName(of path: String) throws -> Substring? {
        let head = String(decoding: try DeviceRecordings.bytes(path).prefix(2000), as: UTF8.self)
        return head.split(separator: "\n").first { $0.hasPrefix("protocol ") }?.dropFirst("protocol ".count)
    }

    @Test func everyProfileNamesADecoderAndEveryDecoderHasAProfile() {
        let named = Set(DeviceCatalogue.embedded.all.map(\.protocolName))
        #expect(named == Set(DeviceProtocol.allCases.map(\.rawValue)))
    }

    @Test func everyRecordingOfAProfileIsThereAndOfItsProtocol() throws {
        for profile in DeviceCatalogue.embedded.all {
            for recording in profile.recordings {
                let path = Self.path(profile, recording)
                try #require(DeviceRecordings.paths.contains(path), "\(profile.id) names \(path)")
                #expect(try Self.protocolName(of: path) == profile.protocolName[...], "\(path)")
            }
        }
    }

    @Test func everyRecordingIsNamedByAProfile() {
        let named = DeviceCatalogue.embedded.all.flatMap { profile in
            profile.recordings.map { Self.path(profile, $0) }
        }
        #expect(Set(DeviceRecordings.paths).subtracting(named) == [])
    }

    /// What a profile promises is what its recordings hold: no vital sign more, none less.
    @Test(arguments: DeviceCatalogue.embedded.all.filter { !$0.recordings.isEmpty })
    func aProfileGivesWhatItsRecordingsShow(profile: DeviceProfile) throws {
        var shown: VitalSignSet = []
        for recording in profile.recordings {
            let expected = DeviceRecordings.expectedPath(Self.path(profile, recording))
            let lines = String(decoding: try DeviceRecordings.bytes(expected), as: UTF8.self).split(separator: "\n")
            let columns = lines.first?.split(separator: ",", omittingEmptySubsequences: false) ?? []
            for sign in VitalSign.allCases {
                let column = try #require(columns.firstIndex(of: "\(sign.shortName)"))
                let isShown = lines.dropFirst().contains { line in
                    let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                    return cells.indices.contains(column) && !cells[column].isEmpty
                }
                if isShown { shown.insert(VitalSignSet(sign)) }
            }
        }
        #expect(profile.gives == shown, "\(profile.id)")
    }

    /// A slip in a byte that is sent would be a device that stays silent.
    @Test func whatIsSentHasTheCheckItsProtocolWants() {
        var count = 0
        for profile in DeviceCatalogue.embedded.all {
            let sent = profile.start + profile.stop + (profile.keepAlive.map { [$0.bytes] } ?? [])
            for message in sent {
                count += 1
                #expect(Self.isWhole(message, profile.protocolName), "\(profile.id): \(message)")
            }
        }
        #expect(count > 10)
        #expect(!Self.isWhole([0x9B, 0x00, 0x1C], "contec-eb"))
        #expect(!Self.isWhole([0x55, 0xAA, 0x04, 0x01, 0x01, 0xF8], "berry-pm6750"))
        #expect(!Self.isWhole([0xAA, 0x17, 0xE8, 0x00, 0x00, 0x00, 0x00, 0x1C], "viatom-legacy"))
    }

    private static func isWhole(_ message: [UInt8], _ protocolName: String) -> Bool {
        guard let check = message.last else { return false }
        let body = message.dropLast()
        switch protocolName {
        case "contec-eb": return body.reduce(0, &+) & 0x7F == check && body.dropFirst().allSatisfy { $0 < 0x80 }
        case "contec-v7":
            return message.count == 9 && message[0] == 0x7D && message[1] == 0x81
                && message.dropFirst().allSatisfy { $0 >= 0x80 }
        case "berry-pm6750":
            return message.starts(with: [0x55, 0xAA]) && message.count == 2 + Int(message[2])
                && ~body.dropFirst(2).reduce(0, &+) == check
        case "viatom-legacy":
            return message.count >= 8 && message[0] == 0xAA && message[2] == ~message[1] && Self.crc8(body) == check
        default: return false
        }
    }

    /// CRC-8 with the polynomial 07, from 0.
    private static func crc8(_ bytes: ArraySlice<UInt8>) -> UInt8 {
        bytes.reduce(0) { crc, byte in
            (0..<8).reduce(crc ^ byte) { value, _ in value & 0x80 != 0 ? value << 1 ^ 0x07 : value << 1 }
        }
    }
}
