import Testing
import Vitals
import DeviceSimulators

@testable import Decoders

/// The rules that hold for all devices, each with a reason from a real one. What a rule needs to know of a protocol stands
/// in `ProtocolFacts`, where a new protocol without an entry does not compile.
///
///     1   a number alone is never enough            here, and withoutAFingerThereIsNoNumber
///     2   each field is judged alone                here
///     3   what only warns stays with the value      StreamRulesTests: whatOnlyWarnsTakesNoValueAway, aFlagThatSaysNothing…
///     4   frames count back to back, in lock        here, StreamTests: noOtherDecoderReads…, aRandomMegabyte…, garbage…
///     5   a pulse of 128 and more                   StreamTests: aPulseOf128AndMoreIsReadByEveryProtocol
///     6   stored and live come mixed                here
///     7   a device's clock decides nothing          StreamTests: aDevicesClockIsKeptAndDecidesNothing
///     8   many frames are one reading a second      StreamTests: aMinuteOfFramesIsAReadingASecond
///     9   a wrong speed is noise, and said to be    here, and WrongSpeedTests of the daemon
///     10  a file that is still being copied         the drop folders' tests
@Suite struct TenRulesTests {
    // MARK: 1

    @Test(arguments: DeviceProtocol.allCases)
    func rule1_everyWayToWriteThatThereIsNoValueGivesNone(deviceProtocol: DeviceProtocol) {
        let ways = ProtocolFacts.missing(deviceProtocol)
        #expect(ways.count >= 2)
        for missing in ways {
            #expect(transcript(missing.bytes, deviceProtocol) == missing.read, "\(missing.way)")
        }
    }

    // MARK: 2

    @Test(arguments: DeviceProtocol.allCases)
    func rule2_eitherValueMayBeMissingBesideAGoodOther(deviceProtocol: DeviceProtocol) {
        for (spO2, pulse) in [(97.0, nil), (nil, 140.0)] as [(Double?, Double?)] {
            let device = SimulatedOximeter(deviceProtocol, [.init(0, spO2: spO2, heartRate: pulse)])
            let found = events((0..<4).flatMap { device.bytes(second: $0) }, deviceProtocol).compactMap {
                event -> ReadingSet? in
                guard case .frame(.readings(let readings)) = event.kind else { return nil }
                return readings[.respiratoryRate] == nil && readings[.temperature] == nil ? readings : nil
            }
            switch ProtocolFacts.pair(deviceProtocol) {
            case .either:
                #expect(!found.isEmpty)
                for readings in found {
                    #expect((readings[.spO2] != nil) == (spO2 != nil))
                    #expect((readings[.heartRate] != nil) == (pulse != nil))
                }
            case .onlyTogether:
                #expect(found.allSatisfy { spO2 == nil ? $0.given.isEmpty : $0[.heartRate] == nil })
            case .oneSign:
                #expect(found.allSatisfy { $0[.spO2] == nil })
            }
        }
    }

    // MARK: 4

    @Test(arguments: DeviceProtocol.allCases)
    func rule4_framesCountFromTheOneThatMakesTheRunLongEnough(deviceProtocol: DeviceProtocol) {
        let count = ProtocolFacts.withheldCount(deviceProtocol) ?? 1
        let now = MonotonicInstant(microseconds: 0)
        var lock = FrameLock(deviceProtocol, judgesRate: false)
        for _ in 0..<2 {
            // A skip ends the run, whatever its length.
            for _ in 1..<count {
                let counts = lock.observeFrame(byteCount: 1, at: now)
                #expect(!counts)
            }
            lock.observeSkip(at: now)
        }
        for number in 1...count {
            let counts = lock.observeFrame(byteCount: 1, at: now)
            #expect(counts == (number == count))
        }
        #expect(lock.isLocked)
    }

    /// The third skip within ten seconds takes the lock away, the third after more than ten does not.
    @Test(arguments: DeviceProtocol.allCases, [(10_000_000, false), (10_000_001, true)] as [(Int64, Bool)])
    func rule4_threeSkipsInTenSecondsEndTheLock(deviceProtocol: DeviceProtocol, last: (Int64, Bool)) {
        var lock = FrameLock(deviceProtocol, judgesRate: false)
        let count = deviceProtocol.frameCountToLock
        func run(_ frames: Int, at microseconds: Int64) {
            for _ in 0..<frames { _ = lock.observeFrame(byteCount: 1, at: .init(microseconds: microseconds)) }
        }
        run(count, at: 0)
        for instant in [0, 5_000_000, last.0] {
            #expect(lock.isLocked)
            lock.observeSkip(at: .init(microseconds: instant))
            #expect(!lock.isLocked)
            run(deviceProtocol.frameCountToConfirm, at: instant)
        }
        // One frame is enough for those that prove themselves, with or without the lock.
        #expect(lock.isLocked == (last.1 || deviceProtocol.frameCountToConfirm >= count))
    }

    @Test(arguments: DeviceProtocol.allCases)
    func rule4_noReadingIsToldOutsideLock(deviceProtocol: DeviceProtocol) {
        let device = SimulatedOximeter(deviceProtocol, [.init(0, spO2: 97, heartRate: 140)])
        var stream = DeviceStream(deviceProtocol)
        for second in 0..<40 {
            let batch = device.bytes(second: second)
            var tolds = 0
            stream.feed(bytes: batch.span, at: .init(microseconds: Int64(second) * 1_000_000)) { _, _ in tolds += 1 }
            if !stream.isLocked { #expect(tolds == 0) }
        }
        #expect(stream.isLocked && stream.ledger.emitted > 0)
        let withheld = stream.ledger.framesBeforeLock
        #expect(
            (withheld == 0)
                == (deviceProtocol.frameCountToLock == 1 || deviceProtocol == .viatomPC60
                    || deviceProtocol == .berryPM6750))
    }

    // MARK: 6

    @Test(arguments: DeviceProtocol.allCases)
    func rule6_whatComesFromMemoryBetweenLiveFramesIsCountedAndNotTold(deviceProtocol: DeviceProtocol) {
        guard let stored = ProtocolFacts.stored(deviceProtocol) else { return }
        let device = SimulatedOximeter(deviceProtocol, [.init(0, spO2: 97, heartRate: 140)])
        var stream = DeviceStream(deviceProtocol)
        var told: [ReadingSet] = []
        for second in 0..<24 {
            let own = device.bytes(second: second)
            let batch = second % 5 == 4 ? stored.bytes + own : own
            stream.feed(bytes: batch.span, at: .init(microseconds: Int64(second) * 1_000_000)) { readings, _ in
                told.append(readings)
            }
        }
        #expect(told.count > 15)
        #expect(told.allSatisfy { $0[.spO2] == 97 && !$0.quality.contains(.stored) })
        #expect(stream.ledger.storedReadings == 4 * stored.count)
    }

    // MARK: 9

    /// What a receiver at another speed reads of every device, in three ways a driver may hand on damaged bytes.
    @Test(arguments: DeviceProtocol.allCases.filter { SimulatedWire.line(of: $0) != nil })
    func rule9_atAWrongSpeedNothingLocksAndNothingIsTold(deviceProtocol: DeviceProtocol) throws {
        let line = try #require(SimulatedWire.line(of: deviceProtocol))
        let device = SimulatedOximeter(deviceProtocol, [.init(0, spO2: 97, heartRate: 140)])
        // Long enough for a good line to be locked.
        let sent = (0..<(deviceProtocol.frameCountToConfirm < 10 ? 24 : 5)).map { device.bytes(second: $0) }
        for baud in SimulatedWire.speeds where baud != line.baud {
            var other = line
            other.baud = baud
            let wire = SimulatedWire(from: line, to: other)
            for pace in SimulatedWire.Pace.allCases {
                let heard = sent.map { wire.heard($0, pace: pace) }
                // Single bytes too short for the receiver's start bit are silence; a whole burst never is.
                #expect(pace == .spread || heard.contains { !$0.isEmpty })
                for damage in SimulatedWire.Damage.allCases {
                    var stream = DeviceStream(deviceProtocol)
                    for (second, bytes) in heard.enumerated() {
                        let batch = bytes.handedOn(damage)
                        stream.feed(bytes: batch.span, at: .init(microseconds: Int64(second) * 1_000_000)) {
                            readings, _ in
                            Issue.record("\(readings.words) at \(baud)")
                        }
                    }
                    #expect(!stream.isLocked, "\(baud) \(pace) \(damage)")
                }
            }
        }
    }

    /// The wire itself: at the right speed everything comes through.
    @Test(arguments: DeviceProtocol.allCases.filter { SimulatedWire.line(of: $0) != nil })
    func rule9_atTheRightSpeedEveryByteIsRead(deviceProtocol: DeviceProtocol) throws {
        let line = try #require(SimulatedWire.line(of: deviceProtocol))
        let wire = SimulatedWire(from: line, to: line)
        let bytes = SimulatedOximeter(deviceProtocol, [.init(0, spO2: 97, heartRate: 140)]).bytes(second: 0)
        for pace in SimulatedWire.Pace.allCases {
            let heard = wire.heard(bytes, pace: pace)
            #expect(heard.handedOn(.dropped) == bytes)
        }
    }

    @Test func rule9_theWireDamagesAsAUARTDoes() {
        let slow = WireSettings(baud: 9600)
        let fast = WireSettings(baud: 19_200)
        // Each bit of 0x55 is two here: 00 11 00 11 00 11 00 11 00 11. The first stop bit is low.
        let half = SimulatedWire(from: slow, to: fast).heard([0x55], pace: .atOnce)
        #expect(half.map(\.byte) == [0x66, 0xE6])
        #expect(half.map(\.isDamaged) == [true, false])
        let odd = WireSettings(baud: 9600, parity: .odd)
        let even = WireSettings(baud: 9600, parity: .even)
        let parity = SimulatedWire(from: odd, to: even).heard([0x07, 0x03], pace: .spread)
        #expect(parity.map(\.byte) == [0x07, 0x03])
        #expect(parity.handedOn(.asZero) == [0, 0])
        #expect(parity.handedOn(.dropped) == [])
    }
}
