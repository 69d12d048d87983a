import Testing
import Vitals

@testable import Alarms
@testable import WardTesting

/// A million random lives, each against the model written from the document.
@Suite struct EpisodeTraceTests {
    private static let roots = 4_000
    private static let stemLength = 6
    /// Two ways on from each event: every root bears 256 traces of 14 events.
    private static let forks = 8

    @Test(arguments: 0..<4) func aMillionRandomTracesDifferNowhereFromTheModelAndNoneLeavesTheTable(shard: Int) {
        var traceCount = 0
        for root in 0..<(Self.roots / 4) {
            let seed = UInt64(shard * Self.roots + root + 1)
            var trial = EpisodeTrial(seed: seed)
            for _ in 0..<Self.stemLength { trial.advance() }
            traceCount += grow(trial, forks: Self.forks)
            if let difference = trial.difference {
                Issue.record("seed \(seed): \(difference)")
                return
            }
        }
        #expect(traceCount == (Self.roots / 4) << Self.forks)
    }

    /// The traces that grow from here. A life is a value, so both ways on begin with the same past.
    private func grow(_ trial: EpisodeTrial, forks: Int) -> Int {
        if let difference = trial.difference {
            Issue.record("seed \(trial.seed): \(difference)")
            return 0
        }
        guard forks > 0 else { return 1 }
        var left = trial
        left.advance()
        var right = trial
        right.turnAside()
        right.advance()
        return grow(left, forks: forks - 1) + grow(right, forks: forks - 1)
    }

    @Test func theTableOfTransitionsHoldsNoMoreThanTheDocument() {
        // The states an episode can be in after its firing, and the events that may lead out of each.
        #expect(EpisodeTrial.legal.count == 6)
        #expect(EpisodeTrial.legal[.void] == [])
    }
}

/// One life and its model, and the random events both are put to.
struct EpisodeTrial {
    let seed: UInt64
    private var random: SplitMix
    private var life = EpisodeLife()
    private var model = EpisodeModel()
    private var second = 0
    private var deeds: [(second: Int, deed: EpisodeModel.Deed)] = []
    private(set) var difference: String?

    private static let rules = RuleTable(AlarmRules())
    private static let spans = [0, 1, 30, 60, 119, 120, 180, 300, 301, 600, 899, 900, 1800, 3600, 7200, 14_400]

    /// What may be said from each state, and where it leads. What is not here is a defect.
    static let legal: [AlarmState: Set<Step>] = [
        .inactive: [Step(.fired, .firing), Step(.suppressed, .firing)],
        .firing: [
            Step(.fired, .firing), Step(.escalated, .firing), Step(.reminded, .firing), Step(.raised, .firing),
            Step(.lowered, .firing), Step(.unknown, .firing), Step(.acknowledged, .acknowledged),
            Step(.renewed, .firing), Step(.resolved, .resolved), Step(.clearedUnacknowledged, .resolved),
            Step(.voided, .void),
        ],
        .acknowledged: [
            Step(.acknowledgementExpired, .firing), Step(.raised, .firing), Step(.lowered, .acknowledged),
            Step(.unknown, .acknowledged), Step(.acknowledged, .acknowledged), Step(.renewed, .firing),
            Step(.resolved, .resolved), Step(.voided, .void),
        ],
        .resolving: [
            Step(.raised, .firing), Step(.lowered, .resolving), Step(.unknown, .firing),
            Step(.unknown, .acknowledged), Step(.acknowledged, .resolving), Step(.renewed, .firing),
            Step(.resolved, .resolved), Step(.clearedUnacknowledged, .resolved), Step(.voided, .void),
        ],
        .resolved: [
            Step(.acknowledged, .resolved), Step(.reminded, .resolved), Step(.resolved, .resolved),
            Step(.voided, .void),
        ],
        .void: [],
    ]

    struct Step: Hashable {
        var event: AlarmEvent
        var state: AlarmState
        init(_ event: AlarmEvent, _ state: AlarmState) {
            self.event = event
            self.state = state
        }
    }

    init(seed: UInt64) {
        self.seed = seed
        random = SplitMix(seed: seed)
    }

    /// Draws other numbers from here on.
    mutating func turnAside() { random = SplitMix(seed: random.next() ^ 0xA5A5_5A5A) }

    mutating func advance() {
        guard difference == nil else { return }
        second += Self.spans[random.next(in: 0...Self.spans.count - 1)]
        let deed = draw()
        deeds.append((second, deed))
        let expected = model.take(deed, at: second)
        let heard = put(deed)
        if heard != expected { note("heard \(heard), the model \(expected)") }
        compare()
    }

    private mutating func draw() -> EpisodeModel.Deed {
        let priority = Priority.allCases[random.next(in: 0...3)]
        let hasEnded = life.state == .resolved || life.state == .void
        if life.state == .inactive || hasEnded && !life.isLatched && random.next(in: 0...3) == 0 {
            let classes: [AlarmClass] = [.physiological, .physiological, .technical, .concern, .system]
            let alarmClass = classes[random.next(in: 0...4)]
            let isSuppressed = alarmClass != .concern && random.next(in: 0...3) == 0
            return .open(priority, alarmClass, isSuppressed ? .probeOff : [])
        }
        switch random.next(in: 0...19) {
        case 0...5: return .tick
        case 6: return .raise(priority)
        case 7: return .lower(priority)
        case 8: return .dataLost
        case 9: return .dataBack
        case 10, 11: return .inside
        case 12: return .outside
        case 13: return .holdMet
        case 14, 15:
            return .acknowledge(untilSecond: random.next(in: 0...1) == 0 ? nil : second + random.next(in: -60...8000))
        case 16: return [.close, .discharge, .void, .void][random.next(in: 0...3)]
        case 17: return .renew
        case 18: return .suppressors(random.next(in: 0...2) == 0 ? .poorSignal : [])
        default: return .giveWay
        }
    }

    private var now: Tick { tick(second) }

    private func tick(_ second: Int) -> Tick {
        let micros = Int64(second) * 1_000_000
        return Tick(
            monotonic: MonotonicInstant(microseconds: micros + 7_000_000),
            wall: WallInstant(microseconds: micros + 1_000_000_000_000))
    }

    /// Puts a deed to the life, as the evaluator does: one event at a time until there is none.
    private mutating func put(_ deed: EpisodeModel.Deed) -> [EpisodeModel.Heard] {
        var heard: [EpisodeModel.Heard] = []
        let rules = Self.rules
        switch deed {
        case .open(let priority, let alarmClass, let suppressors):
            life = EpisodeLife()
            hear(life.open(priority, alarmClass, suppressedBy: suppressors, at: now, rules: rules), .inactive, &heard)
        case .tick:
            var before = life.state
            while let event = life.pass(to: now, rules: rules) {
                hear(event, before, &heard)
                before = life.state
            }
        default:
            let before = life.state
            hear(single(deed, rules), before, &heard)
        }
        return heard
    }

    private mutating func single(_ deed: EpisodeModel.Deed, _ rules: RuleTable) -> AlarmEvent? {
        switch deed {
        case .open, .tick: return nil
        case .suppressors(let set): return life.suppress(by: set, at: now, rules: rules)
        case .raise(let priority): return life.raise(to: priority, at: now, rules: rules)
        case .lower(let priority): return life.lower(to: priority, at: now, rules: rules)
        case .dataLost: return life.loseData()
        case .dataBack:
            life.regainData()
            return nil
        case .inside:
            life.enterHold()
            return nil
        case .outside:
            life.leaveHold()
            return nil
        case .holdMet: return life.resolve(at: now, rules: rules)
        case .acknowledge(let until):
            return event(life.acknowledge(until: until.map { tick($0) }, at: now, rules: rules))
        case .close: return event(life.close(.closed))
        case .discharge: return event(life.close(.discharged))
        case .void: return event(life.void())
        case .renew: return life.renew(at: now, rules: rules)
        case .giveWay: return life.giveWay()
        }
    }

    private func event(_ answer: EpisodeLife.Answer) -> AlarmEvent? {
        if case .event(let event) = answer { event } else { nil }
    }

    private mutating func hear(_ event: AlarmEvent?, _ before: AlarmState, _ heard: inout [EpisodeModel.Heard]) {
        guard let event else { return }
        if Self.legal[before]?.contains(Step(event, life.state)) != true {
            note("no transition of the table: \(before) \(event) \(life.state)")
        }
        heard.append(EpisodeModel.Heard(event: event, roles: life.tell(event, rules: Self.rules)))
    }

    private mutating func compare() {
        let due = life.nextStepAt
        if life.state != model.state { note("state \(life.state), the model \(model.state)") }
        if Int(life.level) != model.level { note("level \(life.level), the model \(model.level)") }
        if life.priority != model.priority { note("priority \(life.priority), the model \(model.priority)") }
        if due != model.due.map({ tick($0) }) {
            note("next step \(String(describing: due)), the model \(String(describing: model.due)) s")
        }
        if life.acknowledgedUntil != model.ackEnds.map({ tick($0) }) { note("acknowledged until differs") }
        if life.isLatched != model.isLatched { note("latched \(life.isLatched), the model \(model.isLatched)") }
        if life.isUnknown != model.isUnknown { note("unknown \(life.isUnknown), the model \(model.isUnknown)") }
        if life.suppressedBy != model.suppressors { note("suppressed by \(life.suppressedBy)") }
        if life.told != model.told { note("told \(life.told), the model \(model.told)") }
        if life.wasAcknowledged != model.wasTaken { note("taken \(life.wasAcknowledged)") }
        if life.resolution != model.ending { note("ended by \(String(describing: life.resolution))") }
    }

    private mutating func note(_ text: String) {
        guard difference == nil else { return }
        let past = deeds.map { "\($0.second) s: \($0.deed)" }
        difference = "\(text) after\n  \(past.joined(separator: "\n  "))"
    }
}
