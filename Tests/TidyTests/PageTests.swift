import Foundation
import Testing

/// What the pages point at is there.
@Suite struct PageTests {
    @Test func everyLinkToAFileOfOursLeadsSomewhere() {
        #expect(Page.all.count > 5)
        for page in Page.all {
            let broken = page.localLinks.filter { !Self.leadsSomewhere($0, from: page) }
            #expect(broken == [], "\(page.path)")
        }
    }

    @Test func everyFileNamedInCodeTypeExists() {
        #expect(Page.all.contains { !$0.namedFiles.isEmpty })
        for page in Page.all {
            let absent = page.namedFiles.filter { !SourceTree.exists($0) }
            #expect(absent == [], "\(page.path)")
        }
    }

    /// A hazard whose guard has been renamed or deleted is a hazard without a guard.
    @Test func theTestsNamedInTheSafetyCaseExist() throws {
        let page = try #require(Page.all.first { $0.path == "docs/clinical-safety.md" }, "the hazard log is gone")
        let tests = SourceTree.swiftFiles(in: "Tests").compactMap { SourceTree.text($0) }
        let functions = Set(tests.flatMap { $0.occurrences(of: #"func \w+"#) }.map { String($0.dropFirst(5)) })
        let suites = Set(tests.flatMap { $0.occurrences(of: #"struct \w+Tests"#) }.map { String($0.dropFirst(7)) })
        let words = Set(
            SourceTree.swiftFiles(in: "Sources").compactMap { SourceTree.text($0) }
                .flatMap { $0.split { !$0.isLetter && !$0.isNumber } }.map(String.init))
        #expect(!page.longNames.filter(functions.contains).isEmpty, "the hazard log names no test")
        let unknown = page.longNames.filter { !functions.contains($0) && !words.contains($0) }
        #expect(unknown == [], "these tests are gone or renamed")
        for span in page.codeSpans {
            guard let suite = span.occurrences(of: #"^[A-Z]\w*Tests\b"#).first else { continue }
            let isThere = suites.contains(suite) || SourceTree.exists("Tests/\(suite)")
            #expect(isThere, "\(suite)")
        }
    }

    @Test func aPageIsReadWithItsLinksAnchorsAndNames() {
        let page = Page(
            "docs/one.md",
            """
            # A heading: what, why
            See [two](two.md#half), [web](https://example.org), `[code](not-a-link.md)` and [here](#a-heading-what-why).
            Guarded by `aShortDipStaysQuiet` and `DipTests.aLongDipRaisesOnce()`; `spO2`, `isStale`, `stepOne` are short.
            `Tests/DipTests/*`, `docs/decisions/NNNN-title.md`, `devices/<maker>`, `deploy/demo.sh`
            ```
            # not a heading [nor](a-link.md)
            Run deploy/test.sh.
            ```
            """)
        #expect(page.localLinks == ["two.md#half", "#a-heading-what-why"])
        #expect(page.anchors == ["a-heading-what-why"])
        #expect(page.longNames == ["aShortDipStaysQuiet", "aLongDipRaisesOnce"])
        #expect(page.namedFiles == ["deploy/demo.sh", "deploy/test.sh"])
        #expect(Self.leadsSomewhere("#a-heading-what-why", from: page))
        #expect(!Self.leadsSomewhere("#another", from: page))
        #expect(!Self.leadsSomewhere("nowhere.md", from: page))
    }

    private static func leadsSomewhere(_ link: String, from page: Page) -> Bool {
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let anchor = parts.count > 1 ? parts[1] : nil
        guard !parts[0].isEmpty else { return anchor.map(page.anchors.contains) ?? false }
        let folder = (page.path as NSString).deletingLastPathComponent
        let path = URL(filePath: "/" + folder).appending(path: parts[0]).standardized.path.dropFirst()
        guard SourceTree.exists(String(path)) else { return false }
        guard let anchor, path.hasSuffix(".md") else { return true }
        return Page.all.first { $0.path == path }?.anchors.contains(anchor) ?? false
    }
}
