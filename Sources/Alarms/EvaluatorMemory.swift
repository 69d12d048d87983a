import Vitals

/// What the evaluator holds for each child and each source, in bytes: it allocates nothing but these, once each.
package enum EvaluatorMemory {
    package static let childBytes =
        MemoryLayout<ChildState>.stride + MemoryLayout<Corridor>.stride + MemoryLayout<MonotonicInstant>.stride
    package static let sourceBytes = MemoryLayout<SourceState>.stride + MemoryLayout<MonotonicInstant>.stride
}
