import Vitals

/// Reads one profile. The form is in `devices/README.md`; keys are strict, and every defect of a file is told at once.
struct DeviceProfileReader {
    let defects: DefectList
    /// Names of the built-in decoders; `nil` where the caller does not know them.
    let knownProtocols: [String]?

    static let manual = "devices/README.md"

    /// The profile of a file; `nil` with the defects in the list.
    static func read(_ bytes: [UInt8], knownProtocols: [String]?, _ defects: DefectList) -> DeviceProfile? {
        guard let root = YAMLReader.read(bytes, byteLimit: Limits.profileByteCount, defects) else { return nil }
        let reader = DeviceProfileReader(defects: defects, knownProtocols: knownProtocols)
        return Field(node: root, path: "", defects: defects).mapping { reader.profile(&$0) }
    }

    /// Each key is asked for before anything is given up.
    func profile(_ file: inout StrictMapping) -> DeviceProfile? {
        let id = file.required("id")?.plainName()
        let family = file.optional("family")?.plainName()
        let name = file.required("name")?.shownText(Limits.deviceTextCount)
        let models = texts(file.required("models"), Limits.modelCount, of: "models")
        let supportField = file.required("support")
        let support = supportField?.integer(in: 1...SupportLevel.allCases.count).flatMap(SupportLevel.init)
        let protocolName = protocolName(file.required("protocol"))
        let gives = gives(file.required("gives"))
        let link = link(&file)
        let match = file.optional("match")?.mapping { Self.match(&$0) } ?? Match()
        let sent = sent(&file)
        let clock = file.required("clock")?.choice(DeviceClock.allCases.map { ($0.rawValue, $0) })
        let quality = file.optional("quality")?.mapping { self.quality(&$0) } ?? DeviceProfile.QualityRules()
        let recordings = file.optional("recordings")?
            .list(Limits.profileRecordingCount, of: "recordings")?.compactMap { $0.plainName() }
        let notConfirmed = file.optional("not_confirmed")?.shownText(Limits.deviceTextCount)
        let hasRecordings = recordings.map { !$0.isEmpty } ?? file.has("recordings")
        if let supportField, let support, support >= .twoSources, !hasRecordings {
            supportField.refuse(
                "\(support.rawValue) needs a recording", "Name one under 'recordings', or write 2 until there is one")
        }
        if let family, let id, !Self.belongs(id, to: family) {
            defects.add(
                at: file.node, key: "id", "'\(id)' does not begin with the family '\(family)'",
                "Write '\(family)' with a word behind it, as '\(family)-df7'")
        }
        guard let id, let name, let models, let support, let protocolName, let gives, let link, let clock else {
            return nil
        }
        return DeviceProfile(
            id: id, name: name, support: support, protocolName: protocolName, gives: gives, link: link,
            matches: match.usb, isSure: match.isSure, start: sent.start, keepAlive: sent.keepAlive, stop: sent.stop,
            clock: clock, quality: quality, recordings: recordings ?? [], family: family, models: models,
            notConfirmed: notConfirmed ?? "")
    }

    private static func belongs(_ id: String, to family: String) -> Bool {
        id == family || id.hasPrefix(family + "-")
    }

    // MARK: What it is

    private func protocolName(_ field: Field?) -> String? {
        guard let knownProtocols else { return field?.plainName() }
        return field?.choice(knownProtocols.map { ($0, $0) })
    }

    private func texts(_ field: Field?, _ count: ClosedRange<Int>, of noun: String) -> [String]? {
        guard let members = field?.list(count, of: noun) else { return nil }
        return members.compactMap { $0.shownText(Limits.deviceTextCount) }
    }

    private func gives(_ field: Field?) -> VitalSignSet? {
        guard let members = field?.list(1...VitalSign.allCases.count, of: "vital signs") else { return nil }
        var signs: VitalSignSet = []
        for member in members {
            guard let sign = member.choice(VitalSign.allCases.map { ("\($0.shortName)", $0) }) else { continue }
            if signs.contains(sign) { member.refuse("'\(sign.shortName)' stands here already", "Name each once") }
            signs.insert(VitalSignSet(sign))
        }
        return signs
    }

    private func quality(_ group: inout StrictMapping) -> DeviceProfile.QualityRules {
        var rules = DeviceProfile.QualityRules()
        rules.warmUp = group.optional("warm_up")?.duration(in: Limits.warmUp) ?? .zero
        let ignorable = Quality.names.filter { DeviceProfile.QualityRules.ignorable.contains($0.flag) }
        let flags = group.optional("ignore_flags")?.list(0...ignorable.count, of: "flags") ?? []
        for flag in flags {
            if let known = flag.choice(ignorable.map { ("\($0.name)", $0.flag) }) { rules.ignoredFlags.insert(known) }
        }
        return rules
    }

    // MARK: How it is known

    private struct Match {
        var usb: [USBMatch] = []
        var isSure = false
    }

    private static func match(_ group: inout StrictMapping) -> Match? {
        let members = group.required("usb")?.list(Limits.usbMatchCount, of: "USB ids") ?? []
        let usb = members.compactMap { member in member.mapping { usbMatch(&$0) } }
        let sureField = group.required("sure")
        let isSure = sureField?.truth() ?? false
        guard isSure, let sureField else { return Match(usb: usb) }
        if let generic = usb.first(where: GenericBridge.holds) {
            sureField.refuse(
                "is true, and \(generic.idText) is the id of a cable's chip, not of a device",
                "Write false: such a device is offered, and a person names it")
        }
        if let bare = usb.first(where: GenericBridge.wantsText) {
            sureField.refuse(
                "is true, and other gadgets have \(bare.idText) too",
                "Add the product text, as {id: \"\(bare.idText)\", product: \"Pulse Oximeter\"}")
        }
        return Match(usb: usb, isSure: true)
    }

    private static func usbMatch(_ group: inout StrictMapping) -> USBMatch? {
        let id = group.required("id")?.usbID()
        let text = group.optional("product")?.shownText(Limits.productTextCount)
        return id.map { USBMatch(vendor: $0.vendor, product: $0.product, productText: text) }
    }
}

extension USBMatch {
    /// `28e9:028a`, as `lsusb` prints it.
    public var idText: String { "\(Self.hex(vendor)):\(Self.hex(product))" }

    static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
