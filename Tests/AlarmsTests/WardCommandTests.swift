import Alarms
import Testing
import Vitals

@Suite struct WardCommandTests {
    private func plan(_ bedside: borrowing Bedside) -> ChildPlan {
        ChildPlan(
            bornOn: CivilDate("2024-06-01") ?? CivilDate(dayNumber: 0), admittedAt: bedside.now.wall, cadence: nil)
    }

    @Test func anAdmissionTakesTheNextPlaceAndIsWatchedFromThen() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 60)
        let plan = plan(bedside)
        #expect(bedside.ask(.admit(ChildIndex(2), plan)) == .wardFull)
        #expect(bedside.ask(.admit(ChildIndex(0), plan)) == .wardFull)
        #expect(bedside.ask(.admit(ChildIndex(1), plan)) == .done)
        bedside.pass(seconds: 300)
        let silence = bedside.log.transitions.filter { $0.condition == .silence && $0.subject == .child(Bedside.twin) }
        #expect(silence.map(\.event) == [.fired] && silence.first?.at == bedside.now)
        #expect(bedside.ask(.concern(Bedside.twin, .parent)) == .done)
    }

    @Test func aChildNobodyAdmittedIsRefused() throws {
        var bedside = try Bedside()
        let nobody = ChildIndex(5)
        let deeds: [Command.Deed] = [
            .discharge(nobody), .pause(nobody, until: bedside.wall(in: 60)), .endPause(nobody),
            .concern(nobody, .parent),
            .bind(Bedside.oximeter, nobody), .testAlert(nobody), .setCadence(nobody, nil),
            .quiet(nobody, until: bedside.wall(in: 60)), .carerAnswer(nobody, .worse),
        ]
        for deed in deeds {
            let result = bedside.ask(deed)
            #expect(result == .noSuchChild)
        }
        #expect(bedside.ask(.bind(SourceIndex(99), Bedside.child)) == .noSuchSource)
        #expect(bedside.log.transitions.isEmpty)
    }

    @Test func aChildWhoLeavesAlarmsNoMoreAndItsReadingsAreNobodys() throws {
        var bedside = try Bedside()
        bedside.hold(40, spO2: 88)
        bedside.ask(.concern(Bedside.child, .parent))
        bedside.step(.source(Bedside.oximeter, .gone, at: bedside.now.monotonic))
        bedside.pass(seconds: 11)
        #expect(bedside.ask(.discharge(Bedside.child)) == .done)
        for kind in [ConditionKind.chartSpO2Low, .concern, .deviceGone] {
            let last = try #require(bedside.log.last(kind))
            #expect(last.event == .resolved && last.resolution == .discharged && last.command != nil)
        }
        bedside.step(.source(Bedside.oximeter, .attached, at: bedside.now.monotonic))
        bedside.forgetLog()
        bedside.hold(1200, spO2: 70)
        #expect(bedside.log.readings.allSatisfy { $0.disposition == .unassigned })
        #expect(Set(bedside.log.transitions.map(\.condition)) == [.unassignedReadings])
        #expect(bedside.ask(.concern(Bedside.child, .parent)) == .noSuchChild)
        #expect(bedside.ask(.discharge(Bedside.child)) == .noSuchChild)
    }

    @Test func aLimitSetDuringTheRunHoldsFromThereAndGoesWhenTakenAway() throws {
        var bedside = try Bedside()
        let limit = LimitPlan(sign: .spO2, side: .low, value: 95, until: nil)
        #expect(bedside.ask(.setLimit(Bedside.child, limit)) == .done)
        bedside.hold(16, spO2: 95)
        #expect(bedside.log.events(.limitSpO2Low) == [.fired])
        #expect(bedside.ask(.removeLimit(Bedside.child, .spO2, .low)) == .done)
        bedside.hold(61, spO2: 95)
        #expect(bedside.log.events(.limitSpO2Low) == [.fired, .clearedUnacknowledged])
        let none = LimitPlan(sign: .temperature, side: .high, value: 39, until: nil)
        #expect(bedside.ask(.setLimit(Bedside.child, none)) == .notAllowed)
    }

    @Test func aLimitSetUntilATimeEndsByItself() throws {
        var bedside = try Bedside()
        let limit = LimitPlan(sign: .spO2, side: .low, value: 95, until: bedside.wall(in: 60))
        bedside.ask(.setLimit(Bedside.child, limit))
        bedside.pass(seconds: 61)
        bedside.hold(30, spO2: 94.9)
        #expect(bedside.log.events(.limitSpO2Low).isEmpty)
    }

    @Test func aBoundDeviceSpeaksForItsNewChildOnly() throws {
        var bedside = try Bedside(hasTwin: true)
        bedside.hold(40, spO2: 88)
        bedside.forgetLog()
        #expect(bedside.ask(.bind(Bedside.oximeter, Bedside.twin)) == .done)
        bedside.hold(40, spO2: 88)
        #expect(bedside.log.readings.allSatisfy { $0.child == Bedside.twin })
        let told = bedside.log.transitions.filter { $0.condition == .chartSpO2Low }
        #expect(told.map(\.subject) == [.child(Bedside.child), .child(Bedside.twin)])
        #expect(told.map(\.event) == [.unknown, .fired], "the first child's alarm is not ended by another's readings")
    }

    @Test func theAlarmsOfADeviceEndWhereItGoesToAnotherChild() throws {
        var bedside = try Bedside(hasTwin: true)
        bedside.hold(70, signal: .probeOff)
        bedside.ask(.bind(Bedside.oximeter, Bedside.twin))
        let ended = try #require(bedside.log.last(.probeOff))
        #expect(ended.event == .resolved && ended.resolution == .closed)
        #expect(ended.subject == .source(Bedside.oximeter, Bedside.child))
        bedside.hold(61, signal: .probeOff)
        #expect(bedside.log.last(.probeOff)?.subject == .source(Bedside.oximeter, Bedside.twin))
        #expect(bedside.log.last(.probeOff)?.event == .fired)
    }

    @Test func aDeviceOfNobodysGivesUnassignedReadings() throws {
        var bedside = try Bedside()
        bedside.ask(.bind(Bedside.oximeter, nil))
        bedside.give(spO2: 80)
        #expect(bedside.log.readings.last?.disposition == .unassigned)
        bedside.ask(.bind(Bedside.oximeter, Bedside.child))
        bedside.give(spO2: 80)
        #expect(bedside.log.readings.last?.disposition == .accepted)
    }

    @Test func theCadenceMovesTheLimitOfSilence() throws {
        var bedside = try Bedside()
        #expect(bedside.ask(.setCadence(Bedside.child, .seconds(3600))) == .done)
        bedside.pass(seconds: 3600 + 899)
        #expect(bedside.log.events(.silence).isEmpty)
        bedside.pass()
        #expect(bedside.log.events(.silence) == [.fired])
    }

    @Test func aTestGoesToEverybodyOnceAndEndsByItself() throws {
        var bedside = try Bedside()
        #expect(bedside.ask(.testAlert(Bedside.child)) == .done)
        let fired = try #require(bedside.log.last(.test))
        #expect(fired.event == .fired && fired.isTest && fired.roles == .all && fired.subject == .child(Bedside.child))
        bedside.hold(299, spO2: 98)
        #expect(bedside.log.events(.test) == [.fired])
        bedside.hold(1, spO2: 98)
        #expect(bedside.log.events(.test) == [.fired, .resolved] && bedside.log.last(.test)?.roles == .all)
        #expect(bedside.log.transitions.allSatisfy { $0.isTest == ($0.condition == .test) })
    }

    @Test func aTestCanBeTakenAndASecondEndsTheFirst() throws {
        var bedside = try Bedside()
        bedside.ask(.testAlert(nil))
        #expect(bedside.ask(.acknowledge(try #require(bedside.log.episode(.test)), until: nil)) == .done)
        bedside.pass()
        bedside.ask(.testAlert(nil))
        #expect(bedside.log.events(.test) == [.fired, .acknowledged, .resolved, .fired])
    }

    /// A restart knows what the run before began by the time of day, and that was set to and fro in between.
    @Test(arguments: ["11:00", "12:00", "13:00"])
    func aTestEndsFiveMinutesAfterItBeganAlsoBehindARestartAtAnotherTimeOfDay(restartedAt: String) throws {
        var before = try Bedside(startAt: "2026-06-15T12:00:00Z")
        before.ask(.testAlert(nil))
        var fired = try #require(before.log.last(.test))
        var after = try Bedside(startAt: "2026-06-15T\(restartedAt):00Z")
        // As the journal gives it back where the boot clock has gone on.
        fired.ladderStartedAt = fired.ladderStartedAt.map { after.now.moved(to: $0.monotonic) }
        after.step(.restoreEpisode(fired))
        after.pass(seconds: 299)
        #expect(after.log.events(.test).isEmpty)
        after.pass()
        #expect(after.log.events(.test) == [.resolved])
    }
}
