/// Cuts a stream that arrives in pieces of any size into frames and skipped bytes, each with its place in the stream.
///
/// Pull it dry for every piece:
///
///     var position = 0
///     while let event = frames.next(in: bytes, at: &position) { … }
///
/// Only the beginning of a cut frame is kept between pieces, so the state is a few hundred bytes and nothing is
/// allocated. Formats of short frames touch only the first few of them.
public struct FrameStream: Sendable, BitwiseCopyable {
    public struct Event: Sendable, BitwiseCopyable {
        public enum Kind: Sendable, BitwiseCopyable {
            /// These bytes belong to no frame. A longer run may come as several events.
            case skipped
            case frame(FrameContent)
        }

        /// What skipped bytes are.
        public enum Skip: UInt8, Sendable, BitwiseCopyable {
            case noise
            /// What the link fills its reports with: no sign of a lost frame, so the lock is not told.
            case padding
            /// The beginning of a whole frame whose check does not hold.
            case failedCheck
        }

        public var kind: Kind
        /// `noise` for a frame.
        public var skip = Skip.noise
        /// A frame that was taken although its check does not hold, since the device is known to send wrong ones.
        public var checkDiffers = false
        /// Where in the stream the bytes begin; for a packet of frames, where its first frame began.
        public var offset: UInt64
        /// Bytes this event uses up: those of the last frame only, where a packet is told of.
        public var byteCount: Int
    }

    private var decoder: DeviceDecoder
    /// How many bytes are gathered at most before a scan must say what they are.
    private let gatheredByteCount: Int
    /// Bytes kept because a frame may begin with them.
    public private(set) var pendingCount = 0
    /// Bytes used up so far.
    public private(set) var offset: UInt64 = 0
    private var packetOffset: UInt64 = 0
    private var pending = InlineArray<288, UInt8>(repeating: 0)

    public init(_ deviceProtocol: DeviceProtocol) {
        decoder = DeviceDecoder(deviceProtocol)
        gatheredByteCount = max(Limits.shortPendingByteCount, deviceProtocol.longestFrameByteCount)
    }

    /// The next event in `bytes` from `position` on; `nil` when all of them are used up or kept.
    @inline(__always)
    public mutating func next(in bytes: Span<UInt8>, at position: inout Int) -> Event? {
        guard pendingCount > 0 else {
            let rest = bytes.extracting(position..<bytes.count)
            guard let event = event(atFrontOf: rest) else {
                keep(rest)
                position = bytes.count
                return nil
            }
            position += event.byteCount
            return event
        }

        // Complete the cut frame with the new bytes, which stay in `bytes` until they are used up.
        let keptCount = pendingCount
        let topUpCount = min(gatheredByteCount - keptCount, bytes.count - position)
        for index in 0..<topUpCount { pending[keptCount + index] = bytes[position + index] }
        guard let event = pendingEvent(byteCount: keptCount + topUpCount) else {
            pendingCount = keptCount + topUpCount
            position += topUpCount
            return nil
        }
        if event.byteCount >= keptCount {
            position += event.byteCount - keptCount
            pendingCount = 0
        } else {
            pendingCount = keptCount - event.byteCount
            for index in 0..<pendingCount { pending[index] = pending[index + event.byteCount] }
        }
        return event
    }

    /// Where and how long the frame or packet is that the stream ended in; `nil` at a clean end.
    public var partial: (offset: UInt64, byteCount: UInt64)? {
        let packetByteCount = UInt64(decoder.openPacketByteCount)
        let byteCount = packetByteCount + UInt64(pendingCount)
        return byteCount > 0 ? (offset - packetByteCount, byteCount) : nil
    }

    @inline(never)
    private mutating func pendingEvent(byteCount: Int) -> Event? {
        let copy = pending
        return event(atFrontOf: copy.span.extracting(0..<byteCount))
    }

    @inline(__always)
    private mutating func event(atFrontOf bytes: Span<UInt8>) -> Event? {
        let start = offset
        switch decoder.scan(bytes) {
        case .incomplete:
            return nil
        case .noise(let byteCount):
            offset += UInt64(byteCount)
            return Event(kind: .skipped, offset: start, byteCount: byteCount)
        case .padding(let byteCount):
            offset += UInt64(byteCount)
            return Event(kind: .skipped, skip: .padding, offset: start, byteCount: byteCount)
        case .failedCheck(let byteCount):
            offset += UInt64(byteCount)
            return Event(kind: .skipped, skip: .failedCheck, offset: start, byteCount: byteCount)
        case .frame(let byteCount):
            return frame(bytes.extracting(0..<byteCount))
        case .uncheckedFrame(let byteCount):
            var event = frame(bytes.extracting(0..<byteCount))
            event.checkDiffers = true
            return event
        }
    }

    @inline(__always)
    private mutating func frame(_ bytes: Span<UInt8>) -> Event {
        let isInPacket = decoder.openPacketFrameCount > 0
        let content = decoder.decode(bytes)
        let place = isInPacket ? packetOffset : offset
        if decoder.openPacketFrameCount == 1 { packetOffset = offset }
        offset += UInt64(bytes.count)
        return Event(kind: .frame(content), offset: place, byteCount: bytes.count)
    }

    private mutating func keep(_ rest: Span<UInt8>) {
        precondition(rest.count < gatheredByteCount, "a scan of a whole frame's length is never incomplete")
        for index in 0..<rest.count { pending[index] = rest[index] }
        pendingCount = rest.count
    }
}
