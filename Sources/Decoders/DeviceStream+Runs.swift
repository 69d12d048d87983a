import Vitals

/// The short way of formats that send many frames a second.
///
/// While the line is locked, frames that stand back to back are found, checked and read here without an event, a
/// `FrameContent` and a `ReadingSet` of each, and the account is taken of all of them at once. What is not a plain good
/// live frame (noise, padding, a stored reading, a value no device writes, another type, an end that is cut) stays
/// where it is for the long way, which looks at it anew.
///
/// Both ways tell the same readings at the same batch and leave the same account and state (`RunTests`).
extension DeviceStream {
    /// Takes in the run of frames at `position`, if one stands there.
    @inline(never)
    mutating func takeRun(
        _ bytes: Span<UInt8>, at position: inout Int, _ now: MonotonicInstant,
        _ emit: (ReadingSet, MonotonicInstant) -> Void
    ) {
        guard lock.isLocked, hasSettled(at: now) else { return }
        switch deviceProtocol {
        case .contec5byte:
            guard frames.cutter.decoder.isLive else { return }
            takeNumbers(ContecFiveByte.liveByteCount, .framesBehind, bytes, at: &position, now, emit) {
                ContecFiveByte.numbers($0, .contec)
            }
        case .berryBCI:
            takeNumbers(ContecFiveByte.liveByteCount, .framesBehind, bytes, at: &position, now, emit) {
                ContecFiveByte.numbers($0, .berry)
            }
        case .contecV7:
            takeNumbers(ContecV7.liveByteCount, .framesBehind, bytes, at: &position, now, emit) {
                ContecV7.numbers($0)
            }
        case .choiceMMedUART:
            takeNumbers(ChoiceMMedUART.byteCount, .framesBehind, bytes, at: &position, now, emit) {
                ChoiceMMedUART.numbers($0)
            }
        case .berryV15:
            takeNumbers(BerryV15.byteCount, .nextFrame, bytes, at: &position, now, emit) { BerryV15.numbers($0) }
        case .noninDF2:
            takePackets(bytes, at: &position, now, emit) { NoninDF2.wholeFrame($0) }
        case .noninDF7:
            takePackets(bytes, at: &position, now, emit) { NoninDF7.wholeFrame($0) }
        case .contecEB:
            takeWaves(bytes, at: &position, now)
        default:
            break
        }
    }

    /// Whether readings count by the warm-up, and go on doing so.
    private func hasSettled(at now: MonotonicInstant) -> Bool {
        if warmUpMicroseconds == 0 { return true }
        guard let lockedAt else { return false }
        return now.microseconds &- lockedAt.microseconds >= warmUpMicroseconds
    }

    /// Lays the rest of a cut frame behind its beginning; how many bytes that took, or `nil` where they have not all come.
    @inline(__always)
    private mutating func completeCut(_ frameByteCount: Int, _ bytes: Span<UInt8>, at position: Int) -> Int? {
        let missing = frameByteCount - frames.pendingCount
        guard missing > 0, missing <= bytes.count - position else { return nil }
        frames.topUp(missing, bytes, at: position)
        return missing
    }

    /// The account of `count` good frames in a row.
    @inline(__always)
    private mutating func note(_ count: Int, _ frameByteCount: Int, _ now: MonotonicInstant) {
        let byteCount = UInt64(count * frameByteCount)
        ledger.frameBytes += byteCount
        ledger.frames += UInt64(count)
        frames.cutter.offset += byteCount
        lock.observeRun(count)
        lastFrameAt = now
    }
}

/// Frames that each give numbers.
extension DeviceStream {
    @inline(__always)
    private mutating func takeNumbers(
        _ frameByteCount: Int, _ proof: DeviceProtocol.Proof, _ bytes: Span<UInt8>, at position: inout Int,
        _ now: MonotonicInstant, _ emit: (ReadingSet, MonotonicInstant) -> Void,
        read: (Span<UInt8>) -> OximeterNumbers?
    ) {
        var run = NumbersRun()
        if frames.pendingCount > 0 {
            guard let completed = completeCut(frameByteCount, bytes, at: position),
                let numbers = read(frames.pending.span.extracting(0..<frameByteCount))
            else { return }
            frames.pendingCount = 0
            position += completed
            take(numbers, proof, into: &run, now, emit)
        }
        while frameByteCount <= bytes.count - position,
            let numbers = read(bytes.extracting(position..<position + frameByteCount))
        {
            position += frameByteCount
            take(numbers, proof, into: &run, now, emit)
        }
        guard run.frameCount > 0 else { return }
        note(run.frameCount, frameByteCount, now)
        ledger.readings += UInt64(run.frameCount)
        ledger.merged += run.merged
        if let last = run.last { offer(last.numbers.readings, at: last.arrivedAt, emit) }
    }

    /// Takes in one frame's numbers. Of those it proves, the one that stands for its second is offered when the next begins.
    @inline(__always)
    private mutating func take(
        _ numbers: OximeterNumbers, _ proof: DeviceProtocol.Proof, into run: inout NumbersRun, _ now: MonotonicInstant,
        _ emit: (ReadingSet, MonotonicInstant) -> Void
    ) {
        run.frameCount &+= 1
        var arrived = ArrivedNumbers(arrivedAt: now, numbers: numbers)
        arrived.numbers.quality.subtract(ignoredFlags)
        let proven: ArrivedNumbers?
        if proof == .framesBehind {
            proven = line.push(arrived)
        } else {
            proven = unproven
            unproven = arrived
        }
        guard let proven else { return }
        if let ended = run.fold(proven) { offer(ended.numbers.readings, at: ended.arrivedAt, emit) }
    }
}

/// What a run of frames with numbers has come to.
private struct NumbersRun: BitwiseCopyable {
    var frameCount = 0
    /// Readings another of the same second stands for.
    var merged: UInt64 = 0
    /// What stands for the second begun last: the last with a value, else the last without (`SecondReducer`).
    var last: ArrivedNumbers?

    /// Takes in a proven reading; gives what stands for the second before it, where it begins another.
    @inline(__always)
    mutating func fold(_ proven: ArrivedNumbers) -> ArrivedNumbers? {
        guard let last else {
            self.last = proven
            return nil
        }
        guard last.arrivedAt == proven.arrivedAt || last.arrivedAt.second == proven.arrivedAt.second else {
            self.last = proven
            return last
        }
        merged &+= 1
        if proven.numbers.hasValue || !last.numbers.hasValue { self.last = proven }
        return nil
    }
}

/// Frames that are parts of a packet, and waves between messages.
extension DeviceStream {
    @inline(__always)
    private mutating func takePackets(
        _ bytes: Span<UInt8>, at position: inout Int, _ now: MonotonicInstant,
        _ emit: (ReadingSet, MonotonicInstant) -> Void, read: (Span<UInt8>) -> NoninFrame?
    ) {
        guard var packet = frames.cutter.decoder.packet else { return }
        let frameByteCount = NoninPacket.frameByteCount
        var count = 0
        if frames.pendingCount > 0 {
            guard let completed = completeCut(frameByteCount, bytes, at: position),
                let frame = read(frames.pending.span.extracting(0..<frameByteCount)),
                take(frame, into: &packet, count, now, emit)
            else { return }
            frames.pendingCount = 0
            position += completed
            count = 1
        }
        while frameByteCount <= bytes.count - position,
            let frame = read(bytes.extracting(position..<position + frameByteCount)),
            take(frame, into: &packet, count, now, emit)
        {
            position += frameByteCount
            count += 1
        }
        guard count > 0 else { return }
        frames.cutter.decoder.packet = packet
        note(count, frameByteCount, now)
    }

    /// Takes in the frame that belongs here; false for any other, and for one that ends a packet no device writes.
    @inline(__always)
    private mutating func take(
        _ frame: NoninFrame, into packet: inout NoninPacket, _ count: Int, _ now: MonotonicInstant,
        _ emit: (ReadingSet, MonotonicInstant) -> Void
    ) -> Bool {
        guard packet.awaits(frame) else { return false }
        if frame.isFirst { frames.cutter.packetOffset = frames.offset + UInt64(count * NoninPacket.frameByteCount) }
        guard packet.frameCount == NoninPacket.frameCount - 1 else {
            packet.gather(frame)
            return true
        }
        var whole = packet
        whole.gather(frame)
        guard var numbers = whole.oximetry.numbers else { return false }
        packet = NoninPacket()
        numbers.quality.subtract(ignoredFlags)
        ledger.readings += 1
        offer(numbers.readings, at: now, emit)
        return true
    }

    /// A Contec EB's waves, and the zeros its reports are filled up with.
    @inline(__always)
    private mutating func takeWaves(_ bytes: Span<UInt8>, at position: inout Int, _ now: MonotonicInstant) {
        var isWeak: Bool?
        var count = 0
        if frames.pendingCount > 0 {
            guard let completed = completeCut(ContecEB.waveByteCount, bytes, at: position),
                let wave = ContecEB.isWeakWave(frames.pending.span.extracting(0..<ContecEB.waveByteCount))
            else { return }
            frames.pendingCount = 0
            position += completed
            isWeak = wave
            count = 1
        }
        while position < bytes.count {
            if bytes[position] == 0 {
                let end = bytes.endOfZeros(from: position)
                notePadding(end - position)
                position = end
            } else if ContecEB.waveByteCount <= bytes.count - position,
                let wave = ContecEB.isWeakWave(bytes.extracting(position..<position + ContecEB.waveByteCount))
            {
                position += ContecEB.waveByteCount
                isWeak = wave
                count += 1
            } else {
                break
            }
        }
        guard let isWeak else { return }
        frames.cutter.decoder.other.noteWave(isWeak: isWeak)
        note(count, ContecEB.waveByteCount, now)
    }

    @inline(__always)
    private mutating func notePadding(_ byteCount: Int) {
        ledger.skippedBytes += UInt64(byteCount)
        frames.cutter.offset += UInt64(byteCount)
    }
}
