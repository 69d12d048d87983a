import Glibc
import Testing
import Vitals

@testable import Ports

@Suite struct DeviceFinderTests {
    private let contec = USBAddress(vendor: 0x10C4, product: 0xEA60)

    @Test func whatIsPluggedInIsListedWithWhatItSaysOfItself() throws {
        let system = try FakeSystem()
        let terminal = try PseudoTerminal()
        let raw = try PseudoTerminal()
        try system.plug(
            .serial, "ttyUSB10", socket: "1-1.4", .init(serialNumber: "0001", productText: "Bridge\u{1B}[2J"),
            leadsTo: terminal.path)
        try system.plug(
            .hidraw, "hidraw0", socket: "1-2", .init(vendor: "28e9", product: "028a", productText: "Pulse Oximeter"),
            leadsTo: raw.path)
        try system.plugHID("hidraw1", id: "0003:00001915:0000F33C", hidName: "O2Ring S", leadsTo: raw.path)
        try system.plugHID("hidraw2", id: "0005:00001915:0000F33C", hidName: "By radio", leadsTo: raw.path)
        system.addVirtualTerminal("tty1")
        let found = system.finder.attached()
        #expect(found.map(\.node) == ["ttyUSB10", "hidraw0", "hidraw1", "hidraw2"].map(system.node))
        #expect(found.map(\.kind) == [.serial, .hidraw, .hidraw, .hidraw])
        #expect(
            found.map(\.usb) == [
                USBAddress(vendor: 0x10C4, product: 0xEA60, serialNumber: "0001", socket: "1-1.4"),
                USBAddress(vendor: 0x28E9, product: 0x028A, socket: "1-2"),
                USBAddress(vendor: 0x1915, product: 0xF33C, serialNumber: "SN7"), nil,
            ])
        #expect(found.map(\.usbInterface) == ["1-1.4:1.0", "1-2:1.0", nil, nil])
        // What a device sends as its name must not reach a terminal as a command.
        #expect(found.map(\.productText) == ["Bridge?[2J", "Pulse Oximeter", "O2Ring S", "By radio"])
        #expect(found.map(\.manufacturerText) == ["Maker", "Maker", nil, nil])
        #expect(found.allSatisfy { $0.stableLink == nil })
    }

    @Test func aLinkThatSurvivesRepluggingIsTold() throws {
        let system = try FakeSystem()
        let terminal = try PseudoTerminal()
        try system.plug(.serial, "ttyUSB0", socket: "1-1", .init(), leadsTo: terminal.path)
        system.link("spotward/by-profile/ring", to: "ttyUSB0")
        #expect(system.finder.attached().first?.stableLink == system.node("spotward/by-profile/ring"))
        system.link("serial/by-id/usb-Maker_Bridge", to: "ttyUSB0")
        #expect(system.finder.attached().first?.stableLink == system.node("serial/by-id/usb-Maker_Bridge"))
    }

    @Test func whereThereIsNoSystemThereIsNothing() {
        #expect(DeviceFinder(sysRoot: "/nonexistent", devRoot: "/nonexistent").attached().isEmpty)
    }

    @Test func aDeviceIsFoundByIdsSerialNumberSocketPortOrText() throws {
        let system = try FakeSystem()
        let terminals = try (0..<3).map { _ in try PseudoTerminal() }
        try system.plug(.serial, "ttyUSB0", socket: "1-1", .init(serialNumber: "A"), leadsTo: terminals[0].path)
        try system.plug(.serial, "ttyUSB1", socket: "1-2", .init(serialNumber: "B"), leadsTo: terminals[1].path)
        try system.plug(
            .serial, "ttyACM0", socket: "1-3", .init(vendor: "0483", product: "5740", productText: "Virtual COM Port"),
            leadsTo: terminals[2].path)
        let finder = system.finder
        func node(_ address: USBAddress, _ kind: AttachedDevice.Kind = .serial) throws(PortError) -> String {
            try finder.node(for: .usb(address), kind)
        }
        func with(_ change: (inout USBAddress) -> Void) -> USBAddress {
            var address = contec
            change(&address)
            return address
        }
        #expect(try node(with { $0.serialNumber = "B" }) == system.node("ttyUSB1"))
        #expect(try node(with { $0.socket = "1-1" }) == system.node("ttyUSB0"))
        #expect(try node(with { $0.socket = "1-2:1.0" }) == system.node("ttyUSB1"))
        #expect(try node(USBAddress(vendor: 0x0483, product: 0x5740)) == system.node("ttyACM0"))
        #expect(
            try node(USBAddress(vendor: 0x0483, product: 0x5740, productText: "virtual com")) == system.node("ttyACM0"))
        #expect(
            try finder.node(
                for: .oneOf([with { $0.serialNumber = "C" }, USBAddress(vendor: 0x0483, product: 0x5740)]), .serial)
                == system.node("ttyACM0"))
        for missing in [
            with { $0.serialNumber = "C" }, with { $0.socket = "1-3" }, with { $0.socket = "1-1:1.1" },
            with {
                $0.serialNumber = "A"
                $0.socket = "1-2"
            }, USBAddress(vendor: 0x0483, product: 0x5741),
            USBAddress(vendor: 0x0483, product: 0x5740, productText: "oximeter"),
        ] {
            #expect(throws: PortError(.find, "usb \(missing)", .notAttached)) { try node(missing) }
        }
        #expect(throws: PortError(.find, "usb 0483:5740", .notAttached)) {
            try node(USBAddress(vendor: 0x0483, product: 0x5740), .hidraw)
        }
    }

    @Test func twoDevicesThatAnswerToOneAddressAreBothLeftAlone() throws {
        let system = try FakeSystem()
        let terminals = try (0..<2).map { _ in try PseudoTerminal() }
        // Cheap bridges all carry the serial number 0001.
        for (index, terminal) in terminals.enumerated() {
            try system.plug(
                .serial, "ttyUSB\(index)", socket: "1-\(index + 1)", .init(serialNumber: "0001"),
                leadsTo: terminal.path)
        }
        let nodes = [system.node("ttyUSB0"), system.node("ttyUSB1")]
        var address = contec
        address.serialNumber = "0001"
        let error = PortError(.find, "usb 10c4:ea60 serial number 0001", .ambiguous(nodes: nodes))
        #expect(throws: error) { try system.finder.node(for: .usb(address), .serial) }
        #expect(
            error.description
                == "find usb 10c4:ea60 serial number 0001: 2 devices answer to it (\(nodes[0]), \(nodes[1])). "
                + "Nothing is read from either. Add the serial number or the socket under usb:, or unplug one")
        address.socket = "1-2"
        #expect(try system.finder.node(for: .usb(address), .serial) == nodes[1])
    }

    @Test func whatWasOpenedMustBeWhatWasFound() throws {
        let system = try FakeSystem()
        let found = try PseudoTerminal()
        let other = try PseudoTerminal()
        try system.plug(.serial, "ttyUSB0", socket: "1-1", .init(), leadsTo: found.path)
        var plan = PortPlan(
            source: SourceIndex(0), address: .usb(contec), link: .serial(SerialSettings(baud: .b9600)),
            startBytes: [[1, 2, 3]])
        do { _ = try OpenPort(opening: plan, finder: system.finder) }
        #expect(found.received() == [1, 2, 3])
        // The node leads to another device than /sys says.
        unlink(system.node("ttyUSB0"))
        symlink(other.path, system.node("ttyUSB0"))
        #expect(throws: PortError(.find, "usb 10c4:ea60", .changedMeanwhile)) {
            _ = try OpenPort(opening: plan, finder: system.finder)
        }
        #expect(other.received().isEmpty)
        plan.address = .path(system.node("ttyUSB0"))
        do { _ = try OpenPort(opening: plan, finder: system.finder) }
        #expect(other.received() == [1, 2, 3])
    }

    @Test func aSystemTextIsCutAtItsLimit() throws {
        let system = try FakeSystem()
        let terminal = try PseudoTerminal()
        for (length, kept) in [(255, 255), (256, 256), (257, 256)] {
            try system.plug(
                .serial, "ttyUSB0", socket: "1-1", .init(productText: String(repeating: "x", count: length)),
                leadsTo: terminal.path)
            #expect(system.finder.attached().first?.productText?.count == kept)
            system.unplug(.serial, "ttyUSB0", socket: "1-1")
        }
    }
}
