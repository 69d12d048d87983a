import Alarms
import Testing
import Vitals

/// What a device says of its own battery, sensor and clock.
@Suite struct DeviceFlagTests {
    /// Seconds of good readings with the flag and without it, in turn.
    private func alternate(_ bedside: inout Bedside, with: Int, without: Int, seconds: Int) {
        for second in 0..<seconds {
            bedside.give(spO2: 98, hr: 110, quality: second % (with + without) < with ? .lowBattery : [])
            bedside.pass()
        }
    }

    @Test(arguments: [(60, 0), (61, 1)]) func aLowBatteryIsSaidAfterAMinuteOnTheHubFirst(seconds: Int, count: Int)
        throws
    {
        var bedside = try Bedside()
        alternate(&bedside, with: 1, without: 0, seconds: seconds)
        #expect(bedside.log.events(.lowBattery).count == count)
        guard count == 1 else { return }
        let fired = try #require(bedside.log.last(.lowBattery))
        #expect(fired.event == .fired && fired.priority == .technical && fired.audience == .hub)
        #expect(fired.subject == .source(Bedside.oximeter, Bedside.child))
        #expect(fired.latestValue == nil && fired.worstValue == nil && fired.threshold == nil)
    }

    @Test func itClimbsToTheTeamLikeOtherTroublesOfTheEquipment() throws {
        var bedside = try Bedside()
        alternate(&bedside, with: 1, without: 0, seconds: 61 + 31 * 60)
        let told = bedside.log.transitions.filter { $0.condition == .lowBattery }
        #expect(told.map(\.event) == [.fired, .escalated, .escalated])
        #expect(told.map(\.audience) == [.hub, .hub, .team])
    }

    @Test func itEndsWithAWholeMinuteWithoutIt() throws {
        var bedside = try Bedside()
        alternate(&bedside, with: 1, without: 0, seconds: 70)
        alternate(&bedside, with: 0, without: 1, seconds: 60)
        #expect(bedside.log.events(.lowBattery) == [.fired])
        alternate(&bedside, with: 0, without: 1, seconds: 1)
        #expect(bedside.log.events(.lowBattery) == [.fired, .resolved])
    }

    @Test func aFlagThatFlickersIsNeverSaidOrIsOneEpisode() throws {
        var never = try Bedside()
        alternate(&never, with: 30, without: 30, seconds: 1200)
        #expect(never.log.events(.lowBattery).isEmpty)
        var once = try Bedside()
        alternate(&once, with: 1, without: 0, seconds: 70)
        alternate(&once, with: 5, without: 50, seconds: 500)
        #expect(once.log.events(.lowBattery) == [.fired])
    }

    @Test func aLowBatteryHidesNoAlarmOfTheChild() throws {
        var bedside = try Bedside()
        for _ in 0..<70 {
            bedside.give(spO2: 88, quality: .lowBattery)
            bedside.pass()
        }
        #expect(bedside.log.events(.lowBattery) == [.fired])
        let alarm = try #require(bedside.log.transitions.first { $0.condition == .chartSpO2Low })
        #expect(alarm.event == .fired && alarm.suppressedBy.isEmpty && alarm.audience == .team)
        // Nor one that begins while the battery is low.
        var later = try Bedside()
        alternate(&later, with: 1, without: 0, seconds: 70)
        for _ in 0..<31 {
            later.give(spO2: 88, quality: .lowBattery)
            later.pass()
        }
        #expect(later.log.events(.chartSpO2Low) == [.fired])
    }

    @Test func aBrokenSensorIsSaidAfterAMinuteAndIsNoProbeOff() throws {
        var bedside = try Bedside()
        bedside.hold(60, signal: .sensorFault)
        #expect(bedside.log.events(.sensorFault).isEmpty)
        bedside.hold(1, signal: .sensorFault)
        #expect(bedside.log.events(.sensorFault) == [.fired] && bedside.log.events(.probeOff).isEmpty)
        bedside.hold(10, spO2: 98)
        #expect(bedside.log.events(.sensorFault) == [.fired])
        bedside.hold(1, spO2: 98)
        #expect(bedside.log.events(.sensorFault) == [.fired, .resolved])
    }

    @Test func aDeviceThatIsGoneSpeaksForItsBattery() throws {
        var bedside = try Bedside()
        bedside.step(.source(Bedside.oximeter, .gone, at: bedside.now.monotonic))
        bedside.pass(seconds: 20)
        bedside.give(spO2: 98, quality: [.lowBattery, .spot])
        let battery = try #require(bedside.log.last(.lowBattery))
        #expect(battery.event == .suppressed && battery.suppressedBy == .deviceGone)
        bedside.step(.source(Bedside.oximeter, .attached, at: bedside.now.monotonic))
        for _ in 0..<6 {
            bedside.give(spO2: 98, quality: [.lowBattery, .spot])
            bedside.pass()
        }
        #expect(bedside.log.events(.lowBattery) == [.suppressed, .fired])
        #expect(bedside.log.last(.lowBattery)?.at == bedside.log.last(.deviceGone)?.at)
    }

    @Test func aPlannedPauseDoesNotHoldItAndAQuietDoes() throws {
        var paused = try Bedside()
        #expect(paused.ask(.pause(Bedside.child, until: paused.wall(in: 600))) == .done)
        alternate(&paused, with: 1, without: 0, seconds: 70)
        #expect(paused.log.events(.lowBattery) == [.fired])
        var quiet = try Bedside()
        #expect(quiet.ask(.quiet(Bedside.child, until: quiet.wall(in: 600))) == .done)
        alternate(&quiet, with: 1, without: 0, seconds: 70)
        #expect(quiet.log.events(.lowBattery) == [.suppressed])
        alternate(&quiet, with: 1, without: 0, seconds: 600)
        #expect(quiet.log.events(.lowBattery) == [.suppressed, .fired])
    }

    @Test func aDeviceThatFallsSilentLeavesItsBatteryUnknown() throws {
        var bedside = try Bedside()
        alternate(&bedside, with: 1, without: 0, seconds: 70)
        bedside.pass(seconds: 40)
        #expect(bedside.log.events(.lowBattery) == [.fired, .unknown])
    }

    @Test func aSingleMeasurementIsEnoughAndNothingIsLostUntilTheNext() throws {
        let thermometer = Source(name: "thermometer", child: Bedside.child, mode: .spot)
        var bedside = try Bedside(added: [thermometer])
        bedside.give(temp: 37, quality: [.lowBattery, .spot], from: Bedside.added)
        #expect(bedside.log.events(.lowBattery) == [.fired])
        bedside.pass(seconds: 300)
        #expect(bedside.log.events(.lowBattery) == [.fired])
        bedside.give(temp: 37, quality: .spot, from: Bedside.added)
        #expect(bedside.log.events(.lowBattery) == [.fired, .resolved])
    }

    @Test func aRowOfAFileSaysNothingOfADeviceOfNow() throws {
        var bedside = try Bedside()
        var readings = ReadingSet(quality: [.lowBattery, .spot])
        readings[.temperature] = 37
        let row = DocumentRowNumber(document: 1, row: 1)
        bedside.step(.readings(readings, Arrival(source: Bedside.folder, at: bedside.now.monotonic, row: row)))
        #expect(bedside.log.events(.lowBattery).isEmpty)
    }

    @Test func aLowBatteryComesBackAfterARestartAsTheSameEpisode() throws {
        var before = try Bedside()
        alternate(&before, with: 1, without: 0, seconds: 70)
        let fired = try #require(before.log.last(.lowBattery))
        var after = try Bedside()
        after.step(.restoreEpisode(fired))
        alternate(&after, with: 1, without: 0, seconds: 70)
        #expect(after.log.events(.lowBattery).isEmpty)
        alternate(&after, with: 0, without: 1, seconds: 61)
        #expect(after.log.last(.lowBattery)?.event == .resolved)
        #expect(after.log.last(.lowBattery)?.episodeSequence == fired.episodeSequence + 1)
    }
}

@Suite struct DeviceClockTests {
    private func fired(ahead seconds: Double) throws -> AlarmTransition? {
        var bedside = try Bedside()
        bedside.tellClock(ahead: seconds)
        bedside.hold(60, spO2: 98)
        #expect(bedside.log.events(.deviceClock).isEmpty)
        bedside.hold(1, spO2: 98)
        return bedside.log.last(.deviceClock)
    }

    @Test(arguments: [600.0, -600, 0]) func aClockWithinTenMinutesIsRight(ahead: Double) throws {
        #expect(try fired(ahead: ahead) == nil)
    }

    @Test(arguments: [600.001, -600.001, -94_608_000]) func oneFurtherOffEitherWayIsSaidAfterAMinute(ahead: Double)
        throws
    {
        let told = try #require(try fired(ahead: ahead))
        #expect(told.event == .fired && told.latestValue == ahead && told.threshold == 600 && told.audience == .hub)
        #expect(told.subject == .source(Bedside.oximeter, Bedside.child))
    }

    @Test func itIsSaidOnceAndEndsAMinuteAfterTheClockIsSetRight() throws {
        var bedside = try Bedside()
        bedside.tellClock(ahead: 7200)
        bedside.hold(300, spO2: 98)
        bedside.tellClock(ahead: 7210)
        bedside.hold(200, spO2: 98)
        #expect(bedside.log.events(.deviceClock) == [.fired])
        bedside.tellClock(ahead: 1)
        bedside.hold(60, spO2: 98)
        #expect(bedside.log.events(.deviceClock) == [.fired])
        bedside.hold(1, spO2: 98)
        #expect(bedside.log.events(.deviceClock) == [.fired, .resolved])
        #expect(bedside.log.last(.deviceClock)?.latestValue == 1)
    }

    @Test func aWrongClockChangesNothingOfTheReadings() throws {
        var bedside = try Bedside()
        bedside.tellClock(ahead: -94_608_000)
        bedside.hold(31, spO2: 88)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired])
        #expect(bedside.log.last(.chartSpO2Low)?.lateness == nil)
    }
}

extension Bedside {
    fileprivate mutating func tellClock(ahead seconds: Double) {
        step(.deviceClock(Bedside.oximeter, ahead: .microseconds(Int64(seconds * 1_000_000)), at: now.monotonic))
    }
}
