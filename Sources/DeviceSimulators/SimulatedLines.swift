import Vitals

/// What monitors and gateways write as lines of text, from the layouts in `NoninASCII`, `MasimoASCII`, `NellcorASCII` and
/// `BluetoothCharacteristic`, typed a second time on purpose.
public enum SimulatedLines {
    /// What the clocks of simulated devices show at the beginning of a recording: 21 November 2026, 07:30:05.
    public static let documentedStart = CivilDateTime(
        date: CivilDate(dayNumber: 20_778), microsecondOfDay: 27_005_000_000)

    /// A device's clock as its lines show it.
    private struct DisplayedTime {
        let year, month, day, clock, monthName: String

        init(second: Int, from start: CivilDateTime) {
            let time = start.instant(offset: .zero).advanced(by: .seconds(second)).civil()
            let whole = Int(time.microsecondOfDay / 1_000_000)
            year = padded(Int(time.date.year) % 100, to: 2)
            month = padded(Int(time.date.month), to: 2)
            day = padded(Int(time.date.day), to: 2)
            clock = [whole / 3600, whole / 60 % 60, whole % 60].map { padded($0, to: 2) }.joined(separator: ":")
            monthName =
                ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][
                    Int(time.date.month) - 1]
        }
    }

    public static func nonin(_ display: SimulatedOximeter.Display) -> [UInt8] {
        let isMeasuring = display.signal == .measuring
        let spO2 = isMeasuring ? display.spO2 : nil
        let pulse = isMeasuring ? display.heartRate : nil
        return bytes("SPO2=\(padded(spO2, to: 3)) HR=\(padded(pulse, to: 3))\r\n")
    }

    /// A Rad-8's line at `second` behind `start` on its own clock.
    public static func masimo(
        _ display: SimulatedOximeter.Display, second: Int, from start: CivilDateTime = documentedStart
    ) -> [UInt8] {
        let time = DisplayedTime(second: second, from: start)
        var exceptions = display.signal == .measuring ? 0x800 : 0
        switch display.signal {
        case .probeOff: exceptions |= 0x20
        case .searching: exceptions |= 0x8
        case .sensorFault: exceptions |= 0x2
        case .measuring, .noValue: break
        }
        if display.quality.contains(.lowPerfusion) { exceptions |= 0x4 }
        if display.quality.contains(.artefact) { exceptions |= 0x10 }
        if display.quality.contains(.weakSignal) { exceptions |= 0x400 }
        let alarms = display.quality.contains(.lowBattery) ? 0x40 : 0
        return bytes(
            "\(time.month)/\(time.day)/\(time.year) \(time.clock) SN=0000000000 SPO2=\(padded(display.spO2, to: 3))% "
                + "BPM=\(padded(display.heartRate, to: 3)) PI=03.60% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- "
                + "ALARM=\(hexadecimal(alarms, to: 4)) EXC=\(hexadecimal(exceptions, to: 6))\r\n")
    }

    /// An N-560's line, every two seconds: nothing in the odd ones.
    public static func nellcor(
        _ display: SimulatedOximeter.Display, second: Int, from start: CivilDateTime = documentedStart
    ) -> [UInt8] {
        guard second % 2 == 0 else { return [] }
        let time = DisplayedTime(second: second, from: start)
        var status = ""
        switch display.signal {
        case .probeOff: status += "    SD"
        case .searching: status += "    PS"
        case .measuring, .noValue, .sensorFault: break
        }
        if display.quality.contains(.motion) { status += "    MO" }
        if display.quality.contains(.lowBattery) { status += "    LB" }
        if display.quality.contains(.outOfTrack) { status += "    LP" }
        return bytes(
            "\(time.day)-\(time.monthName)-\(time.year) \(time.clock)   \(column(display.spO2))     \(column(display.heartRate))    40\(status)\r\n"
        )
    }

    /// The three lines before a page.
    public static let nellcorHeader = bytes(
        "N-560    VERSION 1.61.00    CRC:XXXX  SpO2 Limit: 92-100%  PR Limit: 90-180BPM\r\n"
            + "                                        ADULT          0SAT-S\r\n"
            + "TIME                 %SpO2   BPM    PA    Status\r\n")

    /// A gateway's line with a PLX continuous value, flags 0c: both statuses.
    public static func bluetoothOximetry(_ display: SimulatedOximeter.Display) -> [UInt8] {
        var status = 0
        if display.signal == .probeOff { status |= 1 << 11 }
        if display.signal == .sensorFault { status |= 1 << 14 }
        if display.signal == .searching { status |= 1 << 9 }
        if display.quality.contains(.weakSignal) { status |= 1 << 4 }
        if display.quality.contains(.lowPerfusion) { status |= 1 << 5 }
        if display.quality.contains(.artefact) { status |= 1 << 10 }
        return gateway("2a5f", [0x0C] + pair(display) + [0x20, 0x00] + littleEndian(status, byteCount: 3))
    }

    /// A gateway's JSON line with a PLX spot-check value and its time.
    public static func bluetoothSpotOximetry(_ display: SimulatedOximeter.Display, second: Int) -> [UInt8] {
        let time: [UInt8] = [0xEA, 0x07, 11, 21] + clockBytes(second)
        let device = display.signal == .probeOff ? 1 << 11 : 0
        let value = [0x05] + pair(display) + time + littleEndian(device, byteCount: 3)
        return bytes(#"{"char":"2a5e","value":""# + value.hexadecimal + #"","device":"simulated"}"# + "\r\n")
    }

    /// A gateway's line with a temperature in hundredths of a degree Celsius.
    public static func bluetoothTemperature(hundredths: Int) -> [UInt8] {
        gateway("2a1c", [0x00] + littleEndian(hundredths, byteCount: 3) + [0xFE])
    }

    /// A gateway's line with a heart rate of 16 bits and known contact.
    public static func bluetoothHeartRate(_ display: SimulatedOximeter.Display) -> [UInt8] {
        let contact: UInt8 = display.signal == .probeOff ? 0x04 : 0x06
        return gateway("2a37", [0x01 | contact] + littleEndian(display.heartRate ?? 0, byteCount: 2))
    }

    private static func gateway(_ characteristic: String, _ value: [UInt8]) -> [UInt8] {
        bytes("\(characteristic) \(value.hexadecimal)\n")
    }

    /// SpO2 and pulse as whole SFLOATs; missing is not a number.
    private static func pair(_ display: SimulatedOximeter.Display) -> [UInt8] {
        littleEndian(display.spO2 ?? 0x07FF, byteCount: 2) + littleEndian(display.heartRate ?? 0x07FF, byteCount: 2)
    }

    private static func littleEndian(_ number: Int, byteCount: Int) -> [UInt8] {
        (0..<byteCount).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    static func clockBytes(_ second: Int) -> [UInt8] {
        let whole = 7 * 3600 + 30 * 60 + 5 + second
        return [UInt8(whole / 3600 % 24), UInt8(whole / 60 % 60), UInt8(whole % 60)]
    }

    private static func column(_ number: Int?) -> String {
        guard let number else { return "---" }
        return number < 100 ? " \(padded(number, to: 2))" : "\(number)"
    }

    private static func padded(_ number: Int?, to width: Int) -> String {
        guard let number else { return String(repeating: "-", count: width) }
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func hexadecimal(_ number: Int, to width: Int) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
