import Foundation

@testable import Configuration

/// The `devices/` folder of the project, and what is made from it.
enum DeviceFolders {
    /// The profiles as they stand on disk now.
    static func catalogue() throws -> DeviceCatalogue {
        try DeviceCatalogue([]).reading(folder: repositoryPath("devices"))
    }

    /// Model families: every folder of `devices/`.
    static var families: [String] {
        let top = repositoryPath("devices")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: top)) ?? []
        return names.filter { name in
            var isFolder = ObjCBool(false)
            return FileManager.default.fileExists(atPath: "\(top)/\(name)", isDirectory: &isFolder)
                && isFolder.boolValue
        }.sorted()
    }

    /// Names of the profile files of a family.
    static func files(of family: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: repositoryPath("devices/\(family)"))) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted()
    }

    /// The text of the resource: all profiles as one list in the order of their ids, without comments.
    static func resource() throws -> String {
        var profiles: [(id: String, lines: [String])] = []
        for family in families {
            for file in files(of: family) {
                let lines = try repositoryFile("devices/\(family)/\(file)").split(separator: "\n")
                    .map { withoutComment(String($0)) }.filter { !$0.isEmpty }
                let id = lines.first { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
                profiles.append((id ?? file, lines))
            }
        }
        var text = "# Made from devices/*/profile*.yaml; change those.\nprofiles:\n"
        for profile in profiles.sorted(by: { $0.id < $1.id }) {
            for (index, line) in profile.lines.enumerated() { text += (index == 0 ? "  - " : "    ") + line + "\n" }
        }
        return text
    }

    /// The line without what stands behind a `#` that begins a comment, and without blanks at its end.
    static func withoutComment(_ line: String) -> String {
        var isQuoted = false
        var before: Character = " "
        var kept = ""
        for character in line {
            if character == "\"" { isQuoted.toggle() }
            if character == "#", !isQuoted, before == " " { break }
            kept.append(character)
            before = character
        }
        while kept.last == " " { kept.removeLast() }
        return kept
    }

    /// What is made, and where it stands. `SPOTWARD_REGENERATE=1 swift test --filter DeviceDriftTests` writes all of it.
    static let made: [(path: String, text: @Sendable () throws -> String)] = [
        ("Sources/Configuration/Resources/devices.yaml", { try resource() }),
        ("deploy/udev/70-spotward.rules", { UdevRules.text(of: try catalogue()) }),
        ("docs/supported-devices.md", { DeviceTable.text(of: try catalogue()) }),
        ("docs/man/spotward-devices.7", { DeviceManual.text(of: try catalogue()) }),
    ]

    static var isRegenerating: Bool { ProcessInfo.processInfo.environment["SPOTWARD_REGENERATE"] == "1" }

    static func write(_ text: String, to path: String) throws {
        let file = URL(fileURLWithPath: repositoryPath(path))
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
