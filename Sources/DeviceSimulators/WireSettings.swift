/// How one end of a simulated wire is set.
public struct WireSettings: Sendable, BitwiseCopyable, Hashable {
    public enum Parity: UInt8, Sendable, BitwiseCopyable { case none, odd, even }

    /// Bits a second.
    public var baud: Int
    public var dataBits = 8
    public var parity: Parity
    public var stopBits = 1

    public init(baud: Int, parity: Parity = .none) {
        self.baud = baud
        self.parity = parity
    }
}
