import Foundation
import Testing

@testable import Configuration

/// Which profiles there are, and which a plugged-in device may be of.
struct DeviceCatalogueTests {
    private func matches(_ id: String, _ text: String? = nil) -> [DeviceProfile] {
        let numbers = id.split(separator: ":").compactMap { UInt16($0, radix: 16) }
        return DeviceCatalogue.embedded.matches(vendor: numbers[0], product: numbers[1], productText: text)
    }

    @Test func everyProfileIsFoundByItsId() {
        let all = DeviceCatalogue.embedded.all
        #expect(all.count >= 27)
        #expect(all.map(\.id) == Set(all.map(\.id)).sorted())
        for profile in all { #expect(DeviceCatalogue.embedded.profile(profile.id) == profile) }
        #expect(DeviceCatalogue.embedded.profile("contec") == nil)
    }

    @Test func aDozenFamiliesAreKnownByTwoSourcesOrMore() {
        let well = DeviceCatalogue.embedded.all.filter { $0.support >= .twoSources }
        #expect(Set(well.map(\.family)).count >= 12)
        #expect(well.allSatisfy { !$0.recordings.isEmpty })
        // No device of a maker was here.
        #expect(DeviceCatalogue.embedded.all.allSatisfy { $0.support < .makerAndDevice })
    }

    @Test func contecsHIDOximeterIsKnownForSureByIdAndText() {
        let found = matches("28e9:028a", "USB PULSE OXIMETER v2")
        #expect(found.map(\.id) == ["contec-cms50e-2"])
        #expect(found.first?.isSure == true)
        #expect(matches("28e9:028a", "Gamepad") == [])
        #expect(matches("28e9:028a") == [])
    }

    @Test func aCableIsOfferedAsAllThatMayBeBehindIt() {
        let found = matches("10c4:ea60", "CP2102 USB to UART Bridge Controller")
        #expect(found.map(\.id).contains("contec-cms50e") && found.map(\.id).contains("contec-cms50d-plus"))
        #expect(found.map(\.support.rawValue) == found.map(\.support.rawValue).sorted(by: >))
        #expect(found.allSatisfy { !$0.isSure })
        #expect(matches("0403:6001").map(\.protocolName) == ["nonin-df1", "nonin-df2", "nonin-df7", "nonin-df8"])
    }

    /// Ids of things that are no medical device: none of ours, or a cable's chip and then never for sure.
    @Test(arguments: [
        ("03f0:3b17", "HP LaserJet M1005", true), ("04b8:0202", "EPSON TM-T88 receipt printer", true),
        ("04f9:2042", "Brother QL-700", true), ("0a5f:0009", "Zebra LP2844", true),
        ("1546:01a7", "u-blox 7 - GPS/GNSS Receiver", true), ("067b:2303", "BU-353S4 GPS mouse", true),
        ("091e:0003", "Garmin GPS", true), ("2341:0043", "Arduino Uno", true), ("2341:8036", "Arduino Leonardo", true),
        ("2a03:0043", "Arduino Uno", true), ("1a86:7523", "USB Serial (Arduino Nano clone)", true),
        ("239a:800b", "Feather M0", true), ("303a:1001", "USB JTAG/serial debug unit (ESP32)", true),
        ("046d:c52b", "Logitech receiver", true), ("1915:520f", "nRF52 USB product", true),
        ("28e9:0189", "GD32 bootloader", true), ("04b4:0008", "Cypress FX2", true),
        ("10c4:ea60", "ESP32 DevKit", false), ("0403:6001", "FT232R USB UART (3D printer)", false),
        ("0483:5740", "STM32 Virtual ComPort (Marlin)", false),
    ])
    func otherPeoplesHardwareIsNeverTakenForOurs(id: String, text: String, isUnknown: Bool) {
        let found = matches(id, text)
        #expect(found.isEmpty == isUnknown)
        #expect(found.allSatisfy { !$0.isSure })
    }

    @Test func whoIsSureComesFirstThenWhoseTextFitsThenTheBetterKnown() {
        func profile(_ id: String, _ support: SupportLevel, text: String? = nil, isSure: Bool = false) -> DeviceProfile
        {
            DeviceProfile(
                id: id, name: id, support: support, protocolName: "contec-v7", gives: .init(.spO2),
                link: .hidraw(reportByteCount: 64), matches: [USBMatch(vendor: 1, product: 2, productText: text)],
                isSure: isSure)
        }
        let catalogue = DeviceCatalogue([
            profile("a", .notesOnly), profile("b", .maker), profile("c", .notesOnly, text: "oxi"),
            profile("d", .notesOnly, isSure: true), profile("e", .notesOnly),
        ])
        #expect(
            catalogue.matches(vendor: 1, product: 2, productText: "Oximeter").map(\.id) == ["d", "c", "b", "a", "e"])
        #expect(catalogue.matches(vendor: 1, product: 2, productText: nil).map(\.id) == ["d", "b", "a", "e"])
        #expect(catalogue.matches(vendor: 2, product: 1, productText: "Oximeter") == [])
    }

    /// Commands that erase, reset, set a clock or blow up a cuff are in no profile, listed or not.
    @Test func noProfileHoldsACommandThatHarms() throws {
        let harmful: [[UInt8]] = [
            [0x7D, 0x81, 0xAE], [0x7D, 0x81, 0xB1], [0x7D, 0x81, 0xB2], [0x9D, 0x7F], [0xA1], [0x83],
            [0xAA, 0x18], [0xAA, 0x16], [0x55, 0xAA, 0x04, 0x02], [0x51, 0x52], [0x51, 0x33], [0x02, 0x72],
        ]
        for profile in DeviceCatalogue.embedded.all {
            let sent = profile.start + profile.stop + (profile.keepAlive.map { [$0.bytes] } ?? [])
            for message in sent {
                #expect(!harmful.contains { message.starts(with: $0) }, "\(profile.id)")
            }
        }
    }
}

/// A site's own profiles beside those compiled in.
struct DeviceFolderTests {
    private let own = DeviceProfileTests.sound

    private func defects(in folder: String, known: [String]? = nil) -> [ConfigurationDefect] {
        do {
            _ = try DeviceCatalogue.embedded.reading(folder: folder, knownProtocols: known)
            return []
        } catch { return error.list }
    }

    @Test func aSiteAddsProfilesAndReplacesOurs() throws {
        let folder = try TemporaryFolder()
        try folder.write(own, to: "maker-one.yaml")
        try FileManager.default.createDirectory(atPath: folder.path + "/rad", withIntermediateDirectories: true)
        try folder.write(own.replacing("maker-one", with: "masimo-rad-8"), to: "rad/profile.yaml")
        try folder.write(own.replacing("maker-one", with: "rad-fast"), to: "rad/profile-fast.yaml")
        try folder.write("not: one", to: "rad/notes.yaml")
        try folder.write("not: one", to: "README.md")
        let embedded = DeviceCatalogue.embedded
        let found = try embedded.reading(folder: folder.path)
        #expect(Set(found.all.map(\.id)) == Set(embedded.all.map(\.id) + ["maker-one", "rad-fast"]))
        #expect(found.profile("masimo-rad-8")?.protocolName == "contec-eb")
        #expect(found.profile("masimo-rad-8")?.name == "Maker One")
        #expect(found.profile("contec-cms50e") == embedded.profile("contec-cms50e"))
    }

    @Test func anEmptyFolderChangesNothing() throws {
        let folder = try TemporaryFolder()
        #expect(try DeviceCatalogue.embedded.reading(folder: folder.path) == DeviceCatalogue.embedded)
    }

    @Test func defectsOfEveryFileAreToldWithItsName() throws {
        let folder = try TemporaryFolder()
        try folder.write(own.replacing("support: 4", with: "support: 9"), to: "a.yaml")
        try folder.write(own.replacing("protocol: contec-eb", with: "protocol: other"), to: "b.yaml")
        try folder.write(own, to: "c.yaml")
        try folder.write(own, to: "d.yaml")
        try FileManager.default.createDirectory(atPath: folder.path + "/e.yaml", withIntermediateDirectories: true)
        let found = defects(in: folder.path, known: ["contec-eb"]).map(\.description)
        #expect(found.count == 4)
        #expect(found.first == "\(folder.path)/a.yaml:4: support: 9 is out of range. Write 1 to 5.")
        #expect(found.contains { $0.hasPrefix("\(folder.path)/b.yaml:5: protocol: 'other' is not known here") })
        #expect(
            found.contains {
                $0.hasPrefix("\(folder.path)/d.yaml: id: 'maker-one' is the id of \(folder.path)/c.yaml too")
            })
        #expect(found.contains { $0.hasPrefix("\(folder.path)/e.yaml: is not a regular file") })
    }

    @Test func whatIsNoFolderIsADefect() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(own, to: "a.yaml")
        for path in [file, folder.path + "/none"] {
            #expect(defects(in: path).map(\.reason) == ["is not a folder this user may read"])
        }
    }

    @Test func signsOfAPatternInAFoldersNameStandForThemselves() throws {
        let folder = try TemporaryFolder()
        for name in ["a*b", "axb", "[c]", "c"] {
            try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        }
        try folder.write(own, to: "axb/one.yaml")
        try folder.write(own, to: "[c]/one.yaml")
        let none = DeviceCatalogue([])
        #expect(try none.reading(folder: folder.path + "/a*b").all.isEmpty)
        #expect(try none.reading(folder: folder.path + "/[c]").all.map(\.id) == ["maker-one"])
        #expect(try none.reading(folder: folder.path + "/c").all.isEmpty)
    }

    @Test func aFolderHoldsSoManyProfilesAndNoMore() throws {
        let folder = try TemporaryFolder()
        for number in 0..<Limits.profileCount {
            try folder.write(own.replacing("maker-one", with: "maker-\(number)"), to: "\(number).yaml")
        }
        #expect(try DeviceCatalogue([]).reading(folder: folder.path).all.count == Limits.profileCount)
        try folder.write(own, to: "more.yaml")
        #expect(defects(in: folder.path).map(\.reason) == ["holds more than 256 profiles"])
    }
}
