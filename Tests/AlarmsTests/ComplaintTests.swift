import Alarms
import Testing
import Vitals

/// What users of other systems complain of (alarm semantics, section 17), as far as the evaluator can rule it out. Those of
/// the journal, of delivery and of the ports are with their parts.
@Suite struct ComplaintTests {
    @Test func e1SilenceIsAnAlarmLikeAnyOtherAndHasItsOwnLadder() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 900 + 60 * 60)
        let silence = bedside.log.transitions.filter { $0.condition == .silence && $0.stage == .severe }
        #expect(silence.map(\.event) == [.raised, .escalated, .escalated])
        #expect(silence.allSatisfy { $0.audience == .team } && silence.last?.roles.contains(.inCharge) == true)
    }

    @Test func e2SilenceIsArmedByAdmissionAndNotByTheFirstSample() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 300)
        #expect(bedside.log.events(.silence) == [.fired])
    }

    @Test func e3SilenceTakesTimeAndNoSamples() throws {
        var bedside = try Bedside()
        bedside.hold(1, spO2: 98)
        bedside.leap(seconds: 300)
        #expect(bedside.log.events(.silence) == [.fired])
    }

    @Test(arguments: [(299.0, true), (301, false)]) func e4OnlyAReadingInsideTheLimitIsASignOfLife(
        secondsAgo: Double, endsIt: Bool
    ) throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 1000)
        bedside.give(spO2: 98, measured: secondsAgo)
        #expect(bedside.log.events(.silence).contains(.resolved) == endsIt)
    }

    @Test func e5LateDataIsKeptAndNeverPages() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 60)
        for secondsAgo in stride(from: 3600.0, through: 601, by: -1) {
            bedside.give(spO2: 60, measured: secondsAgo, from: Bedside.folder)
        }
        bedside.pass()
        #expect(bedside.log.transitions.isEmpty)
        #expect(bedside.log.readings.allSatisfy { $0.disposition == .retrospective })
    }

    @Test func e6AnOldBreachIsUnknownAndItsLadderGoesOnAsTheSameEpisode() throws {
        var bedside = try Bedside()
        bedside.hold(31, spO2: 88)
        bedside.pass(seconds: 1000)
        let told = bedside.log.transitions.filter { $0.condition == .chartSpO2Low }
        #expect(told.map(\.event) == [.fired, .unknown, .escalated, .escalated])
        #expect(told.dropFirst().allSatisfy { $0.isUnknown && $0.startedAt == told[0].startedAt })
    }

    @Test func e7OnlyValidReadingsOrAPersonResolve() throws {
        var bedside = try Bedside()
        bedside.hold(31, spO2: 88)
        bedside.hold(300, signal: .probeOff)
        bedside.hold(300, signal: .searching)
        bedside.pass(seconds: 300)
        #expect(bedside.log.last(.chartSpO2Low)?.state == .firing)
        bedside.hold(121, spO2: 98)
        #expect(bedside.log.last(.chartSpO2Low)?.resolution == .data)
    }

    @Test func e8AResolutionCarriesTheValueThatResolvedIt() throws {
        var bedside = try Bedside()
        bedside.hold(125, spO2: 93)
        bedside.hold(125, spO2: 97)
        let resolved = try #require(bedside.log.last(.chartSpO2Low))
        #expect(resolved.event == .resolved && resolved.latestValue == 97 && resolved.triggerValue == 97)
    }

    @Test func e9ARestartNeitherFloodsNorForgetsTheEnd() throws {
        var before = try Bedside()
        before.hold(31, spO2: 88)
        var after = try Bedside()
        after.step(.restoreEpisode(try #require(before.log.last(.chartSpO2Low))))
        after.hold(20, spO2: 88)
        #expect(after.log.transitions.isEmpty)
        after.hold(125, spO2: 98)
        #expect(after.log.events(.chartSpO2Low) == [.clearedUnacknowledged])
    }

    @Test func e10AnAcknowledgementNamesOneEpisode() throws {
        var bedside = try Bedside(hasTwin: true)
        bedside.give(spO2: 88, hr: 190, from: Bedside.folder)
        let episode = try #require(bedside.log.episode(.chartSpO2Low))
        bedside.ask(.acknowledge(episode, until: nil))
        bedside.pass(seconds: 301)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired, .acknowledged])
        #expect(bedside.log.events(.chartHeartRateHigh) == [.fired, .escalated])
    }

    @Test func e11NewReadingsDoNotUndoAnAcknowledgement() throws {
        var bedside = try Bedside()
        bedside.hold(31, spO2: 88)
        bedside.ask(.acknowledge(try #require(bedside.log.episode(.chartSpO2Low)), until: nil))
        for value in [88.0, 86, 84, 89, 87] { bedside.hold(300, spO2: value) }
        #expect(bedside.log.events(.chartSpO2Low) == [.fired, .acknowledged])
    }

    @Test func e12AnAcknowledgementRunsOutAndClimbs() throws {
        var bedside = try Bedside()
        bedside.hold(31, spO2: 88)
        bedside.ask(.acknowledge(try #require(bedside.log.episode(.chartSpO2Low)), until: nil))
        bedside.hold(1801 + 600 + 900, spO2: 88)
        let told = bedside.log.transitions.filter { $0.condition == .chartSpO2Low }
        #expect(told.dropFirst(2).map(\.event) == [.acknowledgementExpired, .escalated, .reminded, .escalated])
        #expect(told.last?.level == 3)
    }

    @Test func e13ALateAcknowledgementIsWrittenDownAndReopensNothing() throws {
        var bedside = try Bedside()
        bedside.hold(125, spO2: 93)
        bedside.hold(125, spO2: 98)
        let episode = try #require(bedside.log.episode(.chartSpO2Low))
        bedside.forgetLog()
        #expect(bedside.ask(.acknowledge(episode, until: nil)) == .recorded)
        bedside.hold(600, spO2: 98)
        #expect(bedside.log.events(.chartSpO2Low).isEmpty)
    }

    @Test func e14ATestGoesTheWholeWayAndSaysThatItIsOne() throws {
        var bedside = try Bedside()
        bedside.ask(.testAlert(Bedside.child))
        let test = try #require(bedside.log.last(.test))
        #expect(test.isTest && test.roles == .all && test.event.pages)
    }

    @Test func e15NoQuietIsUnboundedAndNoneHoldsWhatMayNotBeHeld() throws {
        var bedside = try Bedside()
        #expect(bedside.ask(.quiet(Bedside.child, until: bedside.wall(in: 3601))) == .notAllowed)
        #expect(bedside.ask(.quiet(Bedside.child, until: bedside.wall(in: 3600))) == .done)
        bedside.ask(.concern(Bedside.child, .parent))
        bedside.give(spO2: 80, from: Bedside.folder)
        bedside.pass(seconds: 1000)
        for kind in [ConditionKind.concern, .chartSpO2Low, .silence] {
            #expect(bedside.log.transitions.contains { $0.condition == kind && $0.audience == .team })
        }
        bedside.pass(seconds: 2600)
        #expect(bedside.log.notices.last?.kind == .quietEnded)
    }

    @Test func e16WhatSuppressesIsThereBeforeAndEndsInItsOwnTick() throws {
        var bedside = try Bedside()
        bedside.hold(70, signal: .probeOff)
        let probe = try #require(bedside.log.last(.probeOff))
        // After a restart the probe's alarm stands before the first reading.
        var after = try Bedside()
        after.step(.restoreEpisode(probe))
        after.give(spO2: 80, quality: .spot)
        // The probe's alarm speaks for what it keeps back.
        #expect(after.log.transitions.map(\.event) == [.suppressed, .raised])
        after.hold(11, spO2: 80)
        let ended = try #require(after.log.last(.probeOff))
        let fired = try #require(after.log.last(.chartSpO2Low))
        #expect(ended.resolution == .data && fired.event == .fired)
        #expect(fired.at.monotonic.since(ended.at.monotonic) <= .seconds(1), "the tick after the reading that ended it")
    }

    @Test func e22ADeviceBelongsToOneChildAtATime() throws {
        let second = Source(name: "second", child: Bedside.twin, mode: .continuous)
        var bedside = try Bedside(hasTwin: true, added: [second])
        for _ in 0..<40 {
            bedside.give(spO2: 88)
            bedside.give(spO2: 98, from: Bedside.added)
            bedside.pass()
        }
        let told = bedside.log.transitions.filter { $0.condition == .chartSpO2Low }
        #expect(told.map(\.subject) == [.child(Bedside.child)])
        for record in bedside.log.readings {
            #expect(record.child == (record.arrival.source == Bedside.added ? Bedside.twin : Bedside.child))
        }
        bedside.give(spO2: 80, from: Bedside.stranger)
        bedside.pass()
        #expect(bedside.log.events(.unassignedReadings) == [.fired])
    }
}
