/// What was seen lately, a bounded number of it.
struct RecentIDs<ID: Hashable & Sendable>: Sendable {
    private let limit: Int
    private var order: [ID] = []
    private var known: Set<ID> = []

    init(limit: Int) { self.limit = limit }

    func contains(_ id: ID) -> Bool { known.contains(id) }

    /// `false` when it is known.
    @discardableResult
    mutating func insert(_ id: ID) -> Bool {
        guard known.insert(id).inserted else { return false }
        order.append(id)
        if order.count > limit { known.remove(order.removeFirst()) }
        return true
    }
}
