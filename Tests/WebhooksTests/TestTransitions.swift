@testable import Alarms
import Charts
import Vitals
import Webhooks

/// A small ward and the transitions that happen on it.
enum TestWard {
    static let admission = Admission(
        id: "adm-7f3a", bornOn: date("2023-02-17"), admittedAt: wall("2026-11-20T09:00:00Z"),
        limits: [
            ClinicianLimit(
                sign: .spO2, side: .low, value: 88, author: "Dr A Example", reason: "chronic lung disease",
                until: wall("2026-12-01T00:00:00Z"))
        ])
    static let labelled = {
        var admission = Admission(
            id: "adm-91c2", bornOn: date("2026-01-30"), admittedAt: wall("2026-11-20T09:00:00Z"), label: "AB",
            cadence: .seconds(4 * 3600))
        admission.setting = .ward
        admission.usual = [UsualValue(sign: .spO2, value: 93, author: "Dr A Example")]
        return admission
    }()
    static let plan = WardPlan(
        admissions: [admission, labelled],
        sources: [
            Source(name: "bedside-left", child: ChildIndex(0), mode: .continuous),
            Source(name: "bedside-right", child: ChildIndex(0), mode: .continuous),
        ])

    static func composer(
        plan: WardPlan = plan, clockSpeed: Double = 1, hub: HubIdentity = HubIdentity(id: "hub-1", build: "0.1.0"),
        edges: @escaping PrintedEdges = edges
    ) -> AlertComposer {
        AlertComposer(
            hub: hub, plan: plan, rules: AlarmRules(), rulesIdentity: RulesIdentity(),
            chart: ChartIdentity(
                name: "SPOT", version: "2023-11", effectiveFrom: date("2023-11-09"), source: "S1", hash: "c0ffee"),
            edges: edges, levels: LevelThresholds(low: 1, medium: 5, high: 9, emergency: 13), clockSpeed: clockSpeed,
            configHash: "facade", receivers: ["team", "night"])
    }

    static let edges: PrintedEdges = { sign, side, subScore, _ in
        switch (sign, side, subScore) {
        case (.spO2, .low, .four): PrintedEdge(comparison: "at or below", value: 91)
        case (.spO2, .low, _): PrintedEdge(comparison: "below", value: 95)
        case (.heartRate, .low, _): PrintedEdge(comparison: "below", value: 70)
        case (.heartRate, .high, _): PrintedEdge(comparison: "at or above", value: 150)
        case (.respiratoryRate, .low, _): PrintedEdge(comparison: "below", value: 15)
        case (.respiratoryRate, .high, _): PrintedEdge(comparison: "at or above", value: 50)
        default: nil
        }
    }

    /// A desaturation of the first child that has lasted long enough.
    static func desaturation() -> AlarmTransition {
        let at = tick("2026-11-21T23:07:24.5Z")
        var transition = AlarmTransition(
            .chartSpO2Low, .child(ChildIndex(0)), .fired, at: at, startedAt: tick("2026-11-21T23:06:54.5Z"), firedAt: at
        )
        transition.stage = .severe
        transition.priority = .high
        transition.ladder = .high
        transition.ladderStartedAt = at
        transition.nextStepAt = tick("2026-11-21T23:12:24.5Z")
        transition.triggerValue = 89
        transition.latestValue = 89
        transition.worstValue = 87.5
        transition.threshold = 91
        transition.latestAt = at.monotonic.advanced(by: .milliseconds(-200))
        transition.quality = [.motion, .lowPerfusion]
        transition.window = WindowCounts(seconds: 30, valid: 28, breaching: 27)
        transition.nearMissCount = 2
        var strip = SampleStrip()
        strip.note(92, at: at.monotonic.advanced(by: .seconds(-5)))
        strip.note(89, at: at.monotonic.advanced(by: .milliseconds(-200)))
        transition.samples = strip
        let until = Tick(
            monotonic: at.monotonic.advanced(by: .seconds(1355)),
            wall: at.wall.advanced(by: .microseconds(1_355_500_000)))
        transition.context = ChildContext(
            temperature: 37.9, temperatureAge: .seconds(1200), open: [.concern], pausedUntil: until, quietUntil: until)
        transition.score = ScoreSnapshot(
            ageBand: AgeBand(rawValue: 1), spO2: ScoreMember(value: 89, score: .scored(.four), age: .milliseconds(200)),
            heartRate: ScoreMember(value: 142, score: .scored(.one), age: .milliseconds(200)),
            respiratoryRate: ScoreMember(value: nil, score: .missing, age: .zero),
            respiratoryDistress: .missing, oxygen: .missing, systolicBloodPressure: .missing, capillaryRefill: .missing,
            partialSum: 5, minimumTotal: 5,
            maximumTotal: 23)
        return transition
    }

    /// The same episode a minute later: the sensor has gone quiet.
    static func desaturationUnknown() -> AlarmTransition {
        var transition = desaturation()
        transition.event = .unknown
        transition.previousState = .firing
        transition.episodeSequence = 2
        transition.isUnknown = true
        transition.at = tick("2026-11-21T23:08:24.5Z")
        transition.score = nil
        return transition
    }

    static func probeOff(source: UInt16 = 0) -> AlarmTransition {
        var transition = desaturation()
        transition.condition = .probeOff
        transition.samples = nil
        transition.context = nil
        transition.subject = .source(SourceIndex(source), ChildIndex(0))
        transition.stage = .mild
        transition.priority = .technical
        transition.ladder = .technical
        transition.roles = .hubOnly
        transition.triggerValue = nil
        transition.latestValue = nil
        transition.worstValue = nil
        transition.threshold = nil
        transition.latestAt = nil
        transition.quality = []
        transition.window = WindowCounts()
        transition.score = nil
        return transition
    }

    static func date(_ text: String) -> CivilDate { CivilDate(text) ?? CivilDate(dayNumber: 0) }
    static func wall(_ text: String) -> WallInstant {
        Timestamp(text)?.instant ?? WallInstant(microseconds: 0)
    }
    /// The hub started at 2026-11-21T00:00:00Z.
    static func tick(_ text: String) -> Tick {
        let wall = wall(text)
        let uptime = wall.since(Self.wall("2026-11-21T00:00:00Z"))
        return Tick(monotonic: MonotonicInstant(microseconds: uptime.wholeMicroseconds), wall: wall)
    }
}
