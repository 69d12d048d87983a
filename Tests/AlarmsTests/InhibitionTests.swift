import Alarms
import Testing
import Vitals

@Suite struct InhibitionTests {
    private static let floor = ClinicianLimit(
        sign: .spO2, side: .low, value: 85, author: "Dr Example", reason: "test")

    /// A minute and more of probe off, so that the alarm of the probe stands.
    private func probeOff(limits: [ClinicianLimit] = []) throws -> Bedside {
        var bedside = try Bedside(limits: limits)
        bedside.hold(70, signal: .probeOff)
        return bedside
    }

    @Test func aReadingOfADeviceInTroubleIsSuppressedAndToldInTheTickTheTroubleEnds() throws {
        var bedside = try probeOff()
        bedside.give(spO2: 80, quality: .spot)
        let suppressed = try #require(bedside.log.last(.chartSpO2Low))
        #expect(suppressed.event == .suppressed && suppressed.suppressedBy == .probeOff && suppressed.roles.isEmpty)
        #expect(suppressed.ladderStartedAt == nil && suppressed.nextStepAt == nil && suppressed.state == .firing)
        bedside.hold(11, spO2: 80)
        #expect(bedside.log.last(.probeOff)?.resolution == .data)
        let fired = try #require(bedside.log.last(.chartSpO2Low))
        #expect(fired.event == .fired && fired.suppressedBy.isEmpty && fired.episodeSequence == 2)
        #expect(fired.startedAt == suppressed.startedAt && fired.firedAt == suppressed.firedAt)
        #expect(fired.ladderStartedAt == fired.at && fired.at.monotonic > suppressed.at.monotonic)
    }

    @Test func anotherDeviceOfTheSameChildIsNotSuppressed() throws {
        var bedside = try probeOff()
        bedside.give(spO2: 80, from: Bedside.folder)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired])
    }

    @Test func aP1OfAnotherDeviceIsNotSuppressedEither() throws {
        var bedside = try probeOff(limits: [Self.floor])
        bedside.give(spO2: 80, from: Bedside.folder)
        #expect(bedside.log.events(.limitSpO2Low) == [.fired])
    }

    @Test func whatIsFiringIsNotTouchedAndGoesUnknown() throws {
        var bedside = try Bedside()
        bedside.hold(31, spO2: 88)
        bedside.hold(120, signal: .probeOff)
        #expect(bedside.log.events(.chartSpO2Low) == [.fired, .unknown])
        #expect(bedside.log.last(.chartSpO2Low)?.suppressedBy == [])
    }

    @Test func whatEndsWhileSuppressedIsToldToNobody() throws {
        var bedside = try probeOff()
        bedside.give(spO2: 80, quality: .spot)
        bedside.give(spO2: 98, quality: .spot)
        let resolved = try #require(bedside.log.last(.chartSpO2Low))
        #expect(resolved.event == .resolved && resolved.roles.isEmpty && !resolved.isLatched)
    }

    @Test func theLimitSpeaksForTheChartOnTheSameSide() throws {
        var bedside = try Bedside(limits: [Self.floor])
        bedside.hold(40, spO2: 80)
        #expect(bedside.log.events(.limitSpO2Low) == [.fired])
        let chart = try #require(bedside.log.last(.chartSpO2Low))
        #expect(chart.event == .suppressed && chart.suppressedBy == .higherBand)
        bedside.hold(58, spO2: 88)
        #expect(bedside.log.events(.limitSpO2Low) == [.fired])
        bedside.hold(4, spO2: 88)
        #expect(bedside.log.events(.limitSpO2Low) == [.fired, .clearedUnacknowledged])
        #expect(bedside.log.events(.chartSpO2Low) == [.suppressed, .fired])
    }

    @Test func theOtherSideIsNotSuppressed() throws {
        let ceiling = ClinicianLimit(sign: .heartRate, side: .high, value: 150, author: "Dr Example", reason: "test")
        var bedside = try Bedside(limits: [ceiling])
        bedside.give(hr: 190, from: Bedside.folder)
        bedside.give(hr: 40, from: Bedside.folder)
        #expect(bedside.log.last(.chartHeartRateLow)?.event == .fired)
        #expect(bedside.log.transitions.first { $0.condition == .chartHeartRateHigh }?.event == .suppressed)
    }

    @Test func theSumIsSuppressedWhileEachMemberIsToldAtP2AndNotOtherwise() throws {
        // 4 and 4: the sum of 8 says nothing that the two alarms do not.
        var both = try Bedside()
        both.hold(70, spO2: 88, hr: 190)
        #expect(both.log.last(.chartPartialSum)?.event == .suppressed)
        #expect(both.log.last(.chartPartialSum)?.suppressedBy == .higherBand)
        // 4 and 2: the heart rate of P3 is not told at P2.
        var one = try Bedside()
        one.hold(200, spO2: 88, hr: 155)
        #expect(one.log.events(.chartPartialSum) == [.fired])
    }

    @Test func aSevereSumIsToldWhateverElseIs() throws {
        var bedside = try Bedside()
        bedside.hold(70, spO2: 88, hr: 190, rr: 80)
        #expect(bedside.log.events(.chartPartialSum).contains(.fired))
        #expect(bedside.log.last(.chartPartialSum)?.stage == .severe)
    }

    @Test(arguments: [(5, false), (6, true)]) func manyDevicesGoneAtOnceAreToldAsOne(count: Int, isGrouped: Bool) throws
    {
        let devices = (0..<count).map { Source(name: "more-\($0)", child: Bedside.child, mode: .continuous) }
        var bedside = try Bedside(added: devices)
        bedside.hold(5, spO2: 98)
        for index in 0..<count {
            let source = SourceIndex(Bedside.added.rawValue + UInt16(index))
            bedside.step(.source(source, .gone, at: bedside.now.monotonic))
        }
        bedside.hold(12, spO2: 98)
        let gone = bedside.log.events(.deviceGone)
        #expect(gone == Array(repeating: isGrouped ? .suppressed : .fired, count: count))
        #expect(bedside.log.events(.devicesGone) == (isGrouped ? [.fired] : []))
        guard isGrouped else { return }
        #expect(bedside.log.last(.devicesGone)?.ladder == .system && bedside.log.last(.devicesGone)?.subject == .hub)
        bedside.step(.source(Bedside.added, .attached, at: bedside.now.monotonic))
        bedside.hold(6, spO2: 98)
        // With the group over, those still gone are told one by one, in the same tick.
        let last = try #require(bedside.log.last(.devicesGone))
        #expect(last.event == .resolved)
        let told = bedside.log.transitions.filter { $0.condition == .deviceGone && $0.event == .fired }
        #expect(told.count == count - 1 && told.allSatisfy { $0.at == last.at })
    }

    @Test func whileTheChildIsSilentTheStepsOfItsDevicesStayOnTheHub() throws {
        var bedside = try Bedside()
        bedside.hold(5, spO2: 98)
        bedside.step(.source(Bedside.oximeter, .gone, at: bedside.now.monotonic))
        bedside.pass(seconds: 30 * 60)
        let gone = bedside.log.transitions.filter { $0.condition == .deviceGone }
        #expect(gone.map(\.event) == [.fired, .escalated, .escalated])
        #expect(gone.allSatisfy { $0.roles.isEmpty })
        #expect(bedside.log.events(.silence).contains(.raised))
    }

    @Test func aDeviceThatIsGoneSpeaksForItsProbe() throws {
        var bedside = try Bedside()
        bedside.hold(45, signal: .probeOff)
        bedside.step(.source(Bedside.oximeter, .gone, at: bedside.now.monotonic))
        bedside.hold(17, signal: .probeOff)
        #expect(bedside.log.events(.deviceGone) == [.fired])
        #expect(bedside.log.last(.probeOff)?.suppressedBy == .deviceGone)
    }
}
