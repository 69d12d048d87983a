import Decoders
import Vitals

/// What Nonin modules write in data formats 2 and 7, from the layout in `NoninPacket`, typed a second time on purpose.
public enum SimulatedNonin {
    /// One packet of 25 frames: a third of a second.
    ///
    /// - Parameters:
    ///   - timer: counts packets; 14 bits of it are sent.
    ///   - wave: the sample of each of the 25 frames, 0…100.
    public static func packet(
        _ display: SimulatedOximeter.Display, _ deviceProtocol: DeviceProtocol, timer: Int, wave: (Int) -> Int
    ) -> [UInt8] {
        let isMeasuring = display.signal == .measuring
        let heartRate = isMeasuring ? display.heartRate ?? 511 : 511
        let spO2 = isMeasuring ? display.spO2 ?? 127 : 127
        return (1...25).flatMap { frame -> [UInt8] in
            let float: Int =
                switch frame {
                case 1, 14, 20, 22: heartRate >> 7 & 0x03
                case 2, 15, 21, 23: heartRate & 0x7F
                case 3, 9, 10, 11, 16, 17: spO2
                case 4: 0x31
                case 6: timer >> 7 & 0x7F
                case 7: timer & 0x7F
                case 8:
                    (display.quality.contains(.smartPoint) ? 0x20 : 0) | (display.quality.contains(.lowBattery) ? 1 : 0)
                default: 0x55  // reserved: real devices do not send zeros
                }
            let sample = wave(frame - 1)
            let head: [UInt8] =
                deviceProtocol == .noninDF7
                ? [status(display, frame), UInt8(sample * 600 >> 8), UInt8(sample * 600 & 0xFF), UInt8(float)]
                : [0x01, status(display, frame), UInt8(sample * 2), UInt8(float)]
            return head + [head.reduce(0, &+)]
        }
    }

    /// The sensor-off bits are those of an Xpod: disconnected (6) and alarm (3).
    private static func status(_ display: SimulatedOximeter.Display, _ frame: Int) -> UInt8 {
        var status: UInt8 = frame == 1 ? 0x81 : 0x80
        if display.signal == .probeOff { status |= 0x48 }
        if display.quality.contains(.artefact) { status |= 0x20 }
        if display.quality.contains(.outOfTrack) { status |= 0x10 }
        if display.quality.contains(.lowPerfusion) { status |= 0x04 }
        if display.quality.contains(.marginalPerfusion) { status |= 0x06 }
        return status
    }
}
