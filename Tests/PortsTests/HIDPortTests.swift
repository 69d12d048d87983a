import CPosix
import Glibc
import Testing
import Vitals

@testable import Ports

private let source = SourceIndex(0)
private let oximeter = USBAddress(vendor: 0x28E9, product: 0x028A, productText: "pulse oximeter")

/// A HID device's raw node in a fake system: a pseudo-terminal that changes no byte. What it cannot show is that a read
/// ends with its report.
private func plugIn(_ system: FakeSystem) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal()
    terminal.makeRaw()
    try system.plug(
        .hidraw, "hidraw0", socket: "1-2", .init(vendor: "28e9", product: "028a", productText: "Pulse Oximeter"),
        leadsTo: terminal.path)
    return terminal
}

private func plan(_ start: [[UInt8]] = [], byteCount: Int = 64) -> PortPlan {
    PortPlan(source: source, address: .usb(oximeter), link: .hidraw(reportByteCount: byteCount), startBytes: start)
}

@Suite struct HIDPortTests {
    @Test func eachMessageIsOneReportWithItsNumberInFront() throws {
        let system = try FakeSystem()
        let terminal = try plugIn(system)
        let port = try OpenPort(
            opening: plan([[0x9B, 0x00, 0x1B], [0x9B, 0x01, 0x1C]], byteCount: 8), finder: system.finder)
        var written: [UInt8] = []
        #expect(
            waitUntil {
                written += terminal.received()
                return written.count >= 18
            })
        #expect(written == [0, 0x9B, 0x00, 0x1B, 0, 0, 0, 0, 0, 0, 0x9B, 0x01, 0x1C, 0, 0, 0, 0, 0])
        #expect(waitUntil { !port.hasUnsent })
    }

    @Test func reportsComeAsTheyAre() throws {
        let system = try FakeSystem()
        let terminal = try plugIn(system)
        let log = EventLog()
        let loop = try PortLoop(
            ports: [plan()], folders: [], finder: system.finder, clock: .life, tickEvery: .seconds(1),
            events: LoggedEvents(log: log))
        #expect(waitUntil { log.attachedCount(source) == 1 })
        let report: [UInt8] = [0xEB, 0x01, 0x04, 0x4B, 0x61] + Array(repeating: 0, count: 59)
        for _ in 0..<3 { terminal.send(report) }
        #expect(waitUntil { log.byteCount(source) == 192 })
        loop.stop()
        #expect(log.bytes(source) == report + report + report)
        #expect(terminal.received().isEmpty)
    }

    @Test func aPlanThatSaysNothingIsOpenedForReadingAlone() throws {
        let system = try FakeSystem()
        let terminal = try plugIn(system)
        do {
            let port = try OpenPort(opening: plan(), finder: system.finder)
            #expect(accessMode(port.rawDescriptor) == O_RDONLY)
            #expect(throws: PortError.self) { try port.send([1]) }
        }
        let talking = try OpenPort(opening: plan([[1]]), finder: system.finder)
        #expect(accessMode(talking.rawDescriptor) == O_RDWR)
        withExtendedLifetime((talking, terminal)) {}
    }

    @Test func aNodeThatIsNoHIDDeviceIsRefused() throws {
        let system = try FakeSystem()
        let terminal = try plugIn(system)
        let other = try PseudoTerminal()
        var plan = plan([[1]])
        plan.address = .path(other.path)
        #expect(throws: PortError(.open, other.path, .notHidraw)) {
            _ = try OpenPort(opening: plan, finder: system.finder)
        }
        #expect(other.received().isEmpty)
        plan.address = .path(terminal.path)
        _ = try OpenPort(opening: plan, finder: system.finder)
    }

    @Test func aSecondOpeningIsRefused() throws {
        let system = try FakeSystem()
        let terminal = try plugIn(system)
        let port = try OpenPort(opening: plan(), finder: system.finder)
        #expect(throws: PortError(.lock, system.node("hidraw0"), .alreadyOpen)) {
            _ = try OpenPort(opening: plan(), finder: system.finder)
        }
        withExtendedLifetime((port, terminal)) {}
    }

    @Test(arguments: [(0, false), (1, true), (1024, true), (1025, false)])
    func aReportHasALength(byteCount: Int, isTaken: Bool) throws {
        let system = try FakeSystem()
        let terminal = try plugIn(system)
        let error = PortError(.open, "usb \(oximeter)", .limit("reportByteCount"))
        let opening = Result { try OpenPort(opening: plan(byteCount: byteCount), finder: system.finder) }
        if isTaken { #expect(throws: Never.self) { try opening.get() } }
        if !isTaken { #expect(throws: error) { try opening.get() } }
        _ = terminal
    }

    @Test func aMessageMustFitItsReportAndStartAndStopHaveABound() throws {
        let system = try FakeSystem()
        let terminal = try plugIn(system)
        func limit(_ plan: PortPlan) -> String? { plan.brokenLimit }
        #expect(limit(plan([Array(repeating: 1, count: 8)], byteCount: 8)) == nil)
        #expect(limit(plan([Array(repeating: 1, count: 9)], byteCount: 8)) == "sentByteCount")
        #expect(limit(plan([Array(repeating: 1, count: 65)], byteCount: 1024)) == "sentByteCount")
        #expect(limit(plan(Array(repeating: [1], count: PortLimits.messageCount))) == nil)
        #expect(limit(plan(Array(repeating: [1], count: PortLimits.messageCount + 1))) == "messageCount")
        var stopping = plan()
        stopping.stopBytes = Array(repeating: [1], count: PortLimits.messageCount + 1)
        #expect(limit(stopping) == "messageCount")
        _ = terminal
    }

    /// A pipe nobody reads stands for a device that does not answer: a write to it blocks, as the kernel's to HID does.
    @Test func aDeviceThatTakesNothingHoldsNobodyUp() throws {
        var ends: [Int32] = [-1, -1]
        #expect(posix_pipe(&ends) == 0)
        let outlet = FileDescriptor(owning: ends[0])
        let inlet = FileDescriptor(owning: ends[1])
        let byteCount = 1025
        let started = PortClock.bootNow()
        var sentCount = 0
        do {
            let writer = try HIDWriter(to: inlet, path: "device", byteCount: byteCount)
            #expect(throws: PortError(.write, "device", .system(errno: EAGAIN))) {
                while sentCount < 1000 {
                    try writer.send([UInt8](repeating: 1, count: byteCount))
                    sentCount += 1
                }
            }
            #expect(writer.hasUnsent && sentCount > 16)
        }
        #expect(PortClock.bootNow().since(started) < .seconds(2))
        _ = consume outlet
    }

    @Test func whatTheDeviceRefusedIsToldAtTheNextMessage() throws {
        let system = try FakeSystem()
        let terminal = try plugIn(system)
        let port = try OpenPort(opening: plan([[1]]), finder: system.finder)
        #expect(waitUntil { !port.hasUnsent })
        terminal.unplug()
        #expect(
            waitUntil {
                do throws(PortError) {
                    try port.send([2])
                    return false
                } catch {
                    return error.call == .write
                }
            })
    }

    private func accessMode(_ descriptor: Int32) -> Int32 {
        // "flags:  0100002" in octal.
        let line = SystemTree.lines("/proc/self/fdinfo/\(descriptor)").first { $0.hasPrefix("flags:") } ?? ""
        return Int32(line.split(separator: "?").last ?? "", radix: 8).map { $0 & O_ACCMODE } ?? -1
    }
}
