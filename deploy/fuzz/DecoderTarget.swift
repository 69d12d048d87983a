import Vitals

@testable import Decoders

/// Every protocol of devices: the first byte chooses it, the second how the bytes come.
extension Target {
    static let decoders = Target(name: "decoders") { input in
        var input = input
        let all = DeviceProtocol.allCases
        let deviceProtocol = all[input.choice() % all.count]
        let seed = input.choice()
        framesAreTheSameHoweverTheyCome(input, seed, deviceProtocol)
        readingsAreTheSameHoweverTheyCome(input, seed, deviceProtocol)
    }

    private static func framesAreTheSameHoweverTheyCome(_ input: Input, _ seed: Int, _ deviceProtocol: DeviceProtocol) {
        let whole = Cut([input.bytes], deviceProtocol)
        let pieces = Cut(input.pieces(seed), deviceProtocol)
        must(
            whole.usedByteCount + whole.pendingCount == input.bytes.count,
            "\(deviceProtocol): bytes are not accounted for")
        must(
            pieces.usedByteCount + pieces.pendingCount == input.bytes.count,
            "\(deviceProtocol): bytes in pieces are not accounted for")
        must(whole.frames == pieces.frames, "\(deviceProtocol): pieces make other frames than the whole")
        must(
            whole.failedCheckCount == pieces.failedCheckCount,
            "\(deviceProtocol): pieces fail other checks than the whole")
        for frame in whole.frames {
            let bytes = Array(input.bytes[frame.start..<frame.start + frame.byteCount])
            must(
                frame.byteCount > 0 && frame.byteCount <= deviceProtocol.longestFrameByteCount,
                "\(deviceProtocol): a frame of \(frame.byteCount) bytes")
            if !frame.checkDiffers {
                must(
                    deviceProtocol.check(holdsIn: bytes),
                    "\(deviceProtocol): a frame whose check does not hold: \(bytes)")
            }
            switch frame.content {
            case .readings(let readings): mustBePossible(readings, deviceProtocol)
            case .stored(let stored): for place in 0..<stored.count { mustBePossible(stored[place], deviceProtocol) }
            case .nothing, .refused: break
            }
        }
    }

    /// A batch is 32 bytes, a tenth of a second after the one before; each comes whole, and in pieces at the same instant.
    private static func readingsAreTheSameHoweverTheyCome(_ input: Input, _ seed: Int, _ deviceProtocol: DeviceProtocol)
    {
        var told: [[ArrivedReadings]] = []
        var streams: [DeviceStream] = []
        for way in 0..<3 {
            // The third way is the long one, without runs.
            var stream = DeviceStream(
                deviceProtocol, ignoring: [], warmUp: .zero, runs: way < 2 && deviceProtocol.sendsRuns)
            var readings: [ArrivedReadings] = []
            let emit: (ReadingSet, MonotonicInstant) -> Void = { readings.append(ArrivedReadings($0, arrivedAt: $1)) }
            var now = MonotonicInstant(microseconds: 0)
            var start = 0
            while start < input.bytes.count {
                let batch = Array(input.bytes[start..<min(input.bytes.count, start + 32)])
                for piece in way == 1 ? Input(batch).pieces(seed &+ start) : [batch] {
                    stream.feed(bytes: piece.span, at: now, emit: emit)
                }
                let ledger = stream.ledger
                must(
                    ledger.bytesIn == ledger.frameBytes + ledger.skippedBytes + ledger.refusedBytes
                        + UInt64(stream.pendingByteCount),
                    "\(deviceProtocol): bytes of the ledger do not add up")
                must(
                    ledger.readings == ledger.framesBeforeLock + ledger.framesWarmingUp + ledger.unproven
                        + ledger.merged
                        + ledger.emitted + UInt64(stream.waitingCount) + (stream.isHolding ? 1 : 0),
                    "\(deviceProtocol): frames of the ledger do not add up")
                start += batch.count
                now = now.advanced(by: .milliseconds(100))
            }
            stream.detach(emit: emit)
            told.append(readings)
            streams.append(stream)
        }
        for way in 1..<3 {
            must(told[way] == told[0], "\(deviceProtocol): way \(way) tells other readings")
            must(streams[way].ledger == streams[0].ledger, "\(deviceProtocol): way \(way) counts otherwise")
        }
        for reading in told[0] { mustBePossible(reading.readings, deviceProtocol) }
    }

    /// What the format can hold. Three digits of a line of text may say 999: what a child can have is judged at admission.
    private static func mustBePossible(_ readings: ReadingSet, _ deviceProtocol: DeviceProtocol) {
        let isText = [.noninASCII, .masimoASCII1, .nellcorASCII].contains(deviceProtocol)
        let isPossible =
            (readings[.spO2].map { $0 > 0 && $0 <= 100 } ?? true)
            && (readings[.heartRate].map { $0 > 0 && $0 <= (isText ? 999 : 511) } ?? true)
            && (readings[.respiratoryRate].map { $0 > 0 && $0 < 255 } ?? true)
            && (readings[.temperature].map { $0 > 0 && $0 < 256 } ?? true)
        must(isPossible, "\(deviceProtocol): a reading that cannot be: \(readings)")
    }
}

/// What a stream is cut into.
private struct Cut {
    struct Frame: Equatable {
        var start: Int
        var byteCount: Int
        var content: FrameContent
        var checkDiffers: Bool
    }

    var frames: [Frame] = []
    var usedByteCount = 0
    var failedCheckCount = 0
    var pendingCount = 0

    init(_ pieces: [[UInt8]], _ deviceProtocol: DeviceProtocol) {
        var stream = FrameStream(deviceProtocol)
        for piece in pieces {
            var position = 0
            while let event = stream.next(in: piece.span, at: &position) {
                must(event.byteCount > 0, "\(deviceProtocol): an event of no byte")
                switch event.kind {
                case .skipped: failedCheckCount += event.skip == .failedCheck ? 1 : 0
                case .frame(let content):
                    frames.append(
                        Frame(
                            start: usedByteCount, byteCount: event.byteCount, content: content,
                            checkDiffers: event.checkDiffers))
                }
                usedByteCount += event.byteCount
            }
            must(position == piece.count, "\(deviceProtocol): bytes were left lying")
        }
        must(stream.offset == UInt64(usedByteCount), "\(deviceProtocol): the stream's place is not what was used")
        pendingCount = stream.pendingCount
    }
}

/// The checks of the formats, written again from their sheets: slowly, and with nothing of the decoders in them.
extension DeviceProtocol {
    fileprivate func check(holdsIn frame: [UInt8]) -> Bool {
        func sum(_ range: Range<Int>) -> UInt8 { frame[range].reduce(0, &+) }
        let last = frame.count - 1
        switch self {
        case .noninDF2, .noninDF7: return frame.count == 5 && sum(0..<4) == frame[4]
        case .noninDF13: return frame[last] == 3 && sum(6..<last - 1) == frame[last - 1]
        case .contecEB: return sum(0..<last) & 0x7F == frame[last]
        case .viatomLegacy, .viatomOxyII: return Self.remainder(of: frame.dropLast(), polynomial: 0x07) == frame[last]
        case .viatomPC60:
            return Self.remainder(of: frame.dropLast().map(Self.mirrored), polynomial: 0x31)
                == Self.mirrored(frame[last])
        case .berryPM6750: return sum(2..<last) ^ 0xFF == frame[last]
        case .berryV15: return sum(0..<last) == frame[last]
        case .taidoc: return frame.count == 8 && sum(0..<7) == frame[7]
        default: return true
        }
    }

    /// A CRC of eight bits as a long division, bit by bit.
    private static func remainder(of bytes: [UInt8], polynomial: UInt8) -> UInt8 {
        var register: UInt8 = 0
        for byte in bytes {
            for bit in (0..<8).reversed() {
                let isOut = register & 0x80 != 0
                let next = byte >> UInt8(bit) & 1
                register = register << 1
                if isOut != (next == 1) { register ^= polynomial }
            }
        }
        return register
    }

    private static func mirrored(_ byte: UInt8) -> UInt8 {
        (0..<8).reduce(0) { $0 | (byte >> UInt8($1) & 1) << UInt8(7 - $1) }
    }
}
