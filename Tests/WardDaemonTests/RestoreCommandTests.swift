import Alarms
import Testing
import Vitals

@testable import WardDaemon

@Suite struct RestoreCommandTests {
    private func plan(_ admissions: [String], _ sources: [String]) throws -> WardPlan {
        let born = try #require(CivilDate("2024-01-01"))
        return WardPlan(
            admissions: admissions.map { Admission(id: $0, bornOn: born, admittedAt: WallInstant(microseconds: 0)) },
            sources: sources.map { Source(name: $0, child: ChildIndex(0), mode: .continuous) })
    }

    private var transition: AlarmTransition {
        let tick = Tick(monotonic: MonotonicInstant(microseconds: 5), wall: WallInstant(microseconds: 7))
        var transition = AlarmTransition(
            .probeOff, .source(SourceIndex(1), ChildIndex(0)), .fired, at: tick, startedAt: tick, firedAt: tick)
        transition.worstValue = 91.005
        return transition
    }

    @Test func aRestoredEpisodeIsTheSameAfterALineOfJSON() throws {
        let plan = try plan(["a", "b"], ["left", "right"])
        let line = try RestoreCommand(.restoreEpisode(transition), plan: plan).line
        guard case .restoreEpisode(let restored) = RestoreCommand(line: line)?.input(on: plan) else {
            Issue.record("not an episode: \(line)")
            return
        }
        #expect(restored == transition)
    }

    @Test func itFollowsItsNamesWhenTheListsAreInAnotherOrder() throws {
        let line = try RestoreCommand(.restoreEpisode(transition), plan: try plan(["a", "b"], ["left", "right"])).line
        let other = try plan(["b", "a"], ["right", "left"])
        guard case .restoreEpisode(let restored) = RestoreCommand(line: line)?.input(on: other) else {
            Issue.record("not an episode")
            return
        }
        #expect(restored.subject == .source(SourceIndex(0), ChildIndex(1)))
    }

    @Test func aChildOrSourceThatIsGoneIsNotRestored() throws {
        let plan = try plan(["a"], ["left", "right"])
        let line = try RestoreCommand(.restoreLiveness(ChildIndex(0), WallInstant(microseconds: 9)), plan: plan).line
        #expect(RestoreCommand(line: line)?.input(on: try self.plan(["z"], ["left"])) == nil)
    }

    @Test func aBirthdayThatWasToldIsTheSameAfterALineOfJSON() throws {
        let plan = try plan(["a", "b"], ["left"])
        let day = try #require(CivilDate("2026-06-15"))
        let input = Input.restoreBirthday(ChildIndex(1), changedOn: nil, announcedFor: day)
        let line = try RestoreCommand(input, plan: plan).line
        guard
            case .restoreBirthday(let child, let changedOn, let announcedFor) = RestoreCommand(line: line)?.input(
                on: try self.plan(["b", "a"], ["left"]))
        else {
            Issue.record("not a birthday: \(line)")
            return
        }
        #expect(child == ChildIndex(0) && changedOn == nil && announcedFor == day)
    }

    @Test(arguments: ["", "{", "[]", "{\"restoreEpisode\": 3}", "{\"admission\": \"a\"}"])
    func aDamagedCommandIsNoCommand(line: String) throws {
        #expect(RestoreCommand(line: line)?.input(on: try plan(["a"], ["left"])) == nil)
    }
}
