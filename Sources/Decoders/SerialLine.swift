/// How a device wants its serial line set.
public struct SerialLine: Sendable, BitwiseCopyable, Hashable {
    public enum Parity: UInt8, Sendable, BitwiseCopyable { case none, odd, even }
    public enum FlowControl: UInt8, Sendable, BitwiseCopyable { case none, xonXoff, rtsCts }

    /// Bits a second.
    public var baud: Int
    /// 5…8
    public var dataBits = 8
    public var parity = Parity.none
    /// 1 or 2
    public var stopBits = 1
    public var flowControl = FlowControl.none

    public init(
        baud: Int, dataBits: Int = 8, parity: Parity = .none, stopBits: Int = 1, flowControl: FlowControl = .none
    ) {
        self.baud = baud
        self.dataBits = dataBits
        self.parity = parity
        self.stopBits = stopBits
        self.flowControl = flowControl
    }
}
