import Alarms
import Testing
import Vitals

@testable import WardDaemon

/// How a ward's children are dealt to the evaluators that share it.
@Suite struct WardShareTests {
    private static let children = (0..<1000).map { ChildIndex(UInt32($0)) }

    @Test(arguments: Limits.shares) func everyChildHasOneEvaluator(count: Int) {
        let shares = (0..<count).map { WardShare(number: $0, count: count) }
        for child in Self.children {
            let owner = WardShare.number(of: child, among: count)
            #expect(shares.filter { $0.has(child) }.map(\.number) == [owner])
        }
    }

    /// What is told of two children of one evaluator has to be in the order of the ward.
    @Test(arguments: Limits.shares) func anEvaluatorNumbersItsChildrenWithoutAGapInTheOrderOfTheWard(count: Int) {
        for share in (0..<count).map({ WardShare(number: $0, count: count) }) {
            let its = Self.children.filter { share.has($0) }
            #expect(its.map { share.local($0).rawValue } == (0..<UInt32(its.count)).map { $0 })
            #expect(its.map { share.global(share.local($0)) } == its)
        }
    }

    @Test(arguments: Limits.shares) func aChildOfAnotherIsNoneOfItsOwnAndIsKnownAgain(count: Int) {
        for share in (0..<count).map({ WardShare(number: $0, count: count) }) {
            for child in Self.children where !share.has(child) {
                #expect(share.local(child).rawValue > Limits.admissions)
                #expect(share.global(share.local(child)) == child)
            }
        }
    }

    @Test(arguments: Limits.shares) func theFirstGivesOneInEightRoundsToEachOfTheOthers(count: Int) {
        var dealt = [Int](repeating: 0, count: count)
        for child in 0..<(8 * count) { dealt[WardShare.number(of: ChildIndex(UInt32(child)), among: count)] += 1 }
        #expect(dealt == [9 - count] + [Int](repeating: 9, count: count - 1))
    }
}
