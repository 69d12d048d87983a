import Alarms
import Decoders
import Testing
import Vitals
import DeviceSimulators

@testable import WardDaemon

@Suite struct PortDecodingTests {
    private struct Log: LiveInputSink {
        var events: [SourceEvent] = []
        var readingCount = 0
        var clocks: [Double] = []
        mutating func push(_ input: LiveInput) {
            switch input {
            case .source(_, let event, _): events.append(event)
            case .readings: readingCount += 1
            case .deviceClock(_, let ahead, _): clocks.append(ahead.inSeconds)
            case .lost, .hub, .tick: break
            }
        }
    }

    private let source = SourceIndex(0)
    private let noise: [UInt8] = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ 3) & 0x7F }

    private func instant(_ second: Int) -> MonotonicInstant {
        MonotonicInstant(microseconds: Int64(second) * 1_000_000)
    }

    /// The hub began at 12:00 in London.
    private func tick(_ now: MonotonicInstant, startedAt: String = "2026-11-21T12:00:00Z") -> Tick {
        let start = Timestamp(startedAt)?.instant ?? WallInstant(microseconds: 0)
        return Tick(monotonic: now, wall: start.advanced(by: .microseconds(now.microseconds)))
    }

    /// Ten seconds, and the three that a good line of this device may take to be believed.
    @Test(arguments: [(13, false), (14, true)]) func tenSecondsOfNoiseMakeALineUnreadable(seconds: Int, isTold: Bool) {
        var decoding = PortDecoding([StreamPlan(.contecV7)])
        var log = Log()
        for second in 0..<seconds {
            decoding.take(noise.span, from: source, at: instant(second), into: &log)
            decoding.tick(tick(instant(second)), into: &log)
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
            decoding.tick(tick(instant(second)), into: &log)
        }
        #expect(log.events == [.unreadable, .readable])
        #expect(log.readingCount > 5)
    }

    @Test func aQuietLineIsNotNoise() {
        var decoding = PortDecoding([StreamPlan(.contecV7)])
        var log = Log()
        for second in 0..<60 { decoding.tick(tick(instant(second)), into: &log) }
        #expect(log.events.isEmpty)
    }

    @Test func frequentTicksDoNotHurryTheVerdict() {
        var decoding = PortDecoding([StreamPlan(.contecV7)])
        var log = Log()
        for step in 0..<90 {
            let now = MonotonicInstant(microseconds: Int64(step) * 100_000)
            decoding.take(noise.span, from: source, at: now, into: &log)
            decoding.tick(tick(now), into: &log)
        }
        #expect(log.events.isEmpty)
    }

    // MARK: Warm-up

    /// A plain oximeter at 60 frames a second, one reading a second.
    private func readingCount(warmUp: Duration, seconds: Int, brokenAt second: Int? = nil) -> (Int, DecodingLedger?) {
        var decoding = PortDecoding([StreamPlan(.contecV7, warmUp: warmUp)])
        var log = Log()
        let oximeter = SimulatedOximeter(.contecV7, [SimulatedOximeter.Waypoint(0, spO2: 97, heartRate: 120)])
        for each in 0..<seconds {
            if each == second { decoding.detach(source, at: instant(each), into: &log) }
            decoding.take(oximeter.bytes(second: each).span, from: source, at: instant(each), into: &log)
            decoding.tick(tick(instant(each)), into: &log)
        }
        return (log.readingCount, decoding.ledger(of: source))
    }

    @Test func readingsOfTheWarmUpAreWithheldAndCounted() throws {
        let (without, plain) = readingCount(warmUp: .zero, seconds: 40)
        let (with, warmed) = readingCount(warmUp: .seconds(10), seconds: 40)
        #expect(without - with == 10)
        let ledger = try #require(warmed)
        #expect(ledger.framesWarmingUp > 0 && ledger.framesBeforeLock == plain?.framesBeforeLock)
        #expect(plain?.framesWarmingUp == 0)
        let accounted =
            ledger.framesBeforeLock + ledger.framesWarmingUp + ledger.unproven + ledger.merged + ledger.emitted
        // What is left waits: ten frames to be proven and one for its second to end.
        #expect(ledger.readings - accounted <= 11)
    }

    @Test func aDeviceThatComesBackWarmsUpAnew() {
        let (once, _) = readingCount(warmUp: .seconds(10), seconds: 60)
        let (twice, _) = readingCount(warmUp: .seconds(10), seconds: 60, brokenAt: 30)
        let (plain, _) = readingCount(warmUp: .zero, seconds: 60, brokenAt: 30)
        #expect(plain - twice == 20)
        #expect(twice < once)
    }

    // MARK: The device's clock

    /// How far ahead is told of a Masimo whose clock shows these times, one a second.
    private func told(_ times: [String], startedAt: String = "2026-11-21T12:00:00Z") -> [Double] {
        var decoding = PortDecoding([StreamPlan(.masimoASCII1)])
        var log = Log()
        for (second, time) in times.enumerated() {
            let line = Array("\(time) SN=0000001 SPO2=098% BPM=097 PI=03.60% ALARM=0000 EXC=000800\r\n".utf8)
            decoding.take(line.span, from: source, at: instant(second), into: &log)
            decoding.tick(tick(instant(second), startedAt: startedAt), into: &log)
        }
        return log.clocks
    }

    @Test func aClockIsToldWhenItIsFirstReadAndWhenItMoves() {
        let right = ["11/21/26 12:00:00", "11/21/26 12:00:01", "11/21/26 12:00:06", "11/21/26 12:00:07"]
        #expect(told(right) == [0])
        #expect(told(["11/21/26 12:00:00", "11/21/26 12:00:06"]) == [0, 5])
        #expect(told(["11/21/26 11:49:59", "11/21/26 11:50:00"]) == [-601])
        #expect(told(["11/21/29 12:00:00"]) == [Double(1096 * 86_400)])
    }

    @Test(arguments: ["01/01/00 00:00:01", "12/31/00 23:59:59"]) func aClockThatWasNeverSetSaysNothing(time: String) {
        #expect(told([time, time]) == [])
    }

    /// 01:30 comes twice: at 00:30 and at 01:30 UTC.
    @Test(arguments: [("2026-10-25T00:30:00Z", 0.0), ("2026-10-25T01:30:00Z", 0.0), ("2026-10-25T02:30:00Z", -3600.0)])
    func theDoubledHourOfOctoberIsNoWrongClock(startedAt: String, ahead: Double) {
        #expect(told(["10/25/26 01:30:00"], startedAt: startedAt) == [ahead])
    }

    @Test func anOldMeasurementSaysNothingOfTheClockAndOneFromTheFutureDoes() {
        var watch = ClockWatch()
        let now = tick(instant(60))
        func time(_ seconds: Int) -> DeviceTime {
            DeviceTime(read: now.wall.advanced(by: .seconds(seconds)), arrivedAt: now.monotonic, isOfMeasurement: true)
        }
        #expect(watch.look(at: time(-86_400), now) == .zero)
        #expect(watch.look(at: time(86_400), now) == .seconds(86_400))
    }
}
