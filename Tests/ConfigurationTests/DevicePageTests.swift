import Testing

@testable import Configuration

/// The table and the manual show every profile whole, whatever a site writes into its own.
struct DevicePageTests {
    private static let awkward = DeviceProfile(
        id: "a-b", name: "A", support: .oneSource, protocolName: "p-q", gives: [.init(.spO2), .init(.temperature)],
        link: .serial(ProfileLine(baud: 4800)), start: [[0x01, 0xAB]],
        keepAlive: .init(every: .seconds(120), bytes: [0xFF]), models: ["'quoted'", ".B bold", "back\\slash"],
        notConfirmed: "x | y [z]")

    /// The page that explains profiles is read here as a person reads it.
    @Test func everyKeyOfAProfileIsOnThePageAndThePageHasNoOther() throws {
        let defects = DefectList(file: "profile.yaml")
        let line = "serial: {baud: 9600}\nkeep_alive: {}\nquality: {}\nmatch: {usb: [{}]}\n"
        for link in ["serial", "hidraw"] {
            _ = DeviceProfileReader.read(Array("link: \(link)\n\(line)".utf8), knownProtocols: nil, defects)
        }
        let documented = try repositoryFile("devices/README.md").split(separator: "\n").compactMap { row in
            row.firstMatch(of: #/^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$/#).map { String($0.output.1) }
        }
        #expect(defects.askedKeys.subtracting(documented) == [])
        #expect(Set(documented).subtracting(defects.askedKeys) == [])
        #expect(documented.count == Set(documented).count)
    }

    /// The example on that page is the profile itself, without its comments.
    @Test func theExampleOnThePageIsOneOfTheProfiles() throws {
        let page = try repositoryFile("devices/README.md")
        let example = try #require(page.split(separator: "```yaml\n").last?.split(separator: "```").first)
        let defects = DefectList(file: "devices/README.md")
        let profile = DeviceProfileReader.read(Array(example.utf8), knownProtocols: nil, defects)
        #expect(defects.defects == [])
        #expect(profile == DeviceCatalogue.embedded.profile("contec-cms50e-2"))
    }

    @Test func theTableHasARowForEachProfile() {
        let table = DeviceTable.text(of: .embedded)
        let rows = table.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
        #expect(rows.count == DeviceCatalogue.embedded.all.count)
        for (row, profile) in zip(rows, DeviceCatalogue.embedded.all) {
            #expect(row.contains("| `\(profile.id)` |"))
            #expect(row.contains("(../devices/\(profile.family)/README.md)"))
            for model in profile.models { #expect(row.contains(model)) }
        }
    }

    @Test func aCellDoesNotEndBeforeItsText() {
        let row = DeviceTable.text(of: DeviceCatalogue([Self.awkward])).split(separator: "\n").last ?? ""
        #expect(
            row
                == "| 'quoted'<br>.B bold<br>back\\slash | spo2, temp | serial, 4800 8N1<br>named by a person | `p-q` "
                + "| 2: one source | `a-b` | [x \\| y \\[z\\]](../devices/a-b/README.md) |")
    }

    @Test func theManualHasAnEntryForEachProfileAndWhatIsWrittenToIt() {
        let manual = DeviceManual.text(of: .embedded)
        for profile in DeviceCatalogue.embedded.all {
            #expect(manual.contains(".B \(profile.id.replacing("-", with: "\\-"))\n"))
        }
        #expect(
            manual.contains(
                "Written to it: at the start 9b 00 1b, 9b 01 1c; every 5s 9a 1a; at the end 9b 7f 1a.\n"))
    }

    /// A line of troff that begins with a dot or an apostrophe is a command.
    @Test func noTextBecomesACommandOfThePage() {
        let manual = DeviceManual.text(of: DeviceCatalogue([Self.awkward]))
        #expect(manual.contains("\n\\(aqquoted\\(aq; .B bold; back\\eslash.\n"))
        #expect(manual.contains("Written to it: at the start 01 ab; every 2m ff.\n"))
        #expect(DeviceManual.escaped(".TH") == "\\&.TH")
        let commands: Set<Substring> = [".TH", ".SH", ".PP", ".TP", ".B", ".BR", ".I", ".IR", ".br", ".\\\""]
        for line in DeviceManual.text(of: .embedded).split(separator: "\n") where line.hasPrefix(".") {
            #expect(commands.contains(line.prefix { $0 != " " }))
        }
        #expect(!DeviceManual.text(of: .embedded).contains("\n'"))
    }

    @Test func aLineIsPrintedAsPeopleWriteIt() {
        var line = ProfileLine(baud: 19_200)
        #expect(line.text == "19200 8N1")
        line.parity = .odd
        line.flowControl = .xonxoff
        #expect(line.text == "19200 8O1 xonxoff")
        line.parity = .even
        line.dataBits = 7
        line.stopBits = 2
        line.flowControl = .rtscts
        #expect(line.text == "19200 7E2 rtscts")
    }
}
