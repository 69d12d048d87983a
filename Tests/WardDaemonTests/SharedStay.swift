import Alarms
import Charts
import Configuration
import DeviceSimulators
import Vitals

@testable import WardDaemon

/// A ward of 54 children, 64 devices and three folders, of whom anything may happen in any second: the same to an evaluator of
/// the whole ward and to some that share it.
struct SharedStay {
    /// All that one way of evaluating said, in its order.
    struct Log: RecordSink {
        var records: [Told] = []

        enum Told: Hashable {
            case transition(AlarmTransition)
            case outcome(CommandOutcome)
            case notice(Notice)
            case score(ScoreRecord)
            case reading(ReadingRecord)
        }

        var transitions: [AlarmTransition] {
            records.compactMap { if case .transition(let transition) = $0 { transition } else { nil } }
        }

        mutating func append(_ transition: AlarmTransition) { records.append(.transition(transition)) }
        mutating func append(_ outcome: CommandOutcome) { records.append(.outcome(outcome)) }
        mutating func append(_ notice: Notice) { records.append(.notice(notice)) }
        mutating func append(_ score: ScoreRecord) { records.append(.score(score)) }
        mutating func append(_ record: ReadingRecord) { records.append(.reading(record)) }
    }

    /// Commands and rows handed over and not yet let in.
    struct Waiting<Element>: ~Copyable {
        var elements: ArraySlice<Element> = []
        mutating func pop() -> Element? { elements.popFirst() }
    }

    final class Side {
        let name: String
        var fold: EvaluationFold
        var log = Log()
        var commands = Waiting<Command>()
        var rows = Waiting<DocumentInput>()

        init(_ name: String, _ evaluator: consuming WardEvaluator) {
            self.name = name
            fold = EvaluationFold(evaluator)
        }

        /// How often a tick was taken in halves.
        private(set) var halvedCount = 0

        func step(_ input: LiveInput) {
            if case .tick = input, fold.waitsForOthers { halvedCount += 1 }
            fold.step(input, commands: &commands, rows: &rows, into: &log)
        }
        func settle() { fold.settle(into: &log) }
    }

    /// The shards, how many inputs they take together, and whether they are threads.
    struct Shards: CustomStringConvertible, Sendable {
        var count: Int
        var batch: Int
        var isThreaded = false
        var description: String { "\(count) shards \(isThreaded ? "at once" : "in turn"), batches of \(batch)" }
    }

    static let sourceCount = 68
    private static let deviceCount = 64
    private static let firstChildren = 54

    private(set) var one: Side
    private(set) var several: [Side] = []
    private let shards: [Shards]
    private var plan: WardPlan
    private var dice: SimulatedNoise
    private var now: Tick
    private var start: Tick
    private var childCount = firstChildren
    private var values: [(spO2: Double, heartRate: Double, rr: Double, temperature: Double)]
    private var isGone = [Bool](repeating: false, count: deviceCount)
    private var isWeak = [Bool](repeating: false, count: deviceCount)
    private var commandCount: UInt64 = 0
    private var rowCount: UInt64 = 0

    init(seed: UInt64, _ shards: [Shards]) throws {
        dice = SimulatedNoise(seed: seed)
        self.shards = shards
        let wall = Timestamp("2026-03-28T23:52:00Z")?.instant ?? WallInstant(microseconds: 0)
        now = Tick(monotonic: MonotonicInstant(microseconds: 5_000_250_000), wall: wall)
        start = now
        // Some have a birthday at the midnight that comes, and some no device that streams.
        let births = ["2025-03-29", "2019-01-01", "2012-01-01", "2021-03-29", "2007-03-29"]
        let admissions = (0..<Self.firstChildren).map { index in
            Admission(
                id: "child-\(index)", bornOn: CivilDate(births[index % 5]) ?? CivilDate(dayNumber: 0),
                admittedAt: wall,
                limits: [
                    ClinicianLimit(
                        sign: .spO2, side: .low, value: 90, author: "t", reason: "t",
                        until: wall.advanced(by: .seconds(600)))
                ], cadence: index % 9 == 2 ? .seconds(1800) : nil)
        }
        var sources = (0..<Self.deviceCount).map { index in
            Source(
                name: "device-\(index)", child: index < 60 ? ChildIndex(UInt32(index % Self.firstChildren)) : nil,
                mode: index % 16 == 15 ? .spot : .continuous)
        }
        sources += [
            Source(name: "folder", child: nil, mode: .spot), Source(name: "stream", child: nil, mode: .continuous),
            Source(name: "own", child: ChildIndex(7), mode: .continuous), .entered,
        ]
        plan = WardPlan(admissions: admissions, sources: sources)
        values = Array(repeating: (98, 110, 25, 36.8), count: 100)
        one = try Self.side(Shards(count: 1, batch: 1), plan, start)
        several = try shards.map { try Self.side($0, plan, start) }
    }

    private static func side(_ shards: Shards, _ plan: WardPlan, _ start: Tick) throws -> Side {
        let chart = try ChartFile.read(ChartFile.embedded, file: "", hash: "").chart
        return Side(
            "\(shards)",
            WardEvaluator(
                plan: plan, chart: chart, rules: AlarmRules(), start: start, count: shards.count,
                manner: shards.isThreaded ? .atOnce(leastInputs: 1) : .inTurn, batchLimit: shards.batch))
    }

    private func all(_ input: LiveInput) {
        one.step(input)
        for side in several { side.step(input) }
    }

    func settle() {
        one.settle()
        for side in several { side.settle() }
    }

    // MARK: A second of the ward

    mutating func happen() {
        now = now.advanced(by: .milliseconds(300))
        if dice.one(in: 3) { wander() }
        for source in 0..<Self.deviceCount where !isGone[source] { frame(from: source) }
        if dice.one(in: 8) { event() }
        if dice.one(in: 150) { plugOrUnplugMany() }
        if dice.one(in: 4) { row() }
        if dice.one(in: 3) { command() }
        if dice.one(in: 5) { settle() }
        now = now.advanced(by: .milliseconds(700))
        if dice.one(in: 200) { now = now.advanced(by: .seconds(dice.below(1200))) }
        all(.tick(now, documentRows: rowCount, commands: commandCount))
    }

    /// A child gets better or worse.
    private mutating func wander() {
        let child = dice.below(childCount)
        values[child].spO2 = dice.pick([98, 97, 96, 94, 93, 91.5, 89, 85])
        values[child].heartRate = dice.pick([60, 75, 95, 120, 140, 165, 190])
        values[child].rr = dice.pick([12, 18, 25, 30, 45, 60])
        values[child].temperature = dice.pick([35.2, 36.8, 38.1, 39.4])
    }

    private mutating func readings(of child: Int, isRare: Bool) -> ReadingSet {
        var readings = ReadingSet(quality: dice.one(in: 30) ? .motion : [])
        if dice.one(in: 40) {
            readings.signal = dice.pick([.probeOff, .searching, .sensorFault, .noValue])
        } else {
            readings[.spO2] = values[child].spO2
            readings[.heartRate] = values[child].heartRate + (dice.one(in: 9) ? 20 : 0)
            if isRare || dice.one(in: 15) { readings[.respiratoryRate] = values[child].rr }
            if isRare || dice.one(in: 15) { readings[.temperature] = values[child].temperature }
            if dice.one(in: 150) { readings[.spO2] = 4 }
            if dice.one(in: 90) { readings.quality.insert(.spot) }
        }
        return readings
    }

    private mutating func frame(from source: Int) {
        // Some probes are off for minutes, and some devices seldom have something to say.
        if source % 16 == 15, !dice.one(in: 20) { return }
        let child = source % Self.firstChildren
        var readings = readings(of: child, isRare: false)
        if source % 13 == Int(now.monotonic.microseconds / 90_000_000) % 13 {
            readings = ReadingSet(signal: .probeOff)
            // For a moment it is on, and somebody looks: an alarm that the trouble keeps back.
            if dice.one(in: 15) {
                readings = ReadingSet(quality: .spot)
                readings[.spO2] = 84
            }
        }
        if isWeak[source] { readings.quality.insert(.lowBattery) }
        if dice.one(in: 60) { readings.measuredAt = now.wall.advanced(by: .seconds(60 - dice.below(900))) }
        all(.readings(readings, SourceIndex(UInt16(source)), at: now.monotonic))
    }

    private mutating func event() {
        let source = dice.below(Self.deviceCount)
        let index = SourceIndex(UInt16(source))
        switch dice.below(7) {
        case 0:
            isGone[source].toggle()
            all(.source(index, isGone[source] ? .gone : .attached, at: now.monotonic))
        case 1: all(.source(index, .unreadable, at: now.monotonic))
        case 2: all(.source(index, .readable, at: now.monotonic))
        case 3: isWeak[source].toggle()
        case 4: all(.deviceClock(index, ahead: .seconds(dice.below(1600) - 800), at: now.monotonic))
        case 5:
            let stage = dice.pick([AlarmStage?.none, .mild, .severe])
            all(.hub(HubSign(dice.pick(HubSign.kinds), stage, value: 91), at: now.monotonic))
        default: if dice.one(in: 4) { all(.lost(count: 3, at: now.monotonic)) }
        }
    }

    /// As when a hub of ports loses its power, and gets it back.
    private mutating func plugOrUnplugMany() {
        let isUnplugged = dice.one(in: 2)
        for source in stride(from: dice.below(3), to: Self.deviceCount, by: 5) where isGone[source] != isUnplugged {
            isGone[source] = isUnplugged
            all(.source(SourceIndex(UInt16(source)), isUnplugged ? .gone : .attached, at: now.monotonic))
        }
    }

    /// Rows of files, let in by the tick.
    private mutating func row() {
        for _ in 0..<(1 + dice.below(4)) {
            rowCount += 1
            let child = dice.below(childCount + 2)
            let source = 64 + dice.below(3)
            var input = DocumentInput(
                source: SourceIndex(UInt16(source)),
                child: source == 66 && dice.one(in: 3) ? nil : ChildIndex(UInt32(child)),
                row: DocumentRowNumber(document: 1, row: rowCount), content: .refused)
            var readings = readings(of: min(child, 60), isRare: true)
            readings.measuredAt = now.wall.advanced(by: .seconds(60 - dice.below(900)))
            switch dice.below(12) {
            case 0: break
            case 1: input.content = .unassigned(readings)
            default: input.content = .readings(readings)
            }
            if dice.one(in: 3) { input.oxygen = dice.one(in: 2) ? .air : .level(.litresPerMinute(2)) }
            one.rows.elements.append(input)
            for side in several { side.rows.elements.append(input) }
        }
    }

    private mutating func command() {
        guard let deed = deed() else { return }
        commandCount += 1
        let command = Command(CommandNumber(UInt32(commandCount)), deed)
        one.commands.elements.append(command)
        for side in several { side.commands.elements.append(command) }
    }

    private mutating func deed() -> Command.Deed? {
        let child = ChildIndex(UInt32(dice.below(childCount + 1)))
        let later = now.wall.advanced(by: .seconds(60 + dice.below(1500)))
        switch dice.below(22) {
        case 0: return .concern(child, .parent)
        case 1: return .pause(child, until: later)
        case 2: return .endPause(child)
        case 3: return .quiet(child, until: later)
        case 4: return .endQuiet(child)
        case 5:
            let limit = ClinicianLimit(
                sign: .heartRate, side: .high, value: 130, author: "t", reason: "t", until: later)
            return .setLimit(child, LimitPlan(limit))
        case 6: return .removeLimit(child, .heartRate, .high)
        case 7: return .carerAnswer(child, dice.one(in: 2) ? .worse : .same)
        case 8: return .setCadence(child, dice.one(in: 2) ? .seconds(1800) : nil)
        case 9: return .testAlert(dice.one(in: 2) ? child : nil)
        case 10, 11, 12:
            // Sometimes a device that there is not.
            let source = dice.one(in: 12) ? Self.sourceCount : dice.below(Self.sourceCount)
            return .bind(SourceIndex(UInt16(source)), dice.one(in: 4) ? nil : child)
        case 13:
            return .observe(
                child, entry(), at: now.wall.advanced(by: .seconds(-dice.below(1200))), isCorrection: dice.one(in: 5))
        case 14: return .chooseChart(child, .teenage, until: later)
        case 15: return .carerLevel(child, .high)
        case 16: return dice.one(in: 6) ? .discharge(child) : nil
        case 17: return admission()
        default: return act(until: later)
        }
    }

    private mutating func entry() -> EnteredObservations {
        var entry = EnteredObservations()
        entry.vitalSigns[.respiratoryRate] = 20 + Double(dice.below(40))
        entry.oxygen = dice.one(in: 2) ? .air : .level(.litresPerMinute(2))
        if dice.one(in: 2) { entry.capillaryRefill = Double(dice.below(5)) }
        if dice.one(in: 4) { entry.consciousness = .voice }
        return entry
    }

    /// The next child, or, as no command desk would, one out of turn.
    private mutating func admission() -> Command.Deed? {
        let plan = ChildPlan(bornOn: CivilDate(dayNumber: 18_000), admittedAt: now.wall, cadence: nil)
        if dice.one(in: 3) { return .admit(ChildIndex(UInt32(childCount + 1 + dice.below(4))), plan) }
        guard childCount < 90 else { return nil }
        childCount += 1
        return .admit(ChildIndex(UInt32(childCount - 1)), plan)
    }

    /// Somebody takes, ends or voids an episode of late.
    private mutating func act(until later: WallInstant) -> Command.Deed? {
        let late = one.log.records.suffix(2000).compactMap { told in
            if case .transition(let transition) = told { transition } else { nil }
        }.suffix(60)
        guard let transition = late.randomElement(using: &dice) else { return nil }
        let episode = EpisodeReference(transition)
        return switch dice.below(4) {
        case 0: .close(episode)
        case 1: .void(episode)
        default: .acknowledge(episode, until: dice.one(in: 2) ? later : nil)
        }
    }

    // MARK: Restart

    /// The process ends and another takes over what stood: everybody begins anew and is told the same.
    mutating func restart() throws {
        settle()
        now = now.advanced(by: .seconds(20))
        start = now
        var newest: [String: AlarmTransition] = [:]
        for transition in one.log.transitions {
            newest["\(transition.condition) \(transition.subject)"] = transition
        }
        let restored = newest.sorted { $0.key < $1.key }.map(\.value).filter {
            $0.state != .resolved && $0.state != .void || $0.isLatched
        }
        plan.admissions += (plan.admissions.count..<childCount).map { index in
            Admission(id: "child-\(index)", bornOn: CivilDate(dayNumber: 18_000), admittedAt: now.wall)
        }
        one = try Self.side(Shards(count: 1, batch: 1), plan, start)
        several = try shards.map { [plan, start] in try Self.side($0, plan, start) }
        (commandCount, rowCount) = (0, 0)
        isGone = isGone.map { _ in false }
        for child in 0..<childCount where dice.one(in: 2) {
            restore(.restoreLiveness(ChildIndex(UInt32(child)), now.wall.advanced(by: .seconds(-dice.below(900)))))
        }
        for transition in restored { restore(.restoreEpisode(transition)) }
        for child in 0..<childCount where dice.one(in: 4) {
            let made = now.wall.advanced(by: .seconds(-dice.below(1200)))
            restore(.restoreObservations(ChildIndex(UInt32(child)), entry(), at: made))
            restore(.restoreCarer(ChildIndex(UInt32(child)), answeredAt: made, askedAt: made, unansweredAt: nil))
            restore(
                .restoreBirthday(
                    ChildIndex(UInt32(child)), changedOn: LondonTime.date(at: start.wall), announcedFor: nil))
        }
    }

    private func restore(_ input: Input) {
        one.fold.restore(input, into: &one.log)
        for side in several { side.fold.restore(input, into: &side.log) }
    }
}

extension SharedStay.Waiting: CommandQueue where Element == Command {}
extension SharedStay.Waiting: DocumentRows where Element == DocumentInput {}

extension SimulatedNoise {
    fileprivate mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    fileprivate mutating func one(in count: Int) -> Bool { below(count) == 0 }
    fileprivate mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}
