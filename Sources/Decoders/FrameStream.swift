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

    var cutter: FrameCutter
    /// How many bytes are gathered at most before a scan must say what they are.
    private let gatheredByteCount: Int
    /// Bytes kept because a frame may begin with them.
    public internal(set) var pendingCount = 0
    /// How many of them were found to be no whole frame yet.
    private var lookedAtCount = 0
    private(set) var pending = InlineArray<288, UInt8>(repeating: 0)

    public init(_ deviceProtocol: DeviceProtocol) {
        cutter = FrameCutter(deviceProtocol)
        gatheredByteCount = max(Limits.shortPendingByteCount, deviceProtocol.longestFrameByteCount)
    }

    /// Bytes used up so far.
    public var offset: UInt64 { cutter.offset }

    /// The next event in `bytes` from `position` on; `nil` when all of them are used up or kept.
    @inline(__always)
    public mutating func next(in bytes: Span<UInt8>, at position: inout Int) -> Event? {
        guard pendingCount > 0 else {
            guard position < bytes.count else { return nil }
            let rest = bytes.extracting(position..<bytes.count)
            guard let event = cutter.event(atFrontOf: rest, lookedAtCount: 0) else {
                keep(rest)
                position = bytes.count
                return nil
            }
            position += event.byteCount
            return event
        }
        return nextPending(in: bytes, at: &position)
    }

    /// Completes the cut frame with the new bytes, which stay in `bytes` until they are used up.
    @inline(never)
    private mutating func nextPending(in bytes: Span<UInt8>, at position: inout Int) -> Event? {
        let keptCount = pendingCount
        let topUpCount = min(gatheredByteCount - keptCount, bytes.count - position)
        topUp(topUpCount, bytes, at: position)
        let gatheredCount = keptCount + topUpCount
        guard
            let event = cutter.event(
                atFrontOf: pending.span.extracting(0..<gatheredCount), lookedAtCount: lookedAtCount)
        else {
            pendingCount = gatheredCount
            lookedAtCount = gatheredCount
            position += topUpCount
            return nil
        }
        if event.byteCount >= keptCount {
            position += event.byteCount - keptCount
            pendingCount = 0
        } else {
            pendingCount = keptCount - event.byteCount
            lookedAtCount = 0
            for index in 0..<pendingCount { pending[index] = pending[index + event.byteCount] }
        }
        return event
    }

    /// Lays the next bytes behind the kept ones, without counting them to these.
    @inline(__always)
    mutating func topUp(_ count: Int, _ bytes: Span<UInt8>, at position: Int) {
        // Both ends are looked at once, so that the bytes are copied at one stroke.
        let start = pendingCount
        let added = bytes.extracting(position..<position + count)
        precondition(start >= 0 && start <= pending.count - added.count, "what is kept has its place")
        for index in 0..<added.count { pending[start &+ index] = added[index] }
    }

    /// Where and how long the frame or packet is that the stream ended in; `nil` at a clean end.
    public var partial: (offset: UInt64, byteCount: UInt64)? {
        let packetByteCount = UInt64(cutter.decoder.openPacketByteCount)
        let byteCount = packetByteCount + UInt64(pendingCount)
        return byteCount > 0 ? (offset - packetByteCount, byteCount) : nil
    }

    private mutating func keep(_ rest: Span<UInt8>) {
        precondition(rest.count < gatheredByteCount, "a scan of a whole frame's length is never incomplete")
        topUp(rest.count, rest, at: 0)
        pendingCount = rest.count
        lookedAtCount = rest.count
    }
}

/// What cuts one event off the front of bytes: the decoder, and where it is in the stream.
struct FrameCutter: BitwiseCopyable {
    var decoder: DeviceDecoder
    /// Bytes used up so far.
    var offset: UInt64 = 0
    /// Where the first frame of the open packet began.
    var packetOffset: UInt64 = 0

    init(_ deviceProtocol: DeviceProtocol) { decoder = DeviceDecoder(deviceProtocol) }

    /// `nil` when more bytes are needed.
    @inline(__always)
    mutating func event(atFrontOf bytes: Span<UInt8>, lookedAtCount: Int) -> FrameStream.Event? {
        let start = offset
        switch decoder.scan(bytes, lookedAtCount: lookedAtCount) {
        case .incomplete:
            return nil
        case .noise(let byteCount):
            offset += UInt64(byteCount)
            return FrameStream.Event(kind: .skipped, offset: start, byteCount: byteCount)
        case .padding(let byteCount):
            offset += UInt64(byteCount)
            return FrameStream.Event(kind: .skipped, skip: .padding, offset: start, byteCount: byteCount)
        case .failedCheck(let byteCount):
            offset += UInt64(byteCount)
            return FrameStream.Event(kind: .skipped, skip: .failedCheck, offset: start, byteCount: byteCount)
        case .frame(let byteCount):
            return frame(bytes.extracting(0..<byteCount))
        case .uncheckedFrame(let byteCount):
            var event = frame(bytes.extracting(0..<byteCount))
            event.checkDiffers = true
            return event
        }
    }

    @inline(__always)
    private mutating func frame(_ bytes: Span<UInt8>) -> FrameStream.Event {
        let isInPacket = decoder.openPacketFrameCount > 0
        let content = decoder.decode(bytes)
        let place = isInPacket ? packetOffset : offset
        if decoder.openPacketFrameCount == 1 { packetOffset = offset }
        offset += UInt64(bytes.count)
        return FrameStream.Event(kind: .frame(content), offset: place, byteCount: bytes.count)
    }
}
