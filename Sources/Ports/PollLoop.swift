import CPosix
import Glibc
import Vitals

/// The loop itself: waits, reads what is there, opens again what is gone, ticks. Everything here belongs to one thread.
///
/// In steady state it allocates nothing: what tells of readiness and the read buffer are made once.
struct PollLoop<Events: PortEvents & ~Copyable>: ~Copyable {
    private var events: Events
    private var ports: [PortSlot]
    private var folders: [FolderSlot]
    /// The signal's place, the plug watch's, then one for each port, then one for each folder: what each has to tell.
    private var told: [UInt32]
    private var ready: ReadySet
    private var ticks: TickSchedule
    private let alarm: TickAlarm
    private let clock: PortClock
    private let signal: LoopSignal
    private let finder: DeviceFinder
    private let plugWatch: PlugWatch?

    init(
        ports: [PortPlan], folders: [DropFolderPlan], finder: DeviceFinder, clock: PortClock, tickEvery: Duration,
        alarm: TickAlarm, signal: LoopSignal, events: consuming Events
    ) throws(PortError) {
        let plugWatch = ports.isEmpty ? nil : try? PlugWatch(PlugWatch.folders(ports, finder))
        let placeCount = 2 + ports.count + folders.count
        let ready = try ReadySet(capacity: placeCount)
        try ready.add(signal.descriptor.rawValue, as: 0, "eventfd")
        if let plugWatch { try ready.add(plugWatch.descriptor.rawValue, as: 1, "inotify") }
        self.ready = ready
        self.plugWatch = plugWatch
        self.events = events
        self.alarm = alarm
        let now = PortClock.bootNow()
        self.ports = ports.map { PortSlot(plan: $0, nextAttempt: now) }
        self.folders = folders.map { FolderSlot(plan: $0, nextAttempt: now) }
        told = Array(repeating: 0, count: placeCount)
        ticks = TickSchedule(every: tickEvery, from: clock.monotonicNow())
        self.clock = clock
        self.signal = signal
        self.finder = finder
    }

    /// Runs until the signal says stop.
    mutating func run() {
        // Beside and not inside the struct, so that a batch can be lent to `events` while `events` is changed.
        var buffer = [UInt8](repeating: 0, count: PortLimits.batchByteCount)
        while !signal.isStopping {
            doWhatIsDue(at: PortClock.bootNow())
            wait()
            tickIfDue()
            if told[0] != 0 {
                signal.clear()
                events.woken(at: clock.monotonicNow())
            }
            if told[1] != 0 { hurryMissingPorts(&buffer) }
            for place in folders.indices where told[entry(ofFolder: place)] != 0 {
                serveFolder(place, &buffer)
            }
            for place in ports.indices where told[entry(ofPort: place)] != 0 {
                servePort(place, &buffer)
                tickIfDue()
            }
        }
        bidFarewell()
        events.stopped(at: clock.monotonicNow())
    }

    // MARK: Waiting

    /// Waits until a descriptor has something or the next deed is due.
    private mutating func wait() {
        var due = clock.realInstant(of: min(ticks.due, alarm.instant))
        // By place: a slot lent to a loop variable is copied, with every plan's bytes counted twice.
        for place in ports.indices { due = min(due, ports[place].nextDeed) }
        for place in folders.indices { due = min(due, folders[place].nextDeed) }
        // For a moment out of kernel memory: nothing is known of any descriptor.
        if !ready.wait(until: due, &told) { usleep(10_000) }
    }

    private mutating func tickIfDue() {
        let now = clock.monotonicNow()
        let isAsked = alarm.isDue(at: now)
        guard ticks.isDue(at: now) || isAsked else { return }
        if let news = clock.look() { events.clock(news) }
        let (monotonic, wall) = clock.now()
        events.tick(at: monotonic, wall: wall)
    }

    /// Openings, keep-alive bytes and wake-ups of intakes whose time has come.
    private mutating func doWhatIsDue(at now: MonotonicInstant) {
        for place in ports.indices where ports[place].nextDeed <= now {
            if ports[place].port == nil { openPort(place) } else { keepPortAlive(place, at: now) }
        }
        for place in folders.indices where folders[place].nextDeed <= now {
            if folders[place].watch == nil { armFolder(place) } else { ringAgain(place, at: now) }
        }
    }

    // MARK: Devices

    private func entry(ofPort place: Int) -> Int { 2 + place }

    /// Reads until there is nothing more, the line is gone or its share of this wake-up is used.
    private mutating func servePort(_ place: Int, _ buffer: inout [UInt8]) {
        guard let port = ports[place].port else { return }
        let source = ports[place].plan.source
        let isHungUp = told[entry(ofPort: place)] & UInt32(POLLHUP | POLLERR) != 0
        var budget = PortLimits.readBudget
        while budget > 0 {
            switch port.read(into: &buffer) {
            case .bytes(let count):
                budget -= count
                ports[place].backOff.reset()
                events.bytes(source: source, buffer.span.extracting(first: count), at: clock.monotonicNow())
                // A line that gave less than it was asked for has no more; it is told of when it has, or when it is gone.
                if count < buffer.count, !port.readsReports, !isHungUp { return }
            case .wouldBlock:
                if isHungUp { losePort(place, PortError(.read, port.node, .hungUp)) }
                return
            case .end:
                return losePort(place, PortError(.read, port.node, .hungUp))
            case .failure(let code):
                return losePort(place, PortError(.read, port.node, .system(errno: code)))
            }
        }
    }

    private mutating func openPort(_ place: Int) {
        let plan = ports[place].plan
        do {
            let port = try OpenPort(opening: plan, finder: finder)
            try ready.add(port.rawDescriptor, as: entry(ofPort: place), port.node)
            ports[place].opened(port, at: PortClock.bootNow())
            events.attached(source: plan.source, at: clock.monotonicNow())
        } catch {
            losePort(place, error)
        }
    }

    /// A node appeared: what is missing may be there.
    private mutating func hurryMissingPorts(_ buffer: inout [UInt8]) {
        plugWatch?.drain(&buffer)
        let now = PortClock.bootNow()
        for place in ports.indices where ports[place].port == nil { ports[place].hurry(at: now) }
    }

    /// The plans' last words, and a short while for them to leave.
    private mutating func bidFarewell() {
        guard ports.contains(where: { $0.port != nil && !$0.plan.stopBytes.isEmpty }) else { return }
        for port in ports { port.bidFarewell() }
        let end = PortClock.bootNow().advanced(by: PortLimits.farewell)
        while PortClock.bootNow() < end, ports.contains(where: { $0.port?.hasUnsent ?? false }) { usleep(2000) }
    }

    private mutating func keepPortAlive(_ place: Int, at now: MonotonicInstant) {
        do {
            try ports[place].sendKeepAlive(at: now)
        } catch {
            losePort(place, error)
        }
    }

    private mutating func losePort(_ place: Int, _ reason: PortError) {
        if let port = ports[place].port { ready.remove(port.rawDescriptor) }
        told[entry(ofPort: place)] = 0
        let news = ports[place].lost(reason, at: PortClock.bootNow())
        tell(news, ports[place].plan.source, reason)
    }

    // MARK: Drop folders

    private func entry(ofFolder place: Int) -> Int { 2 + ports.count + place }

    private mutating func serveFolder(_ place: Int, _ buffer: inout [UInt8]) {
        guard let watch = folders[place].watch else { return }
        let source = folders[place].plan.source
        let finding = watch.drain(&buffer)
        if finding.hasChanged {
            folders[place].changed(at: PortClock.bootNow())
            events.folderChanged(source: source)
        }
        if let reason = finding.lost { loseFolder(place, reason) }
    }

    private mutating func armFolder(_ place: Int) {
        let plan = folders[place].plan
        do {
            let watch = try FolderWatch(path: plan.path)
            try ready.add(watch.descriptor.rawValue, as: entry(ofFolder: place), plan.path)
            folders[place].armed(watch, at: PortClock.bootNow())
            events.attached(source: plan.source, at: clock.monotonicNow())
            events.folderChanged(source: plan.source)
        } catch {
            loseFolder(place, error)
        }
    }

    private mutating func ringAgain(_ place: Int, at now: MonotonicInstant) {
        folders[place].rang(at: now)
        events.folderChanged(source: folders[place].plan.source)
    }

    private mutating func loseFolder(_ place: Int, _ reason: PortError) {
        if let watch = folders[place].watch { ready.remove(watch.descriptor.rawValue) }
        told[entry(ofFolder: place)] = 0
        let news = folders[place].lost(reason, at: PortClock.bootNow())
        tell(news, folders[place].plan.source, reason)
    }

    private mutating func tell(_ news: LossNews, _ source: SourceIndex, _ reason: PortError) {
        switch news {
        case .gone: events.gone(source: source, reason: reason, at: clock.monotonicNow())
        case .stillGone: events.stillGone(source: source, reason: reason, at: clock.monotonicNow())
        case .nothingNew: break
        }
    }
}
