import Vitals

/// What a Contec CMS50E with hardware 2.x writes in its USB-HID reports, from the layouts in `ContecEB` and
/// `ContecEBSeries`, typed a second time on purpose.
public enum SimulatedContecEB {
    /// A second's reports: 20 of them, three messages in each, one of the 60 with the numbers.
    public static func reports(_ display: SimulatedOximeter.Display, wave: (Int) -> Int) -> [UInt8] {
        (0..<20).flatMap { report -> [UInt8] in
            let messages = (0..<3).flatMap { place -> [UInt8] in
                let index = report * 3 + place
                return index == 30 ? numbers(display) : waveMessage(display, wave: wave(index))
            }
            return filled(messages)
        }
    }

    public static func numbers(_ display: SimulatedOximeter.Display) -> [UInt8] {
        let isMeasuring = display.signal == .measuring
        let pulse = isMeasuring ? display.heartRate ?? 255 : 255
        let spO2 = isMeasuring ? display.spO2 ?? 127 : 127
        return message([0xEB, 0x01, pulse > 127 ? 0x06 : 0x04, UInt8(pulse & 0x7F), UInt8(spO2), 0x7F, 0x00])
    }

    private static func waveMessage(_ display: SimulatedOximeter.Display, wave: Int) -> [UInt8] {
        guard display.signal != .probeOff else { return message([0xEB, 0x00, 0x00, 0x40, 0x60]) }
        let strength: UInt8 = display.quality.contains(.weakSignal) ? 0 : 6
        return message([0xEB, 0x00, strength, UInt8(wave), UInt8(wave / 7)])
    }

    /// An automatic recording of 2026-11-21 07:30:05, announced and sent: SpO2, then pulse, in reports.
    public static func automaticDownload(_ samples: [(spO2: Int, pulse: Int)]) -> [UInt8] {
        let announcement = message(
            [0xEC, 0x40, 1, 1] + start + count(samples.count) + [0] + Array("user".utf8) + [0, 0])
        let series = automatic(samples.map(\.spO2), measure: 1) + automatic(samples.map(\.pulse), measure: 2)
        return filled(announcement) + filled(series)
    }

    /// The manual recording of the same time. A missing value is an artefact.
    public static func manualDownload(_ samples: [(spO2: Int?, pulse: Int?)]) -> [UInt8] {
        let announcement = message([0xD0, 0] + start + [0, 0] + count(samples.count))
        let series =
            manual(samples.map(\.spO2), first: 0xD3, isPulse: false)
            + manual(samples.map(\.pulse), first: 0xD2, isPulse: true)
        return filled(announcement) + filled(series)
    }

    /// Each value sets the top anew where it is out of reach of the last; a half that is left over is 15.
    private static func automatic(_ values: [Int], measure: UInt8) -> [UInt8] {
        var halves: [Int] = []
        var top = -1
        for value in values {
            if !(value...value + 6).contains(top) {
                if halves.count % 2 == 1 { halves.append(15) }
                top = value + 3
                halves += [15, top / 16, 15, top % 16]
            }
            halves.append(top - value)
        }
        if halves.count % 2 == 1 { halves.append(15) }
        let bytes = stride(from: 0, to: halves.count, by: 2).map { halves[$0] << 4 | halves[$0 + 1] }
        return blocks(bytes, size: 21, padding: 0x7F).enumerated().flatMap { block, data in
            message(
                [0xED, 0x04, measure] + count(block).prefix(2) + flags(data.map { $0 > 0x7F })
                    + data.map { UInt8($0 & 0x7F) })
        }
    }

    /// Each message holds a whole value and 26 differences.
    private static func manual(_ values: [Int?], first: UInt8, isPulse: Bool) -> [UInt8] {
        blocks(values.map { $0 ?? -1 }, size: 27, padding: -1).enumerated().flatMap { block, samples in
            var level = samples[0]
            var bytes = [level < 0 ? 0xFF : level]
            for pair in stride(from: 1, to: 27, by: 2) {
                let high = samples[pair]
                let low = samples[pair + 1]
                guard level >= 0, high >= 0 else {
                    bytes.append(0xFF)
                    continue
                }
                let step = high - level
                var byte = abs(step) << 4 | (step < 0 ? 0x80 : 0)
                level = high
                if low >= 0 {
                    byte |= abs(low - level) | (low < level ? 0x08 : 0)
                    level = low
                } else {
                    byte |= 0x0F
                }
                bytes.append(byte)
            }
            return message(
                [first] + count(block).prefix(2) + flags(bytes.map { $0 > 0x7F }) + bytes.map { UInt8($0 & 0x7F) })
        }
    }

    private static let start: [UInt8] = [26, 11, 21, 7, 30, 5]

    private static func count(_ number: Int) -> [UInt8] {
        [UInt8(number & 0x7F), UInt8(number >> 7 & 0x7F), UInt8(number >> 14 & 0x7F)]
    }

    /// Seven flags a byte, the first in the lowest bit.
    private static func flags(_ flags: [Bool]) -> [UInt8] {
        stride(from: 0, to: flags.count, by: 7).map { start in
            flags[start..<min(start + 7, flags.count)].enumerated().reduce(0) { $0 | ($1.element ? 1 << $1.offset : 0) }
        }
    }

    private static func blocks(_ values: [Int], size: Int, padding: Int) -> [[Int]] {
        stride(from: 0, to: values.count, by: size).map { start in
            let own = Array(values[start..<min(start + size, values.count)])
            return own + Array(repeating: padding, count: size - own.count)
        }
    }

    /// Sum of all before, low seven bits.
    private static func message(_ bytes: [UInt8]) -> [UInt8] { bytes + [bytes.reduce(0, &+) & 0x7F] }

    /// Whole reports of 64 bytes.
    private static func filled(_ bytes: [UInt8]) -> [UInt8] {
        bytes + Array(repeating: 0, count: (64 - bytes.count % 64) % 64)
    }
}
