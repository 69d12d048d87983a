import Charts
import Testing
import Vitals
import Webhooks

@testable import Alarms
@testable import Register
@testable import WardDaemon

/// What a heartbeat knows of each child.
@Suite struct WardDigestTests {
    private let base = WallInstant(microseconds: 1_795_298_400_000_000)

    private func tick(_ second: Int64) -> Tick {
        Tick(
            monotonic: MonotonicInstant(microseconds: (1000 + second) * 1_000_000),
            wall: base.advanced(by: .seconds(second)))
    }

    private var plan: WardPlan {
        WardPlan(
            admissions: ["adm-a", "adm-b"].map {
                Admission(
                    id: $0, bornOn: LondonTime.date(at: base.advanced(by: .seconds(-86_400 * 900))), admittedAt: base)
            }, sources: [Source(name: "bedside", child: ChildIndex(0), mode: .continuous)])
    }

    private var digest: WardDigest {
        var digest = WardDigest()
        digest.know(plan)
        return digest
    }

    private func reading(
        _ signs: [VitalSign], at second: Int64, child: UInt32? = 0, measured: Int64? = nil,
        _ disposition: ReadingRecord.Disposition = .accepted, implausible: VitalSignSet = []
    ) -> ReadingRecord {
        var set = ReadingSet(measuredAt: measured.map { base.advanced(by: .seconds($0)) })
        for sign in signs { set[sign] = 1 }
        return ReadingRecord(
            readings: set, arrival: Arrival(source: SourceIndex(0), at: tick(second).monotonic),
            arrivedWall: tick(second).wall, child: child.map { ChildIndex($0) }, disposition: disposition,
            implausible: implausible)
    }

    private func transition(
        _ event: AlarmEvent, _ state: AlarmState, priority: Priority = .high,
        _ subject: AlarmSubject = .child(ChildIndex(0))
    ) -> AlarmTransition {
        var transition = AlarmTransition(
            .chartSpO2Low, subject, event, at: tick(0), startedAt: tick(-30), firedAt: tick(0))
        transition.state = state
        transition.priority = priority
        return transition
    }

    @Test func theNewestTimelyReadingOfEachSignCountsByWhenItWasMeasured() throws {
        var digest = digest
        digest.take(reading([.spO2, .heartRate], at: 0))
        digest.take(reading([.spO2], at: 10, measured: 7))
        // Older, too late, refused, nobody's, and from the future.
        digest.take(reading([.heartRate], at: 11, measured: -5))
        digest.take(reading([.spO2], at: 12, .retrospective))
        digest.take(reading([.temperature], at: 12, implausible: VitalSignSet(.temperature)))
        digest.take(reading([.spO2], at: 12, child: nil))
        digest.take(reading([.respiratoryRate], at: 20, measured: 500))
        let child = try #require(digest.children(at: tick(30)).first)
        #expect(child.ages == [.spO2: .seconds(23), .heartRate: .seconds(30), .respiratoryRate: .seconds(10)])
        #expect(child.silence == .seconds(10))
        let other = try #require(digest.children(at: tick(30)).last)
        #expect(other.ages.isEmpty && other.silence == nil)
    }

    @Test func aSilenceGoesOnOverARestart() throws {
        var digest = digest
        digest.restore(ChildIndex(1), lastTimely: tick(-600).monotonic)
        #expect(digest.children(at: tick(30)).map(\.silence) == [nil, .seconds(630)])
    }

    @Test func anEpisodeIsOpenUntilItIsOverAndALatchedOneStays() {
        var digest = digest
        digest.take(transition(.fired, .firing), episodeID: "e1")
        digest.take(transition(.fired, .firing, priority: .critical), episodeID: "e2")
        var held = transition(.suppressed, .firing, .child(ChildIndex(1)))
        held.suppressedBy = .probeOff
        digest.take(held, episodeID: "e3")
        digest.take(transition(.fired, .firing, .hub), episodeID: "e4")
        #expect(digest.children(at: tick(1)).map { $0.episodes.map(\.id) } == [["e2", "e1"], ["e3"]])
        #expect(digest.children(at: tick(1)).last?.episodes.first?.isHeldBack == true)
        #expect(digest.hubEpisodes.map(\.id) == ["e4"])
        var latched = transition(.clearedUnacknowledged, .resolved)
        latched.isLatched = true
        digest.take(latched, episodeID: "e1")
        digest.take(transition(.resolved, .resolved), episodeID: "e2")
        digest.take(transition(.voided, .void, .hub), episodeID: "e4")
        #expect(digest.children(at: tick(1)).first?.episodes.map(\.id) == ["e1"] && digest.hubEpisodes.isEmpty)
        digest.take(transition(.acknowledged, .resolved), episodeID: "e1")
        #expect(digest.children(at: tick(1)).first?.episodes.isEmpty == true)
    }

    @Test func anUrgentAlarmThatNobodyHasIsFetchedAnAnswerForSoon() {
        var digest = digest
        #expect(!digest.isAnyUrgentUntaken)
        digest.take(transition(.fired, .firing, priority: .medium), episodeID: "e1")
        var held = transition(.suppressed, .firing)
        held.suppressedBy = .probeOff
        digest.take(held, episodeID: "e2")
        #expect(!digest.isAnyUrgentUntaken)
        digest.take(transition(.fired, .firing), episodeID: "e3")
        #expect(digest.isAnyUrgentUntaken)
        digest.take(transition(.acknowledged, .acknowledged), episodeID: "e3")
        #expect(!digest.isAnyUrgentUntaken)
    }

    @Test func aRestIsToldWhileItRunsAndAChildWhoLeftIsNot() throws {
        var digest = digest
        digest.take(Notice(.pauseBegan(until: tick(60).wall), of: ChildIndex(0), at: tick(0)))
        digest.take(Notice(.quietBegan(until: tick(90).wall), of: ChildIndex(0), at: tick(0)))
        var child = try #require(digest.children(at: tick(59)).first)
        #expect(child.pausedUntil == tick(60).wall && child.quietUntil == tick(90).wall)
        digest.take(Notice(.quietEnded, of: ChildIndex(0), at: tick(59)))
        child = try #require(digest.children(at: tick(60)).first)
        #expect(child.pausedUntil == nil && child.quietUntil == nil)

        var register = WardRegister(plan: plan)
        let command = WardCommand(
            .discharge(child: "adm-a", reason: "well"), by: Person(name: "N. Owl", role: .nurse))
        let accepted = try register.take(command, at: tick(61).wall)
        digest.begin(accepted, CommandNumber(5), plan: register.plan)
        #expect(digest.children(at: tick(62)).map(\.admissionID) == ["adm-a", "adm-b"])
        digest.take(CommandOutcome(CommandNumber(5), at: tick(62), .done))
        #expect(digest.children(at: tick(62)).map(\.admissionID) == ["adm-b"])
        // Another run begins with what the register says.
        var next = WardDigest()
        next.know(register, at: tick(70).wall)
        #expect(next.children(at: tick(70)).map(\.admissionID) == ["adm-b"])
    }
}
