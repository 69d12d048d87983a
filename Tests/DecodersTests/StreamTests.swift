import Testing
import Vitals
import DeviceSimulators

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

/// How often a device of this protocol sends readings decides how long a test must watch it.
private func isSlow(_ deviceProtocol: DeviceProtocol) -> Bool {
    deviceProtocol.frameCountToConfirm < 10 || deviceProtocol == .contecEB
}

/// Whether every value is one that the steady device has.
private func isTrue(_ readings: ReadingSet) -> Bool {
    VitalSign.allCases.allSatisfy { sign in
        guard let value = readings[sign] else { return true }
        return switch sign {
        case .spO2: value == 97
        case .heartRate: (138...142).contains(value)
        case .respiratoryRate: value == 24
        case .temperature: value == 37.1
        }
    }
}

/// Events of `stream` with a true reading.
private func goodCount(_ stream: [UInt8], _ deviceProtocol: DeviceProtocol) -> Int {
    events(stream, deviceProtocol).count { event in
        guard case .frame(.readings(let readings)) = event.kind else { return false }
        return !readings.given.isEmpty && isTrue(readings)
    }
}

/// The bytes of some seconds of the steady device.
private func seconds(_ range: Range<Int>, _ deviceProtocol: DeviceProtocol) -> [UInt8] {
    range.flatMap { steady(deviceProtocol).bytes(second: $0) }
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
        var stream = noise.bytes(40) + seconds(0..<(isSlow(deviceProtocol) ? 5 : 1), deviceProtocol) + noise.bytes(40)
        if deviceProtocol == .contec5byte {
            stream += SimulatedContec.fiveByteDownload([(98, 72), (96, 142), (127, 255)])
        }
        if deviceProtocol == .contecEB { stream += SimulatedContecEB.automaticDownload([(98, 72), (96, 142)]) }
        stream += seconds(1..<3, deviceProtocol).prefix(137)
        let whole = transcript(stream, deviceProtocol)
        #expect(whole.count > 3)
        for split in 0...stream.count {
            #expect(transcript(stream, deviceProtocol, splitAt: split) == whole, "split at \(split)")
        }
    }

    @Test(arguments: DeviceProtocol.allCases)
    func aByteAtATimeIsTheWhole(deviceProtocol: DeviceProtocol) {
        var noise = SimulatedNoise(seed: 8)
        let stream = noise.bytes(500) + seconds(0..<3, deviceProtocol)
        var frames = FrameStream(deviceProtocol)
        var words: [String] = []
        for byte in stream {
            let piece = [byte]
            var position = 0
            while let event = frames.next(in: piece.span, at: &position) {
                if event.skip == .failedCheck { words.append("refused(check-failed)") }
                if case .frame(let content) = event.kind { words += content.words }
            }
        }
        let isCounted = { (word: String) in !word.hasPrefix("skip") && !word.hasPrefix("partial") }
        #expect(words == transcript(stream, deviceProtocol).filter(isCounted))
    }

    @Test(arguments: DeviceProtocol.allCases)
    func aStreamCutAnywhereNeverGivesMoreThanTheWhole(deviceProtocol: DeviceProtocol) {
        let stream = seconds(0..<(isSlow(deviceProtocol) ? 3 : 1), deviceProtocol)
        let isReading = { (word: String) in !word.hasPrefix("partial") && !word.hasPrefix("skip") }
        let whole = transcript(stream, deviceProtocol).filter(isReading)
        #expect(!whole.isEmpty)
        for end in 0...stream.count {
            let readings = transcript(Array(stream[..<end]), deviceProtocol).filter(isReading)
            #expect(readings == Array(whole.prefix(readings.count)), "cut at \(end)")
        }
    }

    @Test(arguments: DeviceProtocol.allCases)
    func aScanOfAFramesLengthIsNeverIncomplete(deviceProtocol: DeviceProtocol) {
        var noise = SimulatedNoise(seed: 9)
        for _ in 0..<5000 {
            let front = noise.bytes(deviceProtocol.longestFrameByteCount)
            var decoder = DeviceDecoder(deviceProtocol)
            #expect(decoder.scan(front.span) != .incomplete, "\(front)")
        }
    }

    /// Where marks and lengths are right and all else is noise, a scan still ends.
    @Test(arguments: DeviceProtocol.allCases)
    func aScanOfADamagedFrameIsNeverIncomplete(deviceProtocol: DeviceProtocol) {
        var noise = SimulatedNoise(seed: 10)
        let own = seconds(0..<40, deviceProtocol)
        let length = deviceProtocol.longestFrameByteCount
        for _ in 0..<2000 {
            let start = Int(noise.next() % UInt64(own.count))
            var front = Array((own[start...] + own).prefix(length))
            for _ in 0..<3 { front[Int(noise.next() % UInt64(length))] = noise.bytes(1)[0] }
            front += noise.bytes(length - front.count)
            var decoder = DeviceDecoder(deviceProtocol)
            #expect(decoder.scan(front.span) != .incomplete, "\(front)")
        }
    }

    /// Noise of up to 4 KiB before and between good frames costs at most two frames (of a packet: two packets).
    @Test(arguments: DeviceProtocol.allCases, 0..<20)
    func garbageCostsAtMostTwoGoodFrames(deviceProtocol: DeviceProtocol, seed: UInt64) {
        var noise = SimulatedNoise(seed: seed)
        let first = seconds(0..<(isSlow(deviceProtocol) ? 6 : 1), deviceProtocol)
        let second = seconds(6..<(isSlow(deviceProtocol) ? 12 : 7), deviceProtocol)
        let whole = goodCount(first + second, deviceProtocol)
        #expect(whole >= 6)
        let stream =
            noise.bytes(Int(noise.next() % 4097)) + first + noise.bytes(Int(noise.next() % 4097)) + second
        #expect(goodCount(stream, deviceProtocol) >= whole - 2)
    }

    /// Every byte lost, one at a time, costs at most two good frames and changes none.
    @Test(arguments: DeviceProtocol.allCases)
    func aLostByteCostsAtMostTwoGoodFrames(deviceProtocol: DeviceProtocol) {
        let stream = seconds(0..<(isSlow(deviceProtocol) ? 6 : 1), deviceProtocol)
        let whole = goodCount(stream, deviceProtocol)
        for lost in 0..<min(stream.count, 800) {
            var damaged = stream
            damaged.remove(at: lost)
            #expect(goodCount(damaged, deviceProtocol) >= whole - 2, "byte \(lost)")
        }
    }

    @Test(arguments: DeviceProtocol.allCases, 0..<10)
    func garbageNeverGivesAWrongReadingUnderLock(deviceProtocol: DeviceProtocol, seed: UInt64) {
        var noise = SimulatedNoise(seed: 1000 + seed)
        let device = steady(deviceProtocol)
        // A device of a line a second or two needs ten of them to be believed again.
        let gap = isSlow(deviceProtocol) ? 40 : 7
        let batches = (0..<gap * 4).map { second -> [UInt8] in
            let own = device.bytes(second: second)
            guard second % gap == gap - 2 else { return own }
            let cut = own.isEmpty ? 0 : Int(noise.next() % UInt64(own.count))
            return own[..<cut] + noise.bytes(Int(noise.next() % 4097)) + own[cut...]
        }
        let (readings, stream) = told(batches, deviceProtocol)
        #expect(readings.count > 10)
        for arrived in readings { #expect(isTrue(arrived.readings), "\(arrived.readings.words)") }
        expectConservation(stream, "seed \(seed)")
    }

    @Test(arguments: DeviceProtocol.allCases)
    func aRandomMegabyteGivesNoReading(deviceProtocol: DeviceProtocol) {
        var noise = SimulatedNoise(seed: 42)
        let batch = deviceProtocol.expectedByteRate ?? 400
        let (readings, stream) = told((0..<(1 << 20) / batch).map { _ in noise.bytes(batch) }, deviceProtocol)
        #expect(readings.isEmpty)
        #expect(!stream.isLocked)
        #expect(stream.ledger.skippedBytes > 0)
        expectConservation(stream, "random")
    }

    @Test(arguments: DeviceProtocol.allCases)
    func aMinuteOfFramesIsAReadingASecond(deviceProtocol: DeviceProtocol) {
        let (readings, stream) = told((0..<60).map { seconds($0..<$0 + 1, deviceProtocol) }, deviceProtocol)
        // Where the rate is measured, it takes two seconds. Then, or with the lock, each second is one reading.
        let expected: [Int64] =
            switch deviceProtocol {
            case .contec5byte, .berryBCI, .contecV7, .contecEB, .noninDF2, .noninDF7, .choiceMMedUART: Array(2..<60)
            case .noninDF1, .noninDF8, .jumper: Array(9..<59)  // the last is proven by none
            case .noninASCII, .masimoASCII1: Array(9..<60)
            case .nellcorASCII: Array(stride(from: 18, to: 60, by: 2))
            case .viatomLegacy, .viatomOxyII, .bluetoothOximetry, .bluetoothHeartRate: Array(2..<60)
            case .viatomPC60, .berryPM6750, .noninDF13, .taidoc, .bluetoothSpotOximetry, .bluetoothTemperature,
                .berryV15, .medicalDeviceData:
                Array(0..<60)
            }
        #expect(readings.map(\.arrivedAt.second) == expected)
        #expect(stream.ledger.emitted == UInt64(expected.count))
        #expect(readings.allSatisfy { isTrue($0.readings) && !$0.readings.given.isEmpty })
        if deviceProtocol != .contecEB && deviceProtocol != .viatomOxyII { #expect(stream.ledger.skippedBytes == 0) }
        expectConservation(stream, "minute")
    }

    /// A device's own clock may be years off: what is told counts when it came, and the clock is kept beside it.
    @Test(arguments: DeviceProtocol.allCases)
    func aDevicesClockIsKeptAndDecidesNothing(deviceProtocol: DeviceProtocol) {
        let (readings, stream) = told((0..<30).map { seconds($0..<$0 + 1, deviceProtocol) }, deviceProtocol)
        #expect(readings.allSatisfy { $0.readings.measuredAt == nil })
        #expect((stream.deviceTime != nil) == ProtocolFacts.hasClock(deviceProtocol))
        guard let time = stream.deviceTime else { return }
        #expect(time.arrivedAt.second >= 28)
        #expect(time.read.description.hasPrefix("2026-11-21T07:30:"))
    }

    @Test(arguments: DeviceProtocol.allCases)
    func onlyDevicesOfSingleMeasurementsMarkThem(deviceProtocol: DeviceProtocol) {
        let (readings, _) = told((0..<30).map { seconds($0..<$0 + 1, deviceProtocol) }, deviceProtocol)
        let isSpot: Set<DeviceProtocol> = [.noninDF13, .taidoc, .bluetoothSpotOximetry, .bluetoothTemperature]
        #expect(readings.allSatisfy { $0.readings.quality.contains(.spot) == isSpot.contains(deviceProtocol) })
    }

    /// Rule 5: the commonest fault of public decoders.
    @Test(arguments: DeviceProtocol.allCases.filter { $0 != .bluetoothTemperature }, [127, 128, 129, 200, 254])
    func aPulseOf128AndMoreIsReadByEveryProtocol(deviceProtocol: DeviceProtocol, pulse: Int) {
        let device = SimulatedOximeter(deviceProtocol, [.init(0, spO2: 97, heartRate: Double(pulse))])
        let second = (0..<60).first { device.display(second: $0).heartRate == pulse } ?? 0
        let found = events(device.bytes(second: second) + device.bytes(second: second), deviceProtocol).compactMap {
            event -> Double? in
            guard case .frame(.readings(let readings)) = event.kind else { return nil }
            return readings[.heartRate]
        }
        #expect(!found.isEmpty || deviceProtocol == .nellcorASCII && second % 2 == 1)
        #expect(found.allSatisfy { $0 == Double(pulse) })
    }

    /// Rule 1: a device without a finger gives a reason and no number.
    @Test(arguments: DeviceProtocol.allCases.filter { $0 != .bluetoothTemperature })
    func withoutAFingerThereIsNoNumber(deviceProtocol: DeviceProtocol) {
        for signal in [Signal.probeOff, .searching] where deviceProtocol != .taidoc {
            let device = SimulatedOximeter(deviceProtocol, [.init(0, spO2: nil, heartRate: nil, signal: signal)])
            for event in events((0..<4).flatMap { device.bytes(second: $0) }, deviceProtocol) {
                guard case .frame(.readings(let readings)) = event.kind else { continue }
                #expect(readings[.spO2] == nil && readings[.heartRate] == nil)
                #expect(!readings.given.isEmpty || readings.signal != .measuring)
            }
        }
    }

    /// Rule 4 under lock: the bytes of every device, read by the decoder of every other.
    @Test(arguments: DeviceProtocol.allCases, DeviceProtocol.allCases)
    func noOtherDecoderReadsADevicesBytes(device: DeviceProtocol, decoder: DeviceProtocol) {
        guard device != decoder else { return }
        let (readings, _) = told((0..<45).map { seconds($0..<$0 + 1, device) }, decoder)
        #expect(readings.isEmpty)
    }

    @Test func aFrameASecondIsProvenByALaterOneAndNotByOneAtOnce() {
        var (readings, stream) = told((0..<12).map { seconds($0..<$0 + 1, .noninDF1) }, .noninDF1)
        #expect(readings.map(\.arrivedAt.second) == [9, 10])
        #expect(stream.waitingCount == 1)
        // Two at once, as after a stall of the hub: the first of them is not of now.
        let both = seconds(12..<14, .noninDF1)
        stream.feed(bytes: both.span, at: MonotonicInstant(microseconds: 12_000_000)) { _, _ in }
        #expect(stream.ledger.unproven == 1)
        expectConservation(stream, "both")
        // Half a second is enough, and a skip drops what waits.
        let next = seconds(14..<15, .noninDF1)
        stream.feed(bytes: next.span, at: MonotonicInstant(microseconds: 12_499_999)) { _, _ in }
        #expect(stream.ledger.unproven == 2)
        stream.feed(bytes: next.span, at: MonotonicInstant(microseconds: 12_999_999)) { _, _ in }
        #expect(stream.ledger.unproven == 2)
        let noise: [UInt8] = [0x10]
        stream.feed(bytes: noise.span, at: MonotonicInstant(microseconds: 13_000_000)) { _, _ in }
        #expect(stream.ledger.unproven == 3)
        expectConservation(stream, "dropped")
    }

    @Test func paddingDoesNotTouchTheLockAndNoiseDoes() {
        var (_, stream) = told((0..<5).map { seconds($0..<$0 + 1, .contecEB) }, .contecEB)
        #expect(stream.isLocked)
        let zeros = [UInt8](repeating: 0, count: 640)
        stream.feed(bytes: zeros.span, at: MonotonicInstant(microseconds: 5_000_000)) { _, _ in }
        #expect(stream.isLocked)
        let noise: [UInt8] = [0x7F]
        stream.feed(bytes: noise.span, at: MonotonicInstant(microseconds: 5_000_000)) { _, _ in }
        #expect(!stream.isLocked)
    }

    @Test func failedChecksAndOtherLinesAreCounted() {
        var rings = DeviceStream(.viatomLegacy)
        var damaged = SimulatedFrames.viatomLegacy(.init(spO2: 97, heartRate: 140))
        damaged[8] ^= 1
        rings.feed(bytes: damaged.span, at: MonotonicInstant(microseconds: 0)) { _, _ in }
        #expect(rings.ledger[.failedCheck] == 1)
        var lines = DeviceStream(.nellcorASCII)
        let header = SimulatedLines.nellcorHeader
        lines.feed(bytes: header.span, at: MonotonicInstant(microseconds: 0)) { _, _ in }
        #expect(lines.ledger[.otherLine] == 3)
        #expect(!lines.isLocked)
        expectConservation(lines, "lines")
    }

    @Test func aRecordingFromAnEBDevicesMemoryIsNeverToldAsLive() {
        let download = SimulatedContecEB.automaticDownload(Array(repeating: (80, 60), count: 100))
        let batches = (0..<10).map { seconds($0..<$0 + 1, .contecEB) + ($0 == 5 ? download : []) }
        let (readings, stream) = told(batches, .contecEB)
        #expect(readings.allSatisfy { isTrue($0.readings) })
        #expect(stream.ledger.storedReadings == 200)
        expectConservation(stream, "stored")
    }

    @Test func aMeasurementFromMemoryIsNeverToldAsLive() {
        let display = SimulatedOximeter.Display(spO2: 80, heartRate: 60)
        let batches = [
            SimulatedFrames.noninDF13(display, second: 0, isFromMemory: true),
            SimulatedFrames.noninDF13(.init(spO2: 97, heartRate: 140), second: 0),
        ]
        let (readings, stream) = told(batches, .noninDF13)
        #expect(readings.count == 1)
        #expect(readings.allSatisfy { isTrue($0.readings) })
        #expect(stream.ledger.storedReadings == 1)
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
