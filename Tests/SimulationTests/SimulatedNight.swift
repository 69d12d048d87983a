import Alarms
import Foundation
import GRDB
import Register
import Synchronization
import Vitals

@testable import Journal
@testable import Ports
@testable import WardDaemon
@testable import WardTesting
@testable import Webhooks

/// A night of a ward from one number: children, devices, people, the network, the clock, the disk and the end of the daemon at
/// any moment, second by second and on one thread. The same number gives the same night.
final class SimulatedNight {
    let seed: UInt64
    let plan: NightPlan
    private(set) var findings: [String] = []
    private(set) var events: [String] = []
    private(set) var network: PlayedNetwork
    let oximeters: [PlayedOximeter]
    /// Seconds in which a daemon ticked and kept what it decided.
    private(set) var lived: Set<Int> = []
    /// Seconds of the night in all, without a daemon or with one.
    private(set) var now = 0
    private(set) var lives = 1
    /// What is to be added to a second of the night to make it one of a run's boot clock, in microseconds.
    private(set) var bootShifts: [Int64: Int64] = [:]
    private(set) var promises = Promises()
    /// When people asked for quiet or a pause of the second child: it is not held to what must fire.
    private(set) var record: NightRecord?

    private var chances: Chances
    /// Apart, so that a night with steps of the clock is the same night otherwise.
    private var clockChances: Chances
    private let fixture: SimulatedWard
    private let folder: String
    private let time: PlayedTime
    private var hub: SimulatedHub?
    private var hubTime: HubTime
    private var bootShift: Int64 = 5_000_000_000
    private var bootCount = 1
    /// How far the kernel's clock is off, in seconds.
    private var kernelError: Int64 = 0
    private(set) var clockStepCount = 0
    private var pluggedIn = [false, false]
    private var people: PlayedPeople
    private var isOver = false

    private static let since1970 = -SimulatedWard.evening.microseconds / 1_000_000
    static let shortNight = 120
    static let longNight = 480
    /// Of each ten nights, the one in which a child is silent over a new boot.
    private static let silentNight: UInt64 = 7
    static let beatEvery = 5
    static let recordEvery = 20
    /// A prompt receiver answers in 50 ms.
    static let exchangesASecond = 20
    /// So long after everybody is well again P1, P2 and concerns must have been taken, and everything else whose next attempt is
    /// not minutes away.
    static let patience = 120
    static let urgentPatience = 90

    /// - Parameter seconds: with a daemon; `nil` for a night as long as most.
    init(seed: UInt64, seconds: Int? = nil, for occasion: NightPlan.Occasion = .any, in folder: String) throws {
        self.seed = seed
        self.folder = folder
        fixture = try SimulatedWard.shared()
        var chances = Chances(seed: seed &* 0x2545_F491_4F6C_DD1D &+ 1)
        let isSilent = occasion == .any && seconds == nil && seed % 10 == Self.silentNight
        let plan = NightPlan(
            &chances,
            seconds: seconds ?? (isSilent || seed.isMultiple(of: 5) ? Self.longNight : Self.shortNight), for: occasion,
            isSilent: isSilent)
        self.plan = plan
        network = PlayedNetwork(&chances, until: plan.healsAt)
        if occasion != .any { network.heal(at: 0) }
        if occasion == .outage { network.goAway(plan.outage, withTheReserve: chances.oneIn(2), &chances) }
        let first = PlayedOximeter(&chances, until: plan.healsAt, away: plan.outage, silent: plan.silence)
        oximeters = [
            first, PlayedOximeter(&chances, until: plan.healsAt, isAttached: chances.oneIn(4), away: plan.outage),
        ]
        people = PlayedPeople(&chances, asksForQuiet: occasion == .any)
        self.chances = chances
        clockChances = Chances(seed: seed)
        // As a hub without a battery for its clock begins.
        if plan.occasion == .clocks(areSet: true), seed.isMultiple(of: 2) { kernelError = Self.since1970 }
        time = PlayedTime(MonotonicInstant(microseconds: bootShift), SimulatedWard.evening)
        hubTime = HubTime(
            kernel: SimulatedWard.evening, at: MonotonicInstant(microseconds: bootShift), newest: SimulatedWard.evening,
            isSynchronised: false)
    }

    /// Plays it, and says what was found.
    func play() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        begin(fixture.emptyJournal, register: nil)
        for life in plan.lives {
            var moment = Moment()
            while now < life.endsAt - 1, !isOver, moment.cutAt == nil {
                moment = second(endingBehind: life.endsBehind)
                if moment.hasDecided, life.endsBehind == .aDecision { break }
            }
            guard !isOver else { return }
            try end(life, at: moment.cutAt)
        }
        while now < plan.healsAt, !isOver { second() }
        guard !isOver else { return }
        try epilogue()
    }

    // MARK: A second

    /// What a second brought.
    private struct Moment {
        var hasDecided = false
        /// The power went within it, behind so many calls of the disk.
        var cutAt: Int?
    }

    @discardableResult
    private func second(endingBehind end: NightPlan.Behind? = nil) -> Moment {
        now += plan.stride(at: now)
        if let suspended = plan.suspended.first(where: { $0.contains(now) }) { now = suspended.upperBound }
        moveClock()
        guard let hub else { return Moment() }
        playDevices(hub)
        // Sometimes people ask when the ports' thread has counted already. Where clocks are compared they do not: until when
        // somebody has an alarm is a time of day, and the clock may be set before the tick that counts it.
        let isLate = chances.oneIn(3) && plan.occasion == .any
        if !isLate { askAround(hub, isLate: false) }
        hub.tick { if isLate { askAround(hub, isLate: true) } }
        let hasDecided = hub.hasDecided
        work(hub)
        let handed = hub.carrier.takeAll()
        if end == .aMessage, hasDecided, let last = handed.randomElement(using: &chances) {
            send(handed.filter { $0.diskCount <= last.diskCount })
            return Moment(hasDecided: true, cutAt: last.diskCount)
        }
        send(handed)
        if plan.occasion == .outage, now >= plan.outage.upperBound { exchange(hub) }
        promises.take(people.answers(), at: now, &findings)
        lived.insert(now)
        return Moment(hasDecided: hasDecided)
    }

    private func send(_ handed: [PlayedCarrier.Handed]) {
        for message in handed { promises.take(message.request) }
        network.send(handed.map(\.request), at: now, wall: time.now.wall, life: lives)
    }

    private func work(_ hub: SimulatedHub) {
        let outcomes = network.pass(to: now)
        if !outcomes.isEmpty { hub.take(outcomes) }
        let isDue = now.isMultiple(of: Self.beatEvery) || plan.stride(at: now) > Self.beatEvery
        if hub.hasDecided || !outcomes.isEmpty || isDue { hub.beat() }
        if now.isMultiple(of: Self.recordEvery) { hub.record() }
    }

    /// Messages and answers of one second, where an answer takes less.
    private func exchange(_ hub: SimulatedHub) {
        for _ in 0..<Self.exchangesASecond {
            let outcomes = network.pass(to: now)
            guard !outcomes.isEmpty else { return }
            hub.take(outcomes)
            hub.beat()
            send(hub.carrier.takeAll())
        }
    }

    private func moveClock() {
        if let every = plan.clockStepEvery, now < plan.healsAt, clockChances.oneIn(every) { setKernel() }
        let boot = bootInstant
        if let news = hubTime.look(at: boot, kernel: kernel, isSynchronised: { false }) { hub?.take(news) }
        time.set(boot, hubTime.wall(at: boot))
    }

    private func setKernel(onlyBack: Bool = false) {
        let steps: [Int64] = [-3_600, -600, -30, -1, 0, 1, 30, 600, 3_600, 86_400, Self.since1970]
        kernelError = onlyBack ? kernelError - 3_600 : steps.randomElement(using: &clockChances) ?? 0
        clockStepCount += 1
        events.append("\(now) the kernel's clock is \(kernelError) s off")
    }

    /// Now, on the boot clock.
    var bootInstant: MonotonicInstant { MonotonicInstant(microseconds: Int64(now) * 1_000_000 + bootShift) }
    private var kernel: WallInstant { SimulatedWard.evening.advanced(by: .seconds(Int64(now) + kernelError)) }

    private func playDevices(_ hub: SimulatedHub) {
        for (place, oximeter) in oximeters.enumerated() {
            let source = SourceIndex(UInt16(place))
            let isIn = oximeter[now].isAttached
            if isIn != pluggedIn[place] {
                hub.plug(source, isIn: isIn)
                pluggedIn[place] = isIn
            }
            let bytes = oximeter.bytes(now, &chances)
            if !bytes.isEmpty { hub.take(bytes, from: source) }
        }
    }

    private func askAround(_ hub: SimulatedHub, isLate: Bool) {
        guard now < plan.healsAt else { return }
        people.ask(hub, at: now, isLate: isLate, &chances)
    }

    // MARK: Lives

    private func begin(_ files: [String: Data], register: String?) {
        let state = folder + "/life-\(lives)"
        do {
            try DiskImage.write(files, to: state)
            for name in ["register", "register.previous"] {
                guard let register, FileManager.default.fileExists(atPath: register + "/" + name) else { continue }
                try FileManager.default.copyItem(atPath: register + "/" + name, toPath: state + "/" + name)
            }
            // A clock that something keeps right is believed at a start, and may be behind what is on record.
            let mayBeRight = plan.occasion == .any && plan.hasClockSteps && kernelError > Self.since1970 / 2
            let isSynchronised = mayBeRight && !clockChances.oneIn(3)
            hubTime = HubTime(kernel: kernel, at: bootInstant, newest: time.now.wall, isSynchronised: isSynchronised)
            time.set(bootInstant, hubTime.wall(at: bootInstant))
            let hub = try SimulatedHub(state, fixture.ward, bootID: "boot-\(bootCount)", time: time)
            self.hub = hub
            bootShifts[hub.runNumber] = bootShift
            pluggedIn = [false, false]
            if let path = hub.quarantined { findings.append("\(now) set aside as damaged: \(path)") }
            try promises.check(hub, at: now, &findings)
        } catch {
            findings.append("\(now) the daemon does not start: \(error)")
            isOver = true
        }
    }

    /// - Parameter cutAt: the power went behind so many calls of the disk, in the second that was.
    private func end(_ life: NightPlan.Life, at cutAt: Int?) throws {
        guard let hub else { return }
        var place = cutAt
        if cutAt != nil {
            events.append("\(now) the power goes right behind a message")
        } else if life.ending == .powerCutWithinAWrite {
            try promises.note(hub)
            let before = hub.disk.count
            now += 1
            moveClock()
            playDevices(hub)
            hub.tick()
            work(hub)
            // What it handed over within the write never left.
            _ = hub.carrier.takeAll()
            place = Int.random(in: before...max(before, hub.disk.count), using: &chances)
            if place == hub.disk.count { lived.insert(now) }
        } else {
            second()
            // An alarm of the clock takes the rows along that wait, and with them when a child was last heard.
            if plan.occasion != .any { hub.writeOut() }
            if life.ending == .stop { hub.stop() } else { try promises.note(hub) }
        }
        let isCut = life.ending == .powerCut || life.ending == .powerCutWithinAWrite
        events.append(
            "\(now) \(life.ending), \(isCut ? life.damage.rawValue : "all there"), \(life.away) s without a daemon")
        // Where clocks are compared, alarms of the clock were on their way in one of two nights alone.
        if plan.occasion == .any { network.abandon(at: now, &chances) } else { network.abandon(at: now, &clockChances) }
        people.forget()
        let old = hub.folder
        let (run, last, lastInstant) = (hub.runNumber, now, bootInstant)
        // What the kernel holds outlives a kill; what is on the disk, the plug.
        let files =
            isCut ? image(of: hub.disk, upTo: place).cut(life.damage, &chances) : try DiskImage.read(old)
        if life.ending != .stop { hub.letGo() }
        self.hub = nil
        now += life.away
        lives += 1
        if isCut {
            bootCount += 1
            bootShift = 30_000_000 - Int64(now) * 1_000_000
            if plan.hasClockSteps { setKernel(onlyBack: clockChances.oneIn(2)) }
        }
        begin(files, register: old)
        if isCut, try hasDecided(inRun: run, at: lastInstant) { lived.insert(last) }
        try FileManager.default.removeItem(atPath: old)
    }

    /// Whether what a run decided at an instant is on record: the power may have gone behind that, within the same second.
    private func hasDecided(inRun run: Int64, at instant: MonotonicInstant) throws -> Bool {
        try hub?.look { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM transitions WHERE run = ? AND at_mono_us >= ?)",
                arguments: [run, instant.microseconds])
        } ?? false
    }

    private func image(of disk: CrashDisk, upTo place: Int?) -> DiskImage {
        var image = DiskImage(before: disk.before)
        let calls = disk.asked()
        for call in calls.prefix(place ?? calls.count) { image.take(call, &chances) }
        return image
    }

    // MARK: The end

    /// Everybody is well, and all of it is told.
    private func epilogue() throws {
        guard let hub else { return }
        network.heal(at: now, plan.occasion == .outage ? .prompt : .well)
        let last = try hub.look { db in try Int64.fetchOne(db, sql: "SELECT last_hub_seq FROM hub") ?? 0 }
        var urgentAt: Int?
        var allAt: Int?
        while now < plan.healsAt + Self.patience, allAt == nil {
            for _ in 0..<Self.beatEvery { second() }
            let owed = try hub.look { db in
                try Int64.fetchAll(
                    db, sql: "SELECT priority FROM outbox WHERE state = 'queued' AND hub_seq <= ?", arguments: [last])
            }
            if urgentAt == nil, owed.allSatisfy({ $0 < Int64(Priority.high.rawValue) }) { urgentAt = now }
            if owed.isEmpty { allAt = now }
        }
        if (urgentAt ?? .max) > plan.healsAt + Self.urgentPatience {
            findings.append("P1, P2 or a concern is owed \(Self.urgentPatience) s after everybody is well")
        }
        try promises.note(hub)
        var record = try look(hub)
        if allAt == nil, !record.overdue.isEmpty {
            // What only waited for the one before it in its episode is on its way by then.
            let overdue = record.overdue
            for _ in 0..<2 * Self.beatEvery { second() }
            record = try look(hub)
            if !overdue.isDisjoint(with: record.overdue) {
                findings.append("\(now) still owed, although everybody is well since \(plan.healsAt)")
            }
        }
        self.record = record
        hub.stop()
        self.hub = nil
        findings += NightCheck(self, record).findings
    }

    private func look(_ hub: SimulatedHub) throws -> NightRecord {
        let due = hub.journal.onQueue { $0.deliveryClock.now.advanced(by: .seconds(-2 * Self.beatEvery)) }
        return try hub.look { try NightRecord($0, now: due) }
    }

    /// All that happened, the same for the same seed.
    var log: String {
        let transitions = record?.transitions.map(\.description) ?? []
        let attempts = network.attempts.map {
            "\($0.sentAt) \($0.endpoint) \($0.hubSequence) attempt \($0.attempt) \($0.isAccepted) \($0.endedAt ?? -1)"
        }
        return (events + transitions + attempts + findings).joined(separator: "\n")
    }
}
