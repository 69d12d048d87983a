@testable import Alarms
import Charts
import Testing
import Vitals

/// Oxygen that a row of a dropped file says is given.
@Suite struct RowOxygenTests {
    @Test func aRowScoresAsAPersonsEntryOfTheSameValuesDoes() throws {
        var entered = try Bedside()
        entered.pass(seconds: 100)
        entered.enter(made: 40) {
            $0.vitalSigns[.respiratoryRate] = 70
            $0.oxygen = .level(.litresPerMinute(2))
        }
        var dropped = try Bedside()
        dropped.pass(seconds: 100)
        dropped.drop(oxygen: .level(.litresPerMinute(2)), rr: 70, made: 40)
        #expect(dropped.log.score == entered.log.score)
        #expect(dropped.log.score?.oxygen.score == .scored(.two) && dropped.log.score?.partialSum == 6)
        #expect(dropped.log.score?.oxygenSupport == .level(.litresPerMinute(2)))
        let kinds = [ConditionKind.chartRespiratoryRateHigh, .chartPartialSum]
        for kind in kinds { #expect(dropped.log.events(kind) == entered.log.events(kind)) }
        #expect(dropped.log.events(.chartPartialSum) == [.fired])
    }

    @Test func aRowOfOxygenAloneIsTakenAndIsNoSignOfLife() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 400)
        bedside.drop(oxygen: .air)
        bedside.pass()
        #expect(bedside.log.score?.oxygen.score == .scored(.zero) && bedside.log.score?.oxygenSupport == .air)
        #expect(bedside.log.changes(.silence) == [.fired])
        let record = try #require(bedside.log.readings.last)
        #expect(record.disposition == .accepted && record.oxygen == .air && record.hasPlausible)
        let ledger = bedside.evaluator.ledger(of: Bedside.folder)
        #expect(ledger.received == 0 && ledger.valuelessSets == 0 && ledger.isBalanced)
    }

    @Test func anOlderRowDoesNotReplaceNewerKnowledge() throws {
        var bedside = try Bedside()
        bedside.pass(seconds: 300)
        bedside.enter(made: 50) { $0.oxygen = .level(.litresPerMinute(6)) }
        bedside.drop(oxygen: .air, made: 51)
        #expect(bedside.log.score?.oxygenSupport == .level(.litresPerMinute(6)))
        bedside.drop(oxygen: .air, made: 49)
        #expect(bedside.log.score?.oxygenSupport == .air)
        bedside.enter(made: 60) { $0.oxygen = .level(.litresPerMinute(6)) }
        #expect(bedside.log.score?.oxygenSupport == .air)
    }

    @Test(arguments: [(600.0, true), (600.001, false)]) func aRowTooLateToBeNewsStaysOut(made: Double, isTaken: Bool)
        throws
    {
        var bedside = try Bedside()
        bedside.pass(seconds: 700)
        bedside.drop(oxygen: .air, made: made)
        #expect((bedside.log.score?.oxygenSupport == .air) == isTaken)
        #expect(bedside.log.readings.last?.disposition == (isTaken ? .accepted : .retrospective))
    }

    @Test func aLevelAloneKeepsTheDeviceAPersonNamedAndAirEndsIt() throws {
        var bedside = try Bedside()
        bedside.enter { $0.oxygen = .device(.highFlow, .litresPerMinute(8)) }
        bedside.pass(seconds: 10)
        bedside.drop(oxygen: .level(.litresPerMinute(1)))
        #expect(bedside.log.readings.last?.oxygen == .device(.highFlow, .litresPerMinute(1)))
        #expect(bedside.log.score?.oxygen.score == .scored(.four))
        bedside.drop(oxygen: .air)
        #expect(bedside.log.score?.oxygen.score == .scored(.zero))
        bedside.drop(oxygen: .level(.litresPerMinute(1)))
        #expect(bedside.log.readings.last?.oxygen == .level(.litresPerMinute(1)))
    }

    @Test(arguments: [
        (OxygenLevel.percent(15.99), false), (.percent(16), true), (.percent(100), true), (.percent(100.01), false),
        (.litresPerMinute(0), false), (.litresPerMinute(0.019), false), (.litresPerMinute(0.02), true),
        (.litresPerMinute(16), true), (.litresPerMinute(16.01), false), (.percent(.nan), false),
    ])
    func theImplausibleIsRefusedAndCountedAndTheRestOfTheRowStands(level: OxygenLevel, isTaken: Bool) throws {
        var bedside = try Bedside()
        bedside.drop(oxygen: .level(level), rr: 25)
        #expect((bedside.log.score?.oxygenSupport != nil) == isTaken)
        #expect(bedside.log.score?.respiratoryRate.score == .scored(.zero))
        let record = try #require(bedside.log.readings.last)
        #expect(record.disposition == .accepted && record.isOxygenImplausible == !isTaken)
        #expect(bedside.evaluator.ledger(of: Bedside.folder).implausibleOxygen == (isTaken ? 0 : 1))
        // Alone it leaves a row with nothing in it.
        bedside.drop(oxygen: .level(level))
        #expect(bedside.log.readings.last?.hasPlausible == isTaken)
    }

    @Test func oxygenOfAnotherChildOrOfNobodyIsNotThisOnes() throws {
        var bedside = try Bedside(hasTwin: true)
        bedside.drop(oxygen: .air, rr: 25, child: Bedside.twin)
        #expect(bedside.log.scores.allSatisfy { $0.child == Bedside.twin })
        bedside.drop(oxygen: .air, from: Bedside.stranger)
        #expect(bedside.log.readings.last?.disposition == .unassigned)
        #expect(bedside.log.scores.allSatisfy { $0.child == Bedside.twin })
    }

    @Test func itLeavesTheScoreWhenItsTimeIsOver() throws {
        var bedside = try Bedside(rules: .shortLived)
        bedside.drop(oxygen: .air)
        bedside.pass(seconds: 120)
        #expect(bedside.log.score?.oxygenSupport == .air)
        bedside.pass()
        #expect(bedside.log.score?.oxygenSupport == nil && bedside.log.score?.oxygen == .missing)
    }
}

extension Bedside {
    /// A row of a file, measured so many seconds ago.
    fileprivate mutating func drop(
        oxygen: OxygenSupport, rr: Double? = nil, made secondsAgo: Double = 0, child: ChildIndex? = nil,
        from source: SourceIndex = Bedside.folder
    ) {
        var readings = ReadingSet(measuredAt: tick(at: seconds - secondsAgo).wall)
        readings[.respiratoryRate] = rr
        let row = DocumentRowNumber(document: 1, row: UInt64(log.readings.count + 1))
        step(
            .row(readings, oxygen: oxygen, Arrival(source: source, at: now.monotonic, child: child, row: row)))
    }
}
