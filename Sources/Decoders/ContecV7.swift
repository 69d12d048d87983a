import Vitals

/// Contec "Communication protocol of pulse oximeter V7.0" (2010-07-08): CMS50D+ 4.6, CMS50E/F/I/H, 60 live packets/s.
///
///     byte 0   0ttttttt   type, the only byte with bit 7 clear
///     byte 1   1hhhhhhh   bit i is the lost bit 7 of data byte i
///     byte 2…  1ddddddd   data bytes d0, d1, …
///
///     live (01), 9 bytes:
///     d0   7 probe error · 6 beep · 5 SpO2 falling · 4 searching too long · 3…0 strength 0…8
///     d1   7 searching · 6…0 wave
///     d2   4 perfusion index not valid · 3…0 bar
///     d3   pulse, 255 missing        d4   SpO2, 127 missing        d5 d6   perfusion index × 100, little endian
///
///     stored (0f), 8 bytes: SpO2 pulse SpO2 pulse SpO2 pulse, a second each
///     stored with perfusion index (09), 6 bytes: SpO2 pulse index index
///     date (07) and time (12) of a stored segment, 8 bytes: user segment century year month day ·
///     user segment hour minute second 0; year 0 where the device has no clock
///
/// No check byte. Sources: the maker's document in albertcbraun/CMS50FW; OSCAR `cms50f37_loader.cpp`; timegrid/
/// CMS50Dplus7; finger-out behaviour of the D+ (zeros with the probe error bit, against the manual) from MarkMLl.
enum ContecV7 {
    static let liveByteCount = 9
    private static let missingPulse = 255
    private static let marks: UInt64 = 0x8080_8080_8080_8080

    static func scan(_ bytes: Span<UInt8>) -> FrameScan {
        let frameByteCount = byteCount(ofType: bytes[0])
        guard frameByteCount > 0 else {
            // No type of ours, or a byte from inside a packet: on to the next byte that can be a type.
            var index = 1
            while index < bytes.count, bytes[index] >= 0x80 { index += 1 }
            return .noise(byteCount: index)
        }
        for index in 1..<frameByteCount {
            guard index < bytes.count else { return .incomplete }
            if bytes[index] < 0x80 { return .noise(byteCount: index) }
        }
        return .frame(byteCount: frameByteCount)
    }

    @inline(__always)
    static func isLive(_ frame: Span<UInt8>) -> Bool { frame[0] == 0x01 }

    /// Every packet but the live one.
    @inline(never)
    static func stored(_ frame: Span<UInt8>, _ download: inout ContecDownload) -> FrameContent {
        switch frame[0] {
        case 0x07:
            download = ContecDownload()
            let year = Int(datum(2, frame)) * 100 + Int(datum(3, frame))
            // Year 0: the device has no clock.
            if datum(3, frame) != 0 {
                download.date = CivilDate(year: year, month: Int(datum(4, frame)), day: Int(datum(5, frame)))
            }
            return .nothing
        case 0x12:
            let time = download.date.flatMap { date in
                CivilDateTime(
                    date: date, hour: Int(datum(2, frame)), minute: Int(datum(3, frame)), second: Int(datum(4, frame)))
            }
            download.stamp = time.map(StoredStamp.init(local:)) ?? StoredStamp()
            return .nothing
        case 0x09: return samples(frame, count: 1, &download)
        case 0x0F: return samples(frame, count: 3, &download)
        default: return .nothing
        }
    }

    /// What a live packet says; `nil` for any other nine bytes.
    @inline(__always)
    static func numbers(_ packet: Span<UInt8>) -> OximeterNumbers? {
        guard isLive(packet) else { return nil }
        let rest = packet.eightBytes(at: 1)
        guard rest & marks == marks else { return nil }
        return oximetry(data(rest)).numbers
    }

    static func live(_ frame: Span<UInt8>) -> FrameContent { oximetry(data(frame.eightBytes(at: 1))).content }

    /// The seven data bytes of a packet's bytes 1 to 8, d0 lowest, each with its bit 7 put back: of byte 1, bit i is laid
    /// at bit 8i + 7, which is 7(i + 1) further up.
    @inline(__always)
    private static func data(_ rest: UInt64) -> UInt64 {
        let lost = (rest & 0x7F) &* 0x0002_0408_1020_4080 & marks
        return rest >> 8 & 0x007F_7F7F_7F7F_7F7F | lost
    }

    @inline(__always)
    private static func oximetry(_ data: UInt64) -> PulseOximetry {
        let status = data & 0xFF
        var values = PulseOximetry(
            spO2: Int(data >> 32 & 0xFF), pulse: Int(data >> 24 & 0xFF), missingPulse: missingPulse)
        if status & 0x20 != 0 { values.quality.insert(.spO2Falling) }
        if status & 0x0F == 0 { values.quality.insert(.weakSignal) }
        if status & 0x80 != 0 {
            values.signal = .probeOff
        } else if status & 0x10 != 0 || data & 0x8000 != 0 {
            values.signal = .searching
        }
        return values
    }

    private static func samples(_ frame: Span<UInt8>, count: Int, _ download: inout ContecDownload) -> FrameContent {
        var stored = StoredReadings(stamp: download.take(count))
        for sample in 0..<count {
            guard stored.append(spO2: datum(sample * 2, frame), pulse: datum(sample * 2 + 1, frame)) else {
                return .refused(.impossibleValue)
            }
        }
        return .stored(stored)
    }

    /// Data byte `index` with its bit 7 put back from byte 1.
    @inline(__always)
    private static func datum(_ index: Int, _ frame: Span<UInt8>) -> UInt8 {
        (frame[index + 2] & 0x7F) | (frame[1] >> UInt8(index) & 1) << 7
    }

    /// The length of a packet of this type; 0 for a byte that is no type.
    private static func byteCount(ofType type: UInt8) -> Int {
        switch type {
        case 0x01: 9  // live
        case 0x02, 0x03, 0x04, 0x05: 9  // model, vendor, device id, user
        case 0x06: 4  // version
        case 0x07, 0x08, 0x12: 8  // date, length and time of a stored segment
        case 0x09: 6  // stored with perfusion index
        case 0x0A, 0x0B: 4  // segment count, command reply
        case 0x0C: 2  // free reply
        case 0x0D, 0x0E, 0x10: 3  // disconnect, perfusion index support, user count
        case 0x0F: 8  // stored
        case 0x11, 0x13, 0x14, 0x15: 9  // notice, two unknown ones, storage identifiers
        default: 0
        }
    }
}
