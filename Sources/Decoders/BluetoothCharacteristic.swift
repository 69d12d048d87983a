import Vitals

/// The Bluetooth standard values that carry vital signs, by their 16-bit number.
///
///     2A5F  flags · SpO2 · pulse · [fast SpO2 pulse] · [slow SpO2 pulse] · [measurement status] · [device status]
///           · [pulse amplitude]                       flags: 0 fast · 1 slow · 2 status · 3 device status · 4 amplitude
///     2A5E  flags · SpO2 · pulse · [time] · [measurement status] · [device status] · [pulse amplitude]
///                                            flags: 0 time · 1 status · 2 device status · 3 amplitude · 4 clock not set
///     2A1C  flags · temperature · [time] · [type]                       flags: 0 Fahrenheit · 1 time · 2 type
///     2A37  flags · heart rate · [energy] · [intervals]
///                                            flags: 0 16 bits · 1 contact · 2 contact is known · 3 energy · 4 intervals
///
/// Numbers are `MedicalFloat`s, but for the heart rate; statuses are 16 and 24 bits; all little endian. Sources: PLX
/// service 1.0.1, oesmith/gatt-xml; finger-out and stale values as a Medisana PM100 sent them.
enum BluetoothCharacteristic: UInt16, BitwiseCopyable {
    case oximetry = 0x2A5F
    case spotOximetry = 0x2A5E
    case temperature = 0x2A1C
    case heartRate = 0x2A37

    /// - Parameter receivedAt: the gateway's time, for a value without its own.
    func decode(_ value: BluetoothValue, receivedAt: WallInstant? = nil) -> FrameContent {
        var value = value
        var readings: ReadingSet
        switch self {
        case .oximetry: readings = Self.oximetry(&value)
        case .spotOximetry: readings = Self.spotOximetry(&value)
        case .temperature: readings = Self.temperature(&value)
        case .heartRate: readings = Self.heartRate(&value)
        }
        if value.isCutShort { return .refused(.cutShort) }
        if readings.measuredAt == nil { readings.measuredAt = receivedAt }
        let content = FrameContent.readings(readings)
        return readings.quality.contains(.stored) ? content.asStored : content
    }

    private static func oximetry(_ value: inout BluetoothValue) -> ReadingSet {
        let flags = value.byte()
        var readings = ReadingSet()
        takePair(&value, into: &readings)
        // The normal pair counts; fast and slow are other averages of the same.
        if flags & 0x01 != 0 { _ = value.word32() }
        if flags & 0x02 != 0 { _ = value.word32() }
        takeStatus(
            &value, hasMeasurement: flags & 0x04 != 0, hasDevice: flags & 0x08 != 0, into: &readings)
        if flags & 0x10 != 0 { _ = value.word16() }
        return readings
    }

    private static func spotOximetry(_ value: inout BluetoothValue) -> ReadingSet {
        let flags = value.byte()
        var readings = ReadingSet(quality: .spot)
        takePair(&value, into: &readings)
        if flags & 0x01 != 0, let time = value.time(), flags & 0x10 == 0 {
            readings.measuredAt = LondonTime.instant(time)
        }
        takeStatus(
            &value, hasMeasurement: flags & 0x02 != 0, hasDevice: flags & 0x04 != 0, into: &readings)
        if flags & 0x08 != 0 { _ = value.word16() }
        return readings
    }

    private static func heartRate(_ value: inout BluetoothValue) -> ReadingSet {
        let flags = value.byte()
        let rate = flags & 0x01 != 0 ? value.word16() : UInt16(value.byte())
        if flags & 0x08 != 0 { _ = value.word16() }
        if flags & 0x06 == 0x04 { return ReadingSet(signal: .probeOff) }
        guard (1...UInt16(highestRate)).contains(rate) else { return ReadingSet(signal: .noValue) }
        var readings = ReadingSet()
        readings[.heartRate] = Double(rate)
        return readings
    }

    /// Above it no pulse is meant.
    private static let highestRate = 511
}

/// Oximetry.
extension BluetoothCharacteristic {
    private static func takePair(_ value: inout BluetoothValue, into readings: inout ReadingSet) {
        if let spO2 = MedicalFloat.short(value.word16()), spO2 > 0, spO2 <= 100 { readings[.spO2] = spO2 }
        if let pulse = MedicalFloat.short(value.word16()), pulse > 0, pulse < Double(highestRate) {
            readings[.heartRate] = pulse
        }
    }

    /// Statuses that make values worthless, and those that only warn.
    private static func takeStatus(
        _ value: inout BluetoothValue, hasMeasurement: Bool, hasDevice: Bool, into readings: inout ReadingSet
    ) {
        let measurement = hasMeasurement ? value.word16() : 0
        let device = hasDevice ? value.word24() : 0
        if measurement & (1 << 9) != 0 { readings.quality.insert(.stored) }
        // 14 questionable; device 6 erratic, 7 not pulsatile, 8 questionable pulse, 10 interference
        if measurement & (1 << 14) != 0 || device & 0x05C0 != 0 { readings.quality.insert(.artefact) }
        // 3 inadequate, 4 poor signal
        if device & 0x0018 != 0 { readings.quality.insert(.weakSignal) }
        if device & (1 << 5) != 0 { readings.quality.insert(.lowPerfusion) }
        if device & 0xA800 != 0 {
            readings.giveNone(.probeOff)  // 11 not on user, 13 displaced, 15 disconnected
        } else if device & 0x4002 != 0 {
            readings.giveNone(.sensorFault)  // 1 malfunction, 14 sensor fault
        } else if measurement & 0xAC00 != 0 {
            readings.giveNone(.noValue)  // 10 demonstration, 11 testing, 13 unavailable, 15 invalid
        } else if readings.given.isEmpty {
            readings.signal = device & (1 << 9) != 0 ? .searching : .noValue  // 9 analysing
        }
    }
}

/// Temperature.
extension BluetoothCharacteristic {
    /// Outside it is an object or a room: a Beurer FT95 sends those too.
    static let bodyTemperature: ClosedRange<Double> = 30...45

    private static func temperature(_ value: inout BluetoothValue) -> ReadingSet {
        let flags = value.byte()
        var readings = ReadingSet(quality: .spot)
        if let number = MedicalFloat.long(value.word32()) {
            let celsius = flags & 0x01 != 0 ? hundredths((number - 32) * 5 / 9) : number
            if bodyTemperature.contains(celsius) { readings[.temperature] = celsius }
        }
        if flags & 0x02 != 0, let time = value.time() { readings.measuredAt = LondonTime.instant(time) }
        if flags & 0x04 != 0 { _ = value.byte() }
        if readings.given.isEmpty { readings.signal = .noValue }
        return readings
    }

    /// To hundredths of a degree, so that 98.6 °F is 37 °C. By hand, for `rounded()` would need the C mathematics library.
    private static func hundredths(_ celsius: Double) -> Double {
        guard (0...100).contains(celsius) else { return 0 }
        return Double(Int(celsius * 100 + 0.5)) / 100
    }
}

extension ReadingSet {
    /// Takes every value away and says why.
    fileprivate mutating func giveNone(_ signal: Signal) {
        self = ReadingSet(signal: signal, quality: quality, measuredAt: measuredAt)
    }
}
