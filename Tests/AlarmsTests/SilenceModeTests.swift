import Alarms
import Testing
import Vitals

/// Nine ways in which other systems fail to say that nothing is heard (alarm semantics, section 16).
@Suite struct SilenceModeTests {
    @Test func aIsOnWithoutAnyConfiguration() throws {
        var bedside = try Bedside(rules: AlarmRules())
        bedside.pass(seconds: 900)
        #expect(bedside.log.events(.silence).prefix(1) == [.fired])
        #expect(bedside.log.last(.silence)?.audience == .team)
    }

    @Test func bIsArmedByTheAdmissionThoughNothingEverSpoke() throws {
        var bedside = try Bedside()
        let plan = ChildPlan(
            bornOn: CivilDate("2024-06-01") ?? CivilDate(dayNumber: 0), admittedAt: bedside.now.wall, cadence: nil)
        bedside.ask(.admit(Bedside.twin, plan))
        bedside.pass(seconds: 300)
        let subjects = bedside.log.transitions.filter { $0.condition == .silence }.map(\.subject)
        #expect(subjects == [.child(Bedside.child), .child(Bedside.twin)])
    }

    @Test func cIsNotMaskedByAStampFromTheFuture() throws {
        var bedside = try Bedside()
        bedside.give(spO2: 98, measured: -7200)
        bedside.pass(seconds: 300)
        #expect(bedside.log.events(.silence) == [.fired])
    }

    @Test func dIsNotEndedByTwoWeeksOfHistory() throws {
        var bedside = try Bedside()
        bedside.hold(1, spO2: 98)
        bedside.pass(seconds: 900)
        for hoursAgo in stride(from: 14.0 * 24, to: 0, by: -1) {
            bedside.give(spO2: 98, measured: hoursAgo * 3600)
            bedside.pass()
        }
        #expect(!bedside.log.events(.silence).contains(.resolved))
        #expect(bedside.log.last(.silence)?.audience == .team)
    }

    @Test func eIsNotBlockedByTheGuardThatWaitsForDevicesToAttach() throws {
        for (graceSeconds, firesAt) in [(0, 5), (10, 10), (600, 600)] {
            var rules = AlarmRules()
            rules.startGrace = .seconds(graceSeconds)
            var bedside = try Bedside(rules: rules)
            bedside.step(.restoreLiveness(Bedside.child, bedside.wall(in: -295)))
            bedside.pass(seconds: firesAt - 1)
            #expect(bedside.log.events(.silence).isEmpty)
            bedside.pass()
            #expect(bedside.log.events(.silence) == [.fired])
        }
    }

    @Test func fIsSaidWhereTheDeviceWasAbsentFromTheStart() throws {
        var bedside = try Bedside()
        bedside.step(.source(Bedside.oximeter, .gone, at: bedside.now.monotonic))
        bedside.pass(seconds: 300)
        #expect(bedside.log.events(.deviceGone) == [.fired] && bedside.log.events(.silence) == [.fired])
    }

    @Test func gIsOneEpisodeThroughRestartsAndItsStartStands() throws {
        var before = try Bedside()
        before.pass(seconds: 330)
        let fired = try #require(before.log.last(.silence))
        var last = fired
        for restart in 1...20 {
            // Each run lives half a minute; the monotonic clock begins anew, the wall clock goes on.
            let wall = before.start.wall.advanced(by: .seconds(330 + restart * 30))
            var after = try Bedside(startAt: wall.description, admittedAt: "2026-06-15T12:00:00Z")
            after.step(.restoreLiveness(Bedside.child, before.start.wall))
            after.step(.restoreEpisode(last))
            after.pass(seconds: 30)
            if let newer = after.log.last(.silence) { last = newer }
            #expect(after.log.transitions.allSatisfy { $0.startedAt.wall == fired.startedAt.wall })
        }
        #expect(
            last.event == .raised && last.startedAt.wall == before.start.wall && last.firedAt.wall == fired.firedAt.wall
        )
    }

    @Test func hIsToldAtMostThreeTimesThroughAThousandFlaps() throws {
        var bedside = try Bedside()
        for _ in 0..<1000 {
            bedside.step(.source(Bedside.oximeter, .gone, at: bedside.now.monotonic))
            bedside.pass()
            bedside.step(.source(Bedside.oximeter, .attached, at: bedside.now.monotonic))
            bedside.give(signal: .searching)
            bedside.pass()
        }
        #expect(bedside.log.transitions.filter { $0.audience == .team }.count <= 3)
        #expect(bedside.log.transitions.filter { $0.condition == .silence && $0.event == .fired }.count == 1)
    }

    @Test func iMakesWhatWasFiringUnknownAndNeverResolved() throws {
        var bedside = try Bedside()
        bedside.hold(31, spO2: 88)
        bedside.pass(seconds: 4 * 3600)
        let events = bedside.log.events(.chartSpO2Low)
        #expect(events.prefix(2) == [.fired, .unknown] && Set(events.dropFirst(2)) == [.escalated, .reminded])
        #expect(bedside.log.last(.chartSpO2Low)?.isUnknown == true)
        #expect(bedside.log.last(.silence)?.priority == .high, "and the silence after it is urgent from the start")
    }
}
