import Alarms
import Charts
import Configuration
import Documents
import Testing
import Vitals

@testable import WardDaemon

/// What waits in a replay for the tick that counts it: in order, and no more than a daemon would let wait.
@Suite struct ReplayFoldingTests {
    @Test func whatWaitsComesInOrderHoweverItIsMixed() {
        var queue = ReplayQueue<Int>()
        var given = 0
        var taken = 0
        // A backlog that is never empty, and sometimes long.
        for turn in 0..<3000 {
            for _ in 0..<(turn % 7 == 0 ? 20 : 1) {
                queue.append(given)
                given += 1
            }
            for _ in 0..<3 where given - taken > 1 {
                #expect(queue.pop() == taken)
                taken += 1
            }
            #expect(queue.count == given - taken)
        }
        while let element = queue.pop() {
            #expect(element == taken)
            taken += 1
        }
        #expect(taken == given && queue.count == 0)
    }

    @Test func aDaemonsBacklogIsWithinTheLimit() {
        #expect(DaemonLimits.replayedWaiting > DaemonLimits.uncommittedRows + Documents.Limits.heldRowCount)
        #expect(DaemonLimits.replayedWaiting > DaemonLimits.commands)
    }

    @Test(arguments: [-1, 0, 1])
    func rowsThatNoTickLetsInAreADefectBeyondTheLimit(surplus: Int) throws {
        let admission = Admission(
            id: "adm-a", bornOn: try #require(CivilDate("2024-01-01")), admittedAt: WallInstant(microseconds: 0))
        let start = Tick(monotonic: MonotonicInstant(microseconds: 0), wall: WallInstant(microseconds: 0))
        let evaluator = WardEvaluator(
            plan: WardPlan(admissions: [admission], sources: [Source(name: "drop", child: ChildIndex(0), mode: .spot)]),
            chart: try ChartFile.read(ChartFile.embedded, file: "", hash: "").chart, rules: AlarmRules(), start: start)
        var folding = ReplayFolding(evaluator)
        let row = DocumentInput(
            source: SourceIndex(0), child: ChildIndex(0), row: DocumentRowNumber(document: 1, row: 1), content: .refused
        )
        for _ in 0..<(DaemonLimits.replayedWaiting + surplus) { folding.wait(row) }
        do throws(ReplayError) {
            try folding.checkWaiting()
            #expect(surplus <= 0)
        } catch {
            #expect(surplus > 0)
            #expect("\(error)".contains("\(DaemonLimits.replayedWaiting + 1) rows or commands wait"))
        }
    }
}
