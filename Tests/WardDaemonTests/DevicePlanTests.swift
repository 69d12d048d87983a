import Configuration
import Decoders
import Testing
import Vitals

@testable import Ports
@testable import WardDaemon

/// What the ports are told of each profile. The lists here are written down apart from the profiles, from the makers'
/// documents: a wrong start byte or a wrong speed would be silent.
@Suite struct DevicePlanTests {
    /// Everything that any profile may send. What is not listed here sends nothing.
    private static let sent: [String: (start: [String], keepAlive: (Duration, String)?, stop: [String])] = [
        "contec-cms50e": (
            ["7d 81 a1 80 80 80 80 80 80"], (.seconds(5), "7d 81 af 80 80 80 80 80 80"),
            ["7d 81 a2 80 80 80 80 80 80"]
        ),
        "contec-cms50e-2": (["9b 00 1b", "9b 01 1c"], (.seconds(5), "9a 1a"), ["9b 7f 1a"]),
        "contec-cms50e-2-bluetooth": (["9b 00 1b", "9b 01 1c"], (.seconds(5), "9a 1a"), ["9b 7f 1a"]),
        "berry-pm6750": (["55 aa 04 01 01 f9", "55 aa 04 03 01 f7", "55 aa 04 04 01 f6"], nil, []),
        "viatom-o2ring": ([], (.seconds(2), "aa 17 e8 00 00 00 00 1b"), []),
    ]

    /// `BAUD DATA-PARITY-STOP FLOW` where it is not 115200 8N1 without flow control.
    private static let lines: [String: String] = [
        "contec-cms50d-plus": "19200 8odd1 software", "contec-cms50d-plus-4800": "4800 8none1 none",
        "contec-cms50d-plus-4800-odd": "4800 8odd1 none", "masimo-rad-8": "9600 8none1 none",
        "nellcor-n-560": "9600 8none1 none", "nellcor-n-560-19200": "19200 8none1 none",
        "nonin-2500": "9600 8none1 none", "nonin-9560": "9600 8none1 none", "nonin-xpod-3012-df1": "9600 8none1 none",
        "nonin-xpod-3012-df2": "9600 8none1 none", "nonin-xpod-3012-df7": "9600 8none1 none",
        "nonin-xpod-3012-df8": "9600 8none1 none", "taidoc-td-8255": "19200 8none1 none",
    ]

    private func plan(_ profile: DeviceProfile) -> PortPlan {
        PortPlan(
            source: SourceIndex(0), address: .path("/dev/x"), link: PortLink(profile.link), profile: profile)
    }

    @Test(arguments: DeviceCatalogue.embedded.all) func aProfileSendsTheseBytesAndNoOther(profile: DeviceProfile) {
        func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").compactMap { UInt8($0, radix: 16) } }
        let plan = plan(profile)
        let expected = Self.sent[profile.id]
        #expect(plan.startBytes == (expected?.start ?? []).map(bytes))
        #expect(plan.stopBytes == (expected?.stop ?? []).map(bytes))
        #expect(plan.keepAlive?.bytes == expected?.keepAlive.map { bytes($0.1) })
        #expect(plan.keepAlive?.every == expected?.keepAlive?.0)
        #expect(plan.sends == (expected != nil))
        #expect(plan.brokenLimit == nil)
    }

    /// Recordings in a device's memory are the family's, and its clock is not ours to set.
    @Test(arguments: DeviceCatalogue.embedded.all)
    func noProfileDeletesSetsAClockOrInflatesACuff(profile: DeviceProfile) {
        let plan = plan(profile)
        let never: [[UInt8]] = [
            [0x7D, 0x81, 0xAE], [0x7D, 0x81, 0xB1], [0x7D, 0x81, 0xB2], [0x9D, 0x7F], [0xA1], [0x83], [0xF6],
            [0x55, 0xAA, 0x04, 0x02],
        ]
        for message in plan.startBytes + plan.stopBytes + [plan.keepAlive?.bytes ?? []] {
            #expect(!never.contains { message.starts(with: $0) })
        }
    }

    @Test(arguments: DeviceCatalogue.embedded.all) func aLineIsSetAsItsMakerSays(profile: DeviceProfile) {
        guard case .serial(let settings) = PortLink(profile.link) else {
            #expect(PortLink(profile.link) == .hidraw(reportByteCount: 64))
            return
        }
        let text =
            "\(settings.baud.rawValue) \(settings.dataBits.rawValue)\(settings.parity)\(settings.stopBits.rawValue) "
            + "\(settings.flowControl)"
        #expect(text == Self.lines[profile.id] ?? "115200 8none1 none")
    }

    @Test func theListsNameOnlyProfilesThereAre() {
        let ids = Set(DeviceCatalogue.embedded.all.map(\.id))
        #expect(ids.isSuperset(of: Self.sent.keys) && ids.isSuperset(of: Self.lines.keys))
    }

    @Test func everyProfileHasADecoder() {
        for profile in DeviceCatalogue.embedded.all {
            #expect(DeviceProtocol(rawValue: profile.protocolName) != nil, "\(profile.id)")
        }
    }

    @Test func aDeviceNamedByHandIsNeverWrittenTo() throws {
        let plan = PortPlan(
            DeviceConfiguration(
                name: "left", source: SourceIndex(1), address: .path("/dev/ttyS0"), profile: nil,
                protocolName: "contec-v7", link: .serial(ProfileLine(baud: 115_200)), child: nil))
        #expect(!plan.sends && plan.address == .path("/dev/ttyS0") && plan.source == SourceIndex(1))
    }

    @Test func descriptorsReachThePorts() {
        let address = DeviceAddress.usb([
            .init(
                match: USBMatch(vendor: 0x28E9, product: 0x028A, productText: "Pulse Oximeter"), serialNumber: "A",
                socket: "1-1")
        ])
        #expect(
            PortAddress(address)
                == .oneOf([
                    USBAddress(
                        vendor: 0x28E9, product: 0x028A, productText: "Pulse Oximeter", serialNumber: "A",
                        socket: "1-1")
                ]))
    }
}
