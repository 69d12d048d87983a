import Alarms
import Vitals

/// One source and whose it is now. A source belongs to at most one child; a child may have several.
public struct SourceRecord: Sendable, Hashable {
    public let name: String
    public let mode: Source.Mode
    /// The child the configuration gives it to.
    let configuredChild: ChildIndex?
    public internal(set) var child: ChildIndex?
    /// The command that made it so; `nil` where it is as configured.
    var command: WardCommand?

    init(_ source: Source) {
        name = source.name
        mode = source.mode
        configuredChild = source.child
        child = source.child
    }
}
