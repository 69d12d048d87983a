/// What became of every byte and every frame of one device: nothing vanishes uncounted.
///
///     bytes   in = in frames + skipped + in refused frames + pending
///     frames  with live readings = before lock + warming up + unproven + merged into another of their second + emitted
///                                  + waiting to be proven + held for the second's end
public struct DecodingLedger: Sendable, BitwiseCopyable, Hashable {
    public internal(set) var bytesIn: UInt64 = 0
    public internal(set) var frameBytes: UInt64 = 0
    public internal(set) var skippedBytes: UInt64 = 0
    public internal(set) var refusedBytes: UInt64 = 0

    /// Good frames, whatever they carry.
    public internal(set) var frames: UInt64 = 0
    /// Frames or packets with live readings, or with a reason why there are none.
    public internal(set) var readings: UInt64 = 0
    /// Of those: not believed, because frames had not yet stood back to back.
    public internal(set) var framesBeforeLock: UInt64 = 0
    /// Of those: not counted, because the device is given time to settle after the lock.
    public internal(set) var framesWarmingUp: UInt64 = 0
    /// Of those: not believed, because a skip came too soon after them, or no frame at all.
    public internal(set) var unproven: UInt64 = 0
    /// Of those: another of the same second stands for them.
    public internal(set) var merged: UInt64 = 0
    /// Of those: told to the pipeline.
    public internal(set) var emitted: UInt64 = 0
    /// Good frames taken although their check does not hold: their device is known to send wrong ones.
    public internal(set) var differingChecks: UInt64 = 0
    /// Readings from a device's memory: counted, never told as live.
    public internal(set) var storedReadings: UInt64 = 0

    private var impossibleValues: UInt64 = 0
    private var brokenPackets: UInt64 = 0
    private var failedChecks: UInt64 = 0
    private var cutShort: UInt64 = 0
    private var otherLines: UInt64 = 0
    private var associations: UInt64 = 0

    public init() {}

    /// How often frames were refused for this reason.
    public subscript(refusal: FrameRefusal) -> UInt64 {
        switch refusal {
        case .impossibleValue: impossibleValues
        case .brokenPacket: brokenPackets
        case .failedCheck: failedChecks
        case .cutShort: cutShort
        case .otherLine: otherLines
        case .association: associations
        }
    }

    mutating func count(_ refusal: FrameRefusal) {
        switch refusal {
        case .impossibleValue: impossibleValues += 1
        case .brokenPacket: brokenPackets += 1
        case .failedCheck: failedChecks += 1
        case .cutShort: cutShort += 1
        case .otherLine: otherLines += 1
        case .association: associations += 1
        }
    }
}
