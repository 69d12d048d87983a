import Vitals

/// One drop folder as the configuration names it.
public struct DropFolderPlan: Sendable, Hashable {
    public var source: SourceIndex
    /// The folder itself, not a link to it.
    public var path: String
    /// Larger files are refused unread. Bytes, 1 … `PortLimits.documentByteCount`.
    public var sizeLimit: Int64
    /// Files whose names end so do not wait behind others.
    public var urgentSuffix: String?

    public init(source: SourceIndex, path: String, sizeLimit: Int64 = 256 << 20, urgentSuffix: String? = nil) {
        self.source = source
        self.path = path
        self.sizeLimit = sizeLimit
        self.urgentSuffix = urgentSuffix
    }
}
