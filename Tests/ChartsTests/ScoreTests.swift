import Charts
import Testing
import Vitals

@Suite struct ScoreTests {
    private let chart = NationalChart.chart
    private let toddler = ChartAge.band(.preschool)

    @Test func theGreatestTotalIsTwentySix() throws {
        guard case .complete(let worst) = chart.score(NationalChart.worstToddler, at: toddler) else {
            Issue.record("not complete")
            return
        }
        #expect(worst.total == 26)
        guard case .partial(let empty) = chart.score(ObservationSet(), at: toddler) else {
            Issue.record("not partial")
            return
        }
        #expect(empty.minimumTotal == 0 && empty.maximumTotal == 26 && empty.partialSum == nil)
    }

    /// As the UK Core example of an early-warning score has it: a total exists exactly when every member does.
    @Test func aScoreIsCompleteIfAndOnlyIfAllSevenAreGiven() {
        for given in 0..<128 {
            var set = NationalChart.wellToddler
            if given & 1 == 0 { set.respiratoryRate = nil }
            if given & 2 == 0 { set.respiratoryDistress = nil }
            if given & 4 == 0 { set.spO2 = nil }
            if given & 8 == 0 { set.oxygen = nil }
            if given & 16 == 0 { set.heartRate = nil }
            if given & 32 == 0 { set.systolicBloodPressure = nil }
            if given & 64 == 0 { set.capillaryRefill = nil }
            switch chart.score(set, at: toddler) {
            case .complete(let score): #expect(given == 127 && score.total == 0)
            case .partial(let score):
                #expect(given != 127 && score.missing.rawValue == ~UInt8(given) & 127 && score.unscorable.isEmpty)
                let lacking = (0..<7).reduce(0) { $0 + (given >> $1 & 1 == 1 ? 0 : $1 == 6 ? 2 : 4) }
                #expect(score.minimumTotal == 0 && score.maximumTotal == lacking)
                #expect(score.partialSum == (given == 0 ? nil : 0))
            }
        }
    }

    @Test func anUnscorableMemberIsNotZeroAndPreventsATotal() {
        var set = NationalChart.wellToddler
        set.heartRate = 301
        let score = chart.score(set, at: toddler)
        #expect(score.members[.heartRate] == .unscorable)
        guard case .partial(let partial) = score else {
            Issue.record("not partial")
            return
        }
        #expect(partial.unscorable == ScoredParameterSet(.heartRate) && partial.missing.isEmpty)
        #expect(partial.partialSum == 0 && partial.minimumTotal == 0 && partial.maximumTotal == 4)
    }

    @Test func aPartialScoreDoesNotPrintATotal() {
        let set = ObservationSet(spO2: 90, heartRate: 155)
        guard case .partial(let score) = chart.score(set, at: toddler) else {
            Issue.record("not partial")
            return
        }
        #expect("\(score)" == "incomplete: 2 of 7 scored, a total of 6 to 24 is possible")
    }

    @Test func withoutAnAgeOnlyWhatIsTheSameAtEveryAgeScores() {
        let members = chart.score(NationalChart.worstToddler, at: .notGiven).members
        #expect(members[.spO2] == .scored(.four) && members[.respiratoryDistress] == .scored(.four))
        #expect(members[.oxygen] == .scored(.four) && members[.capillaryRefill] == .scored(.two))
        #expect(members[.heartRate] == .unscorable && members[.respiratoryRate] == .unscorable)
        #expect(members[.systolicBloodPressure] == .unscorable)
        var set = NationalChart.worstToddler
        set.systolicBloodPressure = .notDone(.unsuccessfulWithConcern)
        #expect(chart.score(set, at: .notGiven).members[.systolicBloodPressure] == .scored(.four))
    }

    @Test func outsideTheChartsEverythingGivenIsUnscorable() {
        let score = chart.score(NationalChart.worstToddler, at: .outsideCharts)
        for parameter in ScoredParameter.allCases { #expect(score.members[parameter] == .unscorable) }
        #expect(chart.level(of: score) == nil)
        let empty = chart.score(ObservationSet(), at: .outsideCharts)
        for parameter in ScoredParameter.allCases { #expect(empty.members[parameter] == .missing) }
    }

    @Test(arguments: [
        (OxygenSupport.air, MemberScore.scored(.zero)), (.device(.highFlow, nil), .scored(.four)),
        (.device(.biPAP, .percent(21)), .scored(.four)), (.device(.cPAP, .percent(.nan)), .scored(.four)),
        (.device(.nasalProngs, nil), .missing), (.device(.faceMask, nil), .missing), (.device(.headBox, nil), .missing),
        (.device(.nonRebreather, nil), .missing), (.device(.nasalProngs, .litresPerMinute(0.5)), .scored(.one)),
        (.device(.nasalProngs, .litresPerMinute(2)), .scored(.two)), (.device(.headBox, .percent(50)), .scored(.four)),
        (.device(.faceMask, .litresPerMinute(40)), .scored(.four)), (.device(.faceMask, .percent(101)), .unscorable),
        (.level(.percent(28)), .scored(.one)), (.level(.percent(10)), .scored(.one)),
        (.level(.percent(0)), .unscorable),
        (.level(.litresPerMinute(0)), .unscorable), (.level(.litresPerMinute(.infinity)), .unscorable),
        (.level(.litresPerMinute(1.995)), .scored(.two)), (.level(.percent(29.995)), .scored(.two)),
    ])
    func oxygenScoresByDeviceOrByLevel(support: OxygenSupport, member: MemberScore) {
        #expect(chart.score(ObservationSet(oxygen: support), at: toddler).members[.oxygen] == member)
    }

    @Test(arguments: [
        (OxygenSupport.device(.nasalProngs, nil), 1), (.device(.faceMask, .percent(101)), 1),
        (.level(.percent(101)), 0),
    ])
    func aSupportedChildWithoutAUsableLevelCountsForAtLeastOne(support: OxygenSupport, minimum: Int) {
        let result = chart.score(ObservationSet(oxygen: support), at: toddler)
        guard case .partial(let score) = result else {
            Issue.record("not partial")
            return
        }
        #expect(score.partialSum == nil && score.minimumTotal == minimum && score.maximumTotal == 26)
        #expect(chart.level(of: result) == (minimum == 1 ? .low : nil))
    }

    @Test(arguments: [
        (SystolicNotDone.notAttempted, SubScore.zero), (.unsuccessfulWithoutConcern, .zero),
        (.unsuccessfulWithConcern, .four), (.otherWithoutConcern, .zero), (.otherWithConcern, .four),
    ])
    func aPressureNotDoneScoresByItsReason(reason: SystolicNotDone, subScore: SubScore) {
        let set = ObservationSet(systolicBloodPressure: .notDone(reason))
        #expect(chart.score(set, at: toddler).members[.systolicBloodPressure] == .scored(subScore))
    }

    @Test(arguments: [(RespiratoryDistress.none, 0), (.mild, 1), (.moderate, 2), (.severe, 4)])
    func distressScoresByItsGrade(grade: RespiratoryDistress, points: Int) {
        let set = ObservationSet(respiratoryDistress: grade)
        #expect(chart.score(set, at: toddler).members[.respiratoryDistress].subScore?.points == points)
    }
}
