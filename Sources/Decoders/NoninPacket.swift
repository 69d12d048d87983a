import Vitals

/// One frame of a Nonin packet: what data formats 2 and 7 have in common.
struct NoninFrame: BitwiseCopyable {
    /// 7 always 1 · 6 sensor disconnected · 5 artefact · 4 out of track · 3 sensor alarm · 2 red perfusion ·
    /// 1 green perfusion (both: yellow) · 0 first frame of a packet
    var status: UInt8
    /// What this byte means depends on the frame's place in the packet.
    var float: UInt8

    var isFirst: Bool { status & 0x01 != 0 }
}

/// Gathers 25 frames back to back into one packet: three packets a second.
///
///     frame    1      2        3      4         6 7     8                              9…25
///     float    HR8-7  HR6-0    SpO2   revision  timer   5 SmartPoint · 0 low battery   averages, reserved (any value)
///
/// HR 511 and SpO2 127 are missing. A frame lost or damaged inside the packet loses the packet. Flags of any of the 25
/// frames are flags of the packet. A sensor alarm makes the packet valueless: the device goes on showing its last
/// average for seconds after the finger has gone.
///
/// Bytes are only laid side by side while a packet is gathered; what they mean is read once, at its end.
/// Source: Nonin 9560 specification 6470-000-01 (mattjlewis/NoninPulseOx); sensor-disconnected bit from the Xpod and
/// OEM III documents, on the 9560 it is reserved.
struct NoninPacket: BitwiseCopyable {
    static let frameByteCount = 5
    static let frameCount = 25
    private static let floatCount = 8

    /// Frames gathered of the packet now open; 0 while waiting for a first frame.
    private(set) var frameCount = 0
    /// The first eight frames' float bytes, the first lowest.
    private var floats: UInt64 = 0
    /// Noise has stood inside the open packet.
    private(set) var isBroken = false
    /// Bits any frame's status has set.
    private var flags: UInt8 = 0
    /// Bit i: a frame's perfusion bits, as a number, were i.
    private var perfusions: UInt8 = 0

    /// Noise inside a packet breaks it; the first frame after says so.
    mutating func note(_ scan: FrameScan) {
        if case .noise = scan, frameCount > 0 { isBroken = true }
    }

    mutating func take(_ frame: NoninFrame) -> FrameContent {
        let revealsBreak = isBroken || (frame.isFirst && frameCount > 0)
        if revealsBreak || frame.isFirst { self = NoninPacket() }
        if frame.isFirst || frameCount > 0 { gather(frame) }
        if revealsBreak { return .refused(.brokenPacket) }
        guard frameCount == Self.frameCount else { return .nothing }
        let content = oximetry.content
        self = NoninPacket()
        return content
    }

    /// Whether `frame` is the one that belongs here: the first of a packet or the next of the open one.
    @inline(__always)
    func awaits(_ frame: NoninFrame) -> Bool { !isBroken && frame.isFirst == (frameCount == 0) }

    /// Takes in the frame that belongs here.
    @inline(__always)
    mutating func gather(_ frame: NoninFrame) {
        if frameCount < Self.floatCount { floats |= UInt64(frame.float) << UInt64(truncatingIfNeeded: frameCount &* 8) }
        frameCount &+= 1
        flags |= frame.status
        perfusions |= 1 << (frame.status >> 1 & 3)
    }

    /// What the packet says, once it is whole.
    var oximetry: PulseOximetry {
        var quality: Quality = []
        if float(8) & 0x20 != 0 { quality.insert(.smartPoint) }
        if float(8) & 0x01 != 0 { quality.insert(.lowBattery) }
        if flags & 0x20 != 0 { quality.insert(.artefact) }
        if flags & 0x10 != 0 { quality.insert(.outOfTrack) }
        if perfusions & 1 << 3 != 0 { quality.insert(.marginalPerfusion) }
        if perfusions & 1 << 2 != 0 { quality.insert(.lowPerfusion) }
        return PulseOximetry(
            spO2: float(3) & 0x7F, pulse: (float(1) & 0x03) << 7 | float(2) & 0x7F, missingPulse: 511,
            signal: flags & 0x48 != 0 ? .probeOff : .measuring, quality: quality)
    }

    /// The float byte of the frame at this place, counted from 1.
    private func float(_ place: Int) -> Int { Int(UInt8(truncatingIfNeeded: floats >> UInt64(place * 8 - 8))) }
}
