import Alarms
import Charts
import Vitals

/// Makes the alert of an alarm transition: its identities and the CloudEvents line that is logged, stored and sent.
///
/// Pure: the same transition under the same plan, rules and build gives the same bytes, so that the alert log of a night
/// can be compared with its replay. Only what is on the page of `docs/webhook-contract.md` leaves the hub: no name, NHS
/// number or date of birth is ever composed.
public struct AlertComposer: Sendable {
    let hub: HubIdentity
    /// Grows with the ward: whoever takes a command changes it here before the evaluator learns of it.
    public var plan: WardPlan
    let rules: AlarmRules
    let rulesIdentity: RulesIdentity
    let chart: ChartIdentity
    let edges: PrintedEdges
    let levels: LevelThresholds?
    let clockSpeed: Double
    let configHash: String
    /// The names of the endpoints, in the order of the configuration.
    let receivers: [String]

    /// - Parameters:
    ///   - edges: the chart's printed edges, for the rule in plain words. Without them the words name the threshold only.
    ///   - levels: from which totals the chart asks for how much. Without them a sum is told without its level.
    ///   - clockSpeed: 1 in service. Anything else marks every message as a test.
    ///   - configHash: SHA-256 of the daemon's configuration file, hexadecimal.
    ///   - receivers: the names of the endpoints, in the order of the configuration.
    public init(
        hub: HubIdentity, plan: WardPlan, rules: AlarmRules, rulesIdentity: RulesIdentity, chart: ChartIdentity,
        edges: @escaping PrintedEdges = { _, _, _, _ in nil }, levels: LevelThresholds? = nil, clockSpeed: Double,
        configHash: String, receivers: [String] = []
    ) {
        self.receivers = receivers
        self.hub = hub
        self.plan = plan
        self.rules = rules
        self.rulesIdentity = rulesIdentity
        self.chart = chart
        self.edges = edges
        self.levels = levels
        self.clockSpeed = clockSpeed
        self.configHash = configHash
    }

    /// A child comes to the ward: the next `ChildIndex`.
    public mutating func admit(_ admission: Admission) { plan.admissions.append(admission) }

    /// Changes what is known of a child's stay: its limits, setting, cadence, usual values. Never its place.
    public mutating func change(_ child: ChildIndex, _ change: (inout Admission) -> Void) {
        let place = Int(child.rawValue)
        guard plan.admissions.indices.contains(place) else { return }
        change(&plan.admissions[place])
    }

    /// - Parameters:
    ///   - command: the text of the command that made the transition, where one did.
    ///   - origin: the text of the command that began the episode, or began it again, where one did: a later message of a
    ///     concern still says who is worried. Left out, it is `command`.
    public func compose(
        _ transition: AlarmTransition, command: CommandText? = nil, origin: CommandText? = nil
    ) -> Alert {
        let context = AlertContext(transition, self, command: command, origin: origin ?? command)
        let identity = EpisodeIdentity(
            transition, admissionID: context.admission?.id, sourceName: context.sourceName)
        let data: JSON = .fields([
            "summary": .string(context.summary),
            "episode": context.episode(identity),
            "canary": context.canary,
            "ladder": context.ladder,
            "ack": context.acknowledgement,
            "concern": context.concern,
            "resolution": context.resolution,
            "child": context.child,
            "port": context.sourceName.map { .fields(["name": .string($0.bounded)]) },
            "condition": context.condition,
            "value": context.value,
            "score": context.score,
            "evidence": context.evidence,
            "context": context.surroundings,
            "clock": context.clock,
            "provenance": context.provenance,
        ])
        let subject = context.admission.map { "admission/\($0.id)" } ?? "hub/\(hub.id)"
        let envelope: JSON = .fields([
            "specversion": .string("1.0"),
            "id": .string(identity.alertID),
            "source": .string("urn:spotward:hub:\(hub.id)"),
            "type": .string("org.spotward.\(context.isTest ? "test." : "")alert.\(transition.event.name).v1"),
            "subject": .string(subject),
            "time": .string(transition.at.wall.description),
            "dataschema": .string("urn:spotward:schema:alert:v1"),
            "datacontenttype": .string("application/json"),
            "data": data,
        ])
        return Alert(
            transition: transition, id: identity.alertID, episodeID: identity.episodeID, dedupKey: identity.dedupKey,
            admissionID: context.admission?.id, line: envelope.line)
    }

    /// Time that runs at another speed is not a child's time.
    var isOutsideOfService: Bool { clockSpeed != 1 }
}
