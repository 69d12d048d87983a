import Vitals

/// What Contec oximeters, and Berry's that share a frame with them, write, from the layouts in `ContecFiveByte` and `ContecV7`. Typed a second time on purpose:
/// sharing code with the decoder would let one mistake hide the other.
public enum SimulatedContec {
    /// Missing values are the documented codes 255 and 127.
    public static func fiveByteFrame(_ display: SimulatedOximeter.Display, wave: Int) -> [UInt8] {
        let pulse = UInt8(clamping: display.signal == .measuring ? display.heartRate ?? 255 : 255)
        let spO2 = UInt8(clamping: display.signal == .measuring ? display.spO2 ?? 127 : 127)
        let strength: UInt8 = display.quality.contains(.weakSignal) ? 0 : 5
        return [
            0x80 | (display.quality.contains(.spO2Falling) ? 0x20 : 0) | strength,
            UInt8(clamping: wave) & 0x7F,
            (pulse & 0x80) >> 1 | (display.signal == .searching ? 0x20 : 0) | (display.signal == .probeOff ? 0x10 : 0)
                | UInt8(clamping: wave / 7),
            pulse & 0x7F,
            spO2,
        ]
    }

    /// The same frame as a Berry oximeter sends it: other flags, and 15 for a strength that is not valid.
    public static func berryFrame(_ display: SimulatedOximeter.Display, wave: Int) -> [UInt8] {
        var plain = display
        plain.quality.remove(.spO2Falling)
        var frame = fiveByteFrame(plain, wave: wave)
        if display.signal != .measuring { frame[0] |= 0x0F }
        if display.signal == .sensorFault { frame[0] |= 0x20 }
        return frame
    }

    /// A download from memory of a model without a clock: three preambles, the length, a trio for each second.
    public static func fiveByteDownload(_ samples: [(spO2: UInt8, pulse: UInt8)]) -> [UInt8] {
        let length = samples.count * 3 - 1
        let preamble: [UInt8] = [0xF2, 0x80, 0x00]
        return preamble + preamble + preamble
            + [UInt8(0x80 | length >> 14 & 0x7F), UInt8(0x80 | length >> 7 & 0x7F), UInt8(length & 0x7F)]
            + samples.flatMap { [0xF0 | $0.pulse >> 7, 0x80 | $0.pulse & 0x7F, $0.spO2] }
    }

    /// With the probe off, zeros and the error bit as a CMS50D+ 4.6 sends them; while searching the documented codes.
    public static func v7Frame(_ display: SimulatedOximeter.Display, wave: Int) -> [UInt8] {
        let isProbeOff = display.signal == .probeOff
        let missing: (spO2: Int, pulse: Int) = isProbeOff ? (0, 0) : (127, 255)
        let isMeasuring = display.signal == .measuring
        let strength: UInt8 = display.quality.contains(.weakSignal) ? 0 : 5
        let falling: UInt8 = display.quality.contains(.spO2Falling) ? 0x20 : 0
        return v7Packet(
            type: 0x01,
            [
                strength | falling | (isProbeOff ? 0x80 : 0),
                UInt8(clamping: wave) & 0x7F | (display.signal == .searching ? 0x80 : 0),
                0x10 | UInt8(clamping: wave / 7),
                UInt8(clamping: isMeasuring ? display.heartRate ?? missing.pulse : missing.pulse),
                UInt8(clamping: isMeasuring ? display.spO2 ?? missing.spO2 : missing.spO2),
                0xFF, 0xFF,
            ])
    }

    /// A packet of any type: bit 7 of each data byte is carried by the byte after the type.
    public static func v7Packet(type: UInt8, _ data: [UInt8]) -> [UInt8] {
        var highBits: UInt8 = 0x80
        for (index, byte) in data.enumerated() { highBits |= (byte >> 7) << UInt8(index) }
        return [type, highBits] + data.map { $0 | 0x80 }
    }
}
