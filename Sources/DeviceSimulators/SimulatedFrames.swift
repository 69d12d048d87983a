import Vitals

/// What boards, rings and meters with framed protocols write, from the layouts in `NoninSlow`, `NoninDF13`, `BerryPM6750`,
/// `TaiDoc` and the Viatom decoders, typed a second time on purpose.
public enum SimulatedFrames {
    public static func noninSlow(_ display: SimulatedOximeter.Display, isFormat8: Bool) -> [UInt8] {
        let isMeasuring = display.signal == .measuring
        let pulse = isMeasuring || isFormat8 ? display.heartRate ?? 511 : 511
        let spO2 = isMeasuring || isFormat8 ? display.spO2 ?? 127 : 127
        var status: UInt8 = 0x80 | UInt8(pulse >> 7 & 0x03)
        if display.signal != .measuring && !isFormat8 { status |= 0x40 }
        if display.quality.contains(.outOfTrack) { status |= 0x20 }
        if display.quality.contains(.lowPerfusion) { status |= 0x10 }
        if display.quality.contains(.marginalPerfusion) { status |= 0x08 }
        if display.quality.contains(.artefact) { status |= 0x04 }
        var more: UInt8 = display.signal != .measuring ? 0x08 : 0
        if display.quality.contains(.smartPoint) { more |= 0x20 }
        if display.quality.contains(.lowBattery) { more |= 0x01 }
        return [status, UInt8(pulse & 0x7F), UInt8(spO2)] + (isFormat8 ? [more] : [])
    }

    /// A measurement of 2026-11-21 at `second` after 07:30:05.
    public static func noninDF13(
        _ display: SimulatedOximeter.Display, second: Int, isFromMemory: Bool = false, serial: String? = nil
    ) -> [UInt8] {
        let pulse = display.heartRate ?? 511
        let high: UInt8 =
            (display.quality.contains(.smartPoint) ? 0x02 : 0) | (display.signal == .measuring ? 0 : 0x01)
        let low: UInt8 = (display.quality.contains(.lowBattery) ? 0x01 : 0) | (isFromMemory ? 0x10 : 0)
        let clock = SimulatedLines.clockBytes(second).map { ($0 / 10) << 4 | $0 % 10 }
        let data: [UInt8] =
            [0x20, 0x26, 0x11, 0x21] + clock + [0x00, high, low, UInt8(pulse >> 8), UInt8(pulse & 0xFF), 0x00]
            + [UInt8(display.spO2 ?? 127)] + Array((serial ?? "").utf8)
        return [0x00, 0x02, 0x00, 0x0D, 0x00, UInt8(data.count)] + data + [data.reduce(0, &+), 0x03]
    }

    /// A second of a board with ECG, oximeter and probe: three packets and a few waves.
    public static func pm6750(
        _ display: SimulatedOximeter.Display, respiratoryRate: Int?, tenthsOfDegree: Int?, wave: (Int) -> Int
    ) -> [UInt8] {
        let isMeasuring = display.signal == .measuring
        let status: UInt8 = isMeasuring ? 0 : display.signal == .searching ? 3 : 2
        let pulse = isMeasuring ? display.heartRate ?? 255 : 255
        let spO2 = isMeasuring ? display.spO2 ?? 127 : 127
        let degrees = tenthsOfDegree ?? 0
        return (0..<10).flatMap { pm6750Packet([0xFE, UInt8(wave($0))]) }
            + pm6750Packet([0x04, status, UInt8(clamping: spO2), UInt8(clamping: pulse)])
            + pm6750Packet([0x02, respiratoryRate == nil ? 0x1A : 0x18, 0, UInt8(clamping: respiratoryRate ?? 0), 0, 1])
            + pm6750Packet([0x05, tenthsOfDegree == nil ? 3 : 2, UInt8(degrees / 10), UInt8(degrees % 10), 0, 0])
    }

    public static func pm6750Packet(_ typeAndData: [UInt8]) -> [UInt8] {
        let checked = [UInt8(typeAndData.count + 2)] + typeAndData
        return [0x55, 0xAA] + checked + [~checked.reduce(0, &+)]
    }

    /// A record's time and its oximetry or temperature.
    public static func taidocOximetry(_ display: SimulatedOximeter.Display, second: Int) -> [UInt8] {
        taidocTime(second)
            + taidoc(0x49, [UInt8(clamping: display.spO2 ?? 127), 0, 0, UInt8(clamping: display.heartRate ?? 255)])
    }

    public static func taidocTemperature(tenths: Int, second: Int) -> [UInt8] {
        taidocTime(second) + taidoc(0x26, [UInt8(tenths & 0xFF), UInt8(tenths >> 8), 0, 0])
    }

    private static func taidocTime(_ second: Int) -> [UInt8] {
        let day = 26 << 9 | 11 << 5 | 21
        let clock = SimulatedLines.clockBytes(second)
        return taidoc(0x25, [UInt8(day & 0xFF), UInt8(day >> 8), clock[1], clock[0]])
    }

    public static func taidoc(_ command: UInt8, _ data: [UInt8], isAnswer: Bool = true) -> [UInt8] {
        let checked = [0x51, command] + data + [isAnswer ? 0xA5 : 0xA3]
        return checked + [checked.reduce(0, &+)]
    }

    /// The answer to "read numbers": a ring that is off gives the codes for missing, one that calibrates zeros.
    public static func viatomLegacy(_ display: SimulatedOximeter.Display) -> [UInt8] {
        let isOff = display.signal == .probeOff
        let isSearching = display.signal == .searching
        let pulse = isOff ? 0xFFFF : isSearching ? 0 : display.heartRate ?? 0xFFFF
        let spO2 = isOff ? 0xFF : isSearching ? 0 : display.spO2 ?? 0xFF
        let battery: UInt8 = display.quality.contains(.lowBattery) ? 10 : 90
        let motion: UInt8 = display.quality.contains(.motion) ? 40 : 0
        return viatomAnswer(
            [UInt8(spO2), UInt8(pulse & 0xFF), UInt8(pulse >> 8), 0, 0, 0, 0, battery, 0, motion, 12, isOff ? 0 : 1, 0])
    }

    public static func viatomAnswer(_ data: [UInt8], status: UInt8 = 0) -> [UInt8] {
        let checked = [0x55, status, ~status, 0, 0, UInt8(data.count & 0xFF), UInt8(data.count >> 8)] + data
        return checked + [crc(checked, 0x07)]
    }

    /// A live frame, command 04, in a USB-HID report.
    public static func viatomOxyII(_ display: SimulatedOximeter.Display, second: Int) -> [UInt8] {
        let isMeasuring = display.signal == .measuring
        var data = [UInt8](repeating: 0, count: 20)
        data[5] = display.signal == .probeOff ? 0 : 1
        data[6] = isMeasuring ? UInt8(clamping: display.spO2 ?? 255) : 255
        data[8] = isMeasuring ? UInt8(clamping: display.heartRate ?? 255) : 255
        data[13] = display.quality.contains(.lowBattery) ? 10 : 90
        let frame = viatomOxyIIFrame(0x04, data, number: UInt8(truncatingIfNeeded: second))
        return [UInt8(frame.count)] + frame + Array(repeating: 0, count: 63 - frame.count)
    }

    public static func viatomOxyIIFrame(_ command: UInt8, _ data: [UInt8], number: UInt8) -> [UInt8] {
        let checked = [0xA5, command, ~command, 0, number, UInt8(data.count & 0xFF), UInt8(data.count >> 8)] + data
        return checked + [crc(checked, 0x07)]
    }

    /// A second: numbers and ten pieces of wave.
    public static func viatomPC60(_ display: SimulatedOximeter.Display, wave: (Int) -> Int) -> [UInt8] {
        let isMeasuring = display.signal == .measuring
        let pulse = isMeasuring ? display.heartRate ?? 0 : 0
        let numbers = pc60Frame(
            0x0F,
            [0x01, UInt8(isMeasuring ? display.spO2 ?? 0 : 0), UInt8(pulse & 0xFF), UInt8(pulse >> 8), 45, 0, 0xC0])
        let battery = pc60Frame(0xF0, [0x03, display.quality.contains(.lowBattery) ? 0 : 3])
        return battery
            + (0..<10).flatMap { part in pc60Frame(0x0F, [0x02] + (0..<5).map { UInt8(wave(part * 5 + $0)) }) }
            + numbers
    }

    public static func pc60Frame(_ token: UInt8, _ typeAndData: [UInt8]) -> [UInt8] {
        let checked = [0xAA, 0x55, token, UInt8(typeAndData.count + 1)] + typeAndData
        let reversed = checked.map(mirrored)
        return checked + [mirrored(crc(reversed, 0x31))]
    }

    /// Bit by bit, most significant first, from 0.
    private static func crc(_ bytes: [UInt8], _ polynomial: UInt8) -> UInt8 {
        bytes.reduce(UInt8(0)) { check, byte in
            (0..<8).reduce(check ^ byte) { partial, _ in partial << 1 ^ (partial >> 7 == 1 ? polynomial : 0) }
        }
    }

    private static func mirrored(_ byte: UInt8) -> UInt8 {
        (0..<8).reduce(0) { $0 | (byte >> UInt8($1) & 1) << UInt8(7 - $1) }
    }
}
