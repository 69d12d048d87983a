import Foundation

/// The recordings of the `devices/` folder.
enum DeviceRecordings {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "devices")

    /// Paths below `devices/` of every recording, sorted.
    static var paths: [String] {
        let enumerator = FileManager.default.enumerator(atPath: folder.path)
        let all = enumerator?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix(".rec") && $0.contains("/recordings/") }.sorted()
    }

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: path))) }

    static func expectedPath(_ path: String) -> String { path.replacing(".rec", with: ".expected.csv") }

    /// Writes a file of the folder: only when `SPOTWARD_REGENERATE=1` asks for it.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    static var isRegenerating: Bool { ProcessInfo.processInfo.environment["SPOTWARD_REGENERATE"] == "1" }
}
