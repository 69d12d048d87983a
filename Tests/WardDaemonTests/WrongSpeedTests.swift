import Alarms
import Decoders
import Testing
import Vitals
import DeviceSimulators

@testable import WardDaemon

/// A line set to another speed than its device is called unreadable: it looks like noise, and never like an error.
///
/// Two users of other programs lost days over 19,200 and 115,200 baud.
@Suite struct WrongSpeedTests {
    private struct Log: LiveInputSink {
        var events: [SourceEvent] = []
        var readingCount = 0
        mutating func push(_ input: LiveInput) {
            switch input {
            case .source(_, let event, _): events.append(event)
            case .readings: readingCount += 1
            default: break
            }
        }
    }

    /// What the hub says of a line after its patience, and the time a good line may take to be believed; and whether
    /// anything was heard.
    private func log(_ deviceProtocol: DeviceProtocol, _ wire: SimulatedWire, _ pace: SimulatedWire.Pace) -> (
        Log, isSilent: Bool
    ) {
        let source = SourceIndex(0)
        let device = SimulatedOximeter(deviceProtocol, [.init(0, spO2: 97, heartRate: 140)])
        let start = Timestamp("2026-11-21T12:00:00Z")?.instant ?? WallInstant(microseconds: 0)
        var decoding = PortDecoding([StreamPlan(deviceProtocol)])
        var log = Log()
        var byteCount = 0
        for second in 0..<Int(deviceProtocol.timeToLock.components.seconds) + 13 {
            let bytes = wire.heard(device.bytes(second: second), pace: pace).handedOn(.asRead)
            byteCount += bytes.count
            let now = MonotonicInstant(microseconds: Int64(second) * 1_000_000)
            decoding.take(bytes.span, from: source, at: now, into: &log)
            let tick = Tick(monotonic: now, wall: start.advanced(by: .microseconds(now.microseconds)))
            decoding.tick(tick, into: &log)
        }
        return (log, byteCount == 0)
    }

    @Test(arguments: DeviceProtocol.allCases.filter { SimulatedWire.line(of: $0) != nil })
    func aLineAtAWrongSpeedIsCalledUnreadable(deviceProtocol: DeviceProtocol) throws {
        let line = try #require(SimulatedWire.line(of: deviceProtocol))
        for (index, baud) in SimulatedWire.speeds.enumerated() where baud != line.baud {
            var other = line
            other.baud = baud
            let pace: SimulatedWire.Pace = index % 2 == 0 ? .atOnce : .spread
            let (log, isSilent) = log(deviceProtocol, SimulatedWire(from: line, to: other), pace)
            // Single bytes too short for the receiver's start bit are not heard: the line is silent, which is another
            // alarm's matter.
            #expect(log.events == (isSilent ? [] : [.unreadable]), "\(baud) \(pace)")
            #expect(log.readingCount == 0, "\(baud) \(pace)")
            #expect(!isSilent || pace == .spread)
        }
    }

    @Test(arguments: DeviceProtocol.allCases.filter { SimulatedWire.line(of: $0) != nil })
    func aLineAtTheRightSpeedIsNot(deviceProtocol: DeviceProtocol) throws {
        let line = try #require(SimulatedWire.line(of: deviceProtocol))
        let (log, _) = log(deviceProtocol, SimulatedWire(from: line, to: line), .spread)
        #expect(log.events == [])
        #expect(log.readingCount > 5)
    }
}
