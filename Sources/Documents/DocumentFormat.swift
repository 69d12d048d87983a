/// The formats of dropped files of readings. The raw values are also the names that `--protocol` takes.
///
/// `csv` and `ndjson` hold the project's own schema (`docs/dropped-files.md`). Makers' exports have formats of their own,
/// since an alias for a column is a guess about its unit.
public enum DocumentFormat: String, CaseIterable, Sendable {
    /// Comma-separated values after RFC 4180, with a header of the project's own schema.
    case csv
    /// One JSON object of the project's own schema a line.
    case ndjson
    /// ViHealth: O2Ring, FS20F and other Viatom and Wellue rings.
    case csvViatomApp = "csv-viatom-app"
    /// O2 Insight Pro, Viatom's program for a computer.
    case csvO2Insight = "csv-o2insight"
    /// EMAY's app.
    case csvEMAY = "csv-emay"
    /// Contec's Smart Device Assistant, and pulseoxdl.
    case csvContec = "csv-contec"
    /// The numerics of the BIDMC data set: seconds since the start.
    case csvBIDMC = "csv-bidmc"
    /// Recordings that Contec's programs save as `.SpO2`.
    case contecSpO2File = "contec-spo2-file"
    /// Recordings of Viatom's rings before the O2Ring S.
    case viatomFileV3 = "viatom-file-v3"
    /// Recordings of the O2Ring S.
    case viatomOxyIIFile = "viatom-oxyii-file"
    /// Oximetry and respiratory rate in EDF and EDF+, as ResMed's machines write them.
    case edf = "edf-resmed-sa2"
    /// A WFDB header and its samples of format 16 in one file.
    case wfdbNumerics = "wfdb-numerics"
    /// HL7 v2 results, ORU^R01, IHE PCD-01 included.
    case hl7v2 = "hl7v2-oru"
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
        case .csvViatomApp: CSVDialect.viatomApp.claims(head)
        case .csvO2Insight: CSVDialect.o2Insight.claims(head)
        case .csvEMAY: CSVDialect.emay.claims(head)
        case .csvContec: CSVDialect.contec.claims(head)
        case .csvBIDMC: CSVDialect.bidmc.claims(head)
        case .contecSpO2File: ContecSpO2File.claims(head.bytes.span)
        case .viatomFileV3: ViatomFileV3.claims(head.bytes.span)
        case .viatomOxyIIFile: ViatomOxyIIFile.claims(head.bytes.span)
        case .edf: EDFReader.claims(head.bytes.span)
        case .wfdbNumerics: WFDBReader.claims(head.bytes.span)
        case .hl7v2: HL7Reader.claims(head.bytes.span)
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
        case .csvViatomApp, .csvO2Insight, .csvEMAY, .csvContec, .csvBIDMC: []
        case .contecSpO2File: ["spo2"]
        case .viatomFileV3: ["vld"]
        case .viatomOxyIIFile: []
        case .edf: ["edf"]
        case .wfdbNumerics: ["wfdb", "hea"]
        case .hl7v2: ["hl7"]
        case .fhirR4, .fhirR4XML, .openMHealth, .appleHealth: []
        }
    }

    func makeReader(_ context: DocumentContext) -> any RowReader {
        switch self {
        case .csv, .ndjson: SchemaReader(format: self)
        case .csvViatomApp: MakerCSVReader(self, .viatomApp, context)
        case .csvO2Insight: MakerCSVReader(self, .o2Insight, context)
        case .csvEMAY: MakerCSVReader(self, .emay, context)
        case .csvContec: MakerCSVReader(self, .contec, context)
        case .csvBIDMC: MakerCSVReader(self, .bidmc, context)
        case .contecSpO2File: HeldFileReader<ContecSpO2File>(context)
        case .viatomFileV3: HeldFileReader<ViatomFileV3>(context)
        case .viatomOxyIIFile: HeldFileReader<ViatomOxyIIFile>(context)
        case .edf: EDFReader()
        case .wfdbNumerics: WFDBReader(context)
        case .hl7v2: HL7Reader()
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
