import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal
@testable import WardTesting

/// The power goes at every sync, in five ways: what the store answered for is there, under its number, and nothing half.
///
/// The long runs: `deploy/faults/cuts.sh`.
@Suite(.serialized) struct PowerCutTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    private static let variables = ProcessInfo.processInfo.environment
    private static func number(_ name: String, or other: Int) -> Int { variables[name].flatMap { Int($0) } ?? other }
    private static let seed = UInt64(number("SPOTWARD_CUT_SEED", or: 2_026))

    private func night(
        alerts: Int, before: @escaping (JournalStore) throws -> Void = { _ in }
    ) throws -> StoreScript {
        let script = try StoreScript(directory.state, seed: Self.seed, before: before)
        try script.playNight(alerts: alerts)
        try script.close()
        return script
    }

    @Test func atEverySyncOfANightWhateverWasAnsweredForIsThere() throws {
        let script = try night(alerts: Self.number("SPOTWARD_CUT_ALERTS", or: 8))
        var cuts = PowerCuts(in: directory.path, seed: Self.seed)
        let isEveryCall = Self.variables["SPOTWARD_CUT_AT"] == "calls"
        try cuts.cutEverywhere(script) { isEveryCall || $0.isSync }
        print("power cut at every \(isEveryCall ? "call" : "sync") of \(script.marks.count) steps: \(cuts.summary)")
        #expect(cuts.findings == [])
        #expect(cuts.cutCount > 100 && cuts.promiseCount > 500)
    }

    @Test func atAnyMomentOfAnyUseWhateverWasAnsweredForIsThere() throws {
        let wanted = Self.number("SPOTWARD_CUTS", or: 30)
        var cuts = PowerCuts(in: directory.path, seed: Self.seed)
        var life: UInt64 = 0
        while cuts.cutCount < wanted {
            life += 1
            let folder = directory.path + "/life-\(life)"
            let script = try StoreScript(folder, seed: Self.seed &+ life)
            try script.playAtRandom(steps: 40)
            try script.close()
            try cuts.cutAtRandom(script, times: 20)
            try FileManager.default.removeItem(atPath: folder)
        }
        print("power cut at random, \(life) lives: \(cuts.summary)")
        #expect(cuts.findings == [])
        #expect(cuts.nestedCount > 0)
    }

    /// The campaign is not blind: what loses alerts in life loses them here.
    @Test(arguments: ["OFF", "NORMAL"])
    func aStoreThatDoesNotWaitForTheDiskIsFoundOut(setting: String) throws {
        let script = try night(alerts: 5) { store in
            try store.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = \(setting)") }
        }
        var cuts = PowerCuts(in: directory.path, seed: Self.seed)
        var place = 0
        try cuts.cutEverywhere(script, damages: [.dropped]) { _ in
            place += 1
            return place.isMultiple(of: 60)
        }
        #expect(cuts.lostCount > 0 && cuts.faultyCount > 0)
    }

    @Test func aDiskThatLiesAboutItsSyncsIsFoundOut() throws {
        let script = try night(alerts: 5)
        var cuts = PowerCuts(in: directory.path, seed: Self.seed)
        try cuts.cutEverywhere(script, isLying: true, damages: [.dropped]) { $0.isSync }
        #expect(cuts.lostCount > 0)
    }
}
