import Vitals

/// What one frame says.
public enum FrameContent: Sendable, BitwiseCopyable, Hashable {
    /// Live values, or a signal that says why there are none.
    case readings(ReadingSet)
    /// Readings from the device's memory. They are not of now and carry no instant the decoder could vouch for, so they
    /// are a case of their own: the live path cannot take them by mistake.
    case stored(StoredReadings)
    /// A good frame with no reading of its own: a wave frame inside a packet, a model text, an acknowledgement.
    case nothing
    /// A whole frame that fails its check.
    case refused(FrameRefusal)
}

/// Why a whole frame was not believed.
public enum FrameRefusal: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    /// A value the format cannot hold (SpO2 101…126): these bytes are no frame, whatever their shape.
    case impossibleValue
    /// A frame inside a packet was lost or failed its checksum; the readings of the whole packet are lost. Told of the
    /// first good frame after the break.
    case brokenPacket

    /// The word printed in decode rows and counters.
    public var name: StaticString {
        switch self {
        case .impossibleValue: "impossible-value"
        case .brokenPacket: "packet-broken"
        }
    }
}

/// One to three readings of consecutive seconds from a device's memory, oldest first.
public struct StoredReadings: Sendable, BitwiseCopyable, Hashable {
    private struct Sample: BitwiseCopyable, Hashable {
        var spO2: UInt8 = 0
        var pulse: UInt8 = 0
    }

    static let capacity = 3
    /// Contec's code for a missing pulse in stored data.
    private static let missingPulse = 255

    public private(set) var count = 0
    private var first = Sample()
    private var second = Sample()
    private var third = Sample()

    init() {}

    /// Adds one second as the device wrote it; false when no device could have.
    mutating func append(spO2: UInt8, pulse: UInt8) -> Bool {
        precondition(count < Self.capacity, "a stored packet holds at most three readings")
        let sample = Sample(spO2: spO2, pulse: pulse)
        guard Self.oximetry(sample).isPossible else { return false }
        switch count {
        case 0: first = sample
        case 1: second = sample
        default: third = sample
        }
        count += 1
        return true
    }

    /// The reading at `index`, marked as stored.
    public subscript(index: Int) -> ReadingSet {
        precondition((0..<count).contains(index), "index within the stored readings")
        return Self.oximetry(index == 0 ? first : index == 1 ? second : third).readings
    }

    private static func oximetry(_ sample: Sample) -> PulseOximetry {
        PulseOximetry(
            spO2: Int(sample.spO2), pulse: Int(sample.pulse), missingPulse: missingPulse, quality: .stored)
    }
}
