import Testing

@testable import Configuration

struct YAMLReaderTests {
    @Test func aPlainFileHasNoDefect() {
        #expect(yamlDefects("a: 1\nb: [x, {c: d}]\n") == [])
    }

    @Test func lineEndsOfWindowsAndAByteOrderMarkChangeNothing() {
        let text = Ward.sound.replacing("\n", with: "\r\n")
        #expect(Ward.read("\u{FEFF}" + text).configuration != nil)
        #expect(Ward.defects(text.replacing("state:", with: "stat:")).contains("3: stat: is not a known key"))
    }

    @Test func anchorsAliasesTagsAndMergeKeysAreRefusedWhereTheyStand() {
        #expect(yamlDefects("a: &x 1\nb: 2\n") == ["1: a: has an anchor"])
        #expect(yamlDefects("a: &x\n  c: 1\nb: *x\n") == ["1: a: has an anchor", "1: b: has an anchor"])
        #expect(yamlDefects("a: !!str 1\nb: !own {c: 1}\n") == ["1: a: has a tag", "2: b: has a tag"])
        #expect(yamlDefects("!!str a: 1\n").first?.hasSuffix("has a tag") == true)
        #expect(yamlDefects("a:\n  <<: {b: 1}\n") == ["2: a.<<: is a merge key"])
        #expect(yamlDefects("a: *nowhere\n") == ["1: : is not sound YAML: found undefined alias"])
    }

    @Test func quotedTextsMayBeginWithTheirSigns() {
        #expect(yamlDefects("a: '&x'\nb: \"!x\"\nc: '*x'\n'<<': 1\n") == [])
    }

    @Test func aRepeatedKeyIsToldWithBothLinesAndTheRestIsStillRead() {
        let text = "a: 1\nb: {c: 1, c: 2}\na: &x 2\nd: &y 1\n\"a\": 3\n"
        #expect(
            yamlDefects(text) == [
                "2: b.c: is given more than once; first on line 2", "3: a: has an anchor", "4: d: has an anchor",
                "5: a: is given more than once; first on line 1", "5: a: is given more than once; first on line 3",
            ])
    }

    @Test(arguments: [
        "? {a: 1}\n: 1\n? {a: 1}\n: 2\n", ": 1\n: 2\n", "'': 1\n'': 2\n", "&a x: 1\n&a x: 2\n", "é: 1\né: 2\n",
        "[a]: 1\n[a]: 2\n",
        "\u{E000}: 1\n\u{E000}: 2\n", "\"\\x41\": 1\nA: 2\n", "-a: 1\n-a: 2\n",
    ])
    func anOddRepeatedKeyIsStillRefused(text: String) {
        #expect(!yamlDefects(text).isEmpty)
    }

    @Test func theSearchForRepeatedKeysEnds() {
        func text(_ count: Int) -> String { (0..<count).map { "k\($0): 1\nk\($0): 2\n" }.joined() }
        let limit = Limits.duplicateKeyCount
        #expect(yamlDefects(text(limit)).count == limit)
        #expect(yamlDefects(text(limit + 1)).count == 1)
    }

    @Test func aSecondDocumentIsRefused() {
        #expect(yamlDefects("---\na: 1\n") == [])
        #expect(yamlDefects("a: 1\n---\nb: 1\n") == ["3: : begins a second document"])
    }

    @Test func aKeyMustBeAWord() {
        #expect(yamlDefects("? [a, b]\n: 1\n") == ["1: : a key must be a word"])
        #expect(yamlDefects("~: 1\n") == ["1: : a key must be a word"])
    }

    @Test func depthIsBounded() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(yamlDefects(nested(Limits.depth)) == [])
        #expect(yamlDefects(nested(Limits.depth + 1)).first?.contains("is nested more than 12 deep") == true)
    }

    @Test(arguments: ["[", "{", "{a: ", "- ", "? ", "[{a: "])
    func bottomlessNestingIsADefectAndNoTrap(opening: String) {
        for count in [500, 1100, 30_000] {
            #expect(!yamlDefects(String(repeating: opening, count: count)).isEmpty)
        }
        #expect(yamlDefects(String(repeating: opening, count: 30_000)) == ["1: : is nested more than 12 deep"])
    }

    @Test func aFileOfAliasesOfAliasesIsRefusedAtOnce() {
        var text = "a0: &a0 [x, x]\n"
        for index in 1...40 {
            text += "? [*a\(index - 1), *a\(index - 1)]\n: &a\(index) [*a\(index - 1), *a\(index - 1)]\n"
        }
        #expect(yamlDefects(text) == ["10: : has more than 16 words that begin with *"])
        #expect(yamlDefects("# *a *b *c *d *e *f *g *h *i *j *k *l *m *n *o *p *q *r\na: b\n") == [])
    }

    @Test func aliasesAtTheLimitAreRefusedOneByOne() {
        let text = "a: &a 1\nb: [\(Array(repeating: "*a", count: Limits.aliasLikeWordCount).joined(separator: ", "))]\n"
        #expect(yamlDefects(text).count == 1 + Limits.aliasLikeWordCount)
    }

    @Test func sizeIsBounded() {
        let comment =
            Array("# ".utf8) + [UInt8](repeating: 0x61, count: Limits.fileByteCount - 9) + Array("\na: 1\n".utf8)
        #expect(comment.count == Limits.fileByteCount - 1)
        #expect(yamlDefects(comment + [0x0A]) == [])
        #expect(yamlDefects(comment + [0x0A, 0x0A]) == ["0: : is larger than 1048576 bytes"])
    }

    @Test func nothingButCommentsIsEmpty() {
        for text in ["", "\n", "   \n# only this\n", "\u{FEFF}", "---\n", "--- ~\n"] {
            let defects = Ward.defects(text)
            #expect(!defects.isEmpty, "\(text)")
        }
        #expect(yamlDefects("") == ["0: : is empty"])
    }

    @Test func bytesThatAreNotTextAreNamedByLine() {
        #expect(yamlDefects([0x61, 0x3A, 0x20, 0x31, 0x0A, 0xFF, 0xFE]) == ["2: : is not UTF-8 text"])
        #expect(yamlDefects("a: 1\nb: \u{0}\n") == ["2: : holds the control character U+0000"])
        #expect(yamlDefects("a: 1\rb: 2\n").first?.hasPrefix("1: : holds the control character") == true)
        #expect(yamlDefects("a: \u{2028}\n").first?.hasPrefix("1: : holds the control character") == true)
        #expect(yamlDefects("a: \u{85}\n").first?.hasPrefix("1: : holds the control character") == true)
    }

    @Test func aTabInTheIndentIsSuggestedAway() {
        let defects = DefectList(file: "f")
        #expect(YAMLReader.read(Array("a:\n\tb: 1\n".utf8), defects) == nil)
        #expect(defects.defects.first?.line == 2)
        #expect(defects.defects.first?.suggestion == "Indent with spaces, not tabs")
    }

    @Test func columnsAreCountedInScalars() {
        let defects = DefectList(file: "f")
        _ = YAMLReader.read(Array("{é: 1, b: &x 2}\n".utf8), defects)
        #expect(defects.defects.first.map { [$0.line, $0.column] } == [1, 11])
    }
}

extension YAMLNode: Equatable {
    /// Only whether there is a node at all, for tests.
    public static func == (a: Self, b: Self) -> Bool { a.line == b.line && a.column == b.column }
}
