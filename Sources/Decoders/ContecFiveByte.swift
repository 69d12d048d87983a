import Vitals

/// Five-byte frames in two dialects. Contec: CMS50D+ before 4.6, old CMS50E/F, CMS-P and many OEM boards, 60 frames/s.
/// Berry ("BCI"): BM1000, BM2000 and rebrands, 100 frames/s.
///
///     byte 0   1 beep falling tooLong ssss    falling = SpO2 falls · tooLong = searching too long · s = strength 0…8
///                                             Berry: probe unplugged · no signal · 15 = strength not valid
///     byte 1   0wwwwwww                       wave
///     byte 2   0 p7 searching probeError bbbb   p7 = bit 7 of the pulse · b = bar · Berry: no finger for probe error
///     byte 3   0ppppppp                       pulse, 255 missing
///     byte 4   0sssssss                       SpO2, 127 missing; some clones send 0 and pulse 0 without a flag
///
/// No check byte; a byte with bit 7 set begins a frame. The bytes do not tell the dialects apart, so a profile says
/// which. Sources: atbrask/CMS50Dplus, OSCAR `serialoximeter.cpp`, nonspecialist/cms-p `cms_protocol.pdf`; zh2x/
/// BCI_Protocol v1.2 and SpO2-USB-for-Android, the maker's own (Berry).
///
/// A download from the memory of a Contec uses the same line:
///
///     f2 1HHHHHHH xMMMMMMM        three times; start time of day, 80 00 on models without a clock
///     1lllllll 1lllllll 0lllllll  byte count - 1, only on models without a clock
///     1111000p 1ppppppp 0sssssss  one second: pulse bit 7, pulse, SpO2
///
/// Trios are read only after a preamble, since their shape is too common in noise. Live frames may cut in anywhere.
struct ContecFiveByte: BitwiseCopyable {
    /// Whose names the flags have.
    enum Dialect: BitwiseCopyable { case contec, berry }

    private enum Download: BitwiseCopyable {
        case none
        /// The preamble's time bytes, as masked.
        case preamble(hour: UInt8, minute: UInt8)
        /// `remaining` trios are to come; `nil` where the device gives no length.
        case trios(remaining: Int?)
    }

    private var download = Download.none

    static let liveByteCount = 5
    private static let triplet = 3
    private static let preambleMark: UInt8 = 0xF2
    private static let missingPulse = 255
    /// The first length byte of 24 hours of trios, the most a device holds.
    private static let highestLengthMark: UInt8 = 0x8F

    mutating func scan(_ bytes: Span<UInt8>) -> FrameScan {
        let scan = scanDownload(bytes) ?? Self.scanLive(bytes)
        if case .noise = scan { download = .none }
        return scan
    }

    static func scanLive(_ bytes: Span<UInt8>) -> FrameScan {
        guard bytes[0] >= 0x80 else {
            var index = 1
            while index < bytes.count, bytes[index] < 0x80 { index += 1 }
            return .noise(byteCount: index)
        }
        for index in 1..<liveByteCount {
            guard index < bytes.count else { return .incomplete }
            if bytes[index] >= 0x80 { return .noise(byteCount: index) }
        }
        return .frame(byteCount: liveByteCount)
    }

    mutating func decode(_ frame: Span<UInt8>, _ recording: inout ContecDownload) -> FrameContent {
        if frame.count == Self.liveByteCount {
            download = .none
            return Self.live(frame, .contec)
        }
        if frame[0] == Self.preambleMark {
            download = .preamble(hour: frame[1] & 0x7F, minute: frame[2] & 0x7F)
            recording.stamp = StoredStamp(hour: frame[1] & 0x7F, minute: frame[2] & 0x7F)
            return .nothing
        }
        if Self.isTrioMark(frame[0]) { return trio(frame, &recording) }
        let byteCount = (Int(frame[0] & 0x7F) << 14 | Int(frame[1] & 0x7F) << 7 | Int(frame[2])) + 1
        download = .trios(remaining: byteCount / Self.triplet)
        // Only models without a clock give a length.
        recording.stamp = StoredStamp()
        return .nothing
    }

    /// Whether live frames are all that is read at present.
    var isLive: Bool {
        if case .none = download { true } else { false }
    }

    /// What a plain live frame of five bytes says; `nil` for any other bytes.
    @inline(__always)
    static func numbers(_ frame: Span<UInt8>, _ dialect: Dialect) -> OximeterNumbers? {
        guard frame[0] >= 0x80, frame[1] | frame[2] | frame[3] | frame[4] < 0x80,
            dialect == .berry || frame[0] != preambleMark
        else { return nil }
        return oximetry(frame, dialect).numbers
    }

    static func live(_ frame: Span<UInt8>, _ dialect: Dialect) -> FrameContent { oximetry(frame, dialect).content }

    @inline(__always)
    private static func oximetry(_ frame: Span<UInt8>, _ dialect: Dialect) -> PulseOximetry {
        var values = PulseOximetry(
            spO2: Int(frame[4]), pulse: Int(frame[3] | (frame[2] & 0x40) << 1), missingPulse: missingPulse)
        let isUnplugged = dialect == .berry && frame[0] & 0x20 != 0
        if dialect == .contec && frame[0] & 0x20 != 0 { values.quality.insert(.spO2Falling) }
        if frame[0] & 0x0F == 0 { values.quality.insert(.weakSignal) }
        if frame[2] & 0x10 != 0 || isUnplugged {
            values.signal = .probeOff
        } else if frame[0] & 0x10 != 0 || frame[2] & 0x20 != 0 {
            values.signal = .searching
        }
        return values
    }
}

/// The download from memory.
extension ContecFiveByte {
    /// `nil` when the bytes are to be read as live.
    private func scanDownload(_ bytes: Span<UInt8>) -> FrameScan? {
        if bytes[0] == Self.preambleMark, let scan = scanPreamble(bytes) { return scan }
        switch download {
        case .none, .trios(remaining: 0?):
            return nil
        case .trios:
            return Self.isTrioMark(bytes[0]) ? Self.scanTriplet(bytes) : nil
        case .preamble:
            let isPlausible = Self.isTrioMark(bytes[0]) || bytes[0] <= Self.highestLengthMark
            return isPlausible ? Self.scanTriplet(bytes) : nil
        }
    }

    /// A preamble is believed when another like it follows or went before.
    private func scanPreamble(_ bytes: Span<UInt8>) -> FrameScan? {
        guard bytes.count >= Self.triplet else {
            // Three bytes decide whether this may be a preamble; a live frame needs five anyway.
            return bytes.count == 2 && !Self.isHour(bytes[1]) ? nil : .incomplete
        }
        guard Self.isHour(bytes[1]), Self.isMinute(bytes[2]) else { return nil }
        if case .preamble(bytes[1] & 0x7F, bytes[2] & 0x7F) = download { return .frame(byteCount: Self.triplet) }
        for index in 0..<Self.triplet {
            guard Self.triplet + index < bytes.count else { return .incomplete }
            if bytes[Self.triplet + index] != bytes[index] { return nil }
        }
        return .frame(byteCount: Self.triplet)
    }

    /// The length, or a trio of a second: both are bit 7 set, set, clear. `nil` when a live frame cut in.
    private static func scanTriplet(_ bytes: Span<UInt8>) -> FrameScan? {
        guard bytes.count >= 2 else { return bytes[0] >= 0x80 ? .incomplete : nil }
        guard bytes[0] >= 0x80, bytes[1] >= 0x80 else { return nil }
        guard bytes.count >= triplet else { return .incomplete }
        return bytes[2] < 0x80 ? .frame(byteCount: triplet) : nil
    }

    private mutating func trio(_ frame: Span<UInt8>, _ recording: inout ContecDownload) -> FrameContent {
        if case .trios(let remaining?) = download {
            download = remaining > 1 ? .trios(remaining: remaining - 1) : .none
        } else {
            download = .trios(remaining: nil)
        }
        var stored = StoredReadings(stamp: recording.take(1))
        let isPossible = stored.append(spO2: frame[2], pulse: frame[1] & 0x7F | (frame[0] & 1) << 7)
        return isPossible ? .stored(stored) : .refused(.impossibleValue)
    }

    private static func isTrioMark(_ byte: UInt8) -> Bool { byte & 0xFE == 0xF0 }
    private static func isHour(_ byte: UInt8) -> Bool { byte & 0x7F < 24 }
    private static func isMinute(_ byte: UInt8) -> Bool { byte & 0x7F < 60 }
}
