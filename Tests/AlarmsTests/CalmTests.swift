import Charts
import DeviceSimulators
import Testing
import Vitals

@testable import Alarms

/// The short ways of the evaluator (a reading that changes nothing, a tick that has nothing to look at) against its long
/// ways, record by record, over random stays: whatever people, devices and clocks do, both tell the same.
@Suite("The short way and the long way")
struct CalmTests {
    /// Devices that say the same for minutes, as most do, and people who change something all the time: what a shortcut
    /// takes for granted is taken away while it is taken.
    @Test("tell the same of any stay", arguments: 0..<40, [RandomStay.Manner.unsteady, .busyPeople])
    func bothTellTheSame(seed: Int, manner: RandomStay.Manner) throws {
        var stay = try RandomStay(seed: UInt64(seed), manner: manner)
        for _ in 0..<500 { stay.happen() }
        #expect(difference(stay.short.log.transitions, stay.long.log.transitions) == nil)
        #expect(difference(stay.short.log.scores, stay.long.log.scores) == nil)
        #expect(difference(stay.short.log.readings, stay.long.log.readings) == nil)
        #expect(difference(stay.short.log.outcomes, stay.long.log.outcomes) == nil)
        #expect(difference(stay.short.log.notices, stay.long.log.notices) == nil)
        for source in 0..<RandomStay.sourceCount {
            let source = SourceIndex(UInt16(source))
            #expect(stay.short.evaluator.ledger(of: source) == stay.long.evaluator.ledger(of: source))
        }
    }

    /// One device a child, a reading a second, values that hover about the lines: onsets that come to nothing, alarms that stand,
    /// worsen, hold and come again, and nearly every reading waits in a corridor.
    @Test("tell the same of children in alarm, at every moment", arguments: 0..<12)
    func bothTellTheSameOfAlarms(seed: Int) throws {
        var stay = try RandomStay(seed: UInt64(1000 + seed), manner: .inAlarm)
        for second in 0..<1200 {
            stay.happen()
            guard second % 61 == 0 else { continue }
            let isSame = stay.looksTheSame
            #expect(isSame)
        }
        #expect(difference(stay.short.log.transitions, stay.long.log.transitions) == nil)
        #expect(difference(stay.short.log.scores, stay.long.log.scores) == nil)
        #expect(difference(stay.short.log.readings, stay.long.log.readings) == nil)
        #expect(difference(stay.short.log.notices, stay.long.log.notices) == nil)
    }

    @Test("most readings of children in alarm wait in a corridor, and alarms of many kinds fire")
    func corridorsAreWorthTheirName() throws {
        var stay = try RandomStay(seed: 3, manner: .inAlarm)
        for _ in 0..<2500 { stay.happen() }
        #expect(stay.waitedCount * 2 > stay.short.log.readings.count)
        #expect(stay.short.log.transitions.count > 100)
        #expect(Set(stay.short.log.transitions.map(\.condition)).count >= 8)
        #expect(Set(stay.short.log.transitions.map(\.event)).count >= 8)
    }

    @Test("know the same conditions of a vital sign") func conditionBitsAreThoseOfItsKinds() {
        for sign in VitalSign.allCases {
            let kinds = (ConditionKind.limitKinds + ConditionKind.chartKinds + [.temperatureHigh, .temperatureLow])
            let bits = kinds.filter { $0.vitalSign == sign }.reduce(UInt32(0)) { $0 | $1.childBit }
            #expect(sign.conditionBits == bits)
        }
    }

    @Test("are both taken: most readings of a quiet night are calm, and alarms still fire")
    func staysAreWorthTheirName() throws {
        var stay = try RandomStay(seed: 7)
        for _ in 0..<6000 { stay.happen() }
        #expect(stay.short.log.transitions.count > 50)
        #expect(Set(stay.short.log.transitions.map(\.condition)).count >= 12)
        #expect(stay.short.log.readings.count > 5000)
    }
}

/// The first record that one has and the other has not.
private func difference<Record: Equatable>(_ short: [Record], _ long: [Record]) -> String? {
    for index in 0..<max(short.count, long.count) {
        let (left, right) = (
            short.indices.contains(index) ? short[index] : nil, long.indices.contains(index) ? long[index] : nil
        )
        if left != right { return "\(index): short \(left as Any)\n   long \(right as Any)" }
    }
    return nil
}

/// One evaluator and what it said.
private struct Side: ~Copyable {
    var evaluator: StreamEvaluator
    var log = RecordLog()

    mutating func step(_ input: Input) { evaluator.step(input, into: &log) }
}

/// Three children, four devices and a folder; the same random inputs to both evaluators.
struct RandomStay: ~Copyable {
    static let sourceCount = 6
    fileprivate var short: Side
    fileprivate var long: Side
    private var dice: Dice
    private let manner: Manner

    enum Manner: CustomTestStringConvertible {
        /// Devices and children that are never the same for long.
        case unsteady
        case busyPeople
        /// One device a child, and values about the lines.
        case inAlarm

        var testDescription: String {
            switch self {
            case .unsteady: "unsteady"
            case .busyPeople: "busy people"
            case .inAlarm: "in alarm"
            }
        }
    }

    /// How many readings of the short way waited.
    private(set) var waitedCount = 0
    /// Seconds that a probe is still off.
    private var secondsOff = [Int](repeating: 0, count: 3)

    private var microseconds: Int64 = 0
    private let start: Tick
    private var values: [(spO2: Double, heartRate: Double, rr: Double, temp: Double)]
    private var commandCount: UInt32 = 0
    private var isGone = [Bool](repeating: false, count: 6)
    /// The battery is low.
    private var isWeak = [Bool](repeating: false, count: 6)

    init(seed: UInt64, manner: Manner = .unsteady) throws {
        dice = Dice(seed: seed)
        self.manner = manner
        let wall = Timestamp("2026-03-28T23:55:00Z")?.instant ?? WallInstant(microseconds: 0)
        start = Tick(monotonic: MonotonicInstant(microseconds: 5_000_250_000), wall: wall)
        func admission(_ id: String, _ born: String, cadence: Duration? = nil) -> Admission {
            Admission(
                id: id, bornOn: CivilDate(born) ?? CivilDate(dayNumber: 0), admittedAt: wall,
                limits: [
                    ClinicianLimit(
                        sign: .spO2, side: .low, value: 90, author: "t", reason: "t",
                        until: wall.advanced(by: .seconds(2000)))
                ], cadence: cadence)
        }
        let plan = WardPlan(
            admissions: [
                admission("a", "2025-03-29"), admission("b", "2019-01-01"),
                admission("c", "2012-01-01", cadence: .seconds(1800)),
            ],
            sources: [
                Source(name: "o1", child: ChildIndex(0), mode: .continuous),
                Source(name: "o2", child: ChildIndex(1), mode: .continuous),
                Source(name: "o3", child: ChildIndex(1), mode: .continuous),
                Source(name: "folder", child: nil, mode: .spot),
                Source(name: "rows", child: nil, mode: .continuous), .entered,
            ])
        let chart = try shippedChart()
        short = Side(evaluator: StreamEvaluator(plan: plan, chart: chart, rules: AlarmRules(), start: start))
        long = Side(
            evaluator: StreamEvaluator(plan: plan, chart: chart, rules: AlarmRules(), start: start, isThorough: true))
        values = [(98, 120, 30, 36.8), (97, 95, 22, 36.9), (98, 75, 16, 36.6)]
    }

    private var now: Tick { start.advanced(by: .microseconds(microseconds)) }

    private mutating func both(_ input: Input) {
        short.step(input)
        long.step(input)
    }

    /// About a second goes by, with what may happen in it.
    mutating func happen() {
        if manner == .inAlarm { return happenInAlarm() }
        let isSteady = manner == .busyPeople
        if dice.one(in: 40) { wander() }
        microseconds += 300_000
        for source in 0..<5 where !isGone[source] {
            if isSteady { steadyFrame(from: source) } else { frame(from: source) }
        }
        if dice.one(in: isSteady ? 150 : 30) { event() }
        if dice.one(in: isSteady ? 5 : 60) { command() }
        microseconds += 700_000
        if dice.one(in: 400) { microseconds += Int64(dice.below(900)) * 1_000_000 }
        if dice.one(in: 3000) { microseconds += 6 * 3600 * 1_000_000 }
        both(.tick(now))
    }

    /// What people and programs see between two steps.
    var looksTheSame: Bool {
        mutating get {
            for source in 0..<Self.sourceCount {
                let source = SourceIndex(UInt16(source))
                guard short.evaluator.ledger(of: source) == long.evaluator.ledger(of: source) else { return false }
            }
            let span = Duration.seconds(900)
            return short.evaluator.nextSilence(within: span) == long.evaluator.nextSilence(within: span)
        }
    }

    private mutating func happenInAlarm() {
        microseconds += 250_000 + Int64(dice.below(100_000))
        for child in 0..<3 {
            if dice.one(in: 3) { drift(child) }
            if dice.one(in: 70) { continue }
            hoveringFrame(of: child)
            if dice.one(in: 12) {
                microseconds += 20_000
                hoveringFrame(of: child)
            }
        }
        if dice.one(in: 250) { event() }
        if dice.one(in: 80) { command() }
        microseconds += 600_000 + Int64(dice.below(200_000))
        if dice.one(in: 300) { microseconds += Int64(dice.below(150)) * 1_000_000 }
        both(.tick(now))
    }

    /// A small step, and now and then back to where the lines are.
    private mutating func drift(_ child: Int) {
        values[child].spO2 = min(100, max(80, values[child].spO2 + Double(dice.below(3)) - 1))
        values[child].heartRate = min(220, max(40, values[child].heartRate + Double(dice.below(7)) - 3))
        values[child].rr = min(70, max(8, values[child].rr + Double(dice.below(3)) - 1))
        values[child].temp = min(41, max(34, values[child].temp + (Double(dice.below(3)) - 1) / 10))
        guard dice.one(in: 90) else { return }
        values[child].spO2 = [98, 94, 92, 91, 88].randomElement(&dice)
        values[child].heartRate = ([[150, 180], [120, 140], [90, 120]] as [[Double]])[child].randomElement(&dice)
        values[child].rr = [20, 40, 50].randomElement(&dice)
        values[child].temp = [36.1, 37.9, 38.6].randomElement(&dice)
    }

    /// The first two children have a device each, the third is named by its rows.
    private mutating func hoveringFrame(of child: Int) {
        var readings = ReadingSet(quality: dice.one(in: 15) ? .motion : [])
        if secondsOff[child] == 0, dice.one(in: 150) { secondsOff[child] = 1 + dice.below(40) }
        if secondsOff[child] > 0 { secondsOff[child] -= 1 } else { readings[.spO2] = values[child].spO2 }
        // An artefact.
        readings[.heartRate] = dice.one(in: 150) ? 240 : values[child].heartRate
        if child == 0 { readings[.temperature] = values[child].temp }
        if child == 1 { readings[.respiratoryRate] = values[child].rr }
        let arrival = Arrival(
            source: SourceIndex(child == 2 ? 4 : UInt16(child)), at: now.monotonic,
            child: child == 2 ? ChildIndex(2) : nil)
        if isGone[child] { return }
        both(.readings(readings, arrival))
        if short.evaluator.corridors[child].isWaiting { waitedCount += 1 }
    }

    /// The children get better and worse.
    private mutating func wander() {
        let child = dice.below(3)
        values[child].spO2 = [98, 97, 96, 94, 93, 91.5, 89, 85].randomElement(&dice)
        values[child].heartRate = [60, 75, 95, 120, 140, 165, 190].randomElement(&dice)
        values[child].rr = [12, 18, 25, 30, 45, 60].randomElement(&dice)
        values[child].temp = [35.2, 36.8, 38.1, 39.4].randomElement(&dice)
    }

    /// Of two devices, each with the same signs every second.
    private mutating func steadyFrame(from source: Int) {
        guard source < 2 else { return }
        var readings = ReadingSet()
        readings[.spO2] = values[source].spO2
        readings[.heartRate] = values[source].heartRate
        both(.readings(readings, Arrival(source: SourceIndex(UInt16(source)), at: now.monotonic)))
    }

    private mutating func frame(from source: Int) {
        // The folder and the rows are rare.
        if source >= 3, !dice.one(in: 25) { return }
        if dice.one(in: 20) { return }
        let child = source == 0 ? 0 : source <= 2 ? 1 : dice.below(3)
        var readings = ReadingSet(quality: dice.one(in: 15) ? .motion : [])
        let value = values[child]
        if dice.one(in: 25) {
            readings.signal = [.probeOff, .searching, .sensorFault].randomElement(using: &dice) ?? .noValue
        } else {
            if source != 2 { readings[.spO2] = value.spO2 }
            readings[.heartRate] = value.heartRate + Double(dice.below(3)) + (source == 2 && dice.one(in: 3) ? 20 : 0)
            if dice.one(in: 12) { readings[.respiratoryRate] = value.rr }
            if dice.one(in: 12) { readings[.temperature] = value.temp }
            if dice.one(in: 100) { readings[.spO2] = 4 }
            if dice.one(in: 60) { readings.quality.insert(.spot) }
            if isWeak[source] { readings.quality.insert(.lowBattery) }
        }
        let stamps = source >= 3 || dice.one(in: 40)
        if stamps { readings.measuredAt = now.wall.advanced(by: .seconds(60 - dice.below(900))) }
        let arrival = Arrival(
            source: SourceIndex(UInt16(source)), at: now.monotonic,
            child: source >= 3 ? ChildIndex(UInt32(child)) : nil)
        both(.readings(readings, arrival))
        if source >= 3, dice.one(in: 8) {
            both(
                .row(
                    readings, oxygen: dice.one(in: 3) ? .air : .level(.litresPerMinute(Double(dice.below(9)))), arrival)
            )
        }
        if dice.one(in: 200) { both(.rowRefused(arrival)) }
        if dice.one(in: 200) { both(.unassigned(readings, arrival)) }
    }

    private mutating func event() {
        let source = dice.below(3)
        let index = SourceIndex(UInt16(source))
        switch dice.below(6) {
        case 4: isWeak[source].toggle()
        case 5: both(.deviceClock(index, ahead: .seconds(dice.below(1600) - 800), at: now.monotonic))
        case 0:
            isGone[source].toggle()
            both(.source(index, isGone[source] ? .gone : .attached, at: now.monotonic))
        case 1: both(.source(index, .unreadable, at: now.monotonic))
        case 2: both(.source(index, .readable, at: now.monotonic))
        default: if dice.one(in: 6) { both(.lost(count: 3, at: now.monotonic)) }
        }
    }

    private mutating func command() {
        commandCount += 1
        let child = ChildIndex(UInt32(dice.below(3)))
        let later = now.wall.advanced(by: .seconds(60 + dice.below(1500)))
        let deed: Command.Deed
        switch dice.below(16) {
        case 0: deed = .concern(child, .parent)
        case 1: deed = .pause(child, until: later)
        case 2: deed = .endPause(child)
        case 3: deed = .quiet(child, until: later)
        case 4: deed = .endQuiet(child)
        case 5:
            deed = .setLimit(
                child,
                LimitPlan(
                    ClinicianLimit(sign: .heartRate, side: .high, value: 130, author: "t", reason: "t", until: later)))
        case 6: deed = .removeLimit(child, .heartRate, .high)
        case 7: deed = .carerAnswer(child, dice.one(in: 2) ? .worse : .same)
        case 8: deed = .setCadence(child, dice.one(in: 2) ? .seconds(1800) : nil)
        case 9: deed = .testAlert(dice.one(in: 2) ? child : nil)
        case 10: deed = .bind(SourceIndex(2), dice.one(in: 2) ? ChildIndex(1) : ChildIndex(0))
        case 11:
            var entry = EnteredObservations()
            entry.vitalSigns[.respiratoryRate] = 20 + Double(dice.below(40))
            entry.oxygen = dice.one(in: 2) ? .air : .level(.litresPerMinute(2))
            if dice.one(in: 2) { entry.capillaryRefill = Double(dice.below(5)) }
            if dice.one(in: 4) { entry.consciousness = .voice }
            let made = now.wall.advanced(by: .seconds(-dice.below(1200)))
            deed = .observe(child, entry, at: made, isCorrection: dice.one(in: 5))
        default:
            guard let transition = short.log.transitions.suffix(40).randomElement(using: &dice) else { return }
            let episode = EpisodeReference(transition)
            deed =
                switch dice.below(3) {
                case 0: .close(episode)
                case 1: .void(episode)
                default: .acknowledge(episode, until: dice.one(in: 2) ? later : nil)
                }
        }
        both(.command(Command(CommandNumber(commandCount), deed), at: now))
    }
}

private typealias Dice = SimulatedNoise

extension SimulatedNoise {
    fileprivate mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    fileprivate mutating func one(in count: Int) -> Bool { below(count) == 0 }
}

extension [Double] {
    fileprivate func randomElement(_ dice: inout Dice) -> Double { randomElement(using: &dice) ?? 0 }
}
