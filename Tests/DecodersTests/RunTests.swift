import Testing
import Vitals
import DeviceSimulators

@testable import Decoders

/// The short way of frames in runs is held, batch by batch, against the long way.
@Suite struct RunTests {
    static let protocols = DeviceProtocol.allCases.filter(\.sendsRuns)

    @Test(arguments: RunTests.protocols, [UInt64(1), 2, 3, 4, 5, 6])
    func bothWaysTellTheSameAndLeaveTheSame(deviceProtocol: DeviceProtocol, seed: UInt64) {
        var pair = Pair(deviceProtocol, seed: seed)
        let device = SimulatedOximeter(deviceProtocol, Self.story)
        for second in 0..<70 {
            var bytes = device.bytes(second: second)
            // The first seconds are left in peace, so that the lock is found; then every fifth is spoilt.
            if second > 8, pair.below(5) == 0 { pair.spoil(&bytes) }
            if pair.below(9) == 0 { bytes += download(of: deviceProtocol) }
            guard second % 31 != 30 else {
                pair.detach()
                continue
            }
            pair.feed(bytes, second: second)
        }
        // What is held against each other must have happened.
        #expect(pair.short.ledger.emitted > 10)
        // A Contec EB gives its numbers once a second.
        #expect(pair.short.ledger.merged > 10 || deviceProtocol == .contecEB)
        #expect(pair.short.ledger.skippedBytes > 10)
    }

    /// Values, signals and flags of every kind, each for a few seconds.
    private static let story: [SimulatedOximeter.Waypoint] = [
        .init(0, spO2: 97, heartRate: 140), .init(14, spO2: 88, heartRate: 160, quality: [.artefact, .weakSignal]),
        .init(20, spO2: 88, heartRate: 160, signal: .searching),
        .init(24, spO2: 100, heartRate: 250, quality: [.lowPerfusion, .lowBattery, .spO2Falling, .outOfTrack]),
        .init(34, spO2: nil, heartRate: nil, signal: .probeOff),
        .init(40, spO2: nil, heartRate: 120), .init(46, spO2: 95, heartRate: nil, quality: .smartPoint),
        .init(52, spO2: nil, heartRate: nil), .init(56, spO2: 93, heartRate: 90, quality: .marginalPerfusion),
    ]

    /// Readings from memory in between, and a trio's likeness.
    private func download(of deviceProtocol: DeviceProtocol) -> [UInt8] {
        switch deviceProtocol {
        case .contec5byte: SimulatedContec.fiveByteDownload([(98, 72), (96, 142), (127, 255)])
        case .contecEB: SimulatedContecEB.automaticDownload([(98, 72), (96, 142)])
        default: []
        }
    }
}

/// One stream of each way, fed the same batches.
private struct Pair {
    private(set) var short: DeviceStream
    private var long: DeviceStream
    private var told: (short: [ArrivedReadings], long: [ArrivedReadings]) = ([], [])
    private var noise: SimulatedNoise
    private var now = MonotonicInstant(microseconds: 5_000_000)

    init(_ deviceProtocol: DeviceProtocol, seed: UInt64) {
        noise = SimulatedNoise(seed: seed)
        // Odd seeds with flags left out, every third with a warm-up.
        let ignored: Quality = seed % 2 == 1 ? [.lowPerfusion, .weakSignal] : []
        let warmUp: Duration = seed % 3 == 0 ? .milliseconds(3500) : .zero
        short = DeviceStream(deviceProtocol, ignoring: ignored, warmUp: warmUp)
        long = DeviceStream(deviceProtocol, ignoring: ignored, warmUp: warmUp, runs: false)
        #expect(short.runs && !long.runs)
    }

    mutating func below(_ count: Int) -> Int {
        Int(noise.next() % UInt64(count))
    }

    /// A byte lost, a byte changed, a bit changed, or noise put in: once or twice.
    mutating func spoil(_ bytes: inout [UInt8]) {
        for _ in 0...below(2) where !bytes.isEmpty {
            let place = below(bytes.count)
            switch below(4) {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = UInt8(below(256))
            case 2: bytes[place] ^= 1 << UInt8(below(8))
            default: bytes.insert(contentsOf: noise.bytes(1 + below(12)), at: place)
            }
        }
    }

    /// Hands over a second's bytes in batches of any size, now and then with a tick between.
    mutating func feed(_ bytes: [UInt8], second: Int) {
        let greatest = [1, 3, 12, 40, 200, 5000][below(6)]
        let start = now
        var position = 0
        while position < bytes.count {
            let end = min(bytes.count, position + 1 + below(greatest))
            let batch = Array(bytes[position..<end])
            now = start.advanced(by: .microseconds(1_000_000 * position / bytes.count))
            short.feed(bytes: batch.span, at: now) { told.short.append(ArrivedReadings($0, arrivedAt: $1)) }
            long.feed(bytes: batch.span, at: now) { told.long.append(ArrivedReadings($0, arrivedAt: $1)) }
            compare("second \(second), batch to byte \(end)")
            position = end
            if below(40) == 0 { tick() }
        }
        now = start.advanced(by: .seconds(below(20) == 0 ? 7 : 1))
        tick()
    }

    mutating func detach() {
        short.detach { told.short.append(ArrivedReadings($0, arrivedAt: $1)) }
        long.detach { told.long.append(ArrivedReadings($0, arrivedAt: $1)) }
        compare("detached")
    }

    private mutating func tick() {
        short.tick(at: now) { told.short.append(ArrivedReadings($0, arrivedAt: $1)) }
        long.tick(at: now) { told.long.append(ArrivedReadings($0, arrivedAt: $1)) }
        compare("tick")
    }

    private mutating func compare(_ place: String) {
        let isSame =
            told.short == told.long && short.ledger == long.ledger && short.isLocked == long.isLocked
            && short.isHolding == long.isHolding && short.waitingCount == long.waitingCount
            && short.pendingByteCount == long.pendingByteCount && short.deviceTime == long.deviceTime
            && short.frames.offset == long.frames.offset
            && short.frames.cutter.packetOffset == long.frames.cutter.packetOffset
            && short.frames.partial?.byteCount == long.frames.partial?.byteCount
        if !isSame {
            Issue.record("\(short.deviceProtocol.rawValue), \(place): \(short.ledger) is not \(long.ledger)")
        }
        told = ([], [])
    }
}
