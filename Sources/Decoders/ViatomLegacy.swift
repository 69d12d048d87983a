import Vitals

/// Viatom O2Ring, Checkme O2, SleepU, WearO2, KidsO2, BabyO2 over a Bluetooth bridge: it speaks when asked.
///
///     question  aa · command · ~command · block, 16 bits · length, 16 bits · data · CRC-8
///     answer    55 · status · ~status · block, 16 bits · length, 16 bits · data · CRC-8      status 0 is well
///
///     answer to 17, 13 bytes   0 SpO2 · 1 2 pulse · 7 battery % · 8 charging · 9 motion · 10 perfusion × 10 · 11 worn
///     answer to 1b             0 SpO2 · 1 2 pulse · 3 battery % · 4 charging · … · 10 11 wave's length · wave
///
/// All little endian. An answer does not say to what: 13 bytes are numbers, and a wave is told by its inner length.
/// Missing is 0 or ff and ffff; both 0 while worn is a ring still calibrating. Sources: LepuBle's SDK, MackeyStingray/
/// o2r, ecostech/viatom-ble; a real answer (vector vt-2).
enum ViatomLegacy {
    private static let headByteCount = 7
    private static let numbersByteCount = 13
    private static let waveHeadByteCount = 12
    /// Above it no pulse is meant.
    private static let highestPulse = 511

    static func scan(_ bytes: Span<UInt8>) -> FrameScan { FrameCandidate.scan(bytes, candidate) }

    static func decode(_ frame: Span<UInt8>) -> FrameContent {
        guard frame[0] == 0x55, frame[1] == 0 else { return .nothing }
        let data = frame.extracting(headByteCount..<frame.count - 1)
        if data.count == numbersByteCount { return numbers(data) }
        guard data.count >= waveHeadByteCount,
            Int(data[10]) | Int(data[11]) << 8 == data.count - waveHeadByteCount
        else { return .nothing }
        return content(oximetry(data, battery: data[3], isCharging: data[4] != 0))
    }

    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        guard bytes[start] == 0x55 || bytes[start] == 0xAA else { return .none }
        guard start + 2 < bytes.count else { return .incomplete }
        guard bytes[start + 2] == ~bytes[start + 1] else { return .none }
        guard start + headByteCount <= bytes.count else { return .incomplete }
        let length = Int(bytes[start + 5]) | Int(bytes[start + 6]) << 8
        guard length <= Limits.viatomDataByteCount else { return .none }
        let last = start + headByteCount + length
        guard last < bytes.count else { return .incomplete }
        let check = CyclicCheck.crc8(bytes.extracting(start..<last))
        return check == bytes[last] ? .frame(byteCount: last + 1 - start) : .failedCheck
    }

    private static func numbers(_ data: Span<UInt8>) -> FrameContent {
        var values = oximetry(data, battery: data[7], isCharging: data[8] != 0)
        if data[9] != 0 { values.quality.insert(.motion) }
        if data[11] == 0 {
            values.signal = .probeOff
        } else if values.spO2 == 0 && values.pulse == 0 {
            values.signal = .searching
        }
        return content(values)
    }

    private static func content(_ values: PulseOximetry) -> FrameContent {
        let isPossible = values.pulse <= highestPulse || values.pulse == values.missingPulse
        return isPossible ? values.content : .refused(.impossibleValue)
    }

    private static func oximetry(_ data: Span<UInt8>, battery: UInt8, isCharging: Bool) -> PulseOximetry {
        let pulse = Int(data[1]) | Int(data[2]) << 8
        var values = PulseOximetry(
            spO2: data[0] == 0xFF ? PulseOximetry.missingSpO2 : Int(data[0]),
            // A high byte of ff is no pulse, whatever the low one.
            pulse: data[2] == 0xFF ? 0xFFFF : pulse, missingPulse: 0xFFFF)
        if battery <= lowBatteryPercent && !isCharging { values.quality.insert(.lowBattery) }
        return values
    }

    /// From here on down the battery is called low: some half an hour is left of a ring's night.
    static let lowBatteryPercent: UInt8 = 10
}
