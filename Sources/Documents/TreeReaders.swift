// One reader without a type parameter for each format of trees. A generic one behind `any RowReader` is called through its
// type's tables at every token instead of through code made for it.

/// `fhir-r4`
struct FHIRReader: RowReader {
    private var text = TextReader(JSONTokens(JSONTree(FHIRModel(inXML: false), format: .fhirR4)))

    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        try text.feed(bytes, row: row)
    }

    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect) { try text.finish(row: row) }
}

/// `fhir-r4-xml`
struct FHIRXMLReader: RowReader {
    private var text = TextReader(XMLTokens(FHIRXML()))

    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        try text.feed(bytes, row: row)
    }

    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect) { try text.finish(row: row) }
}

/// `omh`
struct OpenMHealthReader: RowReader {
    private var text = TextReader(JSONTokens(JSONTree(OpenMHealthModel(), format: .openMHealth)))

    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        try text.feed(bytes, row: row)
    }

    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect) { try text.finish(row: row) }
}

/// `apple-health`
struct AppleHealthReader: RowReader {
    private var text = TextReader(XMLTokens(AppleHealthXML()))

    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        try text.feed(bytes, row: row)
    }

    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect) { try text.finish(row: row) }
}
