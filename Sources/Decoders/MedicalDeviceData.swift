import Vitals

/// IEEE 11073-20601 as "Continua" devices speak it over USB or Bluetooth (Nonin 9560 and 3150, older A&D and Omron), read
/// from a capture or a bridge: the two forms of scan report an oximeter sends. All big endian.
///
///     e7 00 · length · length - 2 · invoke id · 01 01 or 01 00 · length · object · relative time, 4 · event · length · info
///     info of 0d1d, 0d23, fixed     request · number · count · length · count × (handle · length · value · time)
///     info of 0d24, grouped         request · number · count · length · count × (length · SpO2 · time · pulse · time)
///     info of 0d1c, configuration   id · count · length · count × (class · handle · count · length · attributes)
///     e2 00 · length · 80 00 00 00 · …               a device asks for an association
///     e3, e4, e5, e6                                 answer, release, release's answer, abort
///
/// Lengths, numbers and handles have 16 bits; a value is an SFLOAT and a time has eight bytes (`DecimalTime`).
///
/// Nothing is answered from here, so a device itself stops after its question, which is said (`association`). Handles are
/// those of the standard configurations 0190 and 0191, SpO2 1 and pulse 10, until another is asked for; its own list is
/// then read for the types 4bb8 and 481a, and grouped reports, whose order that list does not give, are passed over. So
/// are reports of several persons, of variable form, and those held back in the device. Source: signove/antidote, whose
/// tests quote real units with notes to each byte.
struct MedicalDeviceData: BitwiseCopyable {
    static let headByteCount = 4
    private static let eventHeadByteCount = 22
    private static let standardConfigurations: ClosedRange<Int> = 0x0190...0x0191
    private static let valueByteCount = 2 + DecimalTime.byteCount
    /// Above it no pulse is meant.
    private static let highestPulse = 511.0

    /// `nil` where it is not known by which handle the value goes.
    private var spO2Handle: Int? = 1
    private var pulseHandle: Int? = 10
    /// SpO2 and pulse stand in this order in a grouped report.
    private var knowsGroups = true

    static func scan(_ bytes: Span<UInt8>) -> FrameScan { FrameCandidate.scan(bytes, candidate) }

    mutating func decode(_ frame: Span<UInt8>) -> FrameContent {
        switch frame[0] {
        case 0xE2:
            // Behind the lists of versions stand the system's id, with its length, and the configuration's.
            let index = 36 + (frame.word(34) ?? 0)
            use(configuration: frame.word(12) == 0x5079 ? frame.word(index) : nil)
            return .refused(.association)
        case 0xE7:
            return event(frame)
        default:
            return .nothing
        }
    }

    private mutating func use(configuration: Int?) {
        let isStandard = configuration.map(Self.standardConfigurations.contains) ?? false
        spO2Handle = isStandard ? 1 : nil
        pulseHandle = isStandard ? 10 : nil
        knowsGroups = isStandard
    }

    private mutating func event(_ frame: Span<UInt8>) -> FrameContent {
        guard let choice = frame.word(8), choice == 0x0100 || choice == 0x0101, frame.count >= Self.eventHeadByteCount
        else { return .nothing }
        guard frame.word(10) == frame.count - 12, frame.word(20) == frame.count - Self.eventHeadByteCount else {
            return .refused(.cutShort)
        }
        let info = frame.extracting(Self.eventHeadByteCount..<frame.count)
        switch frame.word(18) {
        case 0x0D1C:
            use(configuration: info.word(0))
            if !knowsGroups { announce(info) }
            return .nothing
        case 0x0D1D, 0x0D23:
            return fixed(info)
        case 0x0D24:
            return knowsGroups ? grouped(info) : .nothing
        default:
            return .nothing
        }
    }
}

/// The scan reports.
extension MedicalDeviceData {
    private static let listHeadByteCount = 8

    private func fixed(_ info: Span<UInt8>) -> FrameContent {
        guard let count = info.word(4), info.word(6) == info.count - Self.listHeadByteCount else {
            return .refused(.cutShort)
        }
        var readings = ReadingSet()
        var isOurs = false
        var index = Self.listHeadByteCount
        for _ in 0..<count {
            guard let handle = info.word(index), let length = info.word(index + 2),
                index + 4 + length <= info.count
            else { return .refused(.cutShort) }
            let value = info.extracting(index + 4..<index + 4 + length)
            index += 4 + length
            guard handle == spO2Handle || handle == pulseHandle, length == Self.valueByteCount else { continue }
            isOurs = true
            guard Self.take(value, as: handle == spO2Handle ? .spO2 : .heartRate, into: &readings) else {
                return .refused(.impossibleValue)
            }
        }
        guard index == info.count else { return .refused(.cutShort) }
        return isOurs ? Self.content(readings) : .nothing
    }

    private func grouped(_ info: Span<UInt8>) -> FrameContent {
        guard let count = info.word(4), info.word(6) == info.count - Self.listHeadByteCount else {
            return .refused(.cutShort)
        }
        let groupByteCount = 2 * Self.valueByteCount
        // Of several groups, or of another form, it is not known what they hold.
        guard count == 1, info.word(8) == groupByteCount, info.count == 10 + groupByteCount else { return .nothing }
        var readings = ReadingSet()
        let middle = 10 + Self.valueByteCount
        guard Self.take(info.extracting(10..<middle), as: .spO2, into: &readings),
            Self.take(info.extracting(middle..<info.count), as: .heartRate, into: &readings)
        else { return .refused(.impossibleValue) }
        return Self.content(readings)
    }

    /// A value and its time; false for what no device writes, so that these are not the bytes of one.
    private static func take(_ bytes: Span<UInt8>, as sign: VitalSign, into readings: inout ReadingSet) -> Bool {
        guard let word = bytes.word(0), DecimalTime.isDecimal(bytes.extracting(2..<bytes.count)) else { return false }
        if let value = MedicalFloat.short(UInt16(truncatingIfNeeded: word)) {
            guard value >= 0, sign == .spO2 ? value <= 100 : value < highestPulse else { return false }
            if value > 0 { readings[sign] = value }
        }
        if readings.measuredAt == nil, let time = DecimalTime.time(bytes.extracting(2..<bytes.count)) {
            readings.measuredAt = LondonTime.instant(time)
        }
        return true
    }

    private static func content(_ readings: ReadingSet) -> FrameContent {
        var readings = readings
        if readings.given.isEmpty { readings.signal = .noValue }
        return .readings(readings)
    }
}

/// The configuration a device announces, and the outer form of all units.
extension MedicalDeviceData {
    /// Looks through the announced objects for the types of SpO2 and pulse, both of partition 2.
    private mutating func announce(_ info: Span<UInt8>) {
        var index = 6
        while let handle = info.word(index + 2), let count = info.word(index + 4), let length = info.word(index + 6) {
            index += 8
            let end = index + length
            guard end <= info.count else { return }
            var attribute = index
            for _ in 0..<count {
                guard let id = info.word(attribute), let size = info.word(attribute + 2), attribute + 4 + size <= end
                else { break }
                if id == 0x092F, info.word(attribute + 4) == 2 {
                    switch info.word(attribute + 6) {
                    case 0x4BB8: spO2Handle = handle
                    case 0x481A: pulseHandle = handle
                    default: break
                    }
                }
                attribute += 4 + size
            }
            index = end
        }
    }

    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        guard (0xE2...0xE7).contains(bytes[start]) else { return .none }
        guard start + 1 < bytes.count else { return .incomplete }
        guard bytes[start + 1] == 0 else { return .none }
        guard let length = bytes.word(start + 2) else { return .incomplete }
        guard (2...Limits.medicalDeviceDataByteCount).contains(length) else { return .none }
        guard let next = bytes.word(start + 4) else { return .incomplete }
        let isOurs =
            switch bytes[start] {
            case 0xE2: next == 0x8000 && length >= 46
            case 0xE3: next <= 0x00FF && length == 44
            case 0xE7: next == length - 2 && length >= 8
            default: length == 2
            }
        guard isOurs else { return .none }
        let byteCount = headByteCount + length
        return start + byteCount <= bytes.count ? .frame(byteCount: byteCount) : .incomplete
    }
}

extension Span<UInt8> {
    /// Two bytes, big endian; `nil` past the end.
    fileprivate func word(_ index: Int) -> Int? {
        index >= 0 && index + 1 < count ? Int(self[index]) << 8 | Int(self[index + 1]) : nil
    }
}
