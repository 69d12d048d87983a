import Configuration
import Foundation
import Ports
import Testing
import Vitals
import WardDaemon

/// What is said of devices that nobody has named yet.
@Suite struct DeviceSuggestionTests {
    private func hid(_ node: String, socket: String, serial: String? = nil, text: String = "Pulse Oximeter")
        -> AttachedDevice
    {
        AttachedDevice(
            kind: .hidraw, node: node,
            usb: USBAddress(vendor: 0x28E9, product: 0x028A, serialNumber: serial, socket: socket), productText: text)
    }

    private func cable(_ node: String, socket: String, serial: String? = nil) -> AttachedDevice {
        AttachedDevice(
            kind: .serial, node: node,
            usb: USBAddress(vendor: 0x10C4, product: 0xEA60, serialNumber: serial, socket: socket),
            productText: "CP2102 USB to UART Bridge Controller")
    }

    private let mouse = AttachedDevice(
        kind: .hidraw, node: "/dev/hidraw9", usb: USBAddress(vendor: 0x046D, product: 0xC077), productText: "Mouse")
    private let printer = AttachedDevice(
        kind: .serial, node: "/dev/ttyACM9", usb: USBAddress(vendor: 0x04B8, product: 0x0202), productText: "Printer")

    private func text(_ attached: [AttachedDevice], taken: [String] = []) -> String {
        DeviceSuggestion(
            DeviceReport.others(attached, beside: [], .embedded), attached: attached, taken: taken
        ).text()
    }

    @Test func aDeviceThatIsKnownForSureIsReadyToPaste() {
        let text = text([hid("/dev/hidraw0", socket: "1-1.4", serial: "A17")])
        #expect(
            text.hasPrefix(
                """
                ports:
                  devices:
                    # /dev/hidraw0 28e9:028a "Pulse Oximeter"
                    - name: contec-cms50e-2-1
                      profile: contec-cms50e-2
                      usb: {id: "28e9:028a", serial: "A17"}
                """), "\(text)")
    }

    @Test func withoutASerialNumberItIsItsSocket() {
        let text = text([hid("/dev/hidraw0", socket: "1-1.4"), hid("/dev/hidraw1", socket: "1-1.3")])
        #expect(text.contains("socket: \"1-1.4\"") && text.contains("socket: \"1-1.3\""), "\(text)")
        #expect(text.contains("contec-cms50e-2-1") && text.contains("contec-cms50e-2-2"))
        // Two of one serial number are no better than two of none.
        let twins = self.text([
            hid("/dev/hidraw0", socket: "1-1.4", serial: "0001"), hid("/dev/hidraw1", socket: "1-1.3", serial: "0001"),
        ])
        #expect(twins.contains("socket: \"1-1.4\"") && !twins.contains("serial:"), "\(twins)")
    }

    @Test func aCableOfManyDevicesIsOnlyAComment() {
        let text = text([cable("/dev/ttyUSB0", socket: "1-1.2", serial: "0001")])
        #expect(text.split(separator: "\n").allSatisfy { $0.contains("#") }, "\(text)")
        #expect(text.contains("contec-cms50e\n") && text.contains("contec-cms50d-plus\n"))
        #expect(text.contains("usb: {id: \"10c4:ea60\", serial: \"0001\"}"))
    }

    @Test func whatIsNoOximeterIsNeverSuggestedAsOne() {
        #expect(text([mouse]) == "")
        #expect(text([printer]).contains("No profile knows it"))
        // The same id with another text is another gadget.
        #expect(text([hid("/dev/hidraw0", socket: "1-1", text: "Game Pad")]) == "")
        let reports = DeviceReport.others([printer, cable("/dev/ttyUSB0", socket: "1-1")], beside: [], .embedded)
        #expect(reports.map(\.recognition).first == .unknown)
        if case .offered(let ids)? = reports.last?.recognition {
            #expect(ids.contains("contec-cms50e"))
        } else {
            Issue.record("\(reports)")
        }
    }

    @Test func aNameThatIsTakenIsNotSuggested() {
        let text = text([hid("/dev/hidraw0", socket: "1-1", serial: "A")], taken: ["contec-cms50e-2-1"])
        #expect(text.contains("name: contec-cms50e-2-2"))
    }

    @Test func whatADeviceSaysOfItselfCannotLeaveItsLine() {
        let text = text([
            hid("/dev/hidraw0", socket: "1-1", serial: "a\"\n- x", text: "Pulse Oximeter\n- name: evil\u{1B}[2J")
        ])
        #expect(!text.contains("\u{1B}") && !text.contains("\n- ") && !text.contains("serial:"), "\(text)")
        #expect(text.contains("socket: \"1-1\""))
    }

    @Test func anUnnamedDeviceIsDescribedWithHowSureItIs() {
        let now = WallInstant(microseconds: 0)
        let reports = DeviceReport.others(
            [hid("/dev/hidraw0", socket: "1-1"), cable("/dev/ttyUSB0", socket: "1-2"), printer], beside: [], .embedded)
        #expect(reports[0].text(now: now).contains("it is a contec-cms50e-2: sure"))
        #expect(reports[1].text(now: now).contains("it may be "))
        #expect(reports[2].text(now: now).contains("no profile knows it"))
        #expect(reports.allSatisfy { $0.text(now: now).contains("nothing is read from it") })
        #expect(reports[0].json(now: now).contains("\"recognised\":\"sure\""))
        #expect(reports[1].json(now: now).contains("\"attached\":true"))
    }

    /// The page shows what `scan` prints, to the letter.
    @Test func theOperatorsPageShowsWhatScanPrints() throws {
        let page = try String(
            contentsOfFile: #filePath.replacingOccurrences(
                of: "Tests/CommandLineTests/DeviceSuggestionTests.swift", with: "docs/operating.md"), encoding: .utf8)
        for device in [
            hid("/dev/hidraw0", socket: "1-1.3", serial: "000000000001"), cable("/dev/ttyUSB0", socket: "1-1.4"),
        ] {
            let text = text([device])
            #expect(page.contains(text), "\(text)")
        }
    }
}
