import Foundation

/// What `Package.swift` declares, read as text: the test must not depend on the tool it watches.
struct Manifest {
    enum Kind: String, CaseIterable {
        case test = ".testTarget("
        case executable = ".executableTarget("
        case library = ".target("
        case system = ".systemLibrary("
    }

    struct Target {
        let kind: Kind
        let name: String
        /// Targets and products, by the name they are imported under.
        let dependencies: Set<String>
        /// The name of the settings' constant.
        let settings: String?
    }

    let targets: [Target]
    /// Settings declared as constants: name to their text.
    let settings: [String: String]

    /// The manifest of this package.
    static let package = Manifest(SourceTree.text("Package.swift") ?? "")

    init(_ text: String) {
        let code = text.split(separator: "\n").map(\.withoutComment).joined(separator: "\n")
        var targets: [Target] = []
        for kind in Kind.allCases {
            var rest = code[...]
            while let start = rest.range(of: kind.rawValue) {
                let body = Self.balanced(rest[start.upperBound...])
                if let target = Self.target(kind, body) { targets.append(target) }
                rest = rest[body.endIndex...]
            }
        }
        self.targets = targets
        var settings: [String: String] = [:]
        for constant in code.occurrences(of: #"let \w+: \[SwiftSetting\] = \[[^\]]*\]"#) {
            let words = constant.split(whereSeparator: { !$0.isLetter })
            if words.count > 1 { settings[String(words[1])] = constant }
        }
        self.settings = settings
    }

    /// The text up to the parenthesis that closes what was opened before it.
    private static func balanced(_ text: Substring) -> Substring {
        var depth = 1
        for index in text.indices {
            switch text[index] {
            case "(": depth += 1
            case ")": depth -= 1
            default: break
            }
            if depth == 0 { return text[..<index] }
        }
        return text
    }

    private static func target(_ kind: Kind, _ body: Substring) -> Target? {
        guard let name = body.occurrences(of: #"name: "[^"]+""#).first?.quoted.first else { return nil }
        var dependencies: Set<String> = []
        if let start = body.range(of: "dependencies: [") {
            let list = body[start.upperBound...].prefix { $0 != "]" }
            let plain = String(list).replacingOccurrences(
                of: #"package: "[^"]+""#, with: "", options: .regularExpression)
            dependencies = Set(plain.quoted)
        }
        let settings = body.occurrences(of: #"swiftSettings: \w+"#).first?.split(separator: " ").last
        return Target(kind: kind, name: name, dependencies: dependencies, settings: settings.map(String.init))
    }
}

extension String {
    /// The texts in double quotes, in order.
    fileprivate var quoted: [String] { occurrences(of: #""[^"]+""#).map { String($0.dropFirst().dropLast()) } }
}
