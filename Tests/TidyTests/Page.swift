import Foundation

/// A Markdown page: its links, its headings' anchors and what it names in code type.
struct Page {
    let path: String
    /// Targets of links that are not on the web: `docs/charts.md`, `../rules.md#limits`, `#words`.
    let localLinks: [String]
    /// Anchors of the headings, as GitHub makes them.
    let anchors: Set<String>
    /// What stands in code type within a line: `like this`.
    let codeSpans: [String]
    /// Code type and fenced blocks, where commands and files are named.
    let code: [String]

    static let all: [Page] = SourceTree.files.filter { $0.hasSuffix(".md") }
        .map { Page($0, SourceTree.text($0) ?? "") }

    init(_ path: String, _ text: String) {
        self.path = path
        var isFenced = false
        var links: [String] = []
        var anchors: Set<String> = []
        var spans: [String] = []
        var fenced: [String] = []
        for line in text.split(separator: "\n") {
            if line.trimmed.hasPrefix("```") {
                isFenced.toggle()
            } else if isFenced {
                fenced.append(String(line))
            } else {
                let found = line.occurrences(of: "`[^`]+`")
                spans += found.map { String($0.dropFirst().dropLast()) }
                let prose = found.reduce(String(line)) { $0.replacingOccurrences(of: $1, with: "") }
                links += prose.occurrences(of: #"\]\([^)\s]+\)"#).map { String($0.dropFirst(2).dropLast()) }
                if line.holds("^#+ ") { anchors.insert(Self.anchor(String(line.drop { $0 == "#" }))) }
            }
        }
        localLinks = links.filter { !$0.holds("^(https?|mailto):") }
        self.anchors = anchors
        codeSpans = spans
        code = spans + fenced
    }

    /// Files of ours that the page names in code: `Tests/ChartsTests/PrintedChart.swift`. Patterns (`*`, `<name>`,
    /// `NNNN`, `NAME`, `MAKER`) are not files.
    var namedFiles: [String] {
        code.flatMap { $0.occurrences(of: #"(?<![\w./-])(Sources|Tests|deploy|devices|docs)/[\w./+-]*[*<{…]?"#) }
            .filter { !$0.holds(#"[*<{…]$|NNNN|NAME|MAKER"#) }
            .map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
    }

    /// Names in code type that can only be a test's, or a long name of the code: three words or more.
    var longNames: [String] {
        codeSpans.filter { $0.holds(#"^([A-Z]\w*Tests[./])?[a-z][a-z0-9]*([A-Z][A-Za-z0-9]*){2,}(\(.*\))?$"#) }
            .map { $0.replacingOccurrences(of: #"^\w+[./]|\(.*$"#, with: "", options: .regularExpression) }
    }

    /// Lower case, spaces to hyphens, nothing but letters, digits, hyphens and underscores.
    private static func anchor(_ heading: String) -> String {
        String(
            heading.trimmed.lowercased().map { $0 == " " ? "-" : $0 }
                .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
    }
}
