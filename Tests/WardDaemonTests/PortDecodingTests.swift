import Alarms
import Decoders
import Testing
import Vitals
import WardTesting

@testable import WardDaemon

@Suite struct PortDecodingTests {
    private struct Log: LiveInputSink {
        var events: [SourceEvent] = []
        var readingCount = 0
        mutating func push(_ input: LiveInput) {
            switch input {
            case .source(_, let event, _): events.append(event)
            case .readings: readingCount += 1
            case .lost, .tick: break
            }
        }
    }

    private let source = SourceIndex(0)
    private let noise: [UInt8] = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ 3) & 0x7F }

    private func instant(_ second: Int) -> MonotonicInstant {
        MonotonicInstant(microseconds: Int64(second) * 1_000_000)
    }

    /// Ten seconds, and the three that a good line of this device may take to be believed.
    @Test(arguments: [(13, false), (14, true)]) func tenSecondsOfNoiseMakeALineUnreadable(seconds: Int, isTold: Bool) {
        var decoding = PortDecoding([StreamPlan(.contecV7)])
        var log = Log()
        for second in 0..<seconds {
            decoding.take(noise.span, from: source, at: instant(second), into: &log)
            decoding.tick(at: instant(second), into: &log)
        }
        #expect(log.events == (isTold ? [.unreadable] : []))
        #expect(log.readingCount == 0)
    }

    @Test func aLockMakesItReadableAgain() {
        var decoding = PortDecoding([StreamPlan(.contecV7)])
        var log = Log()
        let oximeter = SimulatedOximeter(.contecV7, [SimulatedOximeter.Waypoint(0, spO2: 97, heartRate: 120)])
        for second in 0..<30 {
            let bytes = second < 15 ? noise : oximeter.bytes(second: second)
            decoding.take(bytes.span, from: source, at: instant(second), into: &log)
            decoding.tick(at: instant(second), into: &log)
        }
        #expect(log.events == [.unreadable, .readable])
        #expect(log.readingCount > 5)
    }

    @Test func aQuietLineIsNotNoise() {
        var decoding = PortDecoding([StreamPlan(.contecV7)])
        var log = Log()
        for second in 0..<60 { decoding.tick(at: instant(second), into: &log) }
        #expect(log.events.isEmpty)
    }

    @Test func frequentTicksDoNotHurryTheVerdict() {
        var decoding = PortDecoding([StreamPlan(.contecV7)])
        var log = Log()
        for step in 0..<90 {
            let now = MonotonicInstant(microseconds: Int64(step) * 100_000)
            decoding.take(noise.span, from: source, at: now, into: &log)
            decoding.tick(at: now, into: &log)
        }
        #expect(log.events.isEmpty)
    }
}
