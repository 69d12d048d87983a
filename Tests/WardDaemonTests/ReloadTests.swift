import Alarms
import Foundation
import Testing

@testable import WardDaemon

/// What SIGHUP may change. That nothing is lost by it is held by `deploy/faults/kill.py --reload`.
@Suite struct ReloadTests {
    private func text(of ward: RunningWard) throws -> String {
        try String(contentsOfFile: ward.configurationPath, encoding: .utf8)
    }

    private func outcome(_ change: (String) -> String) throws -> Reload.Outcome {
        let running = try RunningWard()
        let old = try running.ward()
        try RunningWard.write(change(text(of: running)), to: running.configurationPath, mode: 0o600)
        return Reload.ward(from: running.configurationPath, inPlaceOf: old)
    }

    /// A reload stops the ward and starts another in the same process: what stayed of each would be memory, a thread and descriptors.
    @Test func nothingStaysOfAStoppedWard() throws {
        let ward = try RunningWard(receivers: ["team": "primary, second, in-charge, escalation, reviewer, operations"])
        try ward.start()
        #expect(ward.stopAndNameWhatStays() == [])
    }

    @Test func anotherChildIsTakenOver() throws {
        let outcome = try outcome {
            $0.replacing(
                "ports:\n", with: "  - {id: adm-c, born_on: 2019-03-02, admitted_at: 2026-01-01T08:00:00Z}\nports:\n",
                maxReplacements: 1)
        }
        guard case .usable(let ward, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(ward.configuration.plan.admissions.map(\.id) == ["adm-a", "adm-b", "adm-c"])
    }

    @Test(arguments: [
        ("born_on: 2024-03-02", "born_on: 2024-13-02"), ("secret.txt", "no-secret.txt"),
        ("nonin-xpod-3012-df2", "no-such"),
    ])
    func aDefectKeepsTheOldSettings(of change: (String, String)) throws {
        let outcome = try outcome { $0.replacingOccurrences(of: change.0, with: change.1) }
        guard case .unusable(let reasons) = outcome else {
            Issue.record("taken over with \(change.1)")
            return
        }
        #expect(!reasons.isEmpty)
    }

    @Test(arguments: [("state: state", "state: elsewhere", "state:"), ("speed: 60", "speed: 30", "clock.speed:")])
    func neitherTheJournalNorTheClockIsChangedUnderARunningWard(of change: (String, String, String)) throws {
        let outcome = try outcome { $0.replacingOccurrences(of: change.0, with: change.1) }
        guard case .unusable(let reasons) = outcome else {
            Issue.record("taken over with \(change.1)")
            return
        }
        #expect(reasons.count == 1 && reasons[0].hasPrefix(change.2))
    }
}
