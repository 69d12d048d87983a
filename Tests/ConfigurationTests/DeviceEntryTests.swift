import Testing

@testable import Configuration

/// What an entry of `ports.devices` may say of its device, and what it may not.
struct DeviceEntryTests {
    /// The sound ward's second device, in place of which another is read.
    private static let right = "path: /dev/right, profile: nonin-xpod-3012-df2"

    private func device(_ text: String) throws -> DeviceConfiguration {
        try #require(try Ward.read(replacing: Self.right, with: text).get().devices.last)
    }

    private func defects(_ text: String) -> [String] { Ward.defects(replacing: Self.right, with: text) }

    private func usb(
        _ vendor: UInt16, _ product: UInt16, text: String? = nil, serial: String? = nil, socket: String? = nil
    ) -> DeviceAddress.USBDescriptors {
        DeviceAddress.USBDescriptors(
            match: USBMatch(vendor: vendor, product: product, productText: text), serialNumber: serial, socket: socket)
    }

    // MARK: What it is

    @Test func aProfileBringsProtocolLineAndBytes() throws {
        let device = try device("path: /dev/serial/by-id/x, profile: contec-cms50d-plus")
        #expect(device.protocolName == "contec-5byte" && device.profile?.id == "contec-cms50d-plus")
        var line = ProfileLine(baud: 19_200)
        line.parity = .odd
        line.flowControl = .xonxoff
        #expect(device.link == .serial(line))
    }

    @Test func theFileMaySayTheLineOtherwise() throws {
        let device = try device(
            "path: /dev/x, profile: contec-cms50d-plus, serial: {baud: 4800, parity: none, stop_bits: 2, data_bits: 7, flow: rtscts}"
        )
        var line = ProfileLine(baud: 4800)
        line.stopBits = 2
        line.dataBits = 7
        line.flowControl = .rtscts
        #expect(device.link == .serial(line))
    }

    @Test func aProtocolNamedByHandHasNoProfileAndSoNoBytes() throws {
        let device = try device("path: /dev/ttyS0, protocol: contec-5byte, serial: {baud: 4800, parity: odd}")
        #expect(device.profile == nil && device.protocolName == "contec-5byte")
        var line = ProfileLine(baud: 4800)
        line.parity = .odd
        #expect(device.link == .serial(line))
    }

    @Test func aGatewayAndAHIDDeviceAreTakenAsTheyAre() throws {
        let text = Ward.sound.replacing(Self.right, with: "profile: contec-cms50e-2")
        var reader = DaemonFileReader(
            file: LoadedFile(path: "ward.yaml", bytes: Array(text.utf8)), knownProtocols: ["contec-v7", "contec-eb"],
            now: Ward.now, credentialsDirectory: nil)
        let device = try reader.read { _ in "" }.get().devices.last
        #expect(device?.link == .hidraw(reportByteCount: 64))
        #expect(device?.address == .usb([usb(0x28E9, 0x028A, text: "Pulse Oximeter")]))
        #expect(device?.profile?.start == [[0x9B, 0x00, 0x1B], [0x9B, 0x01, 0x1C]])
    }

    @Test(arguments: [
        ("path: /dev/x", "profile: is missing"),
        ("path: /dev/x, profile: contec-cms50f", "profile: 'contec-cms50f' is not known here"),
        ("path: /dev/x, protocol: contec-v8", "protocol: 'contec-v8' is not known here"),
        (
            "path: /dev/x, profile: contec-cms50e, protocol: contec-v7, serial: {baud: 9600}",
            "protocol: stands beside 'profile'"
        ),
        ("path: /dev/x, protocol: contec-v7", "serial: is missing"),
        ("path: /dev/x, protocol: contec-v7, serial: {parity: odd}", "serial.baud: is missing"),
        ("path: /dev/x, profile: contec-cms50e, serial: {baud: 19201}", "serial.baud: 19201 is not a line speed"),
        ("path: /dev/x, profile: contec-cms50e, serial: {flow: on}", "serial.flow: 'on' is not known here"),
        (
            "profile: berry-pm6750, path: /dev/x",
            "profile: has the protocol 'berry-pm6750', which this build cannot decode"
        ),
    ])
    func aDeviceMustBeNamedOnce(text: String, defect: String) {
        #expect(defects(text) == ["18: ports.devices[2].\(defect)"])
    }

    @Test func aHIDDeviceHasNoLine() {
        let text = Ward.sound.replacing(Self.right, with: "profile: contec-cms50e-2, serial: {baud: 9600}")
        var reader = DaemonFileReader(
            file: LoadedFile(path: "ward.yaml", bytes: Array(text.utf8)), knownProtocols: ["contec-v7", "contec-eb"],
            now: Ward.now, credentialsDirectory: nil)
        let reasons = reader.read { _ in "" }.defects.map(\.reason)
        #expect(reasons == ["is given, and 'contec-cms50e-2' is a HID device without a line"])
    }

    // MARK: Where it is

    @Test func aDeviceIsNamedByIdsSerialNumberAndSocket() throws {
        let given = try device(
            "usb: {id: \"10c4:ea60\", serial: 0001, socket: 1-1.4}, profile: contec-cms50e")
        #expect(given.address == .usb([usb(0x10C4, 0xEA60, serial: "0001", socket: "1-1.4")]))
        // A profile knows its ids.
        let known = try device("usb: {socket: \"1-1.4:1.0\"}, profile: contec-cms50e")
        #expect(known.address == .usb([usb(0x10C4, 0xEA60, socket: "1-1.4:1.0")]))
    }

    @Test(arguments: [
        ("usb: {id: 10c4ea60}", "usb.id: '10c4ea60' is not a USB id"),
        ("usb: {socket: here}", "usb.socket: 'here' is not a socket"),
        ("usb: {socket: 1}", "usb.socket: '1' is not a socket"),
        ("usb: {socket: 1-1-1}", "usb.socket: '1-1-1' is not a socket"),
        ("usb: {id: \"10c4:ea60\", sirial: 1}", "usb.sirial: is not a known key"),
        ("path: /dev/x, usb: {socket: 1-1}", "usb: stands beside 'path'"),
        ("path: /dev/ttyUSB0", "path: is whatever was plugged in first, and may be another child's device tomorrow"),
        ("path: /dev/ttyACM12", "path: is whatever was plugged in first, and may be another child's device tomorrow"),
        ("path: /dev/hidraw3", "path: is whatever was plugged in first, and may be another child's device tomorrow"),
        (
            "path: /dev/../dev/ttyUSB0",
            "path: is whatever was plugged in first, and may be another child's device tomorrow"
        ),
    ])
    func aWrongPlaceIsTold(text: String, defect: String) {
        #expect(defects(text + ", profile: contec-cms50e") == ["18: ports.devices[2].\(defect)"])
    }

    @Test(arguments: [
        "/dev/ttyS0", "/dev/ttyAMA0", "/dev/pts/3", "/dev/rfcomm0", "/dev/serial/by-id/usb-FTDI_X-if00-port0",
        "/dev/ttyUSB-left", "ports/left",
    ])
    func aPlaceThatStaysWhatItIsIsTaken(path: String) throws {
        #expect(try device("path: \(path), profile: contec-cms50e").address == .path(path))
    }

    @Test func aSocketsNameIsTakenAtItsLimit() throws {
        let longest = "1-" + String(repeating: "1", count: Limits.usbSocketByteCount - 2)
        _ = try device("usb: {socket: \(longest)}, profile: contec-cms50e")
        #expect(
            defects("usb: {socket: \(longest)1}, profile: contec-cms50e")
                == ["18: ports.devices[2].usb.socket: '\(longest)1' is not a socket"])
    }

    @Test func aCablesChipNeedsAPlaceOfItsOwn() {
        #expect(defects("profile: contec-cms50e") == ["18: ports.devices[2].path: is missing"])
        let warned = Ward.read(replacing: Self.right, with: "usb: {id: \"10c4:ea60\"}, profile: contec-cms50e")
        #expect(warned.defects.isEmpty)
        #expect(warned.warnings.contains { $0.kind == .deviceByIDsAlone && $0.line == 18 })
        for text in ["usb: {serial: 1}", "usb: {socket: 1-1}"] {
            let sound = Ward.read(replacing: Self.right, with: text + ", profile: contec-cms50e")
            #expect(sound.defects.isEmpty && !sound.warnings.contains { $0.kind == .deviceByIDsAlone })
        }
        #expect(
            defects("usb: {socket: 1-1}, protocol: contec-v7, serial: {baud: 9600}")
                == ["18: ports.devices[2].usb.id: is missing"])
    }

    // MARK: Two entries

    @Test(arguments: [
        ("serial: A", "serial: B", false), ("serial: A", "serial: A", true), ("socket: 1-1", "socket: 1-2", false),
        ("socket: 1-1", "socket: 1-1", true), ("serial: A", "socket: 1-1", true),
        ("serial: A, socket: 1-1", "serial: A, socket: 1-2", false),
        ("serial: A, socket: 1-1", "serial: B, socket: 1-1", false),
        ("socket: 1-1", "socket: \"1-1:1.0\"", true), ("socket: \"1-1:1.1\"", "socket: \"1-1:1.0\"", false),
        ("id: \"10c4:ea60\"", "serial: A", true), ("id: \"0403:6001\"", "serial: A", false),
    ])
    func twoEntriesMustNotMeanOneDevice(first: String, second: String, isRefused: Bool) {
        let text = Ward.sound
            .replacing("path: /dev/left, profile: contec-cms50e", with: "usb: {\(first)}, profile: contec-cms50e")
            .replacing(Self.right, with: "usb: {\(second)}, profile: contec-cms50e")
        let expected = ["18: ports.devices[2].usb: may be the device of 'left'"]
        #expect(Ward.defects(text) == (isRefused ? expected : []))
    }

    // MARK: Earlier forms and own profiles

    @Test func theEarlierKeyIsRefusedWithTheNewOne() {
        let reading = Ward.read(replacing: "  devices:\n", with: "  serial:\n")
        #expect(
            reading.defects.map(\.description) == [
                "ward.yaml:16: ports.serial: is no longer a key. Write 'devices:' in its place, and in each entry 'profile:' with an id of docs/supported-devices.md."
            ])
    }

    @Test func aFolderOfOwnProfilesAddsToTheCatalogue() throws {
        let folder = try TemporaryFolder()
        let profile = """
            id: our-oximeter
            name: Our oximeter
            models: [Ours]
            support: 1
            protocol: nonin-df2
            gives: [spo2, hr]
            link: serial
            serial: {baud: 38400}
            clock: none

            """
        let path = try folder.write(profile, to: "our-oximeter.yaml")
        let own = path.replacing("/our-oximeter.yaml", with: "")
        let text = "devices: \(own)\n" + Ward.sound.replacing(Self.right, with: "path: /dev/x, profile: our-oximeter")
        let device = try #require(try Ward.read(text).get().devices.last)
        #expect(device.link == .serial(ProfileLine(baud: 38_400)) && device.profile?.name == "Our oximeter")
        _ = try folder.write(profile.replacing("38400", with: "38401"), to: "our-oximeter.yaml")
        let defects = Ward.read(text).defects.map(\.description)
        #expect(defects.contains { $0.hasPrefix("\(path):8: serial.baud: 38401 is not a line speed") })
    }
}
