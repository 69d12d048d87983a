import Glibc
import Testing
import Vitals

@testable import Ports

private let first = SourceIndex(0)
private let second = SourceIndex(1)
private let settings = SerialSettings(baud: .b9600)

/// A plan for a serial line at a path that is never written to.
private func listening(_ source: SourceIndex, _ path: String) -> PortPlan {
    PortPlan(source: source, address: .path(path), link: .serial(settings))
}

private func start(
    _ plans: [PortPlan], _ log: EventLog, folders: [DropFolderPlan] = [], clock: PortClock = .life,
    tickEvery: Duration = .seconds(1), keepsBytes: Bool = true, microsecondsPerBatch: UInt32 = 0
) throws -> PortLoop {
    try PortLoop(
        ports: plans, folders: folders, clock: clock, tickEvery: tickEvery,
        events: LoggedEvents(log: log, keepsBytes: keepsBytes, microsecondsPerBatch: microsecondsPerBatch))
}

@Suite(.serialized) struct PortLoopTests {
    @Test(arguments: [1, 3, 61, 4095, 4096, 5000]) func bytesComeThroughExactlyWhateverTheChunks(chunk: Int) throws {
        let terminal = try PseudoTerminal()
        let log = EventLog()
        let loop = try start([listening(first, terminal.path)], log)
        #expect(waitUntil { log.attachedCount(first) == 1 })
        let bytes = pattern(count: chunk * 7) + Array(0...255)
        var place = 0
        while place < bytes.count {
            let end = min(place + chunk, bytes.count)
            terminal.send(Array(bytes[place..<end]))
            place = end
        }
        #expect(waitUntil { log.byteCount(first) == bytes.count })
        loop.stop()
        let now = log.now
        #expect(now.bytes[first] == bytes)
        #expect(now.largestBatch <= PortLimits.batchByteCount && now.isInOrder && now.gone.isEmpty)
        #expect(now.isReleased)
    }

    @Test func bytesFromBeforeTheOpeningAreNotTakenForNew() throws {
        let terminal = try PseudoTerminal()
        // An earlier program's line: raw, and full of old bytes.
        let earlier = try OpenPort(opening: listening(first, terminal.path), finder: DeviceFinder())
        terminal.send([1, 2, 3])
        let log = EventLog()
        _ = consume earlier
        let loop = try start([listening(first, terminal.path)], log)
        #expect(waitUntil { log.attachedCount(first) == 1 })
        terminal.send([4, 5, 6])
        #expect(waitUntil { log.byteCount(first) == 3 })
        loop.stop()
        #expect(log.bytes(first) == [4, 5, 6])
    }

    @Test func twoHundredReplugsThroughLinksAreSeenAndLeakNothing() throws {
        let folder = try ScratchFolder()
        let sources = (0..<20).map { SourceIndex($0) }
        var terminals = try sources.map { _ in try PseudoTerminal() }
        let links = sources.map { folder.path("by-id-\($0.rawValue)") }
        for (terminal, link) in zip(terminals, links) { symlink(terminal.path, link) }
        let log = EventLog()
        let plans = zip(sources, links).map { listening($0, $1) }
        let loop = try start(plans, log)
        var descriptorsBefore = 0
        for cycle in 1...10 {
            try #require(waitUntil { sources.allSatisfy { log.attachedCount($0) == cycle } })
            if cycle == 1 { descriptorsBefore = descriptorCount("/dev/p") }
            for terminal in terminals { terminal.send([UInt8(cycle), 0x0D, 0x03]) }
            try #require(waitUntil { sources.allSatisfy { log.byteCount($0) == 3 * cycle } })
            for place in terminals.indices {
                // The new terminal is there before the old one goes, so it is another one.
                let next = try PseudoTerminal()
                #expect(next.path != terminals[place].path)
                unlink(links[place])
                symlink(next.path, links[place])
                terminals[place].unplug()
                terminals[place] = next
            }
            try #require(waitUntil { sources.allSatisfy { log.gone($0).count == cycle } })
        }
        #expect(waitUntil { sources.allSatisfy { log.attachedCount($0) == 11 } })
        #expect(descriptorCount("/dev/p") == descriptorsBefore)
        loop.stop()
        let now = log.now
        for source in sources {
            #expect(now.gone[source]?.count == 10 && now.attachedCounts[source] == 11)
            #expect(now.gone[source]?.allSatisfy { $0.call == .read } == true)
            #expect(now.bytes[source] == (1...10).flatMap { [UInt8($0), 0x0D, 0x03] })
        }
        #expect(now.isInOrder)
    }

    @Test func aFloodOnOnePortStarvesNeitherAnotherNorTheTicks() throws {
        let flooded = try PseudoTerminal()
        let quiet = try PseudoTerminal()
        let log = EventLog()
        let plans = [
            listening(first, flooded.path),
            listening(second, quiet.path),
        ]
        // A decoder far slower than ours and a device that never pauses, so that the flood never runs dry.
        let loop = try start(
            plans, log, tickEvery: .milliseconds(20), keepsBytes: false, microsecondsPerBatch: 2000)
        #expect(waitUntil { log.attachedCount(first) == 1 && log.attachedCount(second) == 1 })
        let isOver = Locked(false)
        let flood = try PortThread(name: "flood") { [chunk = pattern(count: 4096)] in
            while !isOver.withLock({ $0 }) { if flooded.sendSome(chunk) == 0 { usleep(100) } }
        }
        let started = PortClock.bootNow()
        var probeCount = 0
        var worst = Duration.zero
        while PortClock.bootNow().since(started) < .seconds(2) {
            probeCount += 1
            let sent = PortClock.bootNow()
            quiet.send([7])
            _ = waitUntil(seconds: 2) { log.byteCount(second) == probeCount }
            worst = max(worst, PortClock.bootNow().since(sent))
        }
        let lasted = PortClock.bootNow().since(started)
        isOver.withLock { $0 = true }
        flood.join()
        loop.stop()
        let now = log.now
        let tickCount = now.ticks.filter { $0.at >= started }.count
        print("flood: \(now.byteCounts[first] ?? 0) bytes, \(probeCount) probes, worst \(worst), \(tickCount) ticks")
        #expect(now.byteCounts[second] == probeCount && probeCount >= 10)
        #expect(now.byteCounts[first] ?? 0 > 100_000)
        #expect(worst < .milliseconds(500))
        let expectedCount = Int(lasted.inSeconds / 0.02)
        #expect(tickCount >= expectedCount / 3 && tickCount <= expectedCount + 2)
    }

    @Test func whileAPortIsGoneTheLoopSleeps() throws {
        let terminal = try PseudoTerminal()
        let log = EventLog()
        let loop = try start(
            [listening(first, terminal.path)], log, tickEvery: .milliseconds(50))
        #expect(waitUntil { log.attachedCount(first) == 1 })
        terminal.unplug()
        #expect(waitUntil { log.gone(first).count == 1 })
        let tickCount = log.now.ticks.count
        #expect(waitUntil { log.now.ticks.count >= tickCount + 20 })
        loop.stop()
        #expect(log.now.processorTime < .milliseconds(200))
    }

    @Test func ticksKeepToTheirGrid() throws {
        let log = EventLog()
        let loop = try start([], log, tickEvery: .milliseconds(50))
        #expect(waitUntil { log.now.ticks.count >= 20 })
        loop.stop()
        let ticks = log.now.ticks
        let span = ticks[19].at.since(ticks[0].at)
        // One late tick does not delay the next: nineteen periods last nineteen periods, on average.
        #expect(span > .milliseconds(900) && span < .milliseconds(1100))
        for (earlier, later) in zip(ticks, ticks.dropFirst()) { #expect(earlier.at < later.at) }
    }

    @Test func aFastClockTicksFasterAndBothItsClocksRunAlike() throws {
        let clock = try #require(PortClock(speed: 20))
        let log = EventLog()
        let started = PortClock.bootNow()
        let loop = try start([], log, clock: clock, tickEvery: .seconds(1))
        #expect(waitUntil { log.now.ticks.count >= 20 })
        let lasted = PortClock.bootNow().since(started)
        loop.stop()
        let ticks = log.now.ticks
        #expect(lasted > .milliseconds(900) && lasted < .seconds(5))
        let monotonic = ticks[19].at.since(ticks[0].at)
        let wall = ticks[19].wall.since(ticks[0].wall)
        #expect(monotonic > .seconds(18))
        #expect(abs((monotonic - wall).wholeMicroseconds) < 1000)
    }

    @Test func aRegularFileOrAMissingPathIsToldOnceAndTriedUntilItIsATerminal() throws {
        let folder = try ScratchFolder()
        let path = folder.path("device")
        let log = EventLog()
        let loop = try start([listening(first, path)], log)
        #expect(waitUntil { log.gone(first) == [PortError(.open, path, .system(errno: ENOENT))] })
        try folder.write("device", [1, 2, 3])
        #expect(waitUntil { log.now.stillGone[first] == [PortError(.open, path, .notATerminal)] })
        unlink(path)
        let terminal = try PseudoTerminal()
        symlink(terminal.path, path)
        #expect(waitUntil { log.attachedCount(first) == 1 })
        terminal.send([9])
        #expect(waitUntil { log.bytes(first) == [9] })
        loop.stop()
        #expect(log.gone(first).count == 1)
    }

    @Test func aSecondDaemonIsRefusedAndComesInWhenTheFirstLeaves() throws {
        let terminal = try PseudoTerminal()
        let plan = listening(first, terminal.path)
        let firstLog = EventLog()
        let secondLog = EventLog()
        let firstLoop = try start([plan], firstLog)
        #expect(waitUntil { firstLog.attachedCount(first) == 1 })
        let secondLoop = try start([plan], secondLog)
        #expect(waitUntil { secondLog.gone(first) == [PortError(.lock, terminal.path, .alreadyOpen)] })
        terminal.send([5])
        #expect(waitUntil { firstLog.bytes(first) == [5] })
        firstLoop.stop()
        #expect(waitUntil { secondLog.attachedCount(first) == 1 })
        terminal.send([6])
        #expect(waitUntil { secondLog.bytes(first) == [6] })
        secondLoop.stop()
    }

    @Test func onlyTheStartAndKeepAliveBytesAreEverWritten() throws {
        let terminal = try PseudoTerminal()
        var plan = listening(first, terminal.path)
        plan.startBytes = [[0x7D, 0x81, 0xA1]]
        plan.keepAlive = .init(bytes: [0x7D, 0xAF], every: .milliseconds(200))
        let log = EventLog()
        let loop = try start([plan], log)
        #expect(waitUntil { log.attachedCount(first) == 1 })
        terminal.send(pattern(count: 300))
        var written: [UInt8] = []
        #expect(
            waitUntil {
                written += terminal.received()
                return written.count >= 7
            })
        loop.stop()
        #expect(Array(written.prefix(7)) == [0x7D, 0x81, 0xA1, 0x7D, 0xAF, 0x7D, 0xAF])
    }

    @Test func aPortThatOnlyListensWritesNothing() throws {
        let terminal = try PseudoTerminal()
        let log = EventLog()
        let loop = try start([listening(first, terminal.path)], log)
        #expect(waitUntil { log.attachedCount(first) == 1 })
        terminal.send(pattern(count: 1000))
        #expect(waitUntil { log.byteCount(first) == 1000 })
        loop.stop()
        #expect(terminal.received().isEmpty)
    }

    @Test func aWakeUpReachesTheLoopAndAStopEndsItAtOnce() throws {
        let log = EventLog()
        let loop = try start([], log, tickEvery: .seconds(3600))
        loop.wake()
        #expect(waitUntil { log.now.wokenCount >= 1 })
        let started = PortClock.bootNow()
        loop.stop()
        loop.stop()
        #expect(PortClock.bootNow().since(started) < .seconds(1))
        #expect(log.now.isReleased && log.now.ticks.isEmpty)
    }

    @Test func aLoopLetGoStopsByItself() throws {
        let log = EventLog()
        do { _ = try start([], log) }
        #expect(log.now.isReleased)
    }

    @Test func plansBeyondTheLimitsAreRefused() throws {
        let plan = listening(first, "/nonexistent")
        let log = EventLog()
        #expect(throws: PortError(.poll, "ports", .limit("portCount"))) {
            try start(Array(repeating: plan, count: PortLimits.portCount + 1), log)
        }
        #expect(throws: PortError(.poll, "ticks", .limit("tickPeriod"))) { try start([], log, tickEvery: .zero) }
        try start(Array(repeating: plan, count: PortLimits.portCount), log).stop()

        let terminal = try PseudoTerminal()
        var chatty = listening(first, terminal.path)
        chatty.startBytes = [Array(repeating: 1, count: PortLimits.sentByteCount)]
        _ = try OpenPort(opening: chatty, finder: DeviceFinder())
        chatty.startBytes[0].append(1)
        #expect(throws: PortError(.open, terminal.path, .limit("sentByteCount"))) {
            _ = try OpenPort(opening: chatty, finder: DeviceFinder())
        }
    }

    @Test func aDropFolderRingsWhenAFileIsClosedAndIsReArmedWhenReplaced() throws {
        let scratch = try ScratchFolder()
        scratch.makeFolder("drop")
        let log = EventLog()
        let loop = try start([], log, folders: [DropFolderPlan(source: second, path: scratch.path("drop"))])
        #expect(waitUntil { log.attachedCount(second) == 1 && log.ringCount(second) == 1 })
        try scratch.write("drop/a.csv", [1])
        #expect(waitUntil { log.ringCount(second) >= 2 })

        rename(scratch.path("drop"), scratch.path("aside"))
        #expect(waitUntil { log.gone(second) == [PortError(.watch, scratch.path("drop"), .replaced)] })
        symlink(scratch.path("aside"), scratch.path("drop"))
        #expect(waitUntil { log.now.stillGone[second]?.isEmpty == false })
        unlink(scratch.path("drop"))
        scratch.makeFolder("drop", mode: 0o777)
        #expect(waitUntil { log.now.stillGone[second]?.last == PortError(.open, scratch.path("drop"), .worldWritable) })
        chmod(scratch.path("drop"), 0o770)
        #expect(waitUntil { log.attachedCount(second) == 2 })
        let before = log.ringCount(second)
        try scratch.write("drop/b.csv", [1])
        #expect(waitUntil { log.ringCount(second) > before })
        loop.stop()
        #expect(log.gone(second).count == 1)
    }

    @Test func theIntakeIsWokenSoonAfterAnythingAndOnceAMinuteOtherwise() throws {
        let scratch = try ScratchFolder()
        let plan = DropFolderPlan(source: second, path: scratch.path)
        let start = MonotonicInstant(microseconds: 0)
        var slot = FolderSlot(plan: plan, nextAttempt: start)
        slot.armed(try FolderWatch(path: scratch.path), at: start)
        var rings: [Duration] = []
        for _ in 0..<4 {
            rings.append(slot.nextDeed.since(start))
            slot.rang(at: slot.nextDeed)
        }
        // What is found once a minute needs its second look too.
        #expect(rings == [.seconds(2.5), .seconds(62.5), .seconds(65), .seconds(125)])
        let changed = start.advanced(by: .seconds(126))
        slot.changed(at: changed)
        #expect(slot.nextDeed.since(changed) == .seconds(2.5))
    }

    @Test func theIntakeIsWokenAgainForItsSecondLook() throws {
        let scratch = try ScratchFolder()
        scratch.makeFolder("drop")
        let log = EventLog()
        let loop = try start([], log, folders: [DropFolderPlan(source: second, path: scratch.path("drop"))])
        #expect(waitUntil { log.ringCount(second) == 1 })
        #expect(waitUntil { log.ringCount(second) == 2 })
        loop.stop()
    }
}
