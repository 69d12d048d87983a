import Glibc

/// How bytes travel on one serial line. Both ends must agree; a device's profile names them.
public struct SerialSettings: Sendable, Hashable {
    public var baud: BaudRate
    public var dataBits: DataBits
    public var parity: Parity
    public var stopBits: StopBits
    public var flowControl: FlowControl

    /// Eight data bits, no parity, one stop bit and no flow control unless said otherwise.
    public init(
        baud: BaudRate, dataBits: DataBits = .eight, parity: Parity = .none, stopBits: StopBits = .one,
        flowControl: FlowControl = .none
    ) {
        self.baud = baud
        self.dataBits = dataBits
        self.parity = parity
        self.stopBits = stopBits
        self.flowControl = flowControl
    }

    public enum DataBits: Int, Sendable, CaseIterable { case seven = 7, eight = 8 }
    public enum Parity: String, Sendable, CaseIterable { case none, even, odd, mark, space }
    public enum StopBits: Int, Sendable, CaseIterable { case one = 1, two = 2 }
    public enum FlowControl: String, Sendable, CaseIterable { case none, hardware, software }

    /// One setting of a line, as it is named in messages.
    public enum Item: String, Sendable, CaseIterable {
        case inputMode = "raw input mode"
        case outputMode = "raw output mode"
        case localMode = "raw local mode"
        case minimumRead = "minimum read of one byte"
        case lineDiscipline = "line discipline"
        case baud = "baud rate"
        case dataBits = "data bits"
        case parity
        case stopBits = "stop bits"
        case flowControl = "flow control"
        case receiver
    }
}

/// Bits a second on the wire: the rates Linux has a constant for.
public enum BaudRate: Int, Sendable, CaseIterable {
    case b1200 = 1200
    case b2400 = 2400
    case b4800 = 4800
    case b9600 = 9600
    case b19200 = 19_200
    case b38400 = 38_400
    case b57600 = 57_600
    case b115200 = 115_200
    case b230400 = 230_400
    case b460800 = 460_800
    case b921600 = 921_600

    /// termios counts speeds by code, not by number.
    var code: speed_t {
        let code =
            switch self {
            case .b1200: B1200
            case .b2400: B2400
            case .b4800: B4800
            case .b9600: B9600
            case .b19200: B19200
            case .b38400: B38400
            case .b57600: B57600
            case .b115200: B115200
            case .b230400: B230400
            case .b460800: B460800
            case .b921600: B921600
            }
        return speed_t(code)
    }
}
