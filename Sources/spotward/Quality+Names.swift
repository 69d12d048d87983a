import Vitals

extension Quality {
    /// The names of the flags that are set, in the order of their bits.
    var printedNames: [String] { Self.names.filter { contains($0.flag) }.map { "\($0.name)" } }
}
