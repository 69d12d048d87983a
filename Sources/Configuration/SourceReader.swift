import Alarms
import Vitals

/// The `ports:` part of the daemon file: devices and drop folders, bound to children.
struct SourceReader {
    let defects: DefectList
    /// The folder of the configuration file.
    let folder: String
    let stateFolder: String?
    let knownProtocols: [String]
    let profiles: ProfileShelf
    /// The pseudonyms in the order of the admissions; `nil` where one is defective.
    let children: [String?]

    private(set) var sources: [Source] = []
    private(set) var devices: [DeviceConfiguration] = []
    private(set) var folders: [DropFolderConfiguration] = []
    private var lineOfName: [String: Int] = [:]

    init(
        defects: DefectList, folder: String, stateFolder: String?, knownProtocols: [String],
        profiles: ProfileShelf, children: [String?]
    ) {
        self.defects = defects
        self.folder = folder
        self.stateFolder = stateFolder
        self.knownProtocols = knownProtocols
        self.profiles = profiles
        self.children = children
    }

    mutating func read(_ field: Field?) {
        field?.mapping { ports in
            ports.retired(
                "serial",
                "Write 'devices:' in its place, and in each entry 'profile:' with an id of docs/supported-devices.md")
            let devices = ports.optional("devices")?.list(Limits.deviceCount, of: "devices") ?? []
            for member in devices { member.mapping { readDevice(&$0) } }
            let dropped = ports.optional("folders")?.list(Limits.folderCount, of: "folders") ?? []
            for member in dropped { member.mapping { readFolder(&$0) } }
        }
    }

    // MARK: Devices

    private mutating func readDevice(_ entry: inout StrictMapping) {
        let name = readName(entry.required("name"))
        let reader = DeviceEntryReader(
            defects: defects, folder: folder, profiles: profiles, knownProtocols: knownProtocols)
        let found = reader.read(&entry)
        let child = readChild(entry.optional("child"))
        if !entry.has("child") {
            defects.warn(
                .portUnbound, line: entry.node.line, key: entry.path,
                "the device has no child: its readings are counted as unassigned and alarm for nobody")
        }
        guard let found, isApart(found, entry), let name else { return }
        devices.append(
            DeviceConfiguration(
                name: name, source: nextIndex, address: found.address, profile: found.profile,
                protocolName: found.protocolName, link: found.link, child: child))
        sources.append(Source(name: name, child: child, mode: .continuous))
    }

    /// Two entries for one device would give one child the other's readings.
    private func isApart(_ found: DeviceEntryReader.Device, _ entry: StrictMapping) -> Bool {
        guard
            let other = devices.first(where: {
                $0.link.isHID == found.link.isHID && $0.address.overlaps(found.address)
            })
        else { return true }
        let field = found.addressField ?? Field(node: entry.node, path: entry.path, defects: defects)
        if case .path = found.address {
            field.refuse("is already the path of '\(other.name)'", "Name each device once")
        } else {
            field.refuse(
                "may be the device of '\(other.name)'",
                "Tell the two apart: give both their serial number, or both their socket")
        }
        return false
    }

    // MARK: Folders

    private mutating func readFolder(_ entry: inout StrictMapping) {
        let name = readName(entry.required("name"))
        let pathField = entry.required("path")
        let path = pathField?.path(in: folder)
        let child = readChild(entry.optional("child"))
        let mode = entry.optional("mode")?.choice([("spot", Source.Mode.spot), ("continuous", .continuous)])
        let byteLimit = entry.optional("max_bytes")?.byteCount(in: Limits.documentByteCount)
        guard let pathField, let path, isApart(path, pathField), let name else { return }
        folders.append(
            DropFolderConfiguration(
                name: name, source: nextIndex, path: path, child: child, mode: mode ?? .spot,
                documentByteLimit: byteLimit ?? Self.defaultDocumentByteLimit))
        sources.append(Source(name: name, child: child, mode: mode ?? .spot))
    }

    static let defaultDocumentByteLimit = 64 << 20

    /// A folder inside another, or around the state folder, would read what is not meant for it.
    private func isApart(_ path: String, _ field: Field) -> Bool {
        if let other = folders.first(where: { FilePath.overlap($0.path, path) }) {
            let relation = other.path == path ? "is the folder of" : "lies inside, or around, the folder of"
            field.refuse("\(relation) '\(other.name)'", "Give each folder a place of its own")
            return false
        }
        if let stateFolder, FilePath.overlap(stateFolder, path) {
            field.refuse("lies inside, or around, the state folder", "Drop files outside 'state'")
            return false
        }
        return true
    }

    // MARK: Both

    private var nextIndex: SourceIndex { SourceIndex(UInt16(clamping: sources.count)) }

    private mutating func readName(_ field: Field?) -> String? {
        guard let field, let name = field.name() else { return nil }
        guard name != Source.entered.name else {
            field.refuse("'\(name)' is the source of entered observations", "Choose another name")
            return nil
        }
        if let first = lineOfName[name] {
            field.refuse("'\(name)' is already the name on line \(first)", "Give each source its own name")
            return nil
        }
        lineOfName[name] = field.node.line
        return name
    }

    private func readChild(_ field: Field?) -> ChildIndex? {
        guard let field, let id = field.name() else { return nil }
        guard let position = children.firstIndex(of: id) else {
            // With a defective admission the name may well be right.
            if !children.contains(nil) {
                field.refuse(
                    "'\(id)' is not an admission",
                    ConfigurationDefect.suggestion(for: id, among: children.compactMap(\.self).prefix(10).map(\.self)))
            }
            return nil
        }
        return ChildIndex(UInt32(position))
    }
}
