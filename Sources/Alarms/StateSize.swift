/// How much room the evaluator's state takes, for those who measure it.
public struct StateSize: Sendable {
    /// Bytes of each child, and of each source, from its admission on, whatever becomes of it.
    public var child =
        MemoryLayout<ChildState>.stride + MemoryLayout<Corridor>.stride + MemoryLayout<Int64>.stride
        + MemoryLayout<Int32>.stride
    public var source = MemoryLayout<SourceState>.stride + MemoryLayout<Int64>.stride + MemoryLayout<Int32>.stride
    /// Bytes of each condition with an onset that runs or an episode that is remembered, and how many there are.
    public var condition = MemoryLayout<ConditionState>.stride
    public var conditionCount: Int
}

extension StreamEvaluator {
    public var stateSize: StateSize {
        var held = 0
        for index in children.indices { held += children[index].conditions.heldCount }
        return StateSize(conditionCount: held)
    }
}
