import Vitals

/// What is known of a document beside its bytes. Recorded with it, so that a replay reads the same rows; the name itself is
/// not kept, since people write names of children into names of files.
public struct DocumentContext: Sendable, Hashable {
    /// The local date and time that stand in the file's name, as makers' apps write them there.
    public var nameStamp: CivilDateTime?

    public init(nameStamp: CivilDateTime? = nil) { self.nameStamp = nameStamp }
}
