import Vitals

/// One frame of a Nonin packet: what data formats 2 and 7 have in common.
struct NoninFrame: BitwiseCopyable {
    /// 7 always 1 · 6 sensor disconnected · 5 artefact · 4 out of track · 3 sensor alarm · 2 red perfusion ·
    /// 1 green perfusion (both: yellow) · 0 first frame of a packet
    var status: UInt8
    /// What this byte means depends on the frame's place in the packet.
    var float: UInt8
}

/// Gathers 25 frames back to back into one packet: three packets a second.
///
///     frame    1      2        3      4         6 7     8                              9…25
///     float    HR8-7  HR6-0    SpO2   revision  timer   5 SmartPoint · 0 low battery   averages, reserved (any value)
///
/// HR 511 and SpO2 127 are missing. A frame lost or damaged inside the packet loses the packet. Flags of any of the 25
/// frames are flags of the packet. A sensor alarm makes the packet valueless: the device goes on showing its last
/// average for seconds after the finger has gone.
/// Source: Nonin 9560 specification 6470-000-01 (mattjlewis/NoninPulseOx); sensor-disconnected bit from the Xpod and
/// OEM III documents, on the 9560 it is reserved.
struct NoninPacket: BitwiseCopyable {
    static let frameByteCount = 5
    private static let packetFrameCount = 25

    /// Frames gathered of the packet now open; 0 while waiting for a first frame.
    private(set) var frameCount = 0
    /// Noise has stood inside the open packet.
    private(set) var isBroken = false
    private var pulse = 0
    private var spO2 = 0
    private var quality: Quality = []
    private var isSensorOff = false

    /// Noise inside a packet breaks it; the first frame after says so.
    mutating func note(_ scan: FrameScan) {
        if case .noise = scan, frameCount > 0 { isBroken = true }
    }

    mutating func take(_ frame: NoninFrame) -> FrameContent {
        let isFirst = frame.status & 0x01 != 0
        let revealsBreak = isBroken || (isFirst && frameCount > 0)
        if revealsBreak || isFirst { self = NoninPacket() }
        if isFirst || frameCount > 0 {
            frameCount += 1
            gather(frame)
        }
        if revealsBreak { return .refused(.brokenPacket) }
        guard frameCount == Self.packetFrameCount else { return .nothing }
        let content = PulseOximetry(
            spO2: spO2, pulse: pulse, missingPulse: 511, signal: isSensorOff ? .probeOff : .measuring, quality: quality
        ).content
        self = NoninPacket()
        return content
    }

    private mutating func gather(_ frame: NoninFrame) {
        switch frameCount {
        case 1: pulse = Int(frame.float & 0x03) << 7
        case 2: pulse |= Int(frame.float & 0x7F)
        case 3: spO2 = Int(frame.float & 0x7F)
        case 8:
            if frame.float & 0x20 != 0 { quality.insert(.smartPoint) }
            if frame.float & 0x01 != 0 { quality.insert(.lowBattery) }
        default: break
        }
        if frame.status & 0x48 != 0 { isSensorOff = true }
        if frame.status & 0x20 != 0 { quality.insert(.artefact) }
        if frame.status & 0x10 != 0 { quality.insert(.outOfTrack) }
        switch frame.status & 0x06 {
        case 0x06: quality.insert(.marginalPerfusion)
        case 0x04: quality.insert(.lowPerfusion)
        default: break
        }
    }
}
