import Alarms
import Testing
import Vitals

@testable import Configuration

struct SourceTests {
    @Test func sourcesAreNumberedDevicesFirst() throws {
        let configuration = try Ward.read(Ward.sound).get()
        #expect(configuration.plan.sources.map(\.name) == ["left", "right", "drop", "entered"])
        #expect(configuration.plan.sources.map(\.mode) == [.continuous, .continuous, .spot, .spot])
        #expect(configuration.plan.sources.map(\.child) == [ChildIndex(0), ChildIndex(1), ChildIndex(0), nil])
        #expect(configuration.devices.map(\.source) == [SourceIndex(0), SourceIndex(1)])
        #expect(configuration.folders.map(\.source) == [SourceIndex(2)])
        #expect(configuration.devices.map(\.address) == [.path("/dev/left"), .path("/dev/right")])
        #expect(configuration.devices.map(\.protocolName) == ["contec-v7", "nonin-df2"])
        #expect(configuration.devices.map(\.profile?.id) == ["contec-cms50e", "nonin-xpod-3012-df2"])
        var line = ProfileLine(baud: 19_200)
        line.parity = .odd
        #expect(configuration.devices.first?.link == .serial(line))
        #expect(configuration.devices.last?.link == .serial(ProfileLine(baud: 9600)))
        #expect(configuration.folders.first?.path == "drop")
        #expect(configuration.folders.first?.documentByteLimit == 1 << 20)
    }

    @Test func enteredObservationsAreTheLastSourceOfEveryWard() throws {
        #expect(try Ward.read(Ward.sound).get().plan.sources.last == .entered)
        let bare = "hub: {id: h}\nstate: s\nendpoints: [{name: e, url: https://a.example, secret_file: s}]\n"
        #expect(try Ward.read(bare).get().plan.sources == [.entered])
    }

    @Test func aFolderHasDefaults() throws {
        let reading = Ward.read(replacing: ", child: adm-7f3a, mode: spot, max_bytes: 1MiB", with: "")
        let folder = try #require(try reading.get().folders.first)
        #expect(folder.child == nil)
        #expect(folder.mode == .spot)
        #expect(folder.documentByteLimit == 64 << 20)
    }

    @Test(arguments: [
        ("path: /dev/right", "path: /dev/../dev//left", "18: ports.devices[2].path: is already the path of 'left'"),
        ("name: right", "name: left", "18: ports.devices[2].name: 'left' is already the name on line 17"),
        ("name: drop", "name: left", "20: ports.folders[1].name: 'left' is already the name on line 17"),
        ("name: drop", "name: entered", "20: ports.folders[1].name: 'entered' is the source of entered observations"),
        ("name: right", "name: entered", "18: ports.devices[2].name: 'entered' is the source of entered observations"),
        ("child: adm-c021", "child: adm-c022", "18: ports.devices[2].child: 'adm-c022' is not an admission"),
        (
            "path: drop", "path: /var/lib/spotward/drop",
            "20: ports.folders[1].path: lies inside, or around, the state folder"
        ),
        ("path: drop", "path: /var", "20: ports.folders[1].path: lies inside, or around, the state folder"),
    ])
    func aDefectiveSourceIsToldOnItsLine(old: String, new: String, defect: String) {
        #expect(Ward.defects(replacing: old, with: new) == [defect])
    }

    @Test(arguments: [
        ("a", "a", true), ("a", "a/b", true), ("a/b", "a", true), ("a", "./a/../a", true), ("a", "ab", false),
        ("a", "b", false),
    ])
    func foldersMustLieApart(first: String, second: String, isRefused: Bool) {
        let old = "path: drop, child: adm-7f3a, mode: spot, max_bytes: 1MiB}"
        let new = "path: \(first)}\n    - {name: other, path: \(second)}"
        #expect(!Ward.defects(replacing: old, with: new).isEmpty == isRefused)
    }

    @Test func aMistypedChildIsSuggested() {
        let reading = Ward.read(replacing: "child: adm-c021", with: "child: adm-c012")
        #expect(reading.defects.first?.suggestion == "Did you mean 'adm-c021'?")
    }

    @Test func anUnboundPortIsWarnedOf() {
        let reading = Ward.read(
            replacing: "profile: nonin-xpod-3012-df2, child: adm-c021", with: "profile: nonin-xpod-3012-df2")
        #expect(reading.configuration?.devices.last?.child == nil)
        #expect(reading.warnings.contains { $0.kind == .portUnbound && $0.line == 18 })
        #expect(reading.warnings.contains { $0.kind == .childWithoutSource && $0.line == 12 })
    }

    @Test func aFolderWhoseRowsNameTheChildIsASourceForAll() {
        let text = Ward.sound
            .replacing("profile: nonin-xpod-3012-df2, child: adm-c021", with: "profile: nonin-xpod-3012-df2")
            .replacing("path: drop, child: adm-7f3a", with: "path: drop")
        #expect(!Ward.read(text).warnings.contains { $0.kind == .childWithoutSource })
    }

    @Test func relativePathsStartAtTheFileAndAbsoluteOnesStay() {
        #expect(FilePath.resolve("drop", in: FilePath.folder(of: "/etc/spotward/ward.yaml")) == "/etc/spotward/drop")
        #expect(FilePath.resolve("../drop/", in: "/etc/spotward") == "/etc/drop")
        #expect(FilePath.resolve("/drop", in: "/etc") == "/drop")
        #expect(FilePath.resolve("../../..", in: "/etc") == "/")
        #expect(FilePath.resolve("..", in: ".") == "..")
        #expect(FilePath.resolve("../../x", in: "a") == "../x")
        #expect(FilePath.resolve(".", in: ".") == ".")
        #expect(FilePath.folder(of: "/ward.yaml") == "/")
        #expect(FilePath.folder(of: "ward.yaml") == ".")
    }

    @Test func moreDevicesThanThePollLoopServesAreRefused() {
        func text(_ count: Int) -> String {
            let ports = (0..<count).map { "    - {name: p\($0), path: /dev/p\($0), profile: contec-cms50e}\n" }.joined()
            return Ward.sound.replacing("  folders:\n", with: ports + "  folders:\n")
        }
        // The sound ward has two of its own.
        #expect(Ward.defects(text(62)) == [])
        #expect(Ward.defects(text(63)) == ["17: ports.devices: holds 65 devices"])
    }
}
