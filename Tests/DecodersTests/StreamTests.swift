import Testing
import Vitals
import WardTesting

@testable import Decoders

private func steady(_ deviceProtocol: DeviceProtocol) -> SimulatedOximeter {
    SimulatedOximeter(deviceProtocol, [.init(0, spO2: 97, heartRate: 140)])
}

/// What the pipeline would be told of a stream fed in batches of a second, and the account of it.
private func told(
    _ batches: [[UInt8]], _ deviceProtocol: DeviceProtocol, every: Duration = .seconds(1)
) -> (readings: [ArrivedReadings], stream: DeviceStream) {
    var stream = DeviceStream(deviceProtocol)
    var readings: [ArrivedReadings] = []
    var now = MonotonicInstant(microseconds: 0)
    for batch in batches {
        stream.feed(bytes: batch.span, at: now) { readings.append(ArrivedReadings($0, arrivedAt: $1)) }
        now = now.advanced(by: every)
    }
    stream.tick(at: now.advanced(by: .seconds(1))) { readings.append(ArrivedReadings($0, arrivedAt: $1)) }
    return (readings, stream)
}

private func expectConservation(_ stream: DeviceStream, _ name: String) {
    let ledger = stream.ledger
    #expect(
        ledger.bytesIn
            == ledger.frameBytes + ledger.skippedBytes + ledger.refusedBytes + UInt64(stream.pendingByteCount),
        "\(name)")
    #expect(
        ledger.readings == ledger.framesBeforeLock + ledger.unproven + ledger.merged + ledger.emitted
            + UInt64(stream.waitingCount) + (stream.isHolding ? 1 : 0),
        "\(name)")
}

@Suite struct StreamTests {
    @Test(arguments: DeviceProtocol.allCases)
    func everySplitInTwoIsTheWhole(deviceProtocol: DeviceProtocol) {
        var noise = SimulatedNoise(seed: 7)
        var stream = noise.bytes(40) + steady(deviceProtocol).bytes(second: 0) + noise.bytes(40)
        if deviceProtocol == .contec5byte {
            stream += SimulatedContec.fiveByteDownload([(98, 72), (96, 142), (127, 255)])
        }
        stream += steady(deviceProtocol).bytes(second: 1).prefix(137)
        let whole = transcript(stream, deviceProtocol)
        #expect(whole.count > 3)
        for split in 0...stream.count {
            #expect(transcript(stream, deviceProtocol, splitAt: split) == whole, "split at \(split)")
        }
    }

    @Test(arguments: DeviceProtocol.allCases)
    func aByteAtATimeIsTheWhole(deviceProtocol: DeviceProtocol) {
        let second = steady(deviceProtocol).bytes(second: 0)
        var noise = SimulatedNoise(seed: 8)
        let stream = noise.bytes(500) + second
        var frames = FrameStream(deviceProtocol)
        var words: [String] = []
        for byte in stream {
            let piece = [byte]
            var position = 0
            while let event = frames.next(in: piece.span, at: &position) {
                if case .frame(let content) = event.kind { words += content.words }
            }
        }
        #expect(words == transcript(stream, deviceProtocol).filter { !$0.hasPrefix("skip") })
    }

    @Test(arguments: DeviceProtocol.allCases)
    func aStreamCutAnywhereNeverGivesMoreThanTheWhole(deviceProtocol: DeviceProtocol) {
        let stream = steady(deviceProtocol).bytes(second: 0)
        let whole = transcript(stream, deviceProtocol)
        for end in 0...stream.count {
            let readings = transcript(Array(stream[..<end]), deviceProtocol).filter { !$0.hasPrefix("partial") }
            #expect(readings == Array(whole.prefix(readings.count)), "cut at \(end)")
        }
    }

    @Test(arguments: DeviceProtocol.allCases)
    func aScanOfAFramesLengthIsNeverIncomplete(deviceProtocol: DeviceProtocol) {
        var noise = SimulatedNoise(seed: 9)
        for _ in 0..<20_000 {
            let front = noise.bytes(Limits.longestFrameByteCount)
            var decoder = DeviceDecoder(deviceProtocol)
            #expect(decoder.scan(front.span) != .incomplete, "\(front)")
        }
    }

    /// Noise of up to 4 KiB before and between good frames costs at most two frames (of a packet: two packets).
    @Test(arguments: DeviceProtocol.allCases, 0..<40)
    func garbageCostsAtMostTwoGoodFrames(deviceProtocol: DeviceProtocol, seed: UInt64) {
        var noise = SimulatedNoise(seed: seed)
        let first = steady(deviceProtocol).bytes(second: 0)
        let second = steady(deviceProtocol).bytes(second: 1)
        let goodCount = transcript(first + second, deviceProtocol).count
        let stream =
            noise.bytes(Int(noise.next() % 4097)) + first + noise.bytes(Int(noise.next() % 4097)) + second
        let good = transcript(stream, deviceProtocol).filter { $0.hasPrefix("spo2=97 hr=1") }
        #expect(good.count >= goodCount - 2)
    }

    @Test(arguments: DeviceProtocol.allCases, 0..<20)
    func garbageNeverGivesAWrongReadingUnderLock(deviceProtocol: DeviceProtocol, seed: UInt64) {
        var noise = SimulatedNoise(seed: 1000 + seed)
        let device = steady(deviceProtocol)
        let batches = (0..<30).map { second -> [UInt8] in
            let own = device.bytes(second: second)
            guard second % 7 == 5 else { return own }
            let cut = Int(noise.next() % UInt64(own.count))
            return own[..<cut] + noise.bytes(Int(noise.next() % 4097)) + own[cut...]
        }
        let (readings, stream) = told(batches, deviceProtocol)
        #expect(readings.count > 10)
        for arrived in readings {
            #expect(arrived.readings[.spO2] == 97)
            #expect((138...142).contains(arrived.readings[.heartRate] ?? 0))
        }
        expectConservation(stream, "seed \(seed)")
    }

    @Test(arguments: DeviceProtocol.allCases)
    func aRandomMegabyteGivesNoReading(deviceProtocol: DeviceProtocol) {
        var noise = SimulatedNoise(seed: 42)
        let batch = deviceProtocol.expectedByteRate
        let (readings, stream) = told((0..<(1 << 20) / batch).map { _ in noise.bytes(batch) }, deviceProtocol)
        #expect(readings.isEmpty)
        #expect(!stream.isLocked)
        #expect(stream.ledger.skippedBytes > 0)
        expectConservation(stream, "random")
    }

    @Test(arguments: DeviceProtocol.allCases)
    func aMinuteOfFramesIsAReadingASecond(deviceProtocol: DeviceProtocol) {
        let device = steady(deviceProtocol)
        let (readings, stream) = told((0..<60).map { device.bytes(second: $0) }, deviceProtocol)
        // Two seconds measure the rate; each second from then on is one reading.
        #expect(readings.map(\.arrivedAt.second) == Array(2..<60))
        #expect(stream.ledger.emitted == 58)
        #expect(stream.ledger.skippedBytes == 0)
        expectConservation(stream, "minute")
    }

    @Test func aReadingCountsOnceTenFramesStandBehindIt() {
        let device = steady(.contec5byte)
        var (_, stream) = told((0..<5).map { device.bytes(second: $0) }, .contec5byte)
        #expect(stream.waitingCount == 10)
        // Silence for longer than a reading may wait; at the limit it still does.
        stream.tick(at: MonotonicInstant(microseconds: 9_000_000)) { _, _ in }
        #expect(stream.waitingCount == 10)
        stream.tick(at: MonotonicInstant(microseconds: 9_000_001)) { _, _ in }
        #expect(stream.waitingCount == 0)
        #expect(stream.ledger.unproven == 10)
        expectConservation(stream, "silence")
    }

    @Test func storedReadingsAreNeverToldAsLive() {
        let device = steady(.contec5byte)
        let download = SimulatedContec.fiveByteDownload(Array(repeating: (80, 60), count: 100))
        let batches = (0..<10).map { device.bytes(second: $0) + ($0 == 5 ? download : []) }
        let (readings, stream) = told(batches, .contec5byte)
        #expect(readings.allSatisfy { $0.readings[.spO2] == 97 })
        #expect(stream.ledger.storedReadings == 100)
        expectConservation(stream, "stored")
    }

    @Test func aReasonForNoReadingIsToldToo() {
        let device = SimulatedOximeter(
            .noninDF2,
            [
                .init(0, spO2: 97, heartRate: 140), .init(5, spO2: nil, heartRate: nil, signal: .probeOff),
            ])
        let (readings, _) = told((0..<10).map { device.bytes(second: $0) }, .noninDF2)
        #expect(
            readings.map(\.readings.signal) == [.measuring, .measuring, .measuring]
                + Array(repeating: .probeOff, count: 5))
    }

    @Test func detachingEndsTheSecondCountsTheCutFrameAndDropsTheLock() {
        var stream = DeviceStream(.contecV7)
        var count = 0
        let device = steady(.contecV7)
        for second in 0..<4 {
            let batch = device.bytes(second: second) + (second == 3 ? [0x01, 0x80] : [])
            stream.feed(bytes: batch.span, at: MonotonicInstant(microseconds: Int64(second) * 1_000_000)) { _, _ in
                count += 1
            }
        }
        #expect(stream.isLocked)
        #expect(stream.pendingByteCount == 2)
        stream.detach { _, _ in count += 1 }
        #expect(count == 2)
        #expect(!stream.isLocked)
        expectConservation(stream, "detached")
    }
}
