import Alarms
import Decoders
import Journal
import Vitals

/// The accounts of all sources as they were last told: what was received and what became of it.
struct Books: Sendable {
    private var decoding: [SourceIndex: DecodingLedger] = [:]
    private var readings: [SourceIndex: ReadingLedger] = [:]
    private var written: [Key: UInt64] = [:]
    /// An account was told since the counters were last asked for: they are asked for at each commit, and told once a second.
    private var isNew = false

    private struct Key: Hashable {
        var source: SourceIndex
        var name: String
    }

    mutating func take(_ account: Account) {
        isNew = true
        switch account {
        case .decoding(let source, let ledger): decoding[source] = ledger
        case .readings(let source, let ledger): readings[source] = ledger
        }
    }

    /// The counters that stand differently from when this was last asked.
    mutating func changedCounters() -> [CounterRecord] {
        guard isNew else { return [] }
        isNew = false
        var changed: [CounterRecord] = []
        for (source, name, value) in counters() where written[Key(source: source, name: name)] != value {
            written[Key(source: source, name: name)] = value
            changed.append(CounterRecord(source: source, name: name, value: value))
        }
        return changed
    }

    /// One sentence for the journal.
    var summary: String {
        let total = readings.values.reduce(into: (received: UInt64(0), accepted: UInt64(0), isBalanced: true)) {
            $0.received += $1.received
            $0.accepted += $1.accepted
            $0.isBalanced = $0.isBalanced && $1.isBalanced
        }
        return "\(total.received) readings received, \(total.accepted) accepted, "
            + (total.isBalanced ? "all accounted for" : "NOT all accounted for")
    }

    /// One line a source, for the log at stop.
    func lines(named names: [String]) -> [String] {
        readings.keys.sorted().map { source in
            let name = names.indices.contains(Int(source.rawValue)) ? names[Int(source.rawValue)] : "?"
            let figures = counters().filter { $0.source == source && $0.value > 0 }.map { "\($0.name)=\($0.value)" }
            return "\(name): " + (figures.isEmpty ? "nothing received" : figures.joined(separator: " "))
        }
    }

    private func counters() -> [(source: SourceIndex, name: String, value: UInt64)] {
        var counters: [(source: SourceIndex, name: String, value: UInt64)] = []
        for (source, ledger) in decoding.sorted(by: { $0.key < $1.key }) {
            counters += [
                (source, "bytes.received", ledger.bytesIn), (source, "bytes.in_frames", ledger.frameBytes),
                (source, "bytes.skipped", ledger.skippedBytes), (source, "bytes.refused", ledger.refusedBytes),
                (source, "frames", ledger.frames), (source, "frames.before_lock", ledger.framesBeforeLock),
                (source, "frames.warming_up", ledger.framesWarmingUp),
            ]
            for refusal in FrameRefusal.allCases {
                counters.append((source, "frames.refused.\(refusal.name)", ledger[refusal]))
            }
        }
        for (source, ledger) in readings.sorted(by: { $0.key < $1.key }) {
            counters += [
                (source, "readings.received", ledger.received), (source, "readings.accepted", ledger.accepted),
                (source, "readings.retrospective", ledger.retrospective),
                (source, "readings.refused.implausible", ledger.implausible),
                (source, "readings.unassigned", ledger.unassigned), (source, "sets.valueless", ledger.valuelessSets),
                (source, "rows.refused", ledger.refusedRows),
                (source, "oxygen.refused.implausible", ledger.implausibleOxygen),
            ]
        }
        return counters
    }
}
