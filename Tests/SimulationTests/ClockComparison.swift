/// Two nights that differ in the kernel's clock alone: what was decided must be the same, at the same instants of the boot clock.
///
/// Left out is the hub's alarm about its clock, which is there because the clock was set, the number it takes of the hub's, and
/// the times of day with the ids that are made of them. What somebody does to an episode that is over changes nothing: whether it is
/// known as an earlier one hangs on the times of day it is named by.
struct ClockComparison {
    private(set) var findings: [String] = []
    let comparedCount: Int

    init(_ steady: SimulatedNight, _ stepped: SimulatedNight) {
        guard let one = steady.record, let other = stepped.record else {
            findings = ["a night did not come to its end"]
            comparedCount = 0
            return
        }
        // An alarm of the clock is waited for at the end of one night and not of the other: what both have seen, and written, is
        // compared.
        let end = min(steady.bootInstant, stepped.bootInstant).microseconds
        let (expected, found) = (Self.log(one, until: end), Self.log(other, until: end))
        comparedCount = expected.count
        let commands = [one, other].map { $0.commands.map(Self.outcome) }
        for (lines, others) in [(commands[0], commands[1]), (expected, found)] where lines != others {
            let place = zip(lines, others).enumerated().first { $1.0 != $1.1 }?.offset ?? min(lines.count, others.count)
            let pair = [lines, others].map { place < $0.count ? $0[place] : "nothing" }
            findings.append("\(pair[0]) with a steady clock, \(pair[1]) with one that is set")
        }
        // Rows wait in memory for one another, and an alarm of the clock takes them along: the newest are not on both records.
        for (row, judgement) in one.judged.sorted(by: { $0.key < $1.key }) {
            guard let found = other.judged[row], !found.isSubset(of: judgement), !judgement.isSubset(of: found) else {
                continue
            }
            findings.append("\(row): \(judgement.sorted()) with a steady clock, \(found.sorted()) with one that is set")
        }
    }

    private static func outcome(_ line: String) -> String {
        for deed in ["acknowledge", "close"] {
            for answer in ["recorded", "no-such-episode"] {
                let end = #""\#(deed)","\#(answer)"]"#
                if line.hasSuffix(end) { return line.dropLast(end.count) + #""\#(deed)","changed nothing"]"# }
            }
        }
        return line
    }

    private static func log(_ record: NightRecord, until end: Int64) -> [String] {
        var episodes: [String: Int] = [:]
        return record.transitions.filter { $0.condition != "system.clock" && $0.bootMicroseconds < end }.map { row in
            let number = episodes[row.episodeID] ?? episodes.count + 1
            episodes[row.episodeID] = number
            let taken = row.acknowledgedUntil.map { ($0 - row.wallMicroseconds) / 1_000_000 }
            return "run \(row.run) at \(row.bootMicroseconds) episode \(number).\(row.sequence) \(row.condition) "
                + "\(row.admission ?? "hub") \(row.event) \(row.state) P\(5 - row.priority) level \(row.level) "
                + "to \(row.roles.rawValue), suppressed by \(row.suppressedBy), latched \(row.isLatched), "
                + "taken for \(taken ?? 0) s, command \(row.command ?? 0)"
        }
    }
}
