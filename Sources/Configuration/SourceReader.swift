import Alarms
import Vitals

/// The `ports:` part of the daemon file: serial ports and drop folders, bound to children.
struct SourceReader {
    let defects: DefectList
    /// The folder of the configuration file.
    let folder: String
    let stateFolder: String?
    let knownProtocols: [String]
    /// The pseudonyms in the order of the admissions; `nil` where one is defective.
    let children: [String?]

    private(set) var sources: [Source] = []
    private(set) var serialPorts: [SerialPortConfiguration] = []
    private(set) var folders: [DropFolderConfiguration] = []
    private var lineOfName: [String: Int] = [:]

    init(defects: DefectList, folder: String, stateFolder: String?, knownProtocols: [String], children: [String?]) {
        self.defects = defects
        self.folder = folder
        self.stateFolder = stateFolder
        self.knownProtocols = knownProtocols
        self.children = children
    }

    mutating func read(_ field: Field?) {
        field?.mapping { ports in
            let serial = ports.optional("serial")?.list(Limits.serialPortCount, of: "serial ports") ?? []
            for member in serial { member.mapping { readSerial(&$0) } }
            let dropped = ports.optional("folders")?.list(Limits.folderCount, of: "folders") ?? []
            for member in dropped { member.mapping { readFolder(&$0) } }
        }
    }

    // MARK: Serial ports

    private func readBaud(_ field: Field?) -> Int? {
        guard let field, let baud = field.integer(in: 1...Int(Int32.max)) else { return nil }
        guard Limits.bauds.contains(baud) else {
            field.refuse(
                "\(baud) is not a line speed", "Use one of \(Limits.bauds.map(String.init).joined(separator: ", "))")
            return nil
        }
        return baud
    }

    private mutating func readSerial(_ port: inout StrictMapping) {
        let name = readName(port.required("name"))
        let pathField = port.required("path")
        let path = pathField?.path(in: folder)
        let protocolName = port.required("protocol")?.choice(knownProtocols.map { ($0, $0) })
        let childField = port.optional("child")
        let child = readChild(childField)
        let line = port.optional("serial")?.mapping { readLine(&$0) } ?? SerialLineOverride()
        if !port.has("child") {
            defects.warn(
                .portUnbound, line: port.node.line, key: port.path,
                "the port has no child: its readings are counted as unassigned and alarm for nobody")
        }
        if let pathField, let path, let first = serialPorts.first(where: { $0.path == path }) {
            pathField.refuse("is already the path of '\(first.name)'", "Name each device once")
            return
        }
        guard let name, let path, let protocolName else { return }
        serialPorts.append(
            SerialPortConfiguration(
                name: name, source: nextIndex, path: path, protocolName: protocolName, child: child, line: line))
        sources.append(Source(name: name, child: child, mode: .continuous))
    }

    private func readLine(_ line: inout StrictMapping) -> SerialLineOverride? {
        SerialLineOverride(
            baud: readBaud(line.optional("baud")),
            parity: line.optional("parity")?.choice(SerialLineOverride.Parity.allCases.map { ($0.rawValue, $0) }),
            stopBits: line.optional("stop_bits")?.integer(in: 1...2),
            dataBits: line.optional("data_bits")?.integer(in: 7...8))
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
