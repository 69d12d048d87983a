import Vitals

/// One vital sign of a recording in a Contec EB device's memory, as it comes in messages: differences, one a second.
///
/// Automatic recordings, two values a byte; the flag of a byte adds 8 to its high half:
///
///     high half 15     this byte's low half × 16 + the next byte's low half is the top from here on
///     low half 15      nothing
///     any other half   value = top - half
///
/// Manual recordings: each message begins with a whole value (its flag adds 128), then two differences a byte:
///
///     high half 0…7    added, or taken away where the byte has its flag
///     low half 0…7     added · 8…14 taken away (bit 3 is the sign) · 15 one artefact
///     7f with its flag two artefacts; as the first byte one
///
/// An artefact is a missing value; what is told as a difference from one is missing too. The announced count ends a recording; what follows is filling. A message that does not
/// follow the one before has lost the place in time, and the rest of the recording is refused.
struct ContecEBSeries: BitwiseCopyable {
    enum Coding: BitwiseCopyable { case automatic, manual }

    private enum Link: BitwiseCopyable { case first, next, broken }

    private var sign = VitalSign.spO2
    private var coding: Coding?
    private var lastBlock: UInt16 = 0
    private var isBroken = false
    private var stamp = StoredStamp()
    /// Readings still to come; `nil` where no count was announced.
    private var remaining: UInt32?
    /// The value that differences are taken from.
    private var level: UInt8?
    /// The low half of the first of the two bytes that set the level.
    private var levelHigh: UInt8?

    mutating func take(
        block: UInt16, of sign: VitalSign, coding: Coding, announced: ContecEBAnnouncement, flags: UInt32,
        data: Span<UInt8>
    ) -> FrameContent {
        switch link(block, sign, coding) {
        case .first: begin(sign, coding, announced)
        case .next: break
        case .broken: isBroken = true
        }
        lastBlock = block
        guard !isBroken else { return .refused(.brokenPacket) }
        var stored = StoredReadings(of: sign, stamp: stamp)
        for index in 0..<data.count {
            let isFlagged = flags >> UInt32(index) & 1 != 0
            switch coding {
            case .automatic: takeAutomatic(data[index], isFlagged, into: &stored)
            case .manual: takeManual(data[index], isFlagged, isFirst: index == 0, into: &stored)
            }
            if isBroken { return .refused(.impossibleValue) }
        }
        stamp = stamp.advanced(by: stored.count)
        return stored.count > 0 ? .stored(stored) : .nothing
    }

    private func link(_ block: UInt16, _ sign: VitalSign, _ coding: Coding) -> Link {
        if block == 0 { return .first }
        return self.coding == coding && self.sign == sign && block == lastBlock + 1 ? .next : .broken
    }

    private mutating func begin(_ sign: VitalSign, _ coding: Coding, _ announced: ContecEBAnnouncement) {
        self = ContecEBSeries()
        self.sign = sign
        self.coding = coding
        stamp = announced.stamp
        remaining = announced.count
    }

    private mutating func takeAutomatic(_ byte: UInt8, _ isFlagged: Bool, into stored: inout StoredReadings) {
        let low = byte & 0x0F
        if let high = levelHigh {
            level = high << 4 | low
            levelHigh = nil
            return
        }
        let high = byte >> 4 | (isFlagged ? 8 : 0)
        if high == 15 {
            levelHigh = low
            return
        }
        append(level.map { $0 &- high }, into: &stored)
        if low != 15 { append(level.map { $0 &- low }, into: &stored) }
    }

    private mutating func takeManual(
        _ byte: UInt8, _ isFlagged: Bool, isFirst: Bool, into stored: inout StoredReadings
    ) {
        let isArtefact = byte == 0x7F && isFlagged
        if isFirst {
            let isMissing = isArtefact || (sign == .spO2 && byte == 0x7F)
            level = isMissing ? nil : byte | (sign == .heartRate && isFlagged ? 0x80 : 0)
            append(level, into: &stored)
            return
        }
        if isArtefact {
            append(nil, into: &stored)
            append(nil, into: &stored)
            return
        }
        let high = byte >> 4
        level = level.map { isFlagged ? $0 &- high : $0 &+ high }
        append(level, into: &stored)
        let low = byte & 0x0F
        guard low != 15 else { return append(nil, into: &stored) }
        level = level.map { low & 0x08 != 0 ? $0 &- (low & 0x07) : $0 &+ low }
        append(level, into: &stored)
    }

    /// Missing is 127 for SpO2 and 255 for pulse.
    private mutating func append(_ value: UInt8?, into stored: inout StoredReadings) {
        if let remaining {
            guard remaining > 0 else { return }
            self.remaining = remaining - 1
        }
        if !stored.append(value ?? (sign == .spO2 ? 127 : 255)) { isBroken = true }
    }
}
