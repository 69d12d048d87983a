import Testing

@testable import Configuration

/// The rules are rules udev reads, and give no more than access to what is not known for sure.
///
/// udev itself refuses a wrong line with a word in its log and goes on, so a reader of our own stands here.
struct UdevRulesTests {
    /// One `KEY{attribute}=="value"`.
    private struct Term {
        var key: String
        var attribute: String?
        var sign: String
        var value: String

        init?(_ text: some StringProtocol) {
            guard
                let found = String(text).wholeMatch(of: #/([A-Z]+)(\{([A-Za-z_]+)\})?(==|!=|\+=|=)"([^"\\]*)"/#)
            else { return nil }
            key = String(found.output.1)
            attribute = found.output.3.map(String.init)
            sign = String(found.output.4)
            value = String(found.output.5)
        }

        /// udev(7): what each key may be compared with or given.
        var isAllowed: Bool {
            switch (key, attribute != nil) {
            case ("ACTION", false), ("SUBSYSTEM", false), ("SUBSYSTEMS", false), ("ATTRS", true):
                sign == "==" || sign == "!="
            case ("GROUP", false), ("MODE", false), ("GOTO", false), ("LABEL", false), ("ENV", true), ("IMPORT", true):
                sign == "="
            case ("TAG", false), ("SYMLINK", false): sign == "+="
            default: false
            }
        }
    }

    /// Lines as udev joins them, in order; `nil` for a line it would refuse.
    private static func rules(_ text: String) -> [[Term]?] {
        let joined = text.replacing("\\\n", with: "")
        let lines = joined.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return lines.map { line in
            // A comma inside quotes does not part terms.
            var pieces = [""]
            var isQuoted = false
            for character in line {
                if character == "\"" { isQuoted.toggle() }
                if character == ",", !isQuoted { pieces.append("") } else { pieces[pieces.count - 1].append(character) }
            }
            let terms = pieces.map { Term($0.drop { $0 == " " }) }
            return terms.contains { $0?.isAllowed != true } ? nil : terms.compactMap(\.self)
        }
    }

    private static func deviceRules(_ catalogue: DeviceCatalogue) -> [[Term]] {
        rules(UdevRules.text(of: catalogue)).compactMap(\.self).filter { $0.contains { $0.key == "ATTRS" } }
    }

    private static func id(_ rule: [Term]) -> String {
        let numbers = ["idVendor", "idProduct"].map { name in rule.first { $0.attribute == name }?.value ?? "" }
        return numbers.joined(separator: ":")
    }

    @Test func udevReadsEveryLine() {
        let rules = Self.rules(UdevRules.text(of: .embedded))
        #expect(rules.count > 7)
        #expect(rules.allSatisfy { $0 != nil })
        let all = rules.compactMap(\.self).flatMap(\.self)
        let labels = all.filter { $0.key == "LABEL" }.map(\.value)
        #expect(all.filter { $0.key == "GOTO" }.allSatisfy { labels.contains($0.value) })
        for rule in Self.deviceRules(.embedded) {
            #expect(["tty", "hidraw", "input"].contains(rule.first { $0.key == "SUBSYSTEM" }?.value))
            #expect(rule.contains { $0.key == "SUBSYSTEMS" && $0.value == "usb" })
            #expect(Self.id(rule).wholeMatch(of: #/[0-9a-f]{4}:[0-9a-f]{4}/#) != nil)
        }
    }

    @Test func theReaderOfRulesRefusesWhatUdevRefuses() {
        for line in [
            #"SUBSYSTEM="tty""#, #"FOO=="a""#, #"ATTRS=="a""#, #"ATTRS{idVendor=="a""#, #"MODE+="0660""#,
            #"SUBSYSTEM=="tty" MODE="0660""#, #"SUBSYSTEM=="tty",, MODE="0660""#, #"SYMLINK+="a"b""#,
        ] {
            #expect(Self.rules(line).map { $0 == nil } == [true], "\(line)")
        }
    }

    @Test func everyIdOfAProfileHasItsRuleAndNoOtherHas() {
        let ids = Set(DeviceCatalogue.embedded.all.flatMap(\.matches).map(\.idText))
        #expect(Set(Self.deviceRules(.embedded).map(Self.id)) == ids)
    }

    @Test func aCablesChipOpensAPortAndNothingElse() {
        let generic = Set(
            GenericBridge.ids.map { USBMatch(vendor: $0.vendor, product: $0.product).idText })
        var count = 0
        for rule in Self.deviceRules(.embedded) where generic.contains(Self.id(rule)) {
            count += 1
            #expect(rule.filter { $0.sign != "==" }.map(\.key) == ["GROUP", "MODE", "TAG"])
            #expect(rule.contains { $0.key == "TAG" && $0.value == "uaccess" })
        }
        #expect(count >= 3)
    }

    @Test func onlyWhatIsSureGetsALinkAndLosesItsJoystick() {
        let sure = Set(DeviceCatalogue.embedded.all.filter(\.isSure).flatMap(\.matches).map(\.idText))
        for rule in Self.deviceRules(.embedded) {
            if rule.contains(where: { $0.key == "SYMLINK" || $0.key == "ENV" }) {
                #expect(sure.contains(Self.id(rule)))
                #expect(rule.contains { $0.attribute == "product" && $0.sign == "==" })
            }
        }
        let text = UdevRules.text(of: .embedded)
        #expect(text.contains(#"SYMLINK+="spotward/by-profile/contec-cms50e-2-$env{ID_PATH_TAG}""#))
        #expect(text.contains(#"SUBSYSTEM=="input", SUBSYSTEMS=="usb", ATTRS{idVendor}=="28e9""#))
        #expect(text.contains(#"ENV{ID_INPUT_JOYSTICK}="""#))
    }

    /// udev drops the whole of a rule whose IMPORT fails.
    @Test func accessDoesNotHangOnTheLinksName() {
        for rule in Self.deviceRules(.embedded) where rule.contains(where: { $0.key == "IMPORT" }) {
            #expect(!rule.contains { $0.key == "GROUP" || $0.key == "TAG" })
            #expect(
                Self.deviceRules(.embedded).contains { other in
                    Self.id(other) == Self.id(rule) && other.contains { $0.key == "GROUP" }
                })
        }
    }

    /// A site's profile may hold any text; a rule must not grow out of it.
    @Test func aProductTextCannotWriteARule() {
        #expect(UdevRules.pattern("Pulse 2") == "[Pp][Uu][Ll][Ss][Ee] 2")
        #expect(UdevRules.pattern(#"a", RUN+="b"#) == "[Aa]?? [Rr][Uu][Nn]+??[Bb]")
        #expect(UdevRules.pattern("*[x]$%\\é") == "??[Xx]????*")
        let hostile = DeviceProfile(
            id: "a", name: "A", support: .notesOnly, protocolName: "p", gives: .init(.spO2),
            link: .hidraw(reportByteCount: 64),
            matches: [USBMatch(vendor: 1, product: 2, productText: "x\"\nRUN+=\"reboot")], isSure: true)
        let text = UdevRules.text(of: DeviceCatalogue([hostile]))
        #expect(Self.rules(text).allSatisfy { $0 != nil })
        #expect(!text.contains("RUN"))
        #expect(text.contains(#"ATTRS{idVendor}=="0001", ATTRS{idProduct}=="0002""#))
    }
}
