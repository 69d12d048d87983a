import Vitals

/// What oximeters known from one source, and units of IEEE 11073-20601, look like on the wire, from the layouts in
/// `BerryV15`, `ChoiceMMedUART`, `Jumper` and `MedicalDeviceData`, typed a second time on purpose.
public enum SimulatedOthers {
    /// One of a hundred frames a second.
    ///
    /// - Parameter sum: what the device writes in place of the right one.
    public static func berryV15(
        _ display: SimulatedOximeter.Display, number: Int, wave: Int, sum: UInt8? = nil
    ) -> [UInt8] {
        let isMeasuring = display.signal == .measuring
        let status: UInt8 =
            switch display.signal {
            case .measuring, .noValue: 0
            case .probeOff: 2
            case .sensorFault: 1
            case .searching: 4
            }
        let spO2 = isMeasuring ? UInt8(clamping: display.spO2 ?? 127) : 127
        let pulse = isMeasuring ? UInt8(clamping: display.heartRate ?? 255) : 255
        let battery: UInt8 = display.quality.contains(.lowBattery) ? 8 : 80
        let frame: [UInt8] = [
            0xFF, 0xAA, UInt8(truncatingIfNeeded: number), status, spO2, spO2, pulse, pulse, 0, 0, 25, 25,
            UInt8(clamping: wave), 0x39, 0x30, 0, 0, battery, 100,
        ]
        return frame + [sum ?? frame.reduce(0, &+)]
    }

    /// One of 120 frames a second.
    public static func choiceMMed(_ display: SimulatedOximeter.Display, wave: Int) -> [UInt8] {
        let isMeasuring = display.signal == .measuring
        let level = UInt8(clamping: wave)
        return [0xFF, 0xFF, 0x01, 0x12, level, 0x01, 0x12, level / 2, 0, 0, 0, 0, 0, 0, 0]
            + [
                UInt8(clamping: isMeasuring ? display.spO2 ?? 0 : 0),
                UInt8(clamping: isMeasuring ? display.heartRate ?? 0 : 0),
            ]
    }

    /// A second's packet.
    public static func jumper(_ display: SimulatedOximeter.Display) -> [UInt8] {
        guard display.signal == .measuring else { return [0x81, 255, 127, 0] }
        return [0x81, UInt8(clamping: display.heartRate ?? 255), UInt8(clamping: display.spO2 ?? 127), 34]
    }

    /// An unbuffered scan report of fixed form, of 2026-11-21 at `second` after 07:30:05.
    public static func scanReport(_ display: SimulatedOximeter.Display, second: Int) -> [UInt8] {
        let isMeasuring = display.signal == .measuring
        let time: [UInt8] =
            [0x20, 0x26, 0x11, 0x21] + SimulatedLines.clockBytes(second).map { ($0 / 10) << 4 | $0 % 10 } + [0]
        let spO2 = word(isMeasuring ? display.spO2 ?? 0x07FF : 0x07FF) + time
        let pulse = word(isMeasuring ? display.heartRate ?? 0x07FF : 0x07FF) + time
        return event(
            0x0D23,
            word(0xF000) + word(second & 0xFFFF)
                + counted([word(1) + sized(spO2), word(10) + sized(pulse)]))
    }

    /// A unit with an event report, in all its lengths.
    public static func event(_ type: Int, _ info: [UInt8]) -> [UInt8] {
        let report = word(0x0037) + [0xFF, 0xFF, 0xFF, 0xFF] + word(type) + sized(info)
        let octets = word(0x1238) + word(0x0101) + sized(report)
        return word(0xE700) + sized(sized(octets))
    }

    /// A list behind its count and its length.
    public static func counted(_ parts: [[UInt8]]) -> [UInt8] { word(parts.count) + sized(parts.flatMap(\.self)) }

    public static func sized(_ bytes: [UInt8]) -> [UInt8] { word(bytes.count) + bytes }

    public static func word(_ number: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
    }
}
