import Vitals

/// What one frame says.
public enum FrameContent: Sendable, BitwiseCopyable, Hashable {
    /// Live values, or a signal that says why there are none. `measuredAt` is the device's own clock as it was read.
    case readings(ReadingSet)
    /// Readings from the device's memory. They are not of now, so they are a case of their own: the live path cannot
    /// take them by mistake.
    case stored(StoredReadings)
    /// A good frame with no reading of its own: a wave frame inside a packet, a model text, an acknowledgement.
    case nothing
    /// A whole frame that fails its check.
    case refused(FrameRefusal)

    /// With the device's own time, in local time without a zone, where it was read.
    func stamped(_ local: CivilDateTime?) -> FrameContent {
        guard let local, case .readings(var readings) = self else { return self }
        readings.measuredAt = LondonTime.instant(local)
        return .readings(readings)
    }

    /// Live values as those from memory.
    var asStored: FrameContent {
        guard case .readings(var readings) = self else { return self }
        readings.quality.insert(.stored)
        return .stored(StoredReadings(readings))
    }
}

/// Why a whole frame was not believed.
public enum FrameRefusal: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    /// A value the format cannot hold (SpO2 101…126): these bytes are no frame, whatever their shape.
    case impossibleValue
    /// A frame inside a packet was lost or failed its checksum; the readings of the whole packet are lost. Told of the
    /// first good frame after the break.
    case brokenPacket
    /// A whole frame by its marks whose check does not hold. Its bytes are counted as skipped.
    case failedCheck
    /// A value that ends before its flags say it does.
    case cutShort
    /// A whole line of text that says nothing to the protocol: a header, a line cut at its front, another value. It
    /// speaks neither for nor against the lock.
    case otherLine
    /// The device asks for an association (IEEE 11073-20601) and sends no readings until it is answered. Nothing is
    /// answered from here.
    case association

    /// The word printed in decode rows and counters.
    public var name: StaticString {
        switch self {
        case .impossibleValue: "impossible-value"
        case .brokenPacket: "packet-broken"
        case .failedCheck: "check-failed"
        case .cutShort: "cut-short"
        case .otherLine: "other-line"
        case .association: "association"
        }
    }
}
