import Testing

/// A file is one noun: short, and it begins by saying what it is.
@Suite struct FileShapeTests {
    static let greatestLineCount = 400

    @Test func noSwiftFileIsOverFourHundredLines() {
        for path in SourceTree.files where path.hasSuffix(".swift") {
            #expect(!Self.isTooLong(SourceTree.lines(path).count), "\(path)")
        }
    }

    @Test func everySourceFileBeginsByTellingWhatItIs() {
        let paths = SourceTree.swiftFiles(in: "Sources")
        #expect(paths.count > 100)
        for path in paths { #expect(Self.tellsWhatItIs(SourceTree.text(path) ?? ""), "\(path)") }
    }

    @Test func noTwoSourceFilesOfATargetHaveOneName() {
        for target in SourceTree.subfolders(of: "Sources") {
            let names = SourceTree.swiftFiles(in: "Sources/\(target)").compactMap { $0.split(separator: "/").last }
            #expect(Set(names).count == names.count, "\(target)")
        }
    }

    @Test func theRulesOfShapeCanFail() {
        let lines = String(repeating: "\n", count: 400).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(!Self.isTooLong(400) && !Self.isTooLong(lines.count) && Self.isTooLong(402))
        #expect(Self.tellsWhatItIs("import Vitals\n\n/// A thing.\nstruct Thing {}"))
        #expect(
            Self.tellsWhatItIs("import Vitals\n\nextension Thing {\n    /// Its score.\n    var score: Int { 0 }\n}"))
        #expect(!Self.tellsWhatItIs("import Vitals\n\nstruct Thing {\n    /// Its score.\n    var score = 0\n}"))
        #expect(!Self.tellsWhatItIs("import Vitals\n\nextension Thing {\n    var score: Int { 0 }\n}"))
    }

    /// `count` is that of the pieces between line ends: a file that ends its last line has one more.
    private static func isTooLong(_ count: Int) -> Bool { count > greatestLineCount + 1 }

    /// Imports, then a comment; or an extension whose first member has one.
    private static func tellsWhatItIs(_ text: String) -> Bool {
        let lines = text.split(separator: "\n").map(\.trimmed)
        var rest = lines.drop { $0.isEmpty || !Arrows.imports(in: $0).isEmpty }
        if rest.first?.holds(#"^(\w+ )*extension "#) == true { rest = rest.dropFirst() }
        return rest.first?.hasPrefix("//") == true
    }
}
