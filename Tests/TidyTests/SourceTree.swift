import Foundation

/// The files of this package, as the tidy tests read them: paths from the package's root, and text.
enum SourceTree {
    /// The package's root, three steps above this file.
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folders that are ours. What is built, fetched or hidden is not.
    static let folders = ["Sources", "Tests", "deploy", "devices", "docs", ".ci"]

    /// Paths of all our files, sorted, from the root: `Sources/Vitals/VitalSign.swift`.
    static let files: [String] = {
        var found = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        found = found.filter { isFile($0) }
        for folder in folders {
            let inside = (try? FileManager.default.subpathsOfDirectory(atPath: at(folder).path)) ?? []
            found += inside.filter { path in
                !path.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "__pycache__" }
            }.map { "\(folder)/\($0)" }.filter { isFile($0) }
        }
        return found.sorted()
    }()

    /// Read once: every rule looks at most files.
    private static let texts = Dictionary(
        uniqueKeysWithValues: files.compactMap { path in
            (try? String(contentsOf: at(path), encoding: .utf8)).map { (path, $0) }
        })

    /// Swift files below a folder.
    static func swiftFiles(in folder: String) -> [String] {
        files.filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(".swift") }
    }

    /// The names of the folders directly in a folder that hold files.
    static func subfolders(of folder: String) -> Set<String> {
        Set(
            files.filter { $0.hasPrefix(folder + "/") }.map { $0.split(separator: "/") }.filter { $0.count > 2 }
                .map { String($0[1]) })
    }

    /// A file's text; nil when it is not text or not there.
    static func text(_ path: String) -> String? { texts[path] ?? (try? String(contentsOf: at(path), encoding: .utf8)) }

    static func lines(_ path: String) -> [Substring] {
        (text(path) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Whether a file or folder is there.
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: at(path).path) }

    private static func at(_ path: String) -> URL { root.appending(path: path) }

    private static func isFile(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: at(path).path, isDirectory: &isFolder) && !isFolder.boolValue
    }
}

extension StringProtocol {
    /// Whether a regular expression occurs in the text.
    func holds(_ pattern: String) -> Bool { range(of: pattern, options: .regularExpression) != nil }

    /// Every occurrence of a regular expression, first to last, without overlap.
    func occurrences(of pattern: String) -> [String] {
        var found: [String] = []
        var rest = startIndex..<endIndex
        while let range = range(of: pattern, options: .regularExpression, range: rest), !range.isEmpty {
            found.append(String(self[range]))
            rest = range.upperBound..<endIndex
        }
        return found
    }

    /// A line of Swift without its comment. A `//` counts as one at the start or after a space, so that addresses stay.
    var withoutComment: String {
        guard let comment = range(of: #"(^|\s)//.*"#, options: .regularExpression) else { return String(self) }
        return String(self[..<comment.lowerBound])
    }
}
