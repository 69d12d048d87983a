import Vitals

/// One device's bytes to frames to readings. Pure: no clock, no I/O, no allocation.
///
/// `scan` looks at the front of the bytes; the caller drops noise and hands each frame to `decode` before it scans on.
/// `FrameStream` is that caller. A state of a few bytes (a Nonin packet half seen, a stored download under way) is kept
/// between frames.
///
/// The formats of many short frames are taken here, inlined into the stream; the others by a call each, and their state
/// lies apart, so that they cost the first nothing: what stands in `machine` is copied for every frame.
public struct DeviceDecoder: Sendable, BitwiseCopyable {
    private enum Machine: BitwiseCopyable {
        case contecFiveByte(ContecFiveByte)
        case berryBCI
        case contecV7
        case noninDF2(NoninPacket)
        case noninDF7(NoninPacket)
        case other
    }

    private var machine: Machine
    /// Of a download by `contecFiveByte` or `contecV7`.
    private var download = ContecDownload()
    var other: OtherDecoder

    public init(_ deviceProtocol: DeviceProtocol) {
        machine =
            switch deviceProtocol {
            case .contec5byte: .contecFiveByte(ContecFiveByte())
            case .berryBCI: .berryBCI
            case .contecV7: .contecV7
            case .noninDF2: .noninDF2(NoninPacket())
            case .noninDF7: .noninDF7(NoninPacket())
            default: .other
            }
        other = OtherDecoder(deviceProtocol)
    }

    /// What stands at the front of `bytes`. Never `.incomplete` when the protocol's `longestFrameByteCount` are given.
    public mutating func scan(_ bytes: Span<UInt8>) -> FrameScan { scan(bytes, lookedAtCount: 0) }

    /// - Parameter lookedAtCount: so many bytes at the front were `.incomplete` when they were scanned last.
    @inline(__always)
    mutating func scan(_ bytes: Span<UInt8>, lookedAtCount: Int) -> FrameScan {
        guard !bytes.isEmpty else { return .incomplete }
        switch machine {
        case .contecFiveByte(var contec):
            let scan = contec.scan(bytes)
            machine = .contecFiveByte(contec)
            return scan
        case .berryBCI:
            return ContecFiveByte.scanLive(bytes)
        case .contecV7:
            return ContecV7.scan(bytes)
        case .noninDF2(var packet):
            let scan = NoninDF2.scan(bytes)
            packet.note(scan)
            machine = .noninDF2(packet)
            return scan
        case .noninDF7(var packet):
            let scan = NoninDF7.scan(bytes)
            packet.note(scan)
            machine = .noninDF7(packet)
            return scan
        case .other:
            return other.scan(bytes, lookedAtCount: lookedAtCount)
        }
    }

    /// What a frame says that `scan` has just found.
    @inline(__always)
    public mutating func decode(_ frame: Span<UInt8>) -> FrameContent {
        switch machine {
        case .contecFiveByte(var contec):
            let content = contec.decode(frame, &download)
            machine = .contecFiveByte(contec)
            return content
        case .berryBCI:
            return ContecFiveByte.live(frame, .berry)
        case .contecV7:
            return ContecV7.isLive(frame) ? ContecV7.live(frame) : ContecV7.stored(frame, &download)
        case .noninDF2(var packet):
            let content = packet.take(NoninDF2.frame(frame))
            machine = .noninDF2(packet)
            return content
        case .noninDF7(var packet):
            let content = packet.take(NoninDF7.frame(frame))
            machine = .noninDF7(packet)
            return content
        case .other:
            return other.decode(frame)
        }
    }

    /// Whether no download is under way, where a format has any that look like live frames.
    var isLive: Bool {
        if case .contecFiveByte(let contec) = machine { contec.isLive } else { true }
    }

    /// The Nonin packet now being gathered.
    var packet: NoninPacket? {
        get {
            switch machine {
            case .noninDF2(let packet), .noninDF7(let packet): packet
            case .contecFiveByte, .berryBCI, .contecV7, .other: nil
            }
        }
        set {
            guard let newValue else { return }
            switch machine {
            case .noninDF2: machine = .noninDF2(newValue)
            case .noninDF7: machine = .noninDF7(newValue)
            case .contecFiveByte, .berryBCI, .contecV7, .other: break
            }
        }
    }

    /// Frames of the packet now being gathered; 0 for protocols without packets and between packets.
    var openPacketFrameCount: Int {
        switch machine {
        case .contecFiveByte, .berryBCI, .contecV7, .other: 0
        case .noninDF2(let packet), .noninDF7(let packet): packet.frameCount
        }
    }

    /// Bytes of the packet now being gathered, were the input to end here; 0 once noise has broken it.
    var openPacketByteCount: Int {
        switch machine {
        case .contecFiveByte, .berryBCI, .contecV7, .other: 0
        case .noninDF2(let packet), .noninDF7(let packet):
            packet.isBroken ? 0 : packet.frameCount * NoninPacket.frameByteCount
        }
    }
}
