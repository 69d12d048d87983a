import Glibc
import Testing
import Vitals

@testable import Ports

/// Devices that come, go and come back under other names, through the real loop.
@Suite(.serialized) struct ReplugTests {
    private let left = SourceIndex(0)
    private let right = SourceIndex(1)

    private func plan(_ source: SourceIndex, _ address: USBAddress) -> PortPlan {
        PortPlan(source: source, address: .usb(address), link: .serial(SerialSettings(baud: .b9600)))
    }

    private func start(_ plans: [PortPlan], _ system: FakeSystem, _ log: EventLog) throws -> PortLoop {
        try PortLoop(
            ports: plans, folders: [], finder: system.finder, clock: .life, tickEvery: .seconds(1),
            events: LoggedEvents(log: log))
    }

    /// `bySocket`: two bridges without serial numbers in their own sockets; otherwise each by its serial number.
    @Test(arguments: [false, true]) func devicesSwappedInPluggingOrderKeepTheirChild(bySocket: Bool) throws {
        let system = try FakeSystem()
        var addresses = [USBAddress(vendor: 0x10C4, product: 0xEA60), USBAddress(vendor: 0x10C4, product: 0xEA60)]
        let serialNumbers = bySocket ? [nil, nil] : ["A", "B"]
        for place in 0..<2 {
            if bySocket { addresses[place].socket = "1-\(place + 1)" }
            addresses[place].serialNumber = serialNumbers[place]
        }
        let log = EventLog()
        let loop = try start([plan(left, addresses[0]), plan(right, addresses[1])], system, log)
        #expect(waitUntil { log.gone(left).count == 1 && log.gone(right).count == 1 })
        for cycle in 1...4 {
            let terminals = [try PseudoTerminal(), try PseudoTerminal()]
            // The kernel numbers in the order of plugging: now the left one first, now the right one.
            let order = cycle.isMultiple(of: 2) ? [1, 0] : [0, 1]
            for (number, place) in order.enumerated() {
                try system.plug(
                    .serial, "ttyUSB\(number)", socket: "1-\(place + 1)", .init(serialNumber: serialNumbers[place]),
                    leadsTo: terminals[place].path)
            }
            try #require(waitUntil { log.attachedCount(left) == cycle && log.attachedCount(right) == cycle })
            terminals[0].send([1, UInt8(cycle)])
            terminals[1].send([2, UInt8(cycle)])
            try #require(waitUntil { log.byteCount(left) == 2 * cycle && log.byteCount(right) == 2 * cycle })
            for (number, place) in order.enumerated() {
                system.unplug(.serial, "ttyUSB\(number)", socket: "1-\(place + 1)")
                terminals[place].unplug()
            }
            try #require(waitUntil { log.gone(left).count == cycle + 1 && log.gone(right).count == cycle + 1 })
        }
        loop.stop()
        #expect(log.bytes(left) == [1, 1, 1, 2, 1, 3, 1, 4])
        #expect(log.bytes(right) == [2, 1, 2, 2, 2, 3, 2, 4])
    }

    @Test func aSecondDeviceOfTheSameIdsIsToldAndNeitherIsTaken() throws {
        let system = try FakeSystem()
        let terminals = [try PseudoTerminal(), try PseudoTerminal()]
        for place in 0..<2 {
            try system.plug(
                .serial, "ttyUSB\(place)", socket: "1-\(place + 1)", .init(), leadsTo: terminals[place].path)
        }
        let log = EventLog()
        let loop = try start([plan(left, USBAddress(vendor: 0x10C4, product: 0xEA60))], system, log)
        #expect(waitUntil { log.gone(left).count == 1 })
        #expect(log.gone(left).first?.cause == .ambiguous(nodes: [system.node("ttyUSB0"), system.node("ttyUSB1")]))
        system.unplug(.serial, "ttyUSB0", socket: "1-1")
        #expect(waitUntil { log.attachedCount(left) == 1 })
        terminals[1].send([5])
        #expect(waitUntil { log.bytes(left) == [5] })
        loop.stop()
    }

    @Test func aDevicePluggedInAfterALongAbsenceIsReadWithinASecond() throws {
        let system = try FakeSystem()
        let log = EventLog()
        let loop = try start([plan(left, USBAddress(vendor: 0x10C4, product: 0xEA60))], system, log)
        var worst = Duration.zero
        for cycle in 1...3 {
            // By then the loop tries every two seconds.
            usleep(3_300_000)
            let terminal = try PseudoTerminal()
            let plugged = PortClock.bootNow()
            try system.plug(.serial, "ttyUSB\(cycle)", socket: "1-1", .init(), leadsTo: terminal.path)
            try #require(waitUntil { log.attachedCount(left) == cycle })
            worst = max(worst, PortClock.bootNow().since(plugged))
            system.unplug(.serial, "ttyUSB\(cycle)", socket: "1-1")
            terminal.unplug()
            try #require(waitUntil { log.gone(left).count == cycle + 1 })
        }
        loop.stop()
        #expect(worst < .seconds(1))
    }

    @Test func somethingPluggedInBringsTheNextAttemptForwardAndNeverTwoTooClose() {
        let start = MonotonicInstant(microseconds: 0)
        var presence = Presence(nextAttempt: start)
        var now = start
        for _ in 0..<8 {
            now = presence.nextAttempt
            _ = presence.lost(PortError(.find, "d", .notAttached), at: now)
        }
        #expect(presence.nextAttempt.since(now) == PortLimits.backOff.upperBound)
        presence.hurry(at: now.advanced(by: .milliseconds(50)))
        #expect(presence.nextAttempt.since(now) == PortLimits.backOff.lowerBound)
        let later = now.advanced(by: .milliseconds(200))
        _ = presence.lost(PortError(.find, "d", .notAttached), at: later)
        #expect(presence.nextAttempt.since(later) == PortLimits.backOff.lowerBound)
        presence.hurry(at: later.advanced(by: .seconds(5)))
        #expect(presence.nextAttempt.since(later) == PortLimits.backOff.lowerBound)
    }

    /// Four devices at once: two by serial number under changing names, one by a link, one HID device that is spoken to.
    /// `SPOTWARD_REPLUG_CYCLES=1000` makes a campaign of it (`docs/faults.md`).
    @Test func replugsLeakNothingAndLoseNoByte() throws {
        let cycleCount = getenv("SPOTWARD_REPLUG_CYCLES").flatMap { Int(String(cString: $0)) } ?? 12
        let system = try FakeSystem()
        let ids = USBAddress(vendor: 0x10C4, product: 0xEA60)
        var (first, second) = (ids, ids)
        (first.serialNumber, second.serialNumber) = ("A", "B")
        let plans = [
            plan(SourceIndex(0), first), plan(SourceIndex(1), second),
            PortPlan(
                source: SourceIndex(2), address: .path(system.node("by-id")),
                link: .serial(SerialSettings(baud: .b19200)), startBytes: [[7]]),
            PortPlan(
                source: SourceIndex(3), address: .usb(USBAddress(vendor: 0x28E9, product: 0x028A)),
                link: .hidraw(reportByteCount: 4), startBytes: [[1, 2]], stopBytes: [[3]]),
        ]
        let log = EventLog()
        let loop = try start(plans, system, log)
        let started = PortClock.bootNow()
        var before: (descriptors: Int, threads: Int)?
        for cycle in 1...cycleCount {
            let terminals = try (0..<4).map { _ in try PseudoTerminal() }
            terminals[3].makeRaw()
            let names = cycle.isMultiple(of: 2) ? ["ttyUSB1", "ttyUSB0"] : ["ttyUSB0", "ttyUSB1"]
            try system.plug(.serial, names[0], socket: "1-1", .init(serialNumber: "A"), leadsTo: terminals[0].path)
            try system.plug(.serial, names[1], socket: "1-2", .init(serialNumber: "B"), leadsTo: terminals[1].path)
            symlink(terminals[2].path, system.node("by-id"))
            try system.plug(
                .hidraw, "hidraw\(cycle % 3)", socket: "1-3", .init(vendor: "28e9", product: "028a"),
                leadsTo: terminals[3].path)
            try #require(waitUntil { plans.allSatisfy { log.attachedCount($0.source) == cycle } })
            var report: [UInt8] = []
            try #require(
                waitUntil {
                    report += terminals[3].received()
                    return report.count >= 5
                })
            #expect(report == [0, 1, 2, 0, 0])
            let now = (descriptorCount(""), SystemTree.names(in: "/proc/self/task").count)
            if before == nil { before = now }
            if let before { #expect(now.0 <= before.descriptors && now.1 <= before.threads + 1, "cycle \(cycle)") }
            for (place, terminal) in terminals.enumerated() { terminal.send([UInt8(place), 0x0D, 0x03]) }
            try #require(waitUntil { plans.allSatisfy { log.byteCount($0.source) == 3 * cycle } })
            system.unplug(.serial, names[0], socket: "1-1")
            system.unplug(.serial, names[1], socket: "1-2")
            unlink(system.node("by-id"))
            system.unplug(.hidraw, "hidraw\(cycle % 3)", socket: "1-3")
            for terminal in terminals { terminal.unplug() }
            // The first absence was told before anything was plugged in.
            try #require(waitUntil { plans.allSatisfy { log.gone($0.source).count == cycle + 1 } })
        }
        print("replug: \(cycleCount) cycles of \(plans.count) devices in \(PortClock.bootNow().since(started))")
        loop.stop()
        for plan in plans {
            let sent = [UInt8(plan.source.rawValue), 0x0D, 0x03]
            #expect(log.bytes(plan.source) == Array(repeating: sent, count: cycleCount).flatMap { $0 })
        }
        #expect(log.now.isInOrder)
    }
}
