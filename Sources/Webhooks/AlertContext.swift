import Alarms
import Charts
import Vitals

/// One transition with what the plan and the rules know of it, looked up once: what the blocks of the message are made of.
///
/// A transition restored from the journal may name a child or a source that a new configuration no longer has; it is then
/// the hub's, and nothing traps.
struct AlertContext {
    let transition: AlarmTransition
    let composer: AlertComposer
    /// What is known of the command that made the transition, and of the one that began the episode.
    let command: CommandText?
    let origin: CommandText?
    let admission: Admission?
    let sourceName: String?
    /// The chart the child was held against.
    let ageBand: AgeBand?
    let rule: ConditionRule
    /// The clinician's limit that decided, where one did.
    let limit: ClinicianLimit?

    init(
        _ transition: AlarmTransition, _ composer: AlertComposer, command: CommandText? = nil,
        origin: CommandText? = nil
    ) {
        self.transition = transition
        self.composer = composer
        self.command = command
        self.origin = origin
        var child: ChildIndex?
        var source: SourceIndex?
        switch transition.subject {
        case .child(let index): child = index
        case .source(let index, let owner): (source, child) = (index, owner)
        case .hub: break
        }
        let admission = child.flatMap { Self.element(Int($0.rawValue), of: composer.plan.admissions) }
        self.admission = admission
        sourceName = source.map { index in
            Self.element(Int(index.rawValue), of: composer.plan.sources)?.name ?? "source-\(index.rawValue)"
        }
        let date = LondonTime.date(at: transition.at.wall)
        ageBand = transition.score?.ageBand ?? admission.flatMap { AgeBand(bornOn: $0.bornOn, on: date) }
        rule = composer.rules[transition.condition]
        limit = admission.flatMap { Self.limit(of: $0, for: transition) }
    }

    var kind: ConditionKind { transition.condition }

    /// Nothing is wrong with anybody, or the time it was found in was nobody's.
    var isTest: Bool { transition.isTest || composer.isOutsideOfService }

    /// The day of the hub's own daily test; `nil` for everything else, the test that a person asks for too.
    var canaryDate: CivilDate? {
        guard kind == .test, let day = transition.latestValue.flatMap({ UInt16(exactly: $0) }) else { return nil }
        return CivilDate(dayNumber: Int64(day))
    }

    var stageRule: StageRule? {
        switch transition.stage {
        case .mild: rule.mild
        case .severe: rule.severe
        }
    }

    var text: ConditionText {
        ConditionText(
            kind: kind, stage: transition.stage, threshold: transition.threshold, rule: stageRule,
            rules: composer.rules, margin: rule.margin, concern: concernSource,
            ageBand: ageBand, cadence: admission?.cadence, isSingleMeasurement: isSingleMeasurement,
            followsAlarm: followsAlarm, edges: composer.edges)
    }

    private var followsAlarm: Bool {
        kind == .silence && stageRule.map { transition.priority > $0.priority } == true
    }

    /// The priority before, where it was another.
    var changedPriority: Priority? {
        transition.previousPriority.flatMap { $0 == transition.priority ? nil : $0 }
    }

    /// Who is worried: from the words of the command, or, where those are lost, as the evaluator knows it.
    var concernSource: ConcernSource? {
        guard kind == .concern else { return nil }
        return origin?.concern
            ?? transition.latestValue.flatMap { UInt8(exactly: $0) }.flatMap { ConcernSource(rawValue: $0) }
    }

    var isSingleMeasurement: Bool { transition.quality.contains(.spot) }

    /// The key of the rule in the rules file.
    var ruleID: String {
        switch transition.stage {
        case .mild: "\(kind.family).mild"
        case .severe: "\(kind.family).severe"
        }
    }

    private static func element<T>(_ index: Int, of array: [T]) -> T? {
        array.indices.contains(index) ? array[index] : nil
    }

    /// Of several limits on the same side, the one whose bound the transition names; else the first in force.
    private static func limit(of admission: Admission, for transition: AlarmTransition) -> ClinicianLimit? {
        let candidates = admission.limits.filter { limit in
            ConditionKind.limit(on: limit.sign, limit.side) == transition.condition
        }
        if let exact = candidates.first(where: { $0.value == transition.threshold }) { return exact }
        return candidates.first { limit in limit.until.map { $0 > transition.at.wall } ?? true }
    }
}
