import Alarms

/// Gathers the outcomes of commands. One command of a person may be several to the evaluator (an admission and its
/// limits); it is done when all of them are, and what went wrong in one is its outcome.
struct CommandLedger: Sendable {
    private struct Entry {
        var missingCount: Int
        var outcome: CommandOutcome?
    }

    private var entries: [CommandNumber: Entry] = [:]

    /// A command goes to the evaluator as so many.
    mutating func begin(_ number: CommandNumber, deedCount: Int) {
        if deedCount > 0 { entries[number] = Entry(missingCount: deedCount) }
    }

    /// The command does not go to the evaluator after all.
    mutating func abandon(_ number: CommandNumber) { entries[number] = nil }

    /// The command's outcome, when this was the last one of it.
    mutating func take(_ outcome: CommandOutcome) -> CommandOutcome? {
        guard var entry = entries.removeValue(forKey: outcome.number) else { return nil }
        entry.missingCount -= 1
        // The first that was not done stays.
        if entry.outcome == nil || entry.outcome?.result == .done { entry.outcome = outcome }
        guard entry.missingCount == 0 else {
            entries[outcome.number] = entry
            return nil
        }
        return entry.outcome
    }
}
