/// The formats of dropped files of readings. The raw values are also the names that `--protocol` takes.
///
/// `csv` and `ndjson` hold the project's own schema (`docs/dropped-files.md`). Makers' exports have formats of their own,
/// since an alias for a column is a guess about its unit.
public enum DocumentFormat: String, CaseIterable, Sendable {
    /// Comma-separated values after RFC 4180, with a header of the project's own schema.
    case csv
    /// One JSON object of the project's own schema a line.
    case ndjson
    /// HL7 FHIR R4 in JSON: an Observation, a Bundle, or one resource a line.
    case fhirR4 = "fhir-r4"
    /// The same in XML.
    case fhirR4XML = "fhir-r4-xml"
    /// Open mHealth data points in JSON.
    case openMHealth = "omh"
    /// Apple Health's `export.xml`.
    case appleHealth = "apple-health"

    /// Whether a file that begins with `head` is of this format: one line a format, and no two say yes to the same file.
    func claims(_ head: DocumentHead) -> Bool {
        switch self {
        case .csv: head.firstLineHolds("measured_at") && !head.textBegins("{")
        case .ndjson: head.firstLineHolds("\"measured_at\"") && head.textBegins("{")
        case .fhirR4: FHIRModel.claims(head)
        case .fhirR4XML: FHIRXML.claims(head)
        case .openMHealth: OpenMHealthModel.claims(head)
        case .appleHealth: AppleHealthXML.claims(head)
        }
    }

    /// What names end in that are taken for this format when no format claims the content. The reader then says what it
    /// misses.
    var extensions: [String] {
        switch self {
        case .csv: ["csv"]
        case .ndjson: ["ndjson"]
        case .fhirR4, .fhirR4XML, .openMHealth, .appleHealth: []
        }
    }

    func makeReader(_ context: DocumentContext) -> any RowReader {
        switch self {
        case .csv, .ndjson: SchemaReader(format: self)
        case .fhirR4: FHIRReader()
        case .fhirR4XML: FHIRXMLReader()
        case .openMHealth: OpenMHealthReader()
        case .appleHealth: AppleHealthReader()
        }
    }
}

extension DocumentFormat {
    /// The format of a file: by what its first bytes say, and only when they tell nothing by its name's extension.
    ///
    /// - Parameter head: the first `Limits.recognitionBytes` bytes, or the whole file when it is shorter.
    /// - Throws: `archive` whatever the name says, and `unrecognised` when neither tells.
    public static func recognise(fileName: String, head: Span<UInt8>) throws(DocumentDefect) -> DocumentFormat {
        if let kind = ArchiveSignature.archive(head) { throw .archive(kind: kind) }
        let looked = DocumentHead(head)
        if let format = allCases.first(where: { $0.claims(looked) }) { return format }
        if let point = fileName.lastIndex(of: "."), point != fileName.startIndex {
            let ending = fileName[fileName.index(after: point)...].lowercased()
            if let format = allCases.first(where: { $0.extensions.contains(ending) }) { return format }
        }
        throw .unrecognised
    }
}
