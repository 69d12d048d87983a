import Testing
import Vitals

@testable import Alarms

@Suite("A shelf of conditions")
struct ConditionShelfTests {
    private static let rules = RuleTable(AlarmRules())

    private func tick(_ second: Int64) -> Tick {
        Tick(monotonic: MonotonicInstant(microseconds: second * 1_000_000), wall: WallInstant(microseconds: second))
    }

    /// A breach at a second, and a good value a second later: an onset that comes to nothing.
    private func nearMiss(_ shelf: inout ConditionShelf, at place: Int, second: Int64) {
        for (offset, breaches) in [(Int64(0), true), (1, false)] {
            let sample = ConditionState.Sample(
                at: tick(second + offset).monotonic, step: offset == 0 ? .afresh : .onward(seconds: 1, filling: true),
                value: 1, breach: breaches ? .mild : nil, isInsideMild: !breaches, isInsideSevere: !breaches,
                isDecisive: !breaches, side: .high)
            let rule = ConditionRule(mild: StageRule(.medium, onset: .seconds(60), hold: .seconds(60)))
            _ = shelf[place].observe(sample, valid: SecondWindow(), rule: rule, rules: Self.rules)
            #expect(shelf.isSettled(place) == !breaches)
        }
    }

    @Test func givesAPlaceUpWhenNothingIsLeftButACount() {
        var shelf = ConditionShelf(keepsAll: false)
        for place in [5, 0, 19, 7] { nearMiss(&shelf, at: place, second: 10) }
        #expect(shelf.heldCount == 0)
        nearMiss(&shelf, at: 7, second: 100)
        #expect(shelf.heldCount == 0 && shelf.unsettled == 0)
        #expect([0, 5, 7, 19, 1].map { shelf[$0].nearMissCount } == [1, 1, 2, 1, 0])
    }

    @Test func keepsWhatAnEpisodeWasUntilTheNext() {
        var shelf = ConditionShelf(keepsAll: false)
        _ = shelf[18].episode.open(
            .high, .technical, since: tick(1), suppressedBy: [], at: tick(1), rules: Self.rules)
        nearMiss(&shelf, at: 3, second: 10)
        #expect(shelf.isOpen(18) && !shelf.isSettled(18) && !shelf.isOpen(3))
        _ = shelf[18].episode.answer { $0.close(.closed) }
        #expect(shelf.isSettled(18) && shelf.heldCount == 1)
        #expect(shelf[18].episode.fired == tick(1))
    }

    @Test func keepsAllWhereItIsTheReference() {
        var shelf = ConditionShelf(keepsAll: true)
        nearMiss(&shelf, at: 3, second: 10)
        #expect(shelf.heldCount == 1 && shelf[3].nearMissCount == 1)
    }
}
