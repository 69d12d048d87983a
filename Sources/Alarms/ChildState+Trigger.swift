import Charts
import Vitals

/// How bad one entered grade is: its place in its list as it is told, its rank, and the stage it asks for.
struct TriggerGrade: BitwiseCopyable {
    var value: Double
    /// Rises with the grade; 0 asks for nothing.
    var rank: Double
    var stage: AlarmStage?
    /// Neither bad nor good: a child asleep is not a child that answers.
    var endsNothing = false
}

extension EnteredObservations {
    /// What one trigger asks for: High and Emergency are the severe stage, Low and Medium the mild one (S1's escalation
    /// table); `nil`: not entered.
    func grade(of kind: ConditionKind) -> TriggerGrade? {
        switch kind {
        case .consciousness: consciousness.map(TriggerGrade.init)
        case .pupils: hasAbnormalPupils.map(TriggerGrade.init(hasAbnormalPupils:))
        case .sepsis: sepsis.map(TriggerGrade.init)
        case .intuition: intuition.map(TriggerGrade.init)
        default: nil
        }
    }
}

extension TriggerGrade {
    init(_ consciousness: Consciousness) {
        let stage: AlarmStage? =
            switch consciousness {
            case .alert, .asleep: nil
            case .voice, .pain, .unresponsive: .severe
            }
        let value = Double(consciousness.rawValue)
        // Asleep stands last in the list and is no worse than awake.
        self.init(value: value, rank: stage == nil ? 0 : value, stage: stage, endsNothing: consciousness == .asleep)
    }

    init(hasAbnormalPupils: Bool) {
        let value = hasAbnormalPupils ? 1.0 : 0
        self.init(value: value, rank: value, stage: hasAbnormalPupils ? .severe : nil)
    }

    init(_ sepsis: SepsisSuspicion) {
        let stage: AlarmStage? =
            switch sepsis {
            case .none: nil
            case .sepsis: .mild
            case .shock: .severe
            }
        self.init(value: Double(sepsis.rawValue), rank: Double(sepsis.rawValue), stage: stage)
    }

    init(_ intuition: EscalationLevel) {
        let stage: AlarmStage? =
            switch intuition {
            case .none: nil
            case .low, .medium: .mild
            case .high, .emergency: .severe
            }
        self.init(value: Double(intuition.rawValue), rank: Double(intuition.rawValue), stage: stage)
    }
}

extension ConditionKind {
    static let triggers: [ConditionKind] = [.consciousness, .pupils, .sepsis, .intuition]

    var enteredItem: EnteredItem? {
        switch self {
        case .consciousness: .consciousness
        case .pupils: .pupils
        case .sepsis: .sepsis
        case .intuition: .intuition
        default: nil
        }
    }
}

extension ChildState {
    /// Puts an entered grade to its condition: it fires at once, and a better one ends it at once. A worse grade of the same
    /// stage is told like a rise: V to P or U is High to Emergency.
    mutating func judge(
        _ kind: ConditionKind, taken: EnteredItemSet, before: EnteredObservations, _ set: AdmittedSet,
        chart: ScoreTable, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        guard let item = kind.enteredItem, taken.contains(item), let grade = entered.standing.grade(of: kind) else {
            return
        }
        if grade.stage != nil { lastAlarmAt = max(lastAlarmAt ?? set.at, set.at) }
        let isOpen = isOpen(kind)
        if isOpen, grade.endsNothing { return }
        let graded = before.grade(of: kind).flatMap { $0.endsNothing ? nil : $0.rank }
        let rankBefore = graded ?? self[condition: kind].worst ?? 0
        let sample = ConditionState.Sample(
            at: set.at, step: .sameSecond, value: grade.rank, breach: grade.stage, isInsideMild: grade.stage == nil,
            isInsideSevere: grade.stage != .severe, isDecisive: true, side: .high)
        var change = self[condition: kind].observe(sample, valid: SecondWindow(), rule: rules[kind], rules: rules)
        if change == nil, isOpen, grade.stage != nil, grade.rank > rankBefore { change = .raises }
        guard let change else { return }
        let score = score(at: set.arrived.monotonic, chart: chart, rules: rules)
        settle(
            change, kind, rule: rules[kind], trigger: grade.value, set, score: score, rules: rules, into: &sink)
    }

    /// A trigger nobody has looked at for longer than an entry speaks is unknown, and stays open.
    mutating func lapse(
        _ kind: ConditionKind, at tick: Tick, chart: ScoreTable, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        guard let item = kind.enteredItem, waits(kind) else { return }
        entered.mayHaveTriggers = true
        guard !entered.isCurrent(item, at: tick.monotonic, validity: spotValidity) else { return }
        lose(kind, chart: chart, rules: rules, at: tick, into: &sink)
    }
}
