import Testing
import Vitals
import DeviceSimulators

@testable import Decoders

/// What a stream promises its port, over all protocols.
@Suite struct StreamRulesTests {
    /// Rule 9: a good line must not be called unreadable before it could be locked.
    @Test(arguments: DeviceProtocol.allCases)
    func aGoodLineIsLockedWithinItsTime(deviceProtocol: DeviceProtocol) {
        let device = SimulatedOximeter(deviceProtocol, [.init(0, spO2: 97, heartRate: 140)])
        var stream = DeviceStream(deviceProtocol)
        var second = 0
        while !stream.isLocked, second < 60 {
            let batch = device.bytes(second: second)
            stream.feed(bytes: batch.span, at: MonotonicInstant(microseconds: Int64(second) * 1_000_000)) { _, _ in }
            second += 1
        }
        #expect(stream.isLocked)
        #expect(.seconds(second - 1) <= deviceProtocol.timeToLock)
    }

    /// Rule 3: a flag that a model always sets can be left out, and takes no other along.
    @Test(arguments: DeviceProtocol.allCases)
    func aFlagThatSaysNothingCanBeLeftOut(deviceProtocol: DeviceProtocol) {
        let flags: Quality = [.lowPerfusion, .artefact, .weakSignal, .lowBattery]
        let device = SimulatedOximeter(deviceProtocol, [.init(0, spO2: 97, heartRate: 140, quality: flags)])
        func told(ignoring ignored: Quality) -> Quality {
            var stream = DeviceStream(deviceProtocol, ignoring: ignored)
            var quality: Quality = []
            for second in 0..<24 {
                let batch = device.bytes(second: second)
                stream.feed(bytes: batch.span, at: MonotonicInstant(microseconds: Int64(second) * 1_000_000)) {
                    readings, _ in quality.formUnion(readings.quality)
                }
            }
            return quality
        }
        let all = told(ignoring: [])
        for flag in [Quality.lowPerfusion, .artefact, .weakSignal, .lowBattery] {
            #expect(told(ignoring: flag) == all.subtracting(flag))
        }
    }

    /// Rule 3: what only warns stays with the value, where the format can say it.
    @Test(arguments: DeviceProtocol.allCases)
    func whatOnlyWarnsTakesNoValueAway(deviceProtocol: DeviceProtocol) {
        let flags: Quality = [.lowPerfusion, .artefact, .weakSignal, .lowBattery, .motion, .outOfTrack, .spO2Falling]
        let device = SimulatedOximeter(deviceProtocol, [.init(0, spO2: 97, heartRate: 140, quality: flags)])
        let found = events((0..<4).flatMap { device.bytes(second: $0) }, deviceProtocol)
        for event in found {
            guard case .frame(.readings(let readings)) = event.kind else { continue }
            #expect(readings.signal == .measuring && !readings.given.isEmpty)
        }
    }

    @Test func aPC60sFrameMayHave32BytesBehindItsLengthAndNotOneMore() {
        let good = SimulatedFrames.pc60Frame(0x0F, [0x01, 97, 72, 0, 45, 0, 0xC0])
        let longest = SimulatedFrames.pc60Frame(0x0F, Array(repeating: 0x21, count: 31))
        #expect(longest.count == DeviceProtocol.viatomPC60.longestFrameByteCount)
        #expect(transcript(longest + good, .viatomPC60) == ["spo2=97 hr=72"])
        let longer = SimulatedFrames.pc60Frame(0x0F, Array(repeating: 0x21, count: 32))
        #expect(transcript(longer + good, .viatomPC60) == ["skip(37)", "spo2=97 hr=72"])
    }

    @Test func aStreamIsMadeOfItsProtocolAlone() {
        let streams = DeviceProtocol.allCases.map(DeviceStream.init)
        #expect(streams.map(\.deviceProtocol) == DeviceProtocol.allCases)
        #expect(!streams.contains { $0.isLocked })
    }
}
