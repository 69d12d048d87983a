import Testing

/// What may not stand in the code does not, except where it has leave.
@Suite struct BannedWordTests {
    private static let ownFile = "Tests/TidyTests/BannedWord"

    @Test(arguments: BannedWord.all) func noBannedWordStandsInTheTree(word: BannedWord) {
        var searchedCount = 0
        for path in SourceTree.files
        where word.folders.contains(where: { path.hasPrefix($0) }) && !path.hasPrefix(Self.ownFile) {
            searchedCount += 1
            guard !word.hasLeave(path), SourceTree.text(path)?.holds(word.pattern) == true else { continue }
            for (index, line) in SourceTree.lines(path).enumerated() where word.stands(in: line) {
                Issue.record("\(path):\(index + 1): \(line.trimmed) — \(word.reason)")
            }
        }
        #expect(searchedCount > 0, "the search looked at nothing")
    }

    /// Leave that nobody uses any more is withdrawn.
    @Test(arguments: BannedWord.all) func allLeaveIsUsed(word: BannedWord) {
        for place in word.leave.keys {
            let uses = SourceTree.files.filter { $0.hasPrefix(place) }
                .contains { SourceTree.lines($0).contains { word.stands(in: $0) } }
            #expect(uses, "\(place) no longer needs leave for \(word.pattern)")
        }
    }

    @Test(arguments: [
        "let chart = try! read()", "let port = device as! Port", "fatalError(\"no\")",
        ".unsafeFlags([\"-Ounchecked\"])",
        "final class Box: @unchecked Sendable {", "nonisolated(unsafe) var count = 0",
        "bytes.withUnsafeBytes { read($0) }",
        "let p: UnsafeMutableRawPointer", "print(reading)", "// TODO: later", "let path = \"/tmp/spotward\"",
        "// see /root/notes",
    ])
    func eachOfTheseIsBanned(line: String) {
        #expect(BannedWord.all.contains { $0.stands(in: line) })
    }

    @Test(arguments: [
        "let value = try read()", "let port = device as? Port", "precondition(count > 0, \"a ring has slots\")",
        "// nobody calls print( here", "let escape = \"\\\\uXXXX\"", "\"${TMPDIR:-/tmp}\"", "state/work/file",
        "let blueprint = plan(1)", "// an unsafe thought",
    ])
    func noneOfTheseIsBanned(line: String) {
        #expect(!BannedWord.all.contains { $0.stands(in: line) })
    }
}

extension StringProtocol {
    /// Without the spaces around it.
    var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
