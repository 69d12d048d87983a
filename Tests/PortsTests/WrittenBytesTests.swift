import Glibc
import Testing
import Vitals

@testable import Ports

/// What the other end of the line receives, over several seconds: the plan's bytes and not one more.
@Suite struct WrittenBytesTests {
    @Test func onlyThePlansBytesAreWrittenAndNothingToAPortWithoutAny() throws {
        let talking = try PseudoTerminal()
        let silent = try PseudoTerminal()
        let settings = PortLink.serial(SerialSettings(baud: .b115200))
        let (start, more, alive, stop): ([UInt8], [UInt8], [UInt8], [UInt8]) =
            ([0x7D, 0x81, 0xA1], [0x55], [0x7D, 0xAF], [0x7D, 0xA2])
        let plans = [
            PortPlan(
                source: SourceIndex(0), address: .path(talking.path), link: settings, startBytes: [start, more],
                keepAlive: .init(bytes: alive, every: .milliseconds(400)), stopBytes: [stop]),
            PortPlan(source: SourceIndex(1), address: .path(silent.path), link: settings),
        ]
        let log = EventLog()
        let loop = try PortLoop(
            ports: plans, folders: [], clock: .life, tickEvery: .milliseconds(100), events: LoggedEvents(log: log))
        #expect(waitUntil { log.attachedCount(SourceIndex(0)) == 1 && log.attachedCount(SourceIndex(1)) == 1 })
        var (said, whispered): ([UInt8], [UInt8]) = ([], [])
        let end = PortClock.bootNow().advanced(by: .seconds(4))
        while PortClock.bootNow() < end {
            // Whatever a device sends, also what it would take for a command, is never answered.
            for terminal in [talking, silent] { terminal.send(pattern(count: 50) + start + stop) }
            said += talking.received()
            whispered += silent.received()
            usleep(20_000)
        }
        loop.stop()
        #expect(
            waitUntil {
                said += talking.received()
                return Array(said.suffix(2)) == stop
            })
        whispered += silent.received()
        #expect(whispered.isEmpty)
        #expect(Array(said.prefix(4)) == start + more)
        let between = said.dropFirst(4).dropLast(2)
        let aliveCount = between.count / 2
        #expect(Array(between) == Array(repeating: alive, count: aliveCount).flatMap { $0 })
        #expect((8...11).contains(aliveCount))
    }

    @Test func aPlanWithNothingToSayIsOpenedForReadingAlone() throws {
        let terminal = try PseudoTerminal()
        let link = PortLink.serial(SerialSettings(baud: .b9600))
        func plan(_ start: [[UInt8]], stop: [[UInt8]] = []) -> PortPlan {
            PortPlan(
                source: SourceIndex(0), address: .path(terminal.path), link: link, startBytes: start, stopBytes: stop)
        }
        for (plan, mode) in [
            (plan([]), O_RDONLY), (plan([[]]), O_RDONLY), (plan([[1]]), O_RDWR), (plan([], stop: [[1]]), O_RDWR),
        ] {
            #expect(plan.sends == (mode == O_RDWR))
            let port = try OpenPort(opening: plan, finder: DeviceFinder())
            let line = SystemTree.lines("/proc/self/fdinfo/\(port.rawDescriptor)").first { $0.hasPrefix("flags:") }
            #expect(Int32(line?.split(separator: "?").last ?? "", radix: 8).map { $0 & O_ACCMODE } == mode)
        }
    }

    @Test func aDeviceThatTakesNothingDoesNotHoldUpTheStop() throws {
        let terminal = try PseudoTerminal()
        let plan = PortPlan(
            source: SourceIndex(0), address: .path(terminal.path), link: .serial(SerialSettings(baud: .b9600)),
            keepAlive: .init(bytes: Array(repeating: 9, count: 64), every: .milliseconds(100)),
            stopBytes: Array(repeating: Array(repeating: 8, count: 64), count: PortLimits.messageCount))
        let log = EventLog()
        let loop = try PortLoop(
            ports: [plan], folders: [], clock: .life, tickEvery: .seconds(1), events: LoggedEvents(log: log))
        #expect(waitUntil { log.attachedCount(SourceIndex(0)) == 1 })
        let started = PortClock.bootNow()
        loop.stop()
        #expect(PortClock.bootNow().since(started) < .seconds(1))
    }
}
