import Vitals

/// Contec CMS50E and CMS50F with hardware 2.x, Beurer PO80, Pulox PO-400 on USB-HID; CMS50D-BT and EMAY over a bridge.
///
/// Only the first byte of a message has bit 7; the last is the sum of all before, low 7 bits. Reports of 64 bytes are
/// filled up with zeros; a message may go on in the next report.
///
///     eb 00 status wave bar ck                       59/s; status 3…0: strength 0…8
///     eb 01 f pulse SpO2 pl ph ck                    1/s; f bit 1: pulse + 128 (04, 06; EMAY 05, 07) · SpO2 127: finger out
///     ec . 1 index date·6 count·3 0 name·6 ck        an automatic recording, announced
///     d0 0 date·6 0 0 count·3 ck                     the manual recording, announced
///     ed 04 m block·2 flags·3 data·21 ck             automatic data, m = 1 SpO2, 2 pulse
///     d3|d2 block·2 flags·2 data·14 ck               manual data, d3 SpO2, d2 pulse
///     eb 7f, ef, f0, f1, f2, f3, fe, d1, d8          replies
///
/// date = year from 2000, month, day, hour, minute, second; count and block = 7 bits each, lowest first; the first block
/// is 0. How the data bytes
/// hold their values: `ContecEBSeries`. The strength of the last wave goes with the numbers. The perfusion index (pl + 128·ph, "7f 00" none) is not read.
/// Sources: icefest/pulseoxdl, whose captures equal the maker's own export; nringelstein/CMS50D-BT; PyPI emay_sleepo2.
struct ContecEB: BitwiseCopyable {
    private var series = ContecEBSeries()
    private var automatic = ContecEBAnnouncement()
    private var manual = ContecEBAnnouncement()
    /// What the last wave said of its strength.
    var isWeak = false

    static func scan(_ bytes: Span<UInt8>) -> FrameScan {
        if bytes[0] == 0 { return .padding(byteCount: bytes.endOfZeros(from: 0)) }
        return FrameCandidate.scan(bytes, candidate)
    }

    static let waveByteCount = 6

    /// Whether the wave that six bytes are is weak; `nil` where they are none.
    @inline(__always)
    static func isWeakWave(_ frame: Span<UInt8>) -> Bool? {
        guard frame[0] == 0xEB, frame[1] == 0x00, frame[2] | frame[3] | frame[4] | frame[5] < 0x80,
            (frame[0] &+ frame[2] &+ frame[3] &+ frame[4]) & 0x7F == frame[5]
        else { return nil }
        return isWeak(frame)
    }

    @inline(__always)
    private static func isWeak(_ wave: Span<UInt8>) -> Bool { wave[2] & 0x0F == 0 }

    mutating func decode(_ frame: Span<UInt8>) -> FrameContent {
        switch (frame[0], frame[1]) {
        case (0xEB, 0x00):
            isWeak = Self.isWeak(frame)
            return .nothing
        case (0xEB, 0x01):
            return live(frame)
        case (0xEC, _):
            automatic.announce(date: frame.extracting(4..<10), count: frame.extracting(10..<13))
            return .nothing
        case (0xD0, _):
            manual = ContecEBAnnouncement()
            manual.announce(date: frame.extracting(2..<8), count: frame.extracting(10..<13))
            return .nothing
        case (0xED, 0x04):
            guard frame[2] == 1 || frame[2] == 2 else { return .nothing }
            automatic.isAnnouncing = false
            return series.take(
                block: Self.number(frame[3], frame[4]), of: frame[2] == 1 ? .spO2 : .heartRate, coding: .automatic,
                announced: automatic, flags: Self.flags(frame.extracting(5..<8)), data: frame.extracting(8..<29))
        case (0xD2, _), (0xD3, _):
            return series.take(
                block: Self.number(frame[1], frame[2]), of: frame[0] == 0xD3 ? .spO2 : .heartRate, coding: .manual,
                announced: manual, flags: Self.flags(frame.extracting(3..<5)), data: frame.extracting(5..<19))
        default:
            return .nothing
        }
    }

    private func live(_ frame: Span<UInt8>) -> FrameContent {
        let isFingerOut = frame[4] == UInt8(PulseOximetry.missingSpO2)
        return PulseOximetry(
            spO2: Int(frame[4]), pulse: Int(frame[3]) | Int(frame[2] & 0x02) << 6, missingPulse: 255,
            signal: isFingerOut ? .probeOff : .measuring, quality: isWeak && !isFingerOut ? .weakSignal : []
        ).content
    }

    private static func candidate(at start: Int, _ bytes: Span<UInt8>) -> FrameCandidate {
        guard bytes[start] >= 0x80 else { return .none }
        guard start + 1 < bytes.count else { return .incomplete }
        let frameByteCount = byteCount(bytes[start], bytes[start + 1])
        guard frameByteCount > 0 else { return .none }
        let last = start + frameByteCount - 1
        for index in start + 1...last {
            guard index < bytes.count else { return .incomplete }
            if bytes[index] >= 0x80 { return .none }
        }
        var sum: UInt8 = 0
        for index in start..<last { sum &+= bytes[index] }
        return sum & 0x7F == bytes[last] ? .frame(byteCount: frameByteCount) : .failedCheck
    }

    /// 0 for bytes that begin no message of known length.
    private static func byteCount(_ first: UInt8, _ second: UInt8) -> Int {
        switch (first, second) {
        case (0xEB, 0x00): 6
        case (0xEB, 0x01): 8
        case (0xEB, 0x7F), (0xF3, 0x00): 3
        case (0xF0, 0x70): 2
        case (0xD1, 0x00...0x7F), (0xD8, 0x00...0x7F): 4
        case (0xED, 0x7F): 7
        case (0xEF, 0x00...0x7F), (0xF2, 0x00...0x7F): 8
        case (0xF1, 0x00...0x7F), (0xFE, 0x00...0x7F): 10
        case (0xEC, 0x00...0x7F): 21
        case (0xED, 0x04): 30
        case (0xD0, 0x00): 14
        case (0xD2, 0x00...0x7F), (0xD3, 0x00...0x7F): 20
        default: 0
        }
    }

    private static func number(_ low: UInt8, _ high: UInt8) -> UInt16 { UInt16(low) | UInt16(high) << 7 }

    /// The flag of each data byte, the first in the lowest bit.
    private static func flags(_ bytes: Span<UInt8>) -> UInt32 {
        var flags: UInt32 = 0
        for index in 0..<bytes.count { flags |= UInt32(bytes[index]) << UInt32(index * 7) }
        return flags
    }
}

/// What a device says of a recording before it sends it.
struct ContecEBAnnouncement: BitwiseCopyable {
    private(set) var stamp = StoredStamp()
    /// Readings of each vital sign; `nil` before any announcement and where several recordings were announced together,
    /// for then it is not known which of them the data belongs to.
    private(set) var count: UInt32?
    /// Announcements follow one another; data ends them.
    var isAnnouncing = false

    mutating func announce(date: Span<UInt8>, count countBytes: Span<UInt8>) {
        guard !isAnnouncing else {
            count = nil
            stamp = StoredStamp()
            return
        }
        isAnnouncing = true
        count = UInt32(countBytes[0]) | UInt32(countBytes[1]) << 7 | UInt32(countBytes[2]) << 14
        let day = CivilDate(year: 2000 + Int(date[0]), month: Int(date[1]), day: Int(date[2]))
        let local = day.flatMap { day in
            CivilDateTime(date: day, hour: Int(date[3]), minute: Int(date[4]), second: Int(date[5]))
        }
        stamp = local.map(StoredStamp.init(local:)) ?? StoredStamp()
    }
}
