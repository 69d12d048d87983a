/// Why a file of HL7 v2 messages was refused whole.
public enum HL7Defect: Error, Sendable, Equatable {
    /// The first segment is no MSH.
    case notAMessage
    /// MSH-1 and MSH-2 name no separators, or one twice.
    case separators
    /// Another message than a result.
    case notAResult(type: String)
    /// A message that says of itself that it is about nobody: for training or for debugging.
    case notForPatients(processing: String)
    /// A message that begins with VT and has no FS at its end.
    case unfinished
}

extension HL7Defect: CustomStringConvertible {
    /// One sentence: what failed, why, what now.
    public var description: String {
        switch self {
        case .notAMessage:
            "The file does not begin with an MSH segment, so it is no HL7 v2 message; export the results again."
        case .separators:
            "The MSH segment names no separators or one of them twice, so no field can be told from the next; send it as '|^~\\&'."
        case .notAResult(let type):
            "The file holds a message '\(type)', and only ORU^R01 is read; send the observations as results."
        case .notForPatients(let processing):
            "The file holds a message for training or debugging (MSH-11 is '\(processing)'), so its values are no child's and none of them is used; results of a child have 'P' there."
        case .unfinished:
            "The last message breaks off before its end mark; copy the file again once the export has finished."
        }
    }
}
