import Testing

@testable import Documents

/// A document in JSON with `value` as a member that is not read.
private func jsonDefect(_ value: String) -> DocumentDefect? {
    treeRows(Array("{\"resourceType\":\"Observation\",\"x\":\(value)}".utf8), .fhirR4).defect
}

private func isMalformed(_ defect: DocumentDefect?) -> Bool {
    switch defect {
    case .tree(.malformedJSON), .tree(.malformedXML): true
    default: false
    }
}

/// A document in XML with `content` in its root, and `prolog` before.
private func xmlDefect(_ content: String, prolog: String = "") -> DocumentDefect? {
    treeRows(Array("\(prolog)<HealthData>\(content)</HealthData>".utf8), .appleHealth).defect
}

@Suite struct TreeGrammarTests {
    @Test(arguments: [
        "0", "-0", "1.5e-3", "1e400", "true", "false", "null", "\"\"", "\"\\u00e9\\ud83d\\ude00\\n\"", "[]", "{}",
        " [ 1 , 2 ] ",
        "{\"a\":{\"b\":[{}]}}", "[[],[[]]]", "\"é\"", "{\"\":1}", "{\"a\":1,\"a\":2}", "\"\\\"\"", "\"\\\\\"",
    ])
    func soundJSONIsPassedOver(value: String) { #expect(jsonDefect(value) == nil) }

    @Test(arguments: [
        "", "01", "+1", ".5", "5.", "1e", "-", "0x1", "nul", "nulll", "True", "NaN", "'a'", "\"", "\"\\q\"",
        "\"\\u12\"",
        "\"\\ud800\"", "\"a\tb\"", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:2}",
        "[1}", "{]", "]", "}",
        "1,", "1 2", "\"a\"\"b\"", ":", "/* x */ 1", "1e1.5",
    ])
    func brokenJSONIsFound(value: String) { #expect(isMalformed(jsonDefect(value)), "\(value)") }

    @Test(arguments: ["}", "]", ",{}", "x", "1", "\"x\"", "{", "{}}"]) func nothingElseMayStandBehindATextOfJSON(
        rest: String
    ) {
        #expect(treeRows(Array((observation() + rest).utf8), .fhirR4).defect != nil)
    }

    @Test(arguments: [
        "<a/>", "<a></a>", "<a ></a >", "<a b='1' c=\"'\"/>", "<a b = \"1\"\n/>", "text > ] & more", "<!-- - -- ->-->",
        "<?x > ?>",
        "<![CDATA[</a> ]] >]]>", "<a.b-c_d:e/>", "<é/>", "<a>1<b/>2</a>", "<a b='&lt;&#x1F600;'/>", "<!----->",
    ])
    func soundXMLIsPassedOver(content: String) { #expect(xmlDefect(content) == nil, "\(content)") }

    @Test(arguments: [
        "<", "<>", "< a/>", "<a>", "</a>", "<a></b>", "<a><b></a></b>", "<1/>", "<-a/>", "<a b='<'/>", "<a", "<a b='",
        "<!x>", "<!-x-->",
        "<![CDATE[]]>", "<!DOCTYPE x>", "</HealthData><HealthData>", "</HealthData>x<a>", "<a$/>", "<a></a/>",
        "<a></a b='1'>", "<!--",
        "<?", "<![CDATA[", "</>", "<a/b/>",
    ])
    func brokenXMLIsFound(content: String) { #expect(isMalformed(xmlDefect(content)), "\(content)") }

    @Test(arguments: [
        "value", "value=", "value=1", "value='1", "='1'", "value='1'unit='2'", "value='1' value='2'", "value '1'",
    ])
    func brokenAttributesOfAnElementThatIsReadAreFound(attributes: String) {
        let text = "<Observation xmlns=\"http://hl7.org/fhir\"><status \(attributes)/></Observation>"
        #expect(isMalformed(treeRows(Array(text.utf8), .fhirR4XML).defect))
    }

    @Test(arguments: [
        "&lol;", "&", "&;", "&#;", "&#x;", "&#xD800;", "&#0;", "&#x110000;", "&#99999999999999;", "&LT;", "&amp",
        "&#xg;",
    ])
    func noOtherEntityIsKnown(reference: String) {
        let text = "<Observation xmlns=\"http://hl7.org/fhir\"><status value=\"a\(reference)\"/></Observation>"
        #expect(treeRows(Array(text.utf8), .fhirR4XML).defect == .tree(.foreignEntity(offset: 41)))
    }

    @Test func theFiveEntitiesAndCharactersByNumberAreKnown() throws {
        let raw = Array("&lt;&gt;&amp;&apos;&quot;&#65;&#x1F989;".utf8)
        let text = try #require(try UnescapedText(attribute: raw.span, at: 0))
        #expect(String(decoding: (0..<text.byteCount).map { text.bytes[$0] }, as: UTF8.self) == "<>&'\"A🦉")
    }

    @Test func aDoctypeIsPassedOverAndNeverExpanded() {
        let laughs =
            "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [\n <!ENTITY lol \"lol\">\n"
            + (1...9).map { "<!ENTITY lol\($0) \"\(String(repeating: "&lol\($0 - 1);", count: 10))\">\n" }.joined()
            + "]>"
        #expect(xmlDefect("<a b='&lol9;'>&lol9;</a>", prolog: laughs) == nil)
        let read = laughs + "<Observation xmlns=\"http://hl7.org/fhir\"><status value=\"&lol9;\"/></Observation>"
        #expect(treeRows(Array(read.utf8), .fhirR4XML).rows.isEmpty)
        #expect(
            treeRows(Array(read.utf8), .fhirR4XML).defect
                == .tree(.foreignEntity(offset: UInt64(laughs.utf8.count + 41))))
        for prolog in [
            "<!DOCTYPE a>", "<!DOCTYPE a SYSTEM \"file:///etc/passwd>\">",
            "<!DOCTYPE a [<?x ]> ?><!-- ' ]> --> %e; ] >",
            "<!DOCTYPE a [<!ENTITY e SYSTEM 'http://x/]>'>]>",
        ] { #expect(xmlDefect("", prolog: prolog) == nil, "\(prolog)") }
        #expect(isMalformed(xmlDefect("", prolog: "<!DOCTYPE a><!DOCTYPE a>")))
        #expect(isMalformed(xmlDefect("", prolog: "<!DOCTYPE a [")))
    }
}
