import Charts
import Configuration
import Testing
import Vitals

@testable import Alarms
@testable import spotward

/// A night at the ward, for the pages that are printed of it. 2026-11-22 03:00:00 London time is `three`.
enum Night {
    static let three = WallInstant(microseconds: 1_795_316_400_000_000)

    static func at(_ seconds: Int64) -> WallInstant { three.advanced(by: .seconds(seconds)) }

    static func tick(_ seconds: Int64) -> Tick {
        Tick(monotonic: MonotonicInstant(microseconds: (10_000 + seconds) * 1_000_000), wall: at(seconds))
    }

    /// The charts compiled in.
    static func edition() throws -> ChartEdition {
        try ChartFile.read(ChartFile.embedded, file: ChartFile.embeddedName, hash: "82ec6cfdbac0ffee")
    }

    /// SpO2 89 and heart rate 130 of a child of 1 to 4 years.
    static var partial: ScoreSnapshot {
        var score = empty
        score.spO2 = ScoreMember(value: 89, score: .scored(.four), age: .seconds(1))
        score.heartRate = ScoreMember(value: 130, score: .scored(.one), age: .seconds(1))
        score.partialSum = 5
        score.minimumTotal = 5
        score.maximumTotal = 23
        return score
    }

    /// All seven.
    static var complete: ScoreSnapshot {
        var score = partial
        score.respiratoryRate = ScoreMember(value: 40, score: .scored(.two), age: .seconds(600))
        score.respiratoryDistress = ScoreMember(value: 1, score: .scored(.one), age: .seconds(600))
        score.oxygen = ScoreMember(value: 2, score: .scored(.two), age: .seconds(600))
        score.systolicBloodPressure = ScoreMember(value: 95, score: .scored(.zero), age: .seconds(600))
        score.capillaryRefill = ScoreMember(value: 2, score: .scored(.zero), age: .seconds(600))
        score.partialSum = 10
        score.minimumTotal = 10
        score.maximumTotal = 10
        return score
    }

    static var empty: ScoreSnapshot {
        ScoreSnapshot(
            ageBand: .preschool, spO2: .missing, heartRate: .missing, respiratoryRate: .missing,
            respiratoryDistress: .missing, oxygen: .missing, systolicBloodPressure: .missing, capillaryRefill: .missing,
            partialSum: 0, minimumTotal: 0, maximumTotal: 26)
    }

    /// SpO2 low, severe: began at `began`, fired 30 s later.
    static func desaturation(_ event: AlarmEvent = .fired, began: Int64 = 0, at decided: Int64 = 30) -> AlarmTransition
    {
        var transition = AlarmTransition(
            .chartSpO2Low, .child(ChildIndex(0)), event, at: tick(decided), startedAt: tick(began),
            firedAt: tick(began + 30))
        transition.stage = .severe
        transition.priority = .high
        transition.ladder = .high
        transition.roles = .primaryNurse
        transition.triggerValue = 89
        transition.latestValue = 88
        transition.worstValue = 88
        transition.threshold = 91
        transition.window = WindowCounts(seconds: 30, valid: 29, breaching: 27)
        transition.nextStepAt = tick(began + 330)
        transition.score = partial
        return transition
    }

    static func concern(at seconds: Int64 = 0) -> AlarmTransition {
        var transition = AlarmTransition(
            .concern, .child(ChildIndex(0)), .fired, at: tick(seconds), startedAt: tick(seconds), firedAt: tick(seconds)
        )
        transition.priority = .high
        transition.stage = .severe
        transition.ladder = .concern
        transition.roles = [.primaryNurse, .reviewer]
        transition.nextStepAt = tick(seconds + 180)
        return transition
    }

    static func silence(_ priority: Priority = .medium, since seconds: Int64) -> AlarmTransition {
        var transition = AlarmTransition(
            .silence, .child(ChildIndex(0)), .fired, at: tick(seconds + 900), startedAt: tick(seconds),
            firedAt: tick(seconds + 900))
        transition.priority = priority
        transition.roles = .primaryNurse
        transition.latestValue = 900
        transition.threshold = 900
        return transition
    }

    static func open(_ transition: AlarmTransition, _ id: Character, taken: OpenAlarm.Taken? = nil) -> OpenAlarm {
        OpenAlarm(episodeID: String(repeating: id, count: 32), transition: transition, sourceName: nil, taken: taken)
    }

    static let mensah = OpenAlarm.Taken(name: "A.Mensah", role: "nurse", at: at(60), until: at(1_800))

    /// Six children, one in each group and two in the rest, as they stand ten minutes after three.
    static func ward() throws -> WardPicture {
        var worried = ChildOnWard("adm-a")
        worried.alarms = [open(desaturation(), "2"), open(concern(at: 120), "1")]
        worried.newestReadingAt = at(592)
        worried.coverage = Coverage(validSeconds: 9_234, elapsedSeconds: 10_800)
        worried.score = ScoreStanding(snapshot: partial, at: at(590))
        worried.label = "K"

        var critical = ChildOnWard("adm-b")
        var floor = desaturation()
        floor.condition = .limitSpO2Low
        floor.priority = .critical
        floor.isUnknown = true
        critical.alarms = [open(floor, "3")]
        critical.newestReadingAt = at(500)

        var high = ChildOnWard("adm-c")
        high.alarms = [open(desaturation(), "4", taken: mensah)]
        high.newestReadingAt = at(599)
        high.coverage = Coverage(validSeconds: 10_800, elapsedSeconds: 10_800)
        high.score = ScoreStanding(snapshot: complete, at: at(570))

        var silent = ChildOnWard("adm-d")
        silent.alarms = [open(silence(since: -1_000), "5")]
        silent.carer = CarerNote(unansweredSince: at(-14_400))

        var paused = ChildOnWard("adm-e")
        var held = silence(since: -400)
        held.suppressedBy = [.plannedPause]
        paused.alarms = [open(held, "6")]
        paused.pausedUntil = at(1_200)
        paused.newestReadingAt = at(-400)

        var well = ChildOnWard("adm-f")
        well.newestReadingAt = at(600)
        well.coverage = Coverage(validSeconds: 0, elapsedSeconds: 10_800)

        return WardPicture(
            hubID: "hub-1", at: at(600), children: [well, paused, silent, high, critical, worried],
            hubAlarms: [], undeliveredCount: 2, notWatched: nil, levels: try edition().chart.levels)
    }
}
