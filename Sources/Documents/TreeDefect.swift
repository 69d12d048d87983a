/// Why a document of JSON or XML was refused whole. Offsets are bytes from the start of the document.
public enum TreeDefect: Sendable, Equatable {
    /// Bytes that are not UTF-8.
    case notUTF8(offset: UInt64)
    /// No JSON from there on, or the end before it is whole.
    case malformedJSON(offset: UInt64)
    /// No XML from there on, or the end before it is whole.
    case malformedXML(offset: UInt64)
    /// More than `Limits.treeDepth` brackets or elements in one another.
    case nestedTooDeep(offset: UInt64)
    /// A reference to a declared entity where a value is read. Declarations are never read.
    case foreignEntity(offset: UInt64)
    /// It is well formed and holds something else than its format does.
    case otherContent(DocumentFormat)
    /// Records about more than one person.
    case severalSubjects(offset: UInt64)
    /// A FHIR Bundle within a Bundle.
    case bundleInBundle(offset: UInt64)
    /// A FHIR Bundle of type history: what was corrected later stands beside its correction.
    case bundleOfVersions
}

extension TreeDefect: CustomStringConvertible {
    /// One sentence: what failed, where, what now. It holds nothing of what the document says.
    public var description: String {
        switch self {
        case .notUTF8(let offset):
            "The document is not UTF-8 text at byte \(offset); export it again as UTF-8."
        case .malformedJSON(let offset):
            "The document is no JSON at byte \(offset), or ends too early; send it again once the export has finished."
        case .malformedXML(let offset):
            "The document is no XML at byte \(offset), or ends too early; send it again once the export has finished."
        case .nestedTooDeep(let offset):
            """
            More than \(Limits.treeDepth) levels stand in one another at byte \(offset), which no export has; check which \
            program wrote it.
            """
        case .foreignEntity(let offset):
            """
            The tag at byte \(offset) refers to an entity that XML does not predefine, and none is ever looked up; write \
            the character itself.
            """
        case .otherContent(let format):
            "The document does not hold \(format.content), as \(format.rawValue) does; check which file was exported."
        case .severalSubjects(let offset):
            "The record at byte \(offset) is about another person than those before it; export one child's records alone."
        case .bundleInBundle(let offset):
            "A Bundle stands within a Bundle at byte \(offset), which is not read; export the inner one by itself."
        case .bundleOfVersions:
            """
            The Bundle is of type history, where corrected values stand beside their corrections; export the current \
            resources only.
            """
        }
    }
}

extension DocumentFormat {
    /// What stands at the top of a document of JSON or XML.
    fileprivate var content: String {
        switch self {
        case .fhirR4: "FHIR resources with their resourceType"
        case .fhirR4XML: "an Observation or a Bundle of http://hl7.org/fhir"
        case .openMHealth: "data points as JSON objects"
        case .appleHealth: "HealthData"
        default: "rows"
        }
    }
}
