import Alarms
import Charts
import Testing
import Vitals

@Suite struct ScoreTotalTests {
    private static let childCount = 4000
    private static let seed: UInt64 = 0x5EED_0007

    /// Every child of a large ward gets one set of observations at random, one in three of them whole.
    @Test func theStreamAddsUpWhatTheChartAddsUp() throws {
        var random = Draws(seed: Self.seed)
        let chart = try shippedChart()
        let start = Tick(
            monotonic: MonotonicInstant(microseconds: 1_000_000_000),
            wall: try #require(Timestamp("2026-06-15T12:00:00Z")?.instant))
        let births = try ["2026-01-01", "2024-06-01", "2018-02-03", "2010-09-09", "2006-01-01"].map {
            try #require(CivilDate($0))
        }
        let admissions = (0..<Self.childCount).map {
            Admission(id: "adm-\($0)", bornOn: births[$0 % births.count], admittedAt: start.wall)
        }
        var evaluator = StreamEvaluator(
            plan: WardPlan(admissions: admissions, sources: [.entered]), chart: chart, rules: AlarmRules(), start: start
        )
        var expected: [ChartScore] = []
        var log = RecordLog()
        for (index, admission) in admissions.enumerated() {
            let entry = EnteredObservations.random(isWhole: index % 3 == 0, from: &random)
            let age = ChartAge(bornOn: admission.bornOn, on: LondonTime.date(at: start.wall))
            expected.append(chart.score(entry.observationSet, at: age))
            let deed = Command.Deed.observe(
                ChildIndex(UInt32(index)), entry, at: start.wall, isCorrection: false)
            evaluator.step(.command(Command(CommandNumber(1), deed), at: start), into: &log)
        }
        var completeCount = 0
        for record in log.scores {
            let index = Int(record.child.rawValue)
            let isAsTheChart = record.score.agrees(with: expected[index])
            #expect(isAsTheChart, "child \(index), seed \(Self.seed): \(record.score) is not \(expected[index])")
            if record.score.total != nil { completeCount += 1 }
        }
        #expect(Set(log.scores.map(\.child)).count == Self.childCount)
        #expect(completeCount > Self.childCount / 10)
    }

    @Test func sevenMembersAreATotal() throws {
        var bedside = try Bedside()
        bedside.enter { $0.fillWell() }
        let score = try #require(bedside.log.score)
        #expect(score.total == 0 && score.minimumTotal == 0 && score.maximumTotal == 0)
        bedside.enter {
            $0.fillWell()
            $0.respiratoryDistress = .severe
            $0.oxygen = .device(.cPAP, nil)
            $0.vitalSigns[.spO2] = 91
        }
        #expect(bedside.log.score?.total == 12)
    }

    @Test(arguments: ScoredParameter.allCases) func anyMemberThatIsNotThereLeavesNoTotal(parameter: ScoredParameter)
        throws
    {
        var bedside = try Bedside()
        bedside.enter {
            $0.fillWell()
            $0.drop(parameter)
        }
        let score = try #require(bedside.log.score)
        #expect(score.total == nil && score[parameter] == .missing && score.partialSum == 0 && score.maximumTotal > 0)
    }

    @Test(arguments: ScoredParameter.allCases) func anyMemberThatIsTooOldLeavesNoTotal(parameter: ScoredParameter)
        throws
    {
        var bedside = try Bedside(rules: .shortLived)
        bedside.enter { $0.fillWell() }
        bedside.pass(seconds: 60)
        bedside.enter {
            $0.fillWell()
            $0.drop(parameter)
        }
        bedside.pass(seconds: 60)
        #expect(bedside.log.score?.total == 0, "at the end of its validity")
        bedside.pass()
        let score = try #require(bedside.log.score)
        #expect(score.total == nil && score[parameter] == .missing, "just behind it")
        #expect(ScoredParameter.allCases.count { score[$0] == .missing } == 1)
    }

    @Test(arguments: [ScoredParameter.spO2, .heartRate]) func aStreamThatStopsLeavesNoTotalAfterAMinute(
        parameter: ScoredParameter
    ) throws {
        var bedside = try Bedside()
        bedside.enter {
            $0.fillWell()
            $0.drop(parameter)
        }
        bedside.give(spO2: parameter == .spO2 ? 98 : nil, hr: parameter == .heartRate ? 110 : nil)
        bedside.pass(seconds: 60)
        #expect(bedside.log.score?.total == 0)
        bedside.pass()
        #expect(bedside.log.score?.total == nil)
    }

    @Test func aSupportedChildWithoutALevelHasNoTotalAndAtLeastOnePoint() throws {
        var bedside = try Bedside(rules: .shortLived)
        bedside.enter {
            $0.fillWell()
            $0.oxygen = .device(.nasalProngs, nil)
        }
        let score = try #require(bedside.log.score)
        #expect(score.total == nil && score.partialSum == 0 && score.minimumTotal == 1 && score.maximumTotal == 4)
        bedside.pass(seconds: 121)
        #expect(bedside.log.score?.minimumTotal == 0)
    }

    @Test func aPressureThatWasNotTakenScoresByItsReasonAndOneLeftOutDoesNot() throws {
        var bedside = try Bedside()
        bedside.enter {
            $0.fillWell()
            $0.systolicBloodPressure = .notDone(.notAttempted)
        }
        #expect(bedside.log.score?.total == 0 && bedside.log.score?.systolicBloodPressure.value == nil)
        bedside.enter { $0.systolicBloodPressure = .notDone(.unsuccessfulWithConcern) }
        #expect(bedside.log.score?.total == 4)
    }

    @Test func aValueAPersonConfirmedOutsideThePlausibleRangeIsUnscorableAndStillAlarms() throws {
        var bedside = try Bedside()
        bedside.enter {
            $0.fillWell()
            $0.vitalSigns[.heartRate] = 301
        }
        #expect(bedside.log.score?.heartRate.score == .unscorable && bedside.log.score?.total == nil)
        #expect(bedside.log.changes(.chartHeartRateHigh) == [.fired])
    }
}

extension ScoreSnapshot {
    fileprivate func agrees(with chart: ChartScore) -> Bool {
        for parameter in ScoredParameter.allCases where self[parameter].score != chart.members[parameter] {
            return false
        }
        switch chart {
        case .complete(let complete):
            return total == UInt8(complete.total) && minimumTotal == maximumTotal && Int(minimumTotal) == complete.total
        case .partial(let partial):
            return total == nil && Int(partialSum) == partial.partialSum ?? 0
                && Int(minimumTotal) == partial.minimumTotal && Int(maximumTotal) == partial.maximumTotal
        }
    }
}

extension EnteredObservations {
    fileprivate var observationSet: ObservationSet {
        ObservationSet(
            respiratoryRate: vitalSigns[.respiratoryRate], respiratoryDistress: respiratoryDistress,
            spO2: vitalSigns[.spO2], oxygen: oxygen, heartRate: vitalSigns[.heartRate],
            systolicBloodPressure: systolicBloodPressure, capillaryRefill: capillaryRefill)
    }

    fileprivate static func random(isWhole: Bool, from random: inout Draws) -> Self {
        func isGiven(_ random: inout Draws) -> Bool { isWhole || Int.random(in: 0..<3, using: &random) > 0 }
        func number(_ range: ClosedRange<Double>, _ random: inout Draws) -> Double? {
            isGiven(&random) ? (Double.random(in: range, using: &random) * 4).rounded() / 4 : nil
        }
        func pick<Value>(_ values: [Value], _ random: inout Draws) -> Value? {
            isGiven(&random) ? values.randomElement(using: &random) : nil
        }
        var entry = EnteredObservations()
        entry.vitalSigns[.spO2] = number(isWhole ? 80...100 : 15...102, &random)
        entry.vitalSigns[.heartRate] = number(isWhole ? 40...220 : 0...310, &random)
        entry.vitalSigns[.respiratoryRate] = number(isWhole ? 5...80 : 0...160, &random)
        entry.respiratoryDistress = pick(RespiratoryDistress.allCases, &random)
        let levels: [OxygenLevel] = [
            .percent(15), .percent(29.5), .percent(50), .litresPerMinute(0.5), .litresPerMinute(6),
        ]
        var supports: [OxygenSupport] = [.air] + levels.map(OxygenSupport.level)
        for device in SupportDevice.allCases { supports += levels.map { .device(device, $0) } }
        if !isWhole {
            supports += SupportDevice.allCases.map { .device($0, nil) }
            supports += [.level(.percent(0)), .device(.faceMask, .litresPerMinute(.infinity))]
        }
        entry.oxygen = pick(supports, &random)
        let pressures = [40.0, 75, 95, 130, 180] + (isWhole ? [] : [-1, 401])
        entry.systolicBloodPressure = pick(
            pressures.map(SystolicBloodPressure.measured) + SystolicNotDone.allCases.map(SystolicBloodPressure.notDone),
            &random)
        entry.capillaryRefill = pick([1, 2, 2.5, 3, 10] + (isWhole ? [] : [0.5, 10.5, .nan]), &random)
        return entry
    }
}

/// The suite's own numbers, as the standard library draws from them.
private struct Draws: RandomNumberGenerator {
    private var mix: SplitMix

    init(seed: UInt64) { mix = SplitMix(seed: seed) }

    mutating func next() -> UInt64 { mix.next() }
}
