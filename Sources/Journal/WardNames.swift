import Vitals

/// The names behind this run's indices, in the configured order.
///
/// An index is a place in a list that a person edits; it means nothing after a restart. So the journal keeps names, and
/// every method that takes or gives an index is told which names stand behind them now.
public struct WardNames: Sendable, Hashable {
    /// Admission pseudonyms by `ChildIndex`.
    public var admissions: [String]
    /// Configured source names by `SourceIndex`.
    public var sources: [String]

    public init(admissions: [String], sources: [String]) {
        self.admissions = admissions
        self.sources = sources
    }

    func admission(_ child: ChildIndex) -> String {
        precondition(child.rawValue < admissions.count, "a record names a child of the ward its run was begun with")
        return admissions[Int(child.rawValue)]
    }

    func source(_ source: SourceIndex) -> String {
        precondition(source.rawValue < sources.count, "a record names a source of the ward its run was begun with")
        return sources[Int(source.rawValue)]
    }

    func child(named admission: String) -> ChildIndex? {
        admissions.firstIndex(of: admission).map { ChildIndex(UInt32($0)) }
    }

    func source(named name: String) -> SourceIndex? {
        sources.firstIndex(of: name).map { SourceIndex(UInt16($0)) }
    }
}
